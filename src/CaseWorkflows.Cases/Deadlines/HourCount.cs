using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>Counts minutes and hours: elapsed day and night, or within the working hours of working days.</summary>
internal sealed class HourCount(DateTimeOffset from, TimeLimit limit, BusinessCalendar calendar, IReadOnlyList<PauseInterval> pauses)
{
    private static readonly TextCatalog Texts = DeadlineTexts.Catalog;
    private readonly Counting counting = limit.Counting;
    private readonly List<PathEntry> path = [];
    private readonly TimeSpan total = Span(limit);
    private TimeSpan counted;

    internal static TimeSpan Span(TimeLimit limit) => limit.Unit == TimeUnit.Hours
        ? TimeSpan.FromHours(limit.Length)
        : TimeSpan.FromMinutes(limit.Length);

    internal DueDateAnswer Count() => Count(total);

    /// <summary>The instant at which a part of the limit will have been counted.</summary>
    internal DueDateAnswer Count(TimeSpan part)
    {
        if (counting.Backward)
        {
            AddCounted(ChinaTime.ToChina(from - part), ChinaTime.ToChina(from));
            return Ended(ChinaTime.ToChina(from - part));
        }
        var start = ChinaTime.ToChina(from);
        if (counting.FromNextFullHour)
        {
            var next = new DateTimeOffset(start.Ticks - (start.Ticks % TimeSpan.TicksPerHour), start.Offset).AddHours(1);
            path.Add(new(ChinaTime.DayOf(start), start, next, PathMark.EventDay, null, () => Texts.Get("path.next-hour")));
            start = next;
        }
        return counting.Shifts.Count == 0 ? Elapsed(start, part) : Working(start, part);
    }

    private DueDateAnswer Elapsed(DateTimeOffset start, TimeSpan part)
    {
        var at = start;
        foreach (var (pauseFrom, pauseTo) in Merged(start))
        {
            if (pauseFrom - at >= part - counted)
                break;
            AddCounted(at, pauseFrom);
            AddPaused(pauseFrom, pauseTo);
            if (pauseTo is not { } end)
                return new DueUndetermined(pauseFrom) { Path = path };
            at = end;
        }
        var due = at + (part - counted);
        AddCounted(at, due);
        return Ended(due);
    }

    private DueDateAnswer Working(DateTimeOffset start, TimeSpan part)
    {
        var merged = Merged(start);
        for (var day = ChinaTime.DayOf(start); ; day = day.AddDays(1))
        {
            // A day on which nothing could count need not be judged: it may lie in a year that isn't loaded.
            var stretches = Stretches(day, start, merged);
            if (stretches.Any(x => !x.Paused) && calendar.IsRestDay(day))
            {
                AddRest(day);
                continue;
            }
            foreach (var (begin, end, paused) in stretches)
                if (paused)
                    AddPaused(begin, end);
                else if (end - begin >= part - counted)
                {
                    var due = begin + (part - counted);
                    AddCounted(begin, due);
                    return Ended(due);
                }
                else
                    AddCounted(begin, end);
            if (merged.Count > 0 && merged[^1] is { To: null } open && ChinaTime.EndOf(day) > open.From)
                return new DueUndetermined(open.From) { Path = path };
        }
    }

    private List<(DateTimeOffset From, DateTimeOffset To, bool Paused)> Stretches(
        DateOnly day, DateTimeOffset start, List<(DateTimeOffset From, DateTimeOffset? To)> merged)
    {
        var stretches = new List<(DateTimeOffset, DateTimeOffset, bool)>();
        var midnight = ChinaTime.StartOf(day);
        foreach (var shift in counting.Shifts)
        {
            var (at, end) = (Later(midnight + shift.Start, start), midnight + shift.End);
            foreach (var (pauseFrom, pauseTo) in merged)
            {
                var (begin, stop) = (Later(pauseFrom, at), Earlier(pauseTo ?? end, end));
                if (begin >= stop)
                    continue;
                if (begin > at)
                    stretches.Add((at, begin, false));
                stretches.Add((begin, stop, true));
                at = stop;
            }
            if (at < end)
                stretches.Add((at, end, false));
        }
        return stretches;
    }

    /// <summary>The pauses after the start, in order, overlapping and touching ones as one; empty ones left out.</summary>
    private List<(DateTimeOffset From, DateTimeOffset? To)> Merged(DateTimeOffset start)
    {
        var merged = new List<(DateTimeOffset From, DateTimeOffset? To)>();
        foreach (var pause in pauses.OrderBy(x => x.From))
        {
            var begin = Later(ChinaTime.ToChina(pause.From), start);
            DateTimeOffset? end = pause.To is { } to ? ChinaTime.ToChina(to) : null;
            if (end <= begin)
                continue;
            if (merged.Count > 0 && merged[^1] is var last && (last.To is null || last.To >= begin))
                merged[^1] = (last.From, last.To is null || end is null ? null : Later(last.To.Value, end.Value));
            else
                merged.Add((begin, end));
        }
        return merged;
    }

    private DueDateResult Ended(DateTimeOffset due) => new(ChinaTime.DayOf(due), due) { Path = path };

    private void AddCounted(DateTimeOffset begin, DateTimeOffset end)
    {
        if (end <= begin)
            return;
        counted += end - begin;
        var minutes = (int)counted.TotalMinutes;
        path.Add(new(ChinaTime.DayOf(begin), begin, end, PathMark.Counted, minutes,
            () => Texts.Get(counting.Backward ? "path.counted-back" : "path.counted-time",
                ("minutes", minutes), ("total", (int)total.TotalMinutes))));
    }

    private void AddRest(DateOnly day) => path.Add(new(day, ChinaTime.StartOf(day), ChinaTime.EndOf(day), PathMark.RestDay, null,
        () => Texts.Get("path.rest-day", ("day", calendar.Explain(day).Reason))));

    private void AddPaused(DateTimeOffset begin, DateTimeOffset? end) => path.Add(new(ChinaTime.DayOf(begin), begin, end, PathMark.Paused,
        null, () => end is { } to
            ? Texts.Get("path.paused", ("from", DueDates.Print(begin)), ("to", DueDates.Print(to)))
            : Texts.Get("path.paused-open", ("from", DueDates.Print(begin)))));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
