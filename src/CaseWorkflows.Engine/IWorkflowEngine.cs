using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Engine;

/// <summary>
/// The one port through which cases know an engine. The built-in engine stands behind it; the Elsa packages' own in-memory runner
/// can stand there too, so the port is asynchronous and a flow's state is an opaque JSON text to its callers.
/// An engine takes the time as an argument and performs nothing: what is to be done comes back as effects.
/// </summary>
public interface IWorkflowEngine
{
    /// <summary>Advances one flow by one trigger, up to where it waits or ends.</summary>
    ValueTask<AdvanceResult> AdvanceAsync(AdvanceRequest request, CancellationToken cancellationToken = default);
}

/// <summary>One advance.</summary>
/// <param name="Definition">The definition the case is pinned to.</param>
/// <param name="State">The state the last advance returned; null before the first.</param>
/// <param name="Trigger">What happened.</param>
/// <param name="Facts">What is known of the case; handed to case activities, not visible to scripts.</param>
/// <param name="Now">The instant at which it happened.</param>
public sealed record AdvanceRequest(Definitions.WorkflowDefinition Definition, string? State, Trigger Trigger, JsonObject Facts, DateTimeOffset Now)
{
    /// <summary>
    /// What the outside could not do when it made this advance before, by the step that had asked for it: there the step faults instead, and
    /// everything up to there happens as it did. So what fails outside is an incident of its step, and nothing after it has happened.
    /// </summary>
    public IReadOnlyDictionary<StepMoment, LocalizedText> Impossible { get; init; } = new Dictionary<StepMoment, LocalizedText>();
}

/// <summary>A moment in one execution of one step.</summary>
/// <param name="RunKey">The execution; the key of the wait if it waits.</param>
/// <param name="Phase">When in it.</param>
public readonly record struct StepMoment(string RunKey, StepPhase Phase);

/// <summary>When a step asks for something.</summary>
public enum StepPhase
{
    /// <summary>It begins.</summary>
    Begin,

    /// <summary>What it waited for has come.</summary>
    Resume,

    /// <summary>Its wait is given up.</summary>
    TakeBack,
}

/// <summary>What made a flow move.</summary>
public abstract record Trigger;

/// <summary>A new flow begins at its start.</summary>
/// <param name="Input">The workflow's inputs by name.</param>
/// <param name="CorrelationId">The correlation id, if known.</param>
public sealed record StartTrigger(JsonObject Input, string? CorrelationId = null) : Trigger
{
    /// <summary>The name of the event that starts the flow, if an event does; its payload is <see cref="Payload"/>.</summary>
    public string? EventName { get; init; }

    /// <summary>The starting event's payload.</summary>
    public JsonNode? Payload { get; init; }
}

/// <summary>One wait is answered: a task was completed, a clock came due, a service replied.</summary>
/// <param name="WaitKey">The wait's key, from <see cref="OpenWait.Key"/>.</param>
/// <param name="Outcome">The way out that was chosen, if the wait offers several.</param>
/// <param name="Result">The data that came with it (a form's fields).</param>
public sealed record ResumeTrigger(string WaitKey, string? Outcome = null, JsonNode? Result = null) : Trigger;

/// <summary>A named event; it resumes every wait for that name, oldest first.</summary>
public sealed record EventTrigger(string EventName, JsonNode? Payload = null) : Trigger;

/// <summary>The flow is given up (the case was withdrawn or closed by a person); all waits are taken back.</summary>
public sealed record CancelTrigger : Trigger;

/// <summary>A person has a faulted step tried again.</summary>
/// <param name="IncidentKey">The incident's key, from <see cref="EngineIncident.Key"/>.</param>
public sealed record RetryTrigger(string IncidentKey) : Trigger
{
    /// <summary>The answer to give again to a step that failed on it (<see cref="EngineIncident.AnsweredWait"/>); null: the step begins anew and asks again.</summary>
    public StepAnswer? Answer { get; init; }
}

/// <summary>What a step's wait was answered with.</summary>
public sealed record StepAnswer(string? Outcome, JsonNode? Result);

/// <summary>A person skips a faulted step and says by which way the flow goes on.</summary>
public sealed record SkipTrigger(string IncidentKey, string Outcome) : Trigger;

/// <summary>The answer of an engine: <see cref="Advanced"/> or <see cref="AdvanceRefused"/>.</summary>
public abstract record AdvanceResult;

/// <summary>The trigger can't be taken; nothing changed.</summary>
/// <param name="Code">Why, for programs: <c>engine.unknown-wait</c>, <c>engine.already-started</c>, <c>engine.ended</c>, …</param>
/// <param name="ActivityId">The activity concerned, if one is.</param>
/// <param name="Message">Why, for people.</param>
public sealed record AdvanceRefused(string Code, string? ActivityId, LocalizedText Message) : AdvanceResult;

/// <summary>The flow has moved.</summary>
public sealed record Advanced : AdvanceResult
{
    /// <summary>The new state; opaque to callers, plain JSON to a person.</summary>
    public required string State { get; init; }

    /// <summary>Where the flow stands.</summary>
    public required FlowStatus Status { get; init; }

    /// <summary>Everything the flow waits for now, oldest first.</summary>
    public required IReadOnlyList<OpenWait> Waits { get; init; }

    /// <summary>What to do outside, in order.</summary>
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>Which step asked for each effect, and when; as many as there are effects.</summary>
    public IReadOnlyList<StepMoment> Sources { get; init; } = [];

    /// <summary>What happened in this advance, in order.</summary>
    public IReadOnlyList<JournalEntry> Journal { get; init; } = [];

    /// <summary>All incidents that are open now.</summary>
    public IReadOnlyList<EngineIncident> Incidents { get; init; } = [];

    /// <summary>The values of the definition's variables, by name.</summary>
    public required JsonObject Variables { get; init; }

    /// <summary>The workflow's outputs so far, by name.</summary>
    public required JsonObject Outputs { get; init; }

    /// <summary>The instance's name, if a step set one.</summary>
    public string? Name { get; init; }

    /// <summary>The correlation id, if there is one.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>Where a flow stands. Starts as Suspended or an end state after its first advance; the last three are final.</summary>
public enum FlowStatus
{
    /// <summary>It waits for something.</summary>
    Suspended,

    /// <summary>It ran to an end.</summary>
    Finished,

    /// <summary>A step failed and the flow was ended by it (only where faults end flows, as in Elsa).</summary>
    Faulted,

    /// <summary>It was given up.</summary>
    Cancelled,
}

/// <summary>Something the flow waits for.</summary>
/// <param name="Key">Unique within the flow and never used again.</param>
/// <param name="ActivityId">The waiting activity.</param>
/// <param name="Kind">What kind of thing is waited for.</param>
/// <param name="Name">The event's name, the clock's key, the task's name.</param>
/// <param name="DueAt">When the wait ends by itself (delays), else null.</param>
public sealed record OpenWait(string Key, string ActivityId, WaitKind Kind, string? Name, DateTimeOffset? DueAt);

/// <summary>What a flow can wait for.</summary>
public enum WaitKind
{
    /// <summary>A person's work.</summary>
    Task,

    /// <summary>An instant.</summary>
    Clock,

    /// <summary>A named event.</summary>
    Event,

    /// <summary>Work the system does.</summary>
    Service,
}

/// <summary>One line of the engine's journal.</summary>
/// <param name="ActivityId">The activity; <c>Workflow1</c> is the workflow itself.</param>
/// <param name="Event">Started, Resumed, Suspended, Completed, Canceled, Faulted.</param>
/// <param name="Message">The fault's text, else null.</param>
public sealed record JournalEntry(string ActivityId, string Event, string? Message = null)
{
    /// <summary>The fault's text for people, in both languages; null if the line is no fault.</summary>
    public LocalizedText? Text { get; init; }

    /// <summary>The outcomes by which the flow leaves a completed activity; empty if it chose none (<c>Done</c>), and on other lines.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];
}

/// <summary>A step that failed.</summary>
/// <param name="Key">Names the incident in <see cref="RetryTrigger"/> and <see cref="SkipTrigger"/>.</param>
/// <param name="ActivityId">The step.</param>
/// <param name="Message">Why it failed.</param>
public sealed record EngineIncident(string Key, string ActivityId, LocalizedText Message)
{
    /// <summary>The wait that was answered, if the step failed on the answer; null if it failed otherwise.</summary>
    public string? AnsweredWait { get; init; }

    /// <summary>The ways out that a skip may name; empty if any may be named.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(EngineIncident? other) =>
        other is not null && (Key, ActivityId, Message, AnsweredWait) == (other.Key, other.ActivityId, other.Message, other.AnsweredWait) && Outcomes.SequenceEqual(other.Outcomes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, ActivityId);
}
