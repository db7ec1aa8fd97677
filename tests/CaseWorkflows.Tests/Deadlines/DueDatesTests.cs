using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;

namespace CaseWorkflows.Tests.Deadlines;

public sealed class DueDatesTests
{
    [Theory]
    // The sample of the list of legal facts, 7.2.
    [InlineData("2026-02-09", 7, "calendar-days", "2026-02-24")]
    [InlineData("2024-02-02", 7, "calendar-days", "2024-02-09")]
    [InlineData("2025-01-23", 5, "calendar-days", "2025-02-05")]
    [InlineData("2026-01-16", 30, "calendar-days", "2026-02-24")]
    [InlineData("2026-01-31", 1, "months", "2026-02-28")]
    [InlineData("2025-09-05", 1, "months", "2025-10-09")]
    [InlineData("2025-09-26", 5, "working-days", "2025-10-10")]
    // 除夕: an ordinary Friday in 2024, a statutory holiday in 2025.
    [InlineData("2024-02-08", 1, "calendar-days", "2024-02-09")]
    [InlineData("2025-01-27", 1, "calendar-days", "2025-02-05")]
    // A make-up Saturday or Sunday is a working day: the last day stays, and it counts.
    [InlineData("2026-02-21", 7, "calendar-days", "2026-02-28")]
    [InlineData("2024-02-11", 7, "calendar-days", "2024-02-18")]
    [InlineData("2024-02-09", 1, "working-days", "2024-02-18")]
    [InlineData("2026-02-13", 1, "working-days", "2026-02-14")]
    // The rest of a holiday before a make-up Sunday.
    [InlineData("2024-02-05", 7, "calendar-days", "2024-02-18")]
    // Rest days inside the period count.
    [InlineData("2026-09-30", 10, "calendar-days", "2026-10-10")]
    [InlineData("2026-09-30", 8, "calendar-days", "2026-10-08")]
    [InlineData("2026-09-30", 1, "calendar-days", "2026-10-08")]
    // Month ends.
    [InlineData("2024-01-31", 1, "months", "2024-02-29")]
    [InlineData("2025-01-31", 1, "months", "2025-02-28")]
    [InlineData("2024-03-31", 1, "months", "2024-04-30")]
    [InlineData("2024-02-29", 12, "months", "2025-02-28")]
    [InlineData("2025-08-31", 6, "months", "2026-02-28")]
    [InlineData("2025-11-30", 3, "months", "2026-02-28")]
    [InlineData("2025-02-28", 1, "months", "2025-03-28")]
    // Leap day.
    [InlineData("2024-02-28", 1, "calendar-days", "2024-02-29")]
    [InlineData("2024-02-22", 7, "calendar-days", "2024-02-29")]
    // Over New Year.
    [InlineData("2024-12-25", 7, "calendar-days", "2025-01-02")]
    [InlineData("2025-12-26", 7, "calendar-days", "2026-01-04")]
    [InlineData("2025-12-31", 1, "working-days", "2026-01-04")]
    [InlineData("2025-12-31", 1, "months", "2026-02-02")]
    [InlineData("2024-12-31", 3, "working-days", "2025-01-06")]
    // The event on a rest day changes nothing.
    [InlineData("2026-02-15", 3, "working-days", "2026-02-26")]
    [InlineData("2026-11-21", 1, "calendar-days", "2026-11-23")]
    public void A_limit_in_days_or_months_ends_on_the_day_the_law_says(string from, int length, string unit, string due)
    {
        var result = Determined(Count($"{from}T10:00", length, unit));

        Assert.Equal(Day(due), result.Due);
        Assert.Equal(ChinaTime.StartOf(Day(due).AddDays(1)), result.DueAt);
        Assert.Equal(TimeSpan.FromHours(8), result.DueAt.Offset);
    }

    [Theory]
    [InlineData("2026-10-01T22:00", 300, "minutes", "2026-10-02T03:00")]
    [InlineData("2026-02-14T16:30", 24, "hours", "2026-02-15T16:30")]
    [InlineData("2026-12-31T23:59", 48, "hours", "2027-01-02T23:59")]
    [InlineData("2024-02-28T12:00", 24, "hours", "2024-02-29T12:00")]
    [InlineData("2031-06-01T08:15", 1, "minutes", "2031-06-01T08:16")]
    public void A_limit_in_hours_or_minutes_runs_day_and_night_and_needs_no_calendar(string from, int length, string unit, string due)
    {
        var result = Determined(DueDates.Compute(At(from), new TimeLimit(length, TimeUnits.Parse(unit)), new BusinessCalendar([])));

        Assert.Equal(At(due), result.DueAt);
        Assert.Equal(ChinaTime.DayOf(At(due)), result.Due);
    }

    [Theory]
    [InlineData("2026-03-02T10:20:30", "2026-03-03T11:00")]
    [InlineData("2026-03-02T10:00:00", "2026-03-03T11:00")]
    [InlineData("2026-03-02T23:59:59", "2026-03-04T00:00")]
    public void Hours_may_run_from_the_next_full_hour(string from, string due)
    {
        var limit = new TimeLimit(24, TimeUnit.Hours) { Counting = new() { FromNextFullHour = true } };

        var result = Determined(DueDates.Compute(At(from), limit, WorkflowsFolder.Calendar));

        Assert.Equal(At(due), result.DueAt);
        Assert.Equal([PathMark.EventDay, PathMark.Counted], result.Path.Select(x => x.Mark));
    }

    [Theory]
    [InlineData("2026-03-02T15:59:00Z", "2026-03-05")]
    [InlineData("2026-03-02T16:00:00Z", "2026-03-06")]
    [InlineData("2026-03-02T23:00:00-09:00", "2026-03-06")]
    public void The_day_of_the_event_is_its_day_in_China(string from, string due) =>
        Assert.Equal(Day(due), Determined(DueDates.Compute(At(from), new TimeLimit(3, TimeUnit.WorkingDays), WorkflowsFolder.Calendar)).Due);

    [Fact]
    public void In_custody_the_last_day_stays_on_a_rest_day_and_needs_no_calendar()
    {
        var limit = new TimeLimit(5, TimeUnit.CalendarDays) { Counting = new() { RollsOffRestDays = false } };

        Assert.Equal(Day("2025-01-28"), Determined(DueDates.Compute(At("2025-01-23T10:00"), limit, WorkflowsFolder.Calendar)).Due);
        Assert.Equal(Day("2030-01-05"), Determined(DueDates.Compute(At("2029-12-31T10:00"), limit, WorkflowsFolder.Calendar)).Due);
    }

    [Fact]
    public void A_closing_hour_ends_the_last_day_early()
    {
        var limit = new TimeLimit(3, TimeUnit.CalendarDays) { Counting = new() { ClosesAt = new TimeOnly(17, 30) } };

        Assert.Equal(At("2026-03-05T17:30"), Determined(DueDates.Compute(At("2026-03-02T23:00"), limit, WorkflowsFolder.Calendar)).DueAt);
    }

    [Theory]
    [InlineData("2026-12-28T10:00", 5, "calendar-days", 2027)]
    [InlineData("2026-12-31T10:00", 1, "working-days", 2027)]
    [InlineData("2026-12-31T10:00", 1, "months", 2027)]
    [InlineData("2026-12-01T10:00", 24, "working-days", 2027)]
    [InlineData("2023-12-20T10:00", 3, "calendar-days", 2023)]
    public void A_day_that_must_be_judged_in_a_year_without_calendar_is_an_error_that_names_the_year(string from, int length, string unit, int year)
    {
        var refusal = Assert.Throws<CalendarMissingException>(() => Count(from, length, unit));

        Assert.Equal(year, refusal.Year);
        Assert.Contains($"{year}", refusal.Text.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-12-24T10:00", 7, "calendar-days", "2026-12-31")]
    [InlineData("2023-12-29T10:00", 7, "calendar-days", "2024-01-05")]
    [InlineData("2023-12-31T10:00", 2, "working-days", "2024-01-03")]
    [InlineData("2023-06-30T10:00", 7, "months", "2024-01-30")]
    public void Days_that_need_not_be_judged_may_lie_in_a_year_without_calendar(string from, int length, string unit, string due) =>
        Assert.Equal(Day(due), Determined(Count(from, length, unit)).Due);

    [Theory]
    [InlineData("2026-10-20T09:30", 15, "calendar-days", "2026-10-05")]
    [InlineData("2030-01-10T09:30", 15, "calendar-days", "2029-12-26")]
    [InlineData("2026-10-12T09:30", 3, "working-days", "2026-10-08")]
    [InlineData("2026-03-31T09:30", 1, "months", "2026-02-28")]
    public void A_count_back_from_a_hearing_leaves_out_its_day_and_stays_on_rest_days(string hearing, int length, string unit, string last)
    {
        var limit = new TimeLimit(length, TimeUnits.Parse(unit)) { Counting = new() { Backward = true } };

        var result = Determined(DueDates.Compute(At(hearing), limit, WorkflowsFolder.Calendar));

        Assert.Equal((Day(last), ChinaTime.EndOf(Day(last))), (result.Due, result.DueAt));
        Assert.Equal(PathMark.EventDay, result.Path[0].Mark);
    }

    [Fact]
    public void Hours_before_an_event_are_exact()
    {
        var limit = new TimeLimit(48, TimeUnit.Hours) { Counting = new() { Backward = true } };

        Assert.Equal(At("2026-12-30T09:30"), Determined(DueDates.Compute(At("2027-01-01T09:30"), limit, WorkflowsFolder.Calendar)).DueAt);
    }

    [Fact]
    public void The_path_tells_every_day_of_a_limit_that_moves_over_a_holiday()
    {
        var path = Count("2026-02-09T10:00", 7, "calendar-days").Path;

        Assert.Equal(
            ["02-09 EventDay", "02-10 Counted 1", "02-11 Counted 2", "02-12 Counted 3", "02-13 Counted 4", "02-14 Counted 5", "02-15 Counted 6",
             "02-16 Counted 7", "02-17 PassedOver", "02-18 PassedOver", "02-19 PassedOver", "02-20 PassedOver", "02-21 PassedOver",
             "02-22 PassedOver", "02-23 PassedOver", "02-24 MovedHere"],
            path.Select(x => $"{x.Date:MM-dd} {x.Mark} {x.Number}".TrimEnd()));
        Assert.Equal("事件当日不计入（民法典第201条）", path[0].Reason.Zh);
        Assert.Equal("第3日，共7日", path[3].Reason.Zh);
        Assert.Equal("第5日，共7日；调休上班（春节，星期六）", path[5].Reason.Zh);
        Assert.Equal("第6日，共7日；春节放假，期间内的休息日照常计算", path[6].Reason.Zh);
        Assert.Equal("day 7 of 7; Spring Festival holiday: the last day is a statutory rest day and moves on (Civil Code art. 203)", path[7].Reason.En);
        Assert.Contains("第203条", path[^1].Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_of_working_days_names_the_holidays_it_skips()
    {
        var path = Count("2025-09-26T10:00", 5, "working-days").Path;

        Assert.Equal([Day("2025-09-28"), Day("2025-09-29"), Day("2025-09-30"), Day("2025-10-09"), Day("2025-10-10")],
            path.Where(x => x.Counts).Select(x => x.Date));
        Assert.Equal("国庆节、中秋节放假，不计入工作时间", path.Single(x => x.Date == Day("2025-10-01")).Reason.Zh);
        Assert.Equal("周末（星期六），不计入工作时间", path.Single(x => x.Date == Day("2025-09-27")).Reason.Zh);
    }

    [Theory]
    [InlineData(0, "calendar-days", "length")]
    [InlineData(-1, "hours", "length")]
    [InlineData(int.MaxValue, "months", "length")]
    [InlineData(36_501, "working-days", "length")]
    public void A_length_that_cannot_be_counted_is_refused(int length, string unit, string argument)
    {
        var refusal = Assert.Throws<DeadlineException>(() => Count("2026-03-02T10:00", length, unit));

        Assert.Equal(argument, refusal.Argument);
        Assert.DoesNotContain("{", refusal.Text.Zh + refusal.Text.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("days")]
    [InlineData("Hours")]
    [InlineData("calendar days")]
    [InlineData("")]
    [InlineData("0")]
    public void Only_the_five_words_are_units(string word)
    {
        Assert.False(TimeUnits.TryParse(word, out _));
        var refusal = Assert.Throws<DeadlineException>(() => TimeUnits.Parse(word));
        Assert.Contains("minutes, hours, calendar-days, working-days, months", refusal.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_unit_is_read_back_from_its_word() =>
        Assert.All(Enum.GetValues<TimeUnit>(), x => Assert.Equal(x, TimeUnits.Parse(x.Word())));

    [Fact]
    public void Options_that_do_not_fit_the_unit_are_refused()
    {
        Shift day = new(new(9, 0), new(17, 0));
        Assert.Equal("shifts", Refused(TimeUnit.WorkingDays, new() { Shifts = [day] }));
        Assert.Equal("shifts", Refused(TimeUnit.Hours, new() { Shifts = [day], Backward = true }));
        Assert.Equal("shifts", Refused(TimeUnit.Hours, new() { Shifts = [new(new(14, 0), new(17, 0)), new(new(9, 0), new(12, 0))] }));
        Assert.Equal("shifts", Refused(TimeUnit.Hours, new() { Shifts = [new(new(9, 0), new(9, 0))] }));
        Assert.Equal("nextFullHour", Refused(TimeUnit.Months, new() { FromNextFullHour = true }));
        Assert.Equal("closingTime", Refused(TimeUnit.Minutes, new() { ClosesAt = new(17, 0) }));

        static string Refused(TimeUnit unit, Counting counting) => Assert.Throws<DeadlineException>(() =>
            DueDates.Compute(At("2026-03-02T10:00"), new TimeLimit(3, unit) { Counting = counting }, WorkflowsFolder.Calendar)).Argument;
    }

    [Fact]
    public void A_start_outside_all_reason_is_refused() =>
        Assert.Equal("from", Assert.Throws<DeadlineException>(() =>
            DueDates.Compute(DateTimeOffset.MaxValue, new TimeLimit(3, TimeUnit.Hours), WorkflowsFolder.Calendar)).Argument);

    internal static DueDateAnswer Count(string from, int length, string unit, params string[] pauses) =>
        DueDates.Compute(At(from), new TimeLimit(length, TimeUnits.Parse(unit)), WorkflowsFolder.Calendar, Pauses(pauses));

    internal static PauseInterval[] Pauses(params string[] pauses) =>
        [.. pauses.Select(x => x.Split('/')).Select(x => new PauseInterval(At(x[0]), x[1].Length == 0 ? null : At(x[1])))];

    internal static DueDateResult Determined(DueDateAnswer answer) => Assert.IsType<DueDateResult>(answer);

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An instant; without an offset it is China time.</summary>
    internal static DateTimeOffset At(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text.Contains('T', StringComparison.Ordinal) && text.LastIndexOf('-') > 10)
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
        : new DateTimeOffset(DateTime.Parse(text, CultureInfo.InvariantCulture), ChinaTime.Offset);
}
