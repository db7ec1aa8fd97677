using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>
/// When the steps of a ladder fire. A share of a limit in days is the day that completes the share (half of 7 days: day 4), at 09:00 in
/// China, when somebody is there to read it; of a limit in hours the exact instant. The due step fires at the due instant. An offset in
/// days is counted from the last day and also fires at 09:00; an offset in hours is exact. Where a year is missing a step comes early
/// rather than late, and names the year.
/// </summary>
internal static class LadderSchedule
{
    private static readonly TimeOnly Morning = new(9, 0);

    internal static (DateTimeOffset FireAt, int? AwaitsCalendarYear) Moment(
        LadderMoment at, DateTimeOffset start, TimeLimit limit, BusinessCalendar calendar, IReadOnlyList<PauseInterval> pauses, DueDateResult due)
    {
        if (at.Percent > 0)
            return (Share(at.Percent, start, limit, calendar, pauses, due), null);
        if (at.Offset == 0)
            return (due.DueAt, null);
        var (instant, missing) = OffsetFrom(at, due, calendar);
        if (at.IsAfter)
            return (instant > due.DueAt ? instant : due.DueAt, missing);
        // A warning that would come before the limit began comes at its beginning; none comes after the due instant (closing hours).
        if (!limit.Counting.Backward && instant < start)
            instant = start;
        return (NotAfter(due.DueAt, instant), missing);
    }

    private static DateTimeOffset Share(
        int percent, DateTimeOffset start, TimeLimit limit, BusinessCalendar calendar, IReadOnlyList<PauseInterval> pauses, DueDateResult due)
    {
        if (limit.Unit.IsElapsed())
        {
            var part = TimeSpan.FromTicks(HourCount.Span(limit).Ticks / 100 * percent);
            return ((DueDateResult)new HourCount(start, limit, calendar.Provisional(backward: false), pauses).Count(part)).DueAt;
        }
        var counted = due.Path.Where(x => x.Counts).ToArray();
        var number = ((counted.Length * percent) + 99) / 100;
        return NotAfter(due.DueAt, ChinaTime.At(counted[number - 1].Date, Morning));
    }

    private static (DateTimeOffset, int?) OffsetFrom(LadderMoment at, DueDateResult due, BusinessCalendar calendar)
    {
        switch (at.OffsetUnit)
        {
            case TimeUnit.Minutes:
                return (due.DueAt.AddMinutes(at.Offset), null);
            case TimeUnit.Hours:
                return (due.DueAt.AddHours(at.Offset), null);
            case TimeUnit.CalendarDays:
                return (ChinaTime.At(due.Due.AddDays(at.Offset), Morning), null);
            case TimeUnit.Months:
                return (ChinaTime.At(due.Due.AddMonths(at.Offset), Morning), null);
            default:
                var provisional = calendar.Provisional(backward: at.IsBefore);
                var (day, missing) = (due.Due, (int?)null);
                for (var left = Math.Abs(at.Offset); left > 0;)
                {
                    day = day.AddDays(Math.Sign(at.Offset));
                    if (!calendar.Covers(day.Year))
                        missing ??= day.Year;
                    if (provisional.IsWorkingDay(day))
                        left--;
                }
                return (ChinaTime.At(day, Morning), missing);
        }
    }

    private static DateTimeOffset NotAfter(DateTimeOffset limit, DateTimeOffset instant) => instant < limit ? instant : limit;
}
