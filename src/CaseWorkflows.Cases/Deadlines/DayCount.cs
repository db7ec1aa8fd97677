using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>Counts calendar days, working days and months.</summary>
internal sealed class DayCount(DateTimeOffset from, TimeLimit limit, BusinessCalendar calendar, IReadOnlyList<PauseInterval> pauses)
{
    private static readonly TextCatalog Texts = DeadlineTexts.Catalog;
    private readonly Counting counting = limit.Counting;
    private readonly DateOnly start = ChinaTime.DayOf(from);
    private readonly List<PathEntry> path = [];

    private bool Rolls => counting.RollsOffRestDays && !counting.Backward && limit.Unit != TimeUnit.WorkingDays;

    private int Step => counting.Backward ? -1 : 1;

    /// <summary>
    /// Days to count. A month is as many days as lie between the event and its corresponding day, so that paused days can be left out of it.
    /// </summary>
    private int Total => limit.Unit == TimeUnit.Months ? MonthDays(start, Step * limit.Length) : limit.Length;

    internal static int MonthDays(DateOnly start, int months) => Math.Abs(start.AddMonths(months).DayNumber - start.DayNumber);

    internal DueDateAnswer Count()
    {
        Add(start, PathMark.EventDay, null, () => Texts.Get(counting.Backward ? "path.hearing-day" : "path.event-day"));
        var (day, number, total) = (start, 0, Total);
        while (number < total)
        {
            day = day.AddDays(Step);
            if (PauseOver(day, mayBeLast: number + 1 == total) is { } pause)
            {
                AddPaused(day, pause);
                if (pause.To is null)
                    return new DueUndetermined(ChinaTime.ToChina(pause.From)) { Path = path };
                continue;
            }
            if (limit.Unit == TimeUnit.WorkingDays && calendar.IsRestDay(day))
            {
                AddJudged(day, PathMark.RestDay, "path.rest-day");
                continue;
            }
            number++;
            AddCounted(day, number, total);
        }

        if (!Rolls || calendar.IsWorkingDay(day))
            return Ended(day);

        for (day = day.AddDays(1); ; day = day.AddDays(1))
            if (PauseOver(day, mayBeLast: true) is { } pause)
            {
                AddPaused(day, pause);
                if (pause.To is null)
                    return new DueUndetermined(ChinaTime.ToChina(pause.From)) { Path = path };
            }
            else if (calendar.IsRestDay(day))
                AddJudged(day, PathMark.PassedOver, "path.passed-over");
            else
            {
                AddJudged(day, PathMark.MovedHere, "path.moved-here");
                return Ended(day);
            }
    }

    private DueDateResult Ended(DateOnly day) => new(day, CloseOf(day)) { Path = path };

    private DateTimeOffset CloseOf(DateOnly day) =>
        counting.ClosesAt is { } time ? ChinaTime.At(day, time) : ChinaTime.EndOf(day);

    /// <summary>
    /// The pause that excludes a day. A pause which begins on the last day after business has closed comes too late: the limit has run out,
    /// and excluding that day would bring a missed deadline back to life.
    /// </summary>
    private PauseInterval? PauseOver(DateOnly day, bool mayBeLast)
    {
        PauseInterval? found = null;
        foreach (var pause in pauses)
        {
            if (ChinaTime.DayOf(pause.From) > day || (pause.To is { } to && ChinaTime.DayOf(to) < day))
                continue;
            if (mayBeLast && pause.From >= CloseOf(day) && (!Rolls || calendar.IsWorkingDay(day)))
                continue;
            if (pause.To is null)
                return pause;
            found ??= pause;
        }
        return found;
    }

    private LocalizedText CountedReason(DateOnly day, int number, int total)
    {
        var args = new (string, object?)[] { ("number", number), ("total", total) };
        // Inside the period the day need not be judged, so an unloaded year is no error here; only the remark is left out.
        if (!calendar.Covers(day.Year))
            return Texts.Get("path.counted", args);
        var judged = calendar.Explain(day);
        if (judged.Kind == DayKind.WorkingDay)
            return Texts.Get("path.counted", args);
        var code = !judged.IsRestDay ? "path.counted-make-up"
            : number < total || counting.Backward ? "path.counted-rest-day"
            : Rolls ? "path.counted-rest-day-last"
            : "path.counted-rest-day-stays";
        return Texts.Get(code, [.. args, ("day", judged.Reason)]);
    }

    // What is kept for the reasons is made in methods of their own: within the loop it would be made for every day, counted or not.
    private void AddCounted(DateOnly day, int number, int total) => Add(day, PathMark.Counted, number, () => CountedReason(day, number, total));

    private void AddJudged(DateOnly day, PathMark mark, string code) => Add(day, mark, null, () => Texts.Get(code, ("day", calendar.Explain(day).Reason)));

    private void AddPaused(DateOnly day, PauseInterval pause) => Add(day, PathMark.Paused, null, () => pause.To is { } to
        ? Texts.Get("path.paused", ("from", CalendarTexts.Iso(ChinaTime.DayOf(pause.From))), ("to", CalendarTexts.Iso(ChinaTime.DayOf(to))))
        : Texts.Get("path.paused-open", ("from", CalendarTexts.Iso(ChinaTime.DayOf(pause.From)))));

    private void Add(DateOnly day, PathMark mark, int? number, Func<LocalizedText> why) =>
        path.Add(new(day, ChinaTime.StartOf(day), ChinaTime.EndOf(day), mark, number, why));
}
