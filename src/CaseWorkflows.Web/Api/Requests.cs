using System.Text.Json.Nodes;

namespace CaseWorkflows.Web.Api;

/// <summary>An application to take in.</summary>
/// <param name="ServiceType">What kind of service, see <c>GET /api/services</c>; the first of them if not given.</param>
/// <param name="Office">Code or path of the office; the caller's own if not given.</param>
/// <param name="Application">The intake, see the form of the service.</param>
/// <param name="ReceivedAt">When it reached the centre; the time limits count from here. Now if not given.</param>
/// <param name="OccurredAt">When the taking-in happened, if earlier than now.</param>
internal sealed record OpenCaseRequest(string? ServiceType, string? Office, JsonObject? Application, DateTimeOffset? ReceivedAt, DateTimeOffset? OccurredAt);

/// <summary>A command without content of its own.</summary>
/// <param name="OccurredAt">When it happened, if earlier than now.</param>
internal sealed record PlainRequest(DateTimeOffset? OccurredAt);

/// <summary>Gives a task to somebody.</summary>
internal sealed record AssignRequest(string? Assignee, string? Reason, DateTimeOffset? OccurredAt);

/// <summary>Completes a task.</summary>
/// <param name="Outcome">One of the task's outcomes.</param>
/// <param name="Form">The filled-in form.</param>
/// <param name="OccurredAt">When it happened, if earlier than now.</param>
internal sealed record CompleteRequest(string? Outcome, JsonObject? Form, DateTimeOffset? OccurredAt);

/// <summary>A command with a reason.</summary>
internal sealed record ReasonRequest(string? Reason, DateTimeOffset? OccurredAt);

/// <summary>Suspends a case.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Cause">A cause that clock rules know (supplement, explanation, remote-cooperation): clocks whose rule allows it pause. Null: no clock pauses.</param>
/// <param name="OccurredAt">When it happened, if earlier than now.</param>
internal sealed record PauseRequest(string? Reason, string? Cause, DateTimeOffset? OccurredAt);

/// <summary>A paper that was handed in.</summary>
internal sealed record EvidenceRequest(string? Kind, string? Title, JsonObject? Details, DateTimeOffset? OccurredAt);

/// <summary>Something named that happened outside.</summary>
internal sealed record EventRequest(string? Event, JsonObject? Details, DateTimeOffset? OccurredAt);

/// <summary>Takes up a paused case.</summary>
internal sealed record ResumeRequest(string? Note, DateTimeOffset? OccurredAt);

/// <summary>Ends a case outside its flow.</summary>
internal sealed record CloseRequest(string? Result, string? Reason, DateTimeOffset? OccurredAt);

/// <summary>Skips a failed step.</summary>
/// <param name="Outcome">The way by which the flow goes on.</param>
/// <param name="Reason">Why; kept in the history.</param>
/// <param name="OccurredAt">When it happened, if earlier than now.</param>
internal sealed record SkipRequest(string? Outcome, string? Reason, DateTimeOffset? OccurredAt);

/// <summary>Hands a failed step to somebody.</summary>
/// <param name="Assignee">The account.</param>
/// <param name="Note">What they should know; kept in the history.</param>
/// <param name="OccurredAt">When it happened, if earlier than now.</param>
internal sealed record AssignIncidentRequest(string? Assignee, string? Note, DateTimeOffset? OccurredAt);

/// <summary>Tries a step again wherever it failed.</summary>
/// <param name="Definition">The definition's id.</param>
/// <param name="Step">The step's id.</param>
internal sealed record RetryAllRequest(string? Definition, string? Step);

/// <summary>An application to assess without opening a case.</summary>
/// <param name="Application">The application.</param>
/// <param name="Region">The region whose policies hold; that of the caller's office if not given.</param>
/// <param name="On">The day whose policies hold; the application's day, else today.</param>
internal sealed record AssessRequest(JsonObject? Application, string? Region, DateOnly? On);

/// <summary>Name and password.</summary>
/// <param name="UserName">The account's name.</param>
/// <param name="Password">Its password.</param>
/// <param name="Bearer">True: the answer carries a bearer token instead of a cookie.</param>
internal sealed record SignInRequest(string? UserName, string? Password, bool Bearer = false);

/// <summary>Ties another case to a case: one that is opened (<paramref name="Service"/>, <paramref name="Intake"/>) or one that is there (<paramref name="Case"/>).</summary>
/// <param name="Relation">How the two belong together, see <c>GET /api/services</c>.</param>
/// <param name="Service">The service of the case to be opened.</param>
/// <param name="Intake">Its intake, see the form of the service.</param>
/// <param name="Case">The id or code of a case that is there.</param>
/// <param name="Office">Code or path of the office that gets the new case; that of the first case if not given.</param>
/// <param name="OccurredAt">When it happened, if earlier than now.</param>
internal sealed record LinkRequest(string? Relation, string? Service, JsonObject? Intake, string? Case, string? Office, DateTimeOffset? OccurredAt);

/// <summary>Tries a failed link again.</summary>
/// <param name="Intake">Fields of the intake that are put right.</param>
/// <param name="OccurredAt">When it happened, if earlier than now.</param>
internal sealed record RetryLinkRequest(JsonObject? Intake, DateTimeOffset? OccurredAt);
