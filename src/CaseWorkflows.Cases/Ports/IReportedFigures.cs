using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Figures that people enter because cases can't tell them. An entry never changes: a later one for the same period takes its place, and both stay.</summary>
public interface IReportedFigures
{
    /// <summary>All entries of an office, the newest first.</summary>
    ValueTask<IReadOnlyList<ReportedFigure>> OfAsync(OfficePath office, CancellationToken cancellationToken);

    /// <summary>Keeps an entry. One with the same id is there already: nothing happens.</summary>
    ValueTask AddAsync(ReportedFigure figure, CancellationToken cancellationToken);
}

/// <summary>What a person reported.</summary>
public sealed class ReportedFigure
{
    /// <summary>Names the entry; whoever sends it makes it, so that a repeated sending is recognised.</summary>
    public required Guid Id { get; init; }

    /// <summary>The office whose figure it is.</summary>
    public required OfficePath Office { get; init; }

    /// <summary>The indicator, or the figure that a formula divides by.</summary>
    public required string Key { get; init; }

    /// <summary>The first day it is about.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>The last day it is about.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>The figure, in the indicator's unit.</summary>
    public required decimal Value { get; init; }

    /// <summary>Where it comes from: a yearbook, a report, a count.</summary>
    public required string Source { get; init; }

    /// <summary>Who entered it.</summary>
    public required UserId EnteredBy { get; init; }

    /// <summary>Their name then.</summary>
    public required string EnteredByName { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>What it is about.</summary>
    public Period Period => new(FirstDay, LastDay);

    /// <summary>
    /// The entry that counts for a period: of those that overlap with it the one about the latest days, of several about the same days the one entered last;
    /// null if there is none.
    /// </summary>
    public static ReportedFigure? For(IEnumerable<ReportedFigure> figures, string key, Period period) => figures
        .Where(x => x.Key == key && x.FirstDay <= period.Last && x.LastDay >= period.First)
        .OrderByDescending(x => x.FirstDay == period.First && x.LastDay == period.Last).ThenByDescending(x => x.LastDay).ThenByDescending(x => x.FirstDay).ThenByDescending(x => x.EnteredAt).ThenByDescending(x => x.Id)
        .FirstOrDefault();
}
