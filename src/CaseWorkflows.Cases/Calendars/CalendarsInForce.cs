using System.Collections.Concurrent;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>
/// The calendars by which this process counts: the files that came with the program, and over them what administrators have published since.
/// What is published on another node is seen here after the next <see cref="RefreshAsync"/>, without a restart.
/// </summary>
/// <param name="shipped">The files.</param>
public sealed class CalendarsInForce(CalendarBook shipped)
{
    private volatile Loaded loaded = new(shipped, shipped.Years, 0);

    /// <summary>The files that came with the program.</summary>
    public CalendarBook Shipped => shipped;

    /// <summary>What is in force.</summary>
    public CalendarBook Book => loaded.Book;

    /// <summary>
    /// The calendar by which a clock goes on being counted that was counted by a version: of each of its years the notice it stands on,
    /// whatever has been published since; and what is in force of the years that were not there yet. A notice that nobody has any more is
    /// replaced by what is in force, see <see cref="Lacks"/>.
    /// </summary>
    /// <param name="version">See <see cref="BusinessCalendar.Version"/>; empty: what is in force.</param>
    public BusinessCalendar For(string version) => loaded.For(version);

    /// <summary>The notices of a version that are neither in force nor kept.</summary>
    public IReadOnlyList<string> Lacks(string version) => loaded.Lacks(version);

    /// <summary>
    /// Keeps the years of the files, so that clocks that stand on them can be counted by them after the files have changed.
    /// </summary>
    /// <exception cref="PolicyFileException">A file has changed under its old version: clocks that stand on it would move.</exception>
    public async ValueTask KeepAsync(ICalendarStore store, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await store.KeepAsync(shipped.Years, at, cancellationToken) is [var changed, ..])
            throw new PolicyFileException($"cn-{CalendarTexts.Plain(changed.Year)}.json", "version",
                CalendarTexts.Catalog.Get("calendar.changed-under-version", ("version", CalendarTexts.Iso(changed.Version))));
        await RefreshAsync(store, cancellationToken);
    }

    /// <summary>Reads what was published or kept since the last time; true if that was anything.</summary>
    public async ValueTask<bool> RefreshAsync(ICalendarStore store, CancellationToken cancellationToken)
    {
        // Rows are only ever added: their number tells whether there is news.
        if (await store.CountAsync(cancellationToken) == loaded.Rows) return false;
        Use(await store.ListAsync(cancellationToken), await store.KeptAsync(cancellationToken));
        return true;
    }

    /// <summary>Takes these published years over those of the files; of each year the last revision.</summary>
    public void Use(IReadOnlyList<PublishedCalendar> published, IReadOnlyList<CalendarYear>? kept = null) =>
        loaded = new(Over(published), [.. kept ?? [], .. shipped.Years, .. published.Select(x => x.Year)], published.Count + (kept?.Count ?? 0));

    /// <summary>
    /// The calendar of a version (<see cref="BusinessCalendar.Version"/>), replaced revisions among it, so that a date can be explained as it was
    /// counted; null if one of its years is no longer known here.
    /// </summary>
    public BusinessCalendar? AsOf(string version) => version.Length > 0 && Lacks(version).Count == 0 ? For(version) : null;


    /// <summary>The files with these published years over them.</summary>
    public CalendarBook Over(IEnumerable<PublishedCalendar> published) =>
        shipped.With(published.GroupBy(x => x.Year.Year).Select(x => x.MaxBy(y => y.Year.Revision)!.Year));

    private sealed class Loaded(CalendarBook book, IReadOnlyList<CalendarYear> known, int rows)
    {
        private readonly Dictionary<string, CalendarYear> _known = known.GroupBy(x => x.Mark).ToDictionary(x => x.Key, x => x.Last());
        private readonly ConcurrentDictionary<string, BusinessCalendar> _former = [];

        public CalendarBook Book => book;

        public int Rows => rows;

        public BusinessCalendar For(string version) => version.Length == 0 || version == book.Version ? book.Calendar : _former.GetOrAdd(version, Compose);

        public IReadOnlyList<string> Lacks(string version) => [.. Marks(version).Where(x => !_known.ContainsKey(x))];

        private BusinessCalendar Compose(string version)
        {
            var former = Marks(version).Select(x => _known.GetValueOrDefault(x)).OfType<CalendarYear>().ToDictionary(x => x.Year);
            return new BusinessCalendar([.. former.Values, .. book.Years.Where(x => !former.ContainsKey(x.Year))]);
        }

        private static string[] Marks(string version) => version.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
