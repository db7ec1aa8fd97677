using System.Globalization;
using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Tests.Calendars;

public sealed class BusinessCalendarTests
{
    private static BusinessCalendar Calendar => WorkflowsFolder.Calendar;

    [Theory]
    [InlineData(2024, 251)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void A_year_has_as_many_working_days_as_its_notice_leaves(int year, int expected) =>
        Assert.Equal(expected, Calendar.WorkingDaysIn(year));

    [Theory]
    [InlineData("2024-02-09", DayKind.WorkingDay, "工作日（星期五）", "working day (Friday)")]
    [InlineData("2024-02-10", DayKind.Holiday, "春节放假", "Spring Festival holiday")]
    [InlineData("2025-01-28", DayKind.Holiday, "春节放假", "Spring Festival holiday")]
    [InlineData("2024-02-04", DayKind.MakeUpWorkingDay, "调休上班（春节，星期日）", "make-up working day for Spring Festival (Sunday)")]
    [InlineData("2026-02-28", DayKind.MakeUpWorkingDay, "调休上班（春节，星期六）", "make-up working day for Spring Festival (Saturday)")]
    [InlineData("2026-09-20", DayKind.MakeUpWorkingDay, "调休上班（国庆节，星期日）", "make-up working day for National Day (Sunday)")]
    [InlineData("2026-11-21", DayKind.Weekend, "周末（星期六）", "weekend (Saturday)")]
    [InlineData("2025-10-08", DayKind.Holiday, "国庆节、中秋节放假", "National Day and Mid-Autumn Festival holiday")]
    [InlineData("2026-11-23", DayKind.WorkingDay, "工作日（星期一）", "working day (Monday)")]
    public void A_day_is_judged_and_says_why(string day, DayKind kind, string zh, string en)
    {
        var judged = Calendar.Explain(Day(day));

        Assert.Equal((kind, zh, en), (judged.Kind, judged.Reason.Zh, judged.Reason.En));
        Assert.Equal(kind is DayKind.Weekend or DayKind.Holiday, judged.IsRestDay);
        Assert.Equal(judged.IsRestDay, Calendar.IsRestDay(Day(day)));
        Assert.Equal(!judged.IsRestDay, Calendar.IsWorkingDay(Day(day)));
    }

    [Fact]
    public void Every_day_of_the_published_holidays_is_what_the_notices_say()
    {
        // Written out from the notices a second time, as first day, days off in a row, and the make-up days.
        (string First, int Days)[] off =
        [
            ("2024-01-01", 1), ("2024-02-10", 8), ("2024-04-04", 3), ("2024-05-01", 5), ("2024-06-10", 1), ("2024-09-15", 3), ("2024-10-01", 7),
            ("2025-01-01", 1), ("2025-01-28", 8), ("2025-04-04", 3), ("2025-05-01", 5), ("2025-05-31", 3), ("2025-10-01", 8),
            ("2026-01-01", 3), ("2026-02-15", 9), ("2026-04-04", 3), ("2026-05-01", 5), ("2026-06-19", 3), ("2026-09-25", 3), ("2026-10-01", 7),
        ];
        string[] worked =
        [
            "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
            "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
            "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
        ];
        var holidays = off.SelectMany(x => Enumerable.Range(0, x.Days).Select(Day(x.First).AddDays)).ToHashSet();
        var makeUps = worked.Select(Day).ToHashSet();

        for (var day = new DateOnly(2024, 1, 1); day.Year < 2027; day = day.AddDays(1))
        {
            var expected = holidays.Contains(day) ? DayKind.Holiday
                : makeUps.Contains(day) ? DayKind.MakeUpWorkingDay
                : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? DayKind.Weekend
                : DayKind.WorkingDay;
            Assert.True(expected == Calendar.Explain(day).Kind, $"{day:yyyy-MM-dd} should be {expected}");
        }
    }

    [Theory]
    [InlineData("2027-01-01", 2027)]
    [InlineData("2023-12-31", 2023)]
    public void A_year_that_is_not_loaded_is_refused_by_name(string day, int year)
    {
        foreach (var ask in new Action<DateOnly>[]
                 { x => Calendar.IsRestDay(x), x => Calendar.IsWorkingDay(x), x => Calendar.Explain(x), x => Calendar.FirstWorkingDayFrom(x) })
        {
            var refusal = Assert.Throws<CalendarMissingException>(() => ask(Day(day)));
            Assert.Equal(year, refusal.Year);
            Assert.Contains($"{year}年", refusal.Text.Zh, StringComparison.Ordinal);
            Assert.Contains($"of {year}", refusal.Text.En, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_first_working_day_after_a_holiday_may_be_a_make_up_sunday() =>
        Assert.Equal(Day("2024-02-18"), Calendar.FirstWorkingDayFrom(Day("2024-02-10")));

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
