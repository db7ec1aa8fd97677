using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Api;

/// <summary>A page of a list.</summary>
internal sealed record PageAnswer<T>(IReadOnlyList<T> Items, int Total, int Page, int PageSize);

/// <summary>That a command was carried out.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Code">Its code, in the answer to opening it.</param>
/// <param name="Version">The version it has now; also in <c>ETag</c>.</param>
/// <param name="Repeated">Whether an earlier sending with the same key had done it.</param>
internal sealed record CommandAnswer(Guid CaseId, string? Code, long Version, bool Repeated);

/// <summary>A key with its name.</summary>
internal sealed record Named(string Key, LocalizedText Name);

/// <summary>A person by account.</summary>
internal sealed record PersonAnswer(string Id, string Name);

/// <summary>A case in a list.</summary>
internal sealed record CaseLineAnswer(
    Guid Id, string Code, string ServiceType, string Applicant, Named Stage, CaseStatus Status, bool Urgent, Named Office,
    DateTimeOffset ReceivedAt, DateTimeOffset? ClosedAt, string? Result, DateTimeOffset? NextDueAt);

/// <summary>A task in a list.</summary>
internal sealed record TaskLineAnswer(Guid CaseId, string CaseCode, string Applicant, Named Stage, bool Urgent, TaskAnswer Task);

/// <summary>A task.</summary>
internal sealed record TaskAnswer(
    Guid Id, string Step, LocalizedText Title, Named Role, Named Office, string Form, IReadOnlyList<string> Outcomes, TaskState State, PersonAnswer? Assignee,
    DateTimeOffset OpenedAt, DateTimeOffset? DueAt, DateTimeOffset? EndedAt, string? Outcome, PersonAnswer? CompletedBy, string? Clock, int Cycle);

/// <summary>A clock.</summary>
internal sealed record ClockAnswer(
    Guid Id, string Key, LocalizedText Name, LocalizedText LegalBasis, int Generation, string RuleVersion, string CalendarVersion, ClockState State, ClockVerdict Verdict,
    DateTimeOffset StartedAt, DateOnly? DueOn, DateTimeOffset? DueAt, DateTimeOffset? BreachedAt, DateTimeOffset? StoppedAt, IReadOnlyList<ClockPause> Pauses,
    DateTimeOffset? ProvisionalDueAt, int? AwaitsCalendarYear);

/// <summary>A paper or document of the file.</summary>
internal sealed record FileAnswer(Guid Id, string Kind, string Title, string Origin, DateTimeOffset At, string? Number, string? Recipient, string? Text);

/// <summary>An alert.</summary>
internal sealed record AlertAnswer(
    Guid Id, Guid CaseId, string CaseCode, Named Clock, int Generation, string Step, AlertLevel Level, Named ToRole, PersonAnswer? ToUser, Named? ToOffice, string? ToName,
    DateTimeOffset RaisedAt, DateTimeOffset? DueAt, DateTimeOffset? AcknowledgedAt, PersonAnswer? AcknowledgedBy);

/// <summary>A failed step: where, why, on whose command, since when, and who has it. What a program reported is for those who repair.</summary>
internal sealed record IncidentAnswer(
    string Key, string Step, LocalizedText StepTitle, string Definition, int DefinitionVersion, LocalizedText Message, string? Detail, PersonAnswer CausedBy, string Cause,
    DateTimeOffset OpenedAt, DateTimeOffset Since, DateTimeOffset ReachedAt, int Retries, IReadOnlyList<string> Outcomes, PersonAnswer? Assignee, DateTimeOffset? AssignedAt,
    DateTimeOffset? ResolvedAt, IncidentResolution? Resolution, PersonAnswer? ResolvedBy);

/// <summary>A failed step in a list.</summary>
internal sealed record IncidentLineAnswer(Guid CaseId, string CaseCode, Named Office, Named Stage, bool MaySeeCase, IncidentAnswer Incident);

/// <summary>What came of trying a step again in many cases.</summary>
/// <param name="Tried">How many were tried.</param>
/// <param name="StillOpen">How many incidents of the step are open now.</param>
/// <param name="Refused">Where it was refused, and why.</param>
internal sealed record RetriedAnswer(int Tried, int StillOpen, IReadOnlyList<RefusedAnswer> Refused);

/// <summary>A command that was refused for one case of many.</summary>
internal sealed record RefusedAnswer(string CaseCode, string Code, LocalizedText Message);

/// <summary>A case with everything but its history.</summary>
internal sealed record CaseAnswer(
    Guid Id, string Code, string ServiceType, string Region, Named Office, string Definition, int DefinitionVersion, CaseStatus Status, Named Stage, bool Urgent,
    DateTimeOffset ReceivedAt, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? Result, int Cycle, long Version,
    JsonObject Application, JsonObject Facts, IReadOnlyList<TaskAnswer> Tasks, IReadOnlyList<ClockAnswer> Clocks, IReadOnlyList<FileAnswer> File,
    IReadOnlyList<AlertAnswer> Alerts, IReadOnlyList<IncidentAnswer> Incidents, OriginAnswer? Origin, IReadOnlyList<LinkAnswer> Links);

/// <summary>The case that a case came out of.</summary>
internal sealed record OriginAnswer(string Code, Named Relation);

/// <summary>A linked case.</summary>
/// <param name="Id">The link.</param>
/// <param name="Relation">What the other case is to this one.</param>
/// <param name="Outward">Whether the other case came out of this one.</param>
/// <param name="State">Where the link stands.</param>
/// <param name="Case">The other case; null if it is not there yet or the caller may not see it.</param>
/// <param name="Code">Its code; null if it is not there yet.</param>
/// <param name="Service">Its service.</param>
/// <param name="Office">Its office.</param>
/// <param name="Status">Where it stands; null if the caller may not see it.</param>
/// <param name="Stage">Its stage; null if the caller may not see it.</param>
/// <param name="Result">How it ended; null before.</param>
/// <param name="By">Who did what it came of.</param>
/// <param name="OrderedAt">When.</param>
/// <param name="Problem">Why it could not be opened; null unless the link failed.</param>
internal sealed record LinkAnswer(
    Guid Id, Named Relation, bool Outward, LinkState State, Guid? Case, string? Code, Named Service, Named? Office, CaseStatus? Status, Named? Stage, Named? Result,
    PersonAnswer By, DateTimeOffset OrderedAt, LocalizedText? Problem);

/// <summary>A service that can be opened.</summary>
internal sealed record ServiceAnswer(
    string Key, LocalizedText Name, LocalizedText? Summary, string Form, IReadOnlyList<string> Channels, IReadOnlyList<Named> OpenedBy, string? Definition, int? Version, bool MayOpen);

/// <summary>The services, and how cases may be linked.</summary>
internal sealed record ServicesAnswer(IReadOnlyList<ServiceAnswer> Services, IReadOnlyList<RelationAnswer> Relations);

/// <summary>How two cases belong together.</summary>
internal sealed record RelationAnswer(string Key, LocalizedText Name, LocalizedText Inverse);

/// <summary>A case's history with the state of its chain.</summary>
/// <param name="Code">The case's code.</param>
/// <param name="Intact">Whether every row fits the chain.</param>
/// <param name="FirstBadSeq">The first row that does not fit; null if all do.</param>
/// <param name="Problem">Why it does not fit.</param>
/// <param name="Rows">The rows, oldest first.</param>
internal sealed record HistoryAnswer(string Code, bool Intact, long? FirstBadSeq, LocalizedText? Problem, IReadOnlyList<HistoryRowAnswer> Rows);

/// <summary>A row of the history.</summary>
internal sealed record HistoryRowAnswer(
    long Seq, string Kind, LocalizedText Sentence, PersonAnswer Actor, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, JsonObject Facts, JsonNode? Payload, string Hash);

/// <summary>When a time limit ends, and how that came about.</summary>
internal sealed record DueAnswer(DateOnly? Due, DateTimeOffset? DueAt, DateTimeOffset? PausedSince, IReadOnlyList<PathEntry> Path);

/// <summary>Who is signed in.</summary>
internal sealed record MeAnswer(string Id, string Name, IReadOnlyList<Named> Roles, Named Office);
