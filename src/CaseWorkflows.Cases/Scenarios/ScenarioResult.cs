using System.Text.Json.Serialization;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>What came of a story.</summary>
/// <param name="Scenario">The story.</param>
/// <param name="CaseId">The case; null if it could not be opened.</param>
/// <param name="Code">Its code; empty if it could not be opened.</param>
/// <param name="Timeline">What happened, in order.</param>
/// <param name="Failures">What was not as expected; empty if the story holds.</param>
public sealed record ScenarioResult(Scenario Scenario, CaseId? CaseId, string Code, IReadOnlyList<TimelineLine> Timeline, IReadOnlyList<ScenarioFailure> Failures)
{
    /// <summary>The case as the story left it; null if it could not be opened.</summary>
    [JsonIgnore]
    public LegalCase? Case { get; init; }

    /// <summary>Whether everything was as expected.</summary>
    public bool Holds => Failures.Count == 0;
}

/// <summary>One line of a story's timeline.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What kind of line it is.</param>
/// <param name="Who">Who did it.</param>
/// <param name="What">What happened.</param>
public sealed record TimelineLine(DateTimeOffset At, TimelineKind Kind, LocalizedText Who, LocalizedText What)
{
    /// <summary>The row of the story that did it, from 1; null for what came of it, and for what the passing of time brought.</summary>
    public int? Row { get; init; }
}

/// <summary>What a line of a timeline is about.</summary>
public enum TimelineKind
{
    /// <summary>Somebody did something.</summary>
    Deed,

    /// <summary>Something was refused, as the story expects.</summary>
    Refusal,

    /// <summary>The case entered a stage, or ended.</summary>
    Stage,

    /// <summary>A document was issued.</summary>
    Document,

    /// <summary>A clock alerted somebody or ran out.</summary>
    Clock,

    /// <summary>A task was opened or taken back.</summary>
    Task,

    /// <summary>A clock was started, paused, resumed or stopped.</summary>
    Deadline,

    /// <summary>A step failed, or a failure was settled.</summary>
    Incident,
}

/// <summary>Something that was not as expected.</summary>
/// <param name="Row">The row, from 1; 0 for the opening, one more than the rows for what holds at the end.</param>
/// <param name="Text">What was expected and what was found.</param>
public sealed record ScenarioFailure(int Row, LocalizedText Text)
{
    /// <summary>What can be done about it.</summary>
    public LocalizedText? Remedy { get; init; }
}
