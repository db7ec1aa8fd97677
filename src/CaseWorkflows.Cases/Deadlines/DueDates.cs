using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>
/// When a time limit ends (期间的计算): 民法典 200-204, 民诉法 85, 刑诉法 105. Pure; the calendar is asked only for days that must be judged,
/// so limits in hours never need it, and limits in calendar days need it for the last day alone.
/// </summary>
public static class DueDates
{
    private const int FirstYear = 1900;
    private const int LastYear = 2999;

    /// <summary>Counts a limit from an event.</summary>
    /// <param name="from">The event; its legal day is its day in China.</param>
    /// <param name="limit">What is allowed.</param>
    /// <param name="calendar">The loaded years.</param>
    /// <param name="pauses">What doesn't count, in any order; overlaps count once. A pause that begins after the due instant changes nothing.</param>
    /// <returns>The due date, or that a lasting pause leaves it undetermined; with the path in both cases.</returns>
    /// <exception cref="CalendarMissingException">A day of a year that isn't loaded had to be judged.</exception>
    /// <exception cref="DeadlineException">The limit or a pause makes no sense; the argument is named.</exception>
    public static DueDateAnswer Compute(
        DateTimeOffset from, TimeLimit limit, BusinessCalendar calendar, IReadOnlyList<PauseInterval>? pauses = null)
    {
        pauses ??= [];
        Check(from, limit, pauses);
        return limit.Unit.IsElapsed()
            ? new HourCount(from, limit, calendar, pauses).Count()
            : new DayCount(from, limit, calendar, pauses).Count();
    }

    /// <summary>Refuses a limit that can't be counted.</summary>
    /// <exception cref="DeadlineException">The argument that is wrong is named.</exception>
    public static void Check(TimeLimit limit)
    {
        // A hundred years of each unit: more is a slip of the finger, and would run off the calendar.
        var most = limit.Unit switch
        {
            TimeUnit.Minutes => 52_560_000,
            TimeUnit.Hours => 876_000,
            TimeUnit.CalendarDays or TimeUnit.WorkingDays => 36_500,
            TimeUnit.Months => 1_200,
            _ => throw new DeadlineException("unit", "deadline.unit-unknown",
                ("value", (int)limit.Unit), ("words", string.Join(", ", TimeUnits.AllWords))),
        };
        if (limit.Length < 1 || limit.Length > most)
            throw new DeadlineException("length", "deadline.length-range",
                ("length", CalendarTexts.Plain(limit.Length)), ("most", CalendarTexts.Plain(most)), ("unit", UnitName(limit.Unit, limit.Length)));

        var counting = limit.Counting;
        if (counting.Shifts.Count > 0 && (!limit.Unit.IsElapsed() || counting.Backward))
            throw new DeadlineException("shifts", "deadline.shifts-unit");
        var end = TimeSpan.Zero;
        foreach (var shift in counting.Shifts)
        {
            if (shift.Start < end || shift.End <= shift.Start)
                throw new DeadlineException("shifts", "deadline.shifts-order");
            end = shift.End;
        }
        if (counting.FromNextFullHour && (!limit.Unit.IsElapsed() || counting.Backward))
            throw new DeadlineException("nextFullHour", "deadline.next-hour-unit");
        if (counting.ClosesAt is not null && limit.Unit.IsElapsed())
            throw new DeadlineException("closingTime", "deadline.closing-unit");
        // 00:00 would end the last day before it begins.
        if (counting.ClosesAt == TimeOnly.MinValue)
            throw new DeadlineException("closingTime", "deadline.closing-midnight");
    }

    internal static Engine.LocalizedText UnitName(TimeUnit unit, int length) => DeadlineTexts.Catalog.Get($"unit.{unit.Word()}", ("length", length));

    private static void Check(DateTimeOffset from, TimeLimit limit, IReadOnlyList<PauseInterval> pauses)
    {
        Check(limit);
        CheckYear("from", from);
        if (limit.Counting.Backward && pauses.Count > 0)
            throw new DeadlineException("pause", "deadline.pause-backward");
        foreach (var pause in pauses)
        {
            CheckYear("pause", pause.From);
            if (pause.To is not { } to)
                continue;
            CheckYear("pause", to);
            if (to < pause.From)
                throw new DeadlineException("pause", "deadline.pause-reversed", ("from", Print(pause.From)), ("to", Print(to)));
        }
    }

    private static void CheckYear(string argument, DateTimeOffset instant)
    {
        if (instant.Year is < FirstYear or > LastYear)
            throw new DeadlineException(argument, "deadline.year-range", ("value", Print(instant)),
                ("first", CalendarTexts.Plain(FirstYear)), ("last", CalendarTexts.Plain(LastYear)));
    }

    internal static string Print(DateTimeOffset instant) =>
        (instant.Year is > FirstYear and <= LastYear ? ChinaTime.ToChina(instant) : instant)
            .ToString("yyyy-MM-dd HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
}
