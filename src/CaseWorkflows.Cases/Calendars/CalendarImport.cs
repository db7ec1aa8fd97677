using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>What would happen if a file were published.</summary>
/// <param name="Years">The years as they would be kept, with their new revisions. Empty if nothing of it is new.</param>
/// <param name="Changes">What differs from what is in force, day by day.</param>
/// <param name="NewYears">Those of the years that are not loaded yet.</param>
/// <param name="Notes">What should be looked at.</param>
/// <param name="Moved">Clocks under way that would be due at another time. Publishing does not move them.</param>
/// <param name="Counted">Clocks that wait for one of the years: publishing has them counted.</param>
/// <param name="Review">Stands for this content over what is in force now; a publication that names it publishes what was looked at or nothing.</param>
public sealed record CalendarPreview(
    IReadOnlyList<CalendarYear> Years,
    IReadOnlyList<CalendarDayChange> Changes,
    IReadOnlyList<int> NewYears,
    IReadOnlyList<LocalizedText> Notes,
    MovedClocks Moved,
    MovedClocks Counted,
    string Review);

/// <summary>Clocks whose due date a calendar moves.</summary>
/// <param name="Total">How many.</param>
/// <param name="First">The first of them, by what they are due at now.</param>
public sealed record MovedClocks(int Total, IReadOnlyList<MovedClock> First);

/// <summary>A clock whose due date a calendar moves.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="ClockId">The clock.</param>
/// <param name="Key">The key of its rule.</param>
/// <param name="Name">Its name.</param>
/// <param name="OldDueAt">When it is due now; provisionally if it waits for a year.</param>
/// <param name="NewDueAt">When it would be due; null if it would be at rest.</param>
public sealed record MovedClock(CaseId CaseId, string CaseCode, Guid ClockId, string Key, LocalizedText Name, DateTimeOffset OldDueAt, DateTimeOffset? NewDueAt);

/// <summary>How a publication ended.</summary>
public enum CalendarPublication
{
    /// <summary>It is kept and in force.</summary>
    Published,

    /// <summary>All of it was in force before. Nothing was written.</summary>
    AlreadyInForce,

    /// <summary>It is not what was looked at, or something else was published in the meantime. Nothing was written.</summary>
    ReviewIsStale,
}

/// <summary>
/// Brings a year's holidays into force: an administrator sees what a file would change and for whom, and then publishes it. Clocks that wait
/// for the year are counted anew by a job; other clocks that run keep their due dates until a person moves them, those that have ended keep
/// their verdicts for ever.
/// </summary>
public sealed class CalendarImport(CalendarsInForce calendars, ICalendarStore store, TimeProvider time)
{
    /// <summary>How many moved clocks a preview names one by one.</summary>
    public const int MostNamed = 200;

    /// <summary>Says what publishing would do. Nothing is written.</summary>
    public async ValueTask<CalendarPreview> PreviewAsync(CalendarReading reading, CancellationToken cancellationToken)
    {
        MustBeGood(reading);
        var published = await store.ListAsync(cancellationToken);
        var book = calendars.Over(published);
        var years = Revised(reading, book, published);
        var changes = years.SelectMany(x => CalendarDayChange.Between(book.Find(x.Year), x)).OrderBy(x => x.Date).ToList();
        IReadOnlyList<int> missing = [.. years.Select(x => x.Year).Where(x => book.Find(x) is null)];
        var (moved, counted) = await DependentsAsync(book.With(years).Calendar, changes, missing, cancellationToken);
        return new(years, changes, missing, reading.Notes, moved, counted, CalendarYearFile.Digest(reading.Years, book));
    }

    /// <summary>Publishes. Repeating it changes nothing.</summary>
    /// <param name="reading">The file.</param>
    /// <param name="review">The preview's <see cref="CalendarPreview.Review"/>; null to publish whatever it would change now.</param>
    /// <param name="publisher">Who publishes.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public async ValueTask<CalendarPublication> PublishAsync(CalendarReading reading, string? review, string publisher, CancellationToken cancellationToken)
    {
        MustBeGood(reading);
        var published = await store.ListAsync(cancellationToken);
        var book = calendars.Over(published);
        var years = Revised(reading, book, published);
        if (years.Count == 0) return CalendarPublication.AlreadyInForce;
        if (review is not null && review != CalendarYearFile.Digest(reading.Years, book)) return CalendarPublication.ReviewIsStale;
        var at = time.GetUtcNow();
        if (!await store.PublishAsync([.. years.Select(x => new PublishedCalendar(x, at, publisher))], cancellationToken)) return CalendarPublication.ReviewIsStale;
        await calendars.RefreshAsync(store, cancellationToken);
        return CalendarPublication.Published;
    }

    private static void MustBeGood(CalendarReading reading)
    {
        if (reading.Problems.Count > 0 || reading.Years.Count == 0) throw new ArgumentException("A file with problems can't be used.", nameof(reading));
    }

    /// <summary>The years of the file that say something else than what is in force. 1 is the file's own revision, whether there is a file or not.</summary>
    private static IReadOnlyList<CalendarYear> Revised(CalendarReading reading, CalendarBook book, IReadOnlyList<PublishedCalendar> published) =>
    [
        .. from year in reading.Years
           where book.Find(year.Year) is not { } old || CalendarYearFile.Write(old) != CalendarYearFile.Write(year)
           select year with { Revision = published.Where(x => x.Year.Year == year.Year).Select(x => x.Year.Revision).DefaultIfEmpty(1).Max() + 1 },
    ];

    private async ValueTask<(MovedClocks Moved, MovedClocks Counted)> DependentsAsync(BusinessCalendar calendar, IReadOnlyList<CalendarDayChange> changes, IReadOnlyList<int> missing, CancellationToken cancellationToken)
    {
        var days = changes.Where(x => x.MovesTheDay && !missing.Contains(x.Date.Year)).Select(x => x.Date).ToList();
        if (days.Count == 0 && missing.Count == 0) return (new(0, []), new(0, []));
        // Without days of loaded years an empty range: only clocks that wait are asked for.
        var (from, until) = days.Count == 0 ? (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) : (ChinaTime.StartOf(days[0]), ChinaTime.EndOf(days[^1]));
        var (moved, counted) = (new Tally(), new Tally());
        await foreach (var one in store.ClocksTouchedAsync(from, until, missing, cancellationToken))
        {
            var clock = one.Clock;
            if ((clock.DueAt ?? clock.ProvisionalDueAt) is not { } old) continue;
            var next = (clock.Explain(calendar) as DueDateResult)?.DueAt;
            if (clock.AwaitsCalendarYear is not null || next != old)
                (clock.AwaitsCalendarYear is null ? moved : counted).Add(new(one.CaseId, one.CaseCode, clock.Id.Value, clock.Key, clock.Name, old, next));
        }
        return (moved.Result, counted.Result);
    }

    /// <summary>Counts all and keeps the first, however many there are.</summary>
    private sealed class Tally
    {
        private readonly SortedSet<MovedClock> first = new(Comparer<MovedClock>.Create((x, y) => (x.OldDueAt, x.ClockId).CompareTo((y.OldDueAt, y.ClockId))));
        private int total;

        public MovedClocks Result => new(total, [.. first]);

        public void Add(MovedClock clock)
        {
            total++;
            first.Add(clock);
            if (first.Count > MostNamed) first.Remove(first.Max!);
        }
    }
}
