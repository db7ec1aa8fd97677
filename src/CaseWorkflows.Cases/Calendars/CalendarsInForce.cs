using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// The calendars by which this process counts: the files that came with the program, and over them what administrators have published since.
/// What is published on another node is seen here after the next <see cref="RefreshAsync"/>, without a restart.
/// </summary>
/// <param name="shipped">The files.</param>
public sealed class CalendarsInForce(CalendarBook shipped)
{
    private volatile Loaded loaded = new(shipped, 0, []);

    /// <summary>The files that came with the program.</summary>
    public CalendarBook Shipped => shipped;

    /// <summary>What is in force.</summary>
    public CalendarBook Book => loaded.Book;

    /// <summary>Reads what was published since the last time; true if that was anything.</summary>
    public async ValueTask<bool> RefreshAsync(ICalendarStore store, CancellationToken cancellationToken)
    {
        // Rows are only ever added: their number tells whether there is news.
        if (await store.CountAsync(cancellationToken) == loaded.Rows) return false;
        Use(await store.ListAsync(cancellationToken));
        return true;
    }

    /// <summary>Takes these published years over those of the files; of each year the last revision.</summary>
    public void Use(IReadOnlyList<PublishedCalendar> published) => loaded = new(Over(published), published.Count, [.. published.Select(x => x.Year)]);

    /// <summary>
    /// The calendar of a version (<see cref="BusinessCalendar.Version"/>), replaced revisions among it, so that a date can be explained as it was
    /// counted; null if one of its years is no longer known here.
    /// </summary>
    public BusinessCalendar? AsOf(string version)
    {
        var now = loaded;
        if (now.Book.Version == version) return now.Book.Calendar;
        var known = shipped.Years.Concat(now.Published).DistinctBy(x => x.Mark).ToDictionary(x => x.Mark);
        var marks = version.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return marks.Length > 0 && marks.All(known.ContainsKey) ? new BusinessCalendar(marks.Select(x => known[x])) : null;
    }

    /// <summary>The files with these published years over them.</summary>
    public CalendarBook Over(IEnumerable<PublishedCalendar> published) =>
        shipped.With(published.GroupBy(x => x.Year.Year).Select(x => x.MaxBy(y => y.Year.Revision)!.Year));

    private sealed record Loaded(CalendarBook Book, int Rows, IReadOnlyList<CalendarYear> Published);
}
