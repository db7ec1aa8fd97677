using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Where a story stood right after something happened in it: what a page shows when somebody moves through its time.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Row">The row of the story that did it, from 1; 0 for the opening; null for what the passing of time brought.</param>
/// <param name="Lines">What happened, in order.</param>
/// <param name="Status">Where the case stands as a whole.</param>
/// <param name="Stage">The key of its stage; empty before the first.</param>
/// <param name="Result">The key of how it ended; null before.</param>
/// <param name="Tasks">What people have to do now.</param>
/// <param name="Clocks">Limits that have not been stopped.</param>
/// <param name="Documents">Documents that were issued just now.</param>
public sealed record PlayedMoment(
    DateTimeOffset At, int? Row, IReadOnlyList<TimelineLine> Lines, CaseStatus Status, string Stage, string? Result, IReadOnlyList<PlayedTask> Tasks, IReadOnlyList<PlayedClock> Clocks,
    IReadOnlyList<FileItem> Documents)
{
    /// <summary>The story's path up to here is this many lines of the journal long.</summary>
    internal int Entries { get; init; }

    /// <summary>When the case ended; null before.</summary>
    internal DateTimeOffset? ClosedAt { get; init; }

    internal static PlayedMoment Of(LegalCase @case, DateTimeOffset at, int? row, IReadOnlyList<TimelineLine> lines, int documents) => new(
        at, row, lines, @case.Status, @case.Stage, @case.Result,
        [.. @case.Tasks.Where(x => x.IsLive).Select(x => new PlayedTask(x.StepId, new(x.TitleZh, x.TitleEn), x.Role, x.Office.Value, x.Assignee?.Value, x.FormKey, x.Outcomes, x.DueAt, x.DueIsProvisional))],
        [.. @case.Clocks.Where(x => x.State != ClockState.Stopped).Select(x => new PlayedClock(x.Key, x.Name, x.LegalBasis, x.State, x.DueAt ?? x.ProvisionalDueAt, x.DueAt is null && x.ProvisionalDueAt is not null))],
        [.. @case.File.Skip(documents).Where(x => x.Origin == "issued")]) { ClosedAt = @case.ClosedAt };
}

/// <summary>A task that somebody has to do at a moment of a story.</summary>
/// <param name="Step">The step.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Role">The key of the role that may take it.</param>
/// <param name="Office">The path of the office in whose queue it lies.</param>
/// <param name="Assignee">Who has it; null while nobody does.</param>
/// <param name="Form">The key of its form.</param>
/// <param name="Outcomes">The ways it can be completed.</param>
/// <param name="DueAt">When it is due; null without a limit.</param>
/// <param name="IsProvisional">Whether that is the earliest it can be, because the holidays of a year are not loaded.</param>
public sealed record PlayedTask(string Step, LocalizedText Title, string Role, string Office, string? Assignee, string Form, IReadOnlyList<string> Outcomes, DateTimeOffset? DueAt, bool IsProvisional);

/// <summary>A limit at a moment of a story.</summary>
/// <param name="Key">The key of its rule.</param>
/// <param name="Name">Its name.</param>
/// <param name="LegalBasis">Its legal basis; empty for a timer of the flow.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="DueAt">When it ends; null while it is paused.</param>
/// <param name="IsProvisional">Whether that is the earliest it can be.</param>
public sealed record PlayedClock(string Key, LocalizedText Name, LocalizedText LegalBasis, ClockState State, DateTimeOffset? DueAt, bool IsProvisional);

/// <summary>A story that was played, moment by moment.</summary>
/// <param name="Simulation">The story as a whole.</param>
/// <param name="Moments">Its moments in order; empty if the case could not be opened.</param>
public sealed record WatchedStory(Simulation Simulation, IReadOnlyList<PlayedMoment> Moments)
{
    internal IReadOnlyList<Paths.PathEntry> Journal { get; init; } = [];

    /// <summary>The way through the definition up to a moment.</summary>
    /// <param name="moment">The moment's place in <see cref="Moments"/>.</param>
    public FlowPath PathAt(int moment) => FlowPath.Of(Simulation.Definition, Journal.Take(Moments[moment].Entries), Moments[moment].ClosedAt);
}
