using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Deadlines;

public sealed class WorkingHoursTests
{
    private static readonly Counting Office = new() { Shifts = [new(new(9, 0), new(12, 0)), new(new(14, 0), new(17, 30))] };

    [Theory]
    // Within the morning; to the very end of a shift; over lunch; from within lunch; from before opening.
    [InlineData("2026-03-02T09:30", 2, "2026-03-02T11:30")]
    [InlineData("2026-03-02T09:00", 3, "2026-03-02T12:00")]
    [InlineData("2026-03-02T11:00", 2, "2026-03-02T15:00")]
    [InlineData("2026-03-02T12:00", 1, "2026-03-02T15:00")]
    [InlineData("2026-03-02T13:15", 1, "2026-03-02T15:00")]
    [InlineData("2026-03-02T00:00", 1, "2026-03-02T10:00")]
    // Over night, over a weekend, from a rest day.
    [InlineData("2026-03-02T17:30", 1, "2026-03-03T10:00")]
    [InlineData("2026-03-06T16:30", 2, "2026-03-09T10:00")]
    [InlineData("2026-03-07T10:00", 2, "2026-03-09T11:00")]
    // Onto a make-up Saturday, and over a holiday.
    [InlineData("2026-10-09T11:00", 6, "2026-10-10T10:30")]
    [InlineData("2026-09-30T16:30", 2, "2026-10-08T10:00")]
    [InlineData("2026-12-31T09:00", 6, "2026-12-31T17:00")]
    public void Working_time_counts_only_in_the_shifts_of_working_days(string from, int hours, string due) =>
        Assert.Equal(At(due), Determined(Count(from, hours)).DueAt);

    [Theory]
    [InlineData(4, "2026-03-02T16:00", "2026-03-02T09:30/2026-03-02T10:30")]
    [InlineData(4, "2026-03-02T15:00", "2026-03-02T12:00/2026-03-02T14:00")]
    [InlineData(2, "2026-03-03T10:00", "2026-03-02T10:00/2026-03-03T09:00")]
    [InlineData(4, "2026-03-02T15:30", "2026-03-02T11:30/2026-03-02T12:30", "2026-03-02T12:15/2026-03-02T14:00")]
    public void Only_the_working_part_of_a_pause_costs_time(int hours, string due, params string[] pauses) =>
        Assert.Equal(At(due), Determined(Count("2026-03-02T09:00", hours, pauses)).DueAt);

    [Fact]
    public void A_pause_without_end_leaves_it_open_even_at_night_before_a_holiday() =>
        Assert.Equal(At("2026-09-30T20:00"), Assert.IsType<DueUndetermined>(Count("2026-09-30T16:30", 2, "2026-09-30T20:00/")).PausedSince);

    [Theory]
    [InlineData("2026-12-31T09:00", 7)]
    [InlineData("2026-12-31T18:00", 1)]
    public void A_year_without_calendar_is_refused_when_its_days_are_needed(string from, int hours) =>
        Assert.Equal(2027, Assert.Throws<CalendarMissingException>(() => Count(from, hours)).Year);

    [Fact]
    public void A_shift_may_end_at_midnight()
    {
        var night = new TimeLimit(90, TimeUnit.Minutes) { Counting = new() { Shifts = [new(new(23, 0), new(0, 0))] } };

        Assert.Equal(At("2026-03-03T23:30"), Determined(DueDates.Compute(At("2026-03-02T22:00"), night, WorkflowsFolder.Calendar)).DueAt);
    }

    [Fact]
    public void The_path_has_each_shift_and_names_skipped_days()
    {
        var path = Count("2026-03-06T16:30", 2).Path;

        Assert.Equal([(PathMark.Counted, 60), (PathMark.RestDay, null), (PathMark.RestDay, null), (PathMark.Counted, (int?)120)],
            path.Select(x => (x.Mark, x.Number)));
        Assert.Equal("累计 60 分钟，共 120 分钟", path[0].Reason.Zh);
    }

    private static DueDateAnswer Count(string from, int hours, params string[] pauses) =>
        DueDates.Compute(At(from), new TimeLimit(hours, TimeUnit.Hours) { Counting = Office }, WorkflowsFolder.Calendar, Pauses(pauses));
}
