using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>A person has something to do.</summary>
public sealed record OpenTask(string WaitKey, string StepId, LocalizedText Title, string Role, string Form, IReadOnlyList<string> Outcomes) : Effect
{
    /// <summary>The clock that limits it, or null.</summary>
    public string? ClockKey { get; init; }

    /// <summary>The outcome it gets by itself when the clock runs out, or null.</summary>
    public string? ExpireOutcome { get; init; }

    /// <summary>Steps whose performers may not take it, and places of facts (<c>fact:…</c>) that name people or offices who may not.</summary>
    public IReadOnlyList<string> NotBySteps { get; init; } = [];

    /// <summary>The fact that names who gets it at once, or null.</summary>
    public string? AssigneeFact { get; init; }

    /// <summary>Whether it waits in the queue if the named person can't have it; else the step fails and becomes an incident.</summary>
    public bool QueueIfUnassignable { get; init; }

    /// <summary>Whether it belongs to the office above the case's (objections).</summary>
    public bool AtSupervisingOffice { get; init; }
}

/// <summary>A task is no longer needed, because the flow went another way.</summary>
public sealed record CloseTask(string WaitKey) : Effect;

/// <summary>A clock begins to run.</summary>
/// <param name="Key">The rule's key.</param>
/// <param name="From">When the limit's trigger happened; null for the moment of the command.</param>
public sealed record StartClock(string Key, DateTimeOffset? From) : Effect
{
    /// <summary>The step that it limits; null if it is started on its own.</summary>
    public string? StepId { get; init; }
}

/// <summary>A running clock stops counting, for one of the causes its rule knows.</summary>
public sealed record PauseClock(string Key, string Cause) : Effect;

/// <summary>A cause that paused a clock has ended; null for all causes.</summary>
public sealed record ResumeClock(string Key, string? Cause) : Effect;

/// <summary>A clock has served its purpose.</summary>
public sealed record StopClock(string Key) : Effect
{
    /// <summary>When what it waited for was done, if that is recorded later; null for the moment of the command.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>The case enters a stage.</summary>
public sealed record SetStage(string Stage) : Effect;

/// <summary>A document is made from a template and put on the file.</summary>
/// <param name="Template">The key of the template.</param>
/// <param name="Recipient">Whom it is made out to: <c>applicant</c>, <c>unit</c>, <c>authority</c>, <c>file</c>, or <see cref="EveryParty"/>.</param>
public sealed record IssueDocument(string Template, string Recipient) : Effect
{
    /// <summary>Each party of the case gets one of its own, made out to them (<c>addressee</c> in the template).</summary>
    public const string EveryParty = "parties";
}

/// <summary>Somebody is told something.</summary>
/// <param name="To">A role key, or <c>applicant</c>, <c>assignee</c>.</param>
/// <param name="Subject">What is said.</param>
public sealed record Notify(string To, LocalizedText Subject) : Effect;

/// <summary>A fact about the case is kept.</summary>
public sealed record RecordFact(string Name, JsonNode? Value) : Effect;

/// <summary>Work for the system; the answer resumes the step.</summary>
public sealed record RequestService(string WaitKey, string Service, JsonObject Arguments) : Effect;

/// <summary>The flow closes the case.</summary>
/// <param name="Result">How: granted-and-handled, refused, terminated, withdrawn, …</param>
/// <param name="Withdrawn">Whether it counts as withdrawn.</param>
public sealed record CloseCase(string Result, bool Withdrawn) : Effect
{
    /// <summary>What the cases that this one came out of, or is tied to, are told beside the result; empty: nothing more.</summary>
    public JsonObject Tells { get; init; } = [];
}

/// <summary>Another case comes out of this one.</summary>
/// <param name="Service">The service of the new case.</param>
/// <param name="Relation">How the two belong together.</param>
/// <param name="Intake">What the new case's intake takes over from this one.</param>
/// <param name="Office">The code or path of the office that gets it; empty for this case's office.</param>
public sealed record OpenLinkedCase(string Service, string Relation, JsonObject Intake, string Office) : Effect;
