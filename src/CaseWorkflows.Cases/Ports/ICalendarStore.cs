using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Ports;

/// <summary>The calendars that administrators have published. What was published stays: clocks say by which revision they were counted.</summary>
public interface ICalendarStore
{
    /// <summary>How many revisions were published, and how many years of files kept; it only grows.</summary>
    ValueTask<int> CountAsync(CancellationToken cancellationToken);

    /// <summary>All that were published, by year and revision.</summary>
    ValueTask<IReadOnlyList<PublishedCalendar>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Keeps all of them or none; false if somebody else has published one of these revisions in the meantime.</summary>
    ValueTask<bool> PublishAsync(IReadOnlyList<PublishedCalendar> years, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps years of files that are not kept yet, each under its year and version. Returns those that are kept with another content under the
    /// same version; if there is one, nothing is written.
    /// </summary>
    ValueTask<IReadOnlyList<CalendarYear>> KeepAsync(IReadOnlyList<CalendarYear> years, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>All years of files that were ever kept.</summary>
    ValueTask<IReadOnlyList<CalendarYear>> KeptAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Clocks that have not ended and that a change of the days in a range may move: counted by a calendar, with a day of the range between
    /// start and due date; and those that await one of the years.
    /// </summary>
    /// <param name="from">00:00 of the first day that changes.</param>
    /// <param name="until">24:00 of the last.</param>
    /// <param name="years">Years that were missing.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    IAsyncEnumerable<CountedClock> ClocksTouchedAsync(DateTimeOffset from, DateTimeOffset until, IReadOnlyList<int> years, CancellationToken cancellationToken);

    /// <summary>How many clocks wait for a year, by the key of their rule.</summary>
    ValueTask<IReadOnlyDictionary<string, int>> AwaitingAsync(int year, CancellationToken cancellationToken);
}

/// <summary>A year that was published over the files.</summary>
/// <param name="Year">The year with its revision.</param>
/// <param name="PublishedAt">When.</param>
/// <param name="PublishedBy">Who.</param>
public sealed record PublishedCalendar(CalendarYear Year, DateTimeOffset PublishedAt, string PublishedBy);

/// <summary>A clock and the case it belongs to.</summary>
public sealed record CountedClock(CaseId CaseId, string CaseCode, Clock Clock);
