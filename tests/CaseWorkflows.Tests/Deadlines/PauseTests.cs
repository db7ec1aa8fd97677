using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Deadlines;

public sealed class PauseTests
{
    [Theory]
    // Every whole day from the notice through the day the papers arrive is left out; the rest runs from the next day.
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-16", "2026-03-04T15:00/2026-03-10T09:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-10", "2026-03-04T09:00/2026-03-04T17:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-12", "2026-03-09T08:00/2026-03-11T08:00")]
    // Overlapping, touching and contained pauses count once.
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-16", "2026-03-04T09:00/2026-03-06T09:00", "2026-03-05T09:00/2026-03-08T09:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-16", "2026-03-05T09:00/2026-03-08T09:00", "2026-03-04T09:00/2026-03-06T09:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-16", "2026-03-04T09:00/2026-03-08T09:00", "2026-03-05T09:00/2026-03-06T09:00")]
    // Before the event, on its day, around it, and after the end.
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-09", "2026-02-20T10:00/2026-03-01T10:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-09", "2026-03-02T11:00/2026-03-02T18:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-11", "2026-02-20T10:00/2026-03-04T10:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-09", "2026-03-10T00:00/2026-03-12T10:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-10", "2026-03-09T23:59/2026-03-09T23:59")]
    // Days are China's, not UTC's: 16:30 UTC on the 3rd is the 4th.
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-10", "2026-03-03T16:30:00Z/2026-03-04T15:30:00Z")]
    // A last day that moved over a holiday: a pause inside the holiday costs nothing, one over its end moves on.
    [InlineData("2026-02-09T10:00", 7, "calendar-days", "2026-02-24", "2026-02-20T10:00/2026-02-22T10:00")]
    [InlineData("2026-02-09T10:00", 7, "calendar-days", "2026-02-26", "2026-02-20T10:00/2026-02-25T10:00")]
    [InlineData("2026-02-09T10:00", 7, "calendar-days", "2026-02-24", "2026-02-25T00:00/2026-02-27T10:00")]
    // Working days: paused rest days cost nothing.
    [InlineData("2025-09-26T10:00", 5, "working-days", "2025-10-10", "2025-10-02T10:00/2025-10-05T10:00")]
    [InlineData("2025-09-26T10:00", 5, "working-days", "2025-10-13", "2025-09-29T10:00/2025-10-05T10:00")]
    // Months: February's 28 days, three of them left out.
    [InlineData("2026-01-31T10:00", 1, "months", "2026-03-03", "2026-02-10T10:00/2026-02-12T10:00")]
    // Over New Year, with a year without calendar in the pause alone.
    [InlineData("2023-12-25T10:00", 7, "calendar-days", "2024-01-10", "2023-12-27T10:00/2024-01-04T10:00")]
    public void Paused_days_are_left_out_as_whole_days(string from, int length, string unit, string due, params string[] pauses) =>
        Assert.Equal(Day(due), Determined(Count(from, length, unit, pauses)).Due);

    [Theory]
    [InlineData("2026-03-03T14:00", "2026-03-02T12:00/2026-03-02T15:00", "2026-03-02T14:00/2026-03-02T16:00")]
    [InlineData("2026-03-03T14:00", "2026-03-02T12:00/2026-03-02T16:00", "2026-03-02T13:00/2026-03-02T14:00")]
    [InlineData("2026-03-03T14:00", "2026-03-02T13:00/2026-03-02T16:00", "2026-03-02T12:00/2026-03-02T13:00")]
    [InlineData("2026-03-03T12:30:15", "2026-03-02T12:00/2026-03-02T14:30:15")]
    [InlineData("2026-03-03T11:00", "2026-03-02T08:00/2026-03-02T11:00")]
    [InlineData("2026-03-03T10:00", "2026-03-01T08:00/2026-03-02T10:00")]
    [InlineData("2026-03-03T10:00", "2026-03-03T10:00/2026-03-04T10:00")]
    [InlineData("2026-03-04T09:59", "2026-03-03T09:59/2026-03-04T09:58")]
    [InlineData("2026-03-03T10:00", "2026-03-02T12:00/2026-03-02T12:00")]
    public void Paused_hours_are_left_out_exactly(string due, params string[] pauses) =>
        Assert.Equal(At(due), Determined(Count("2026-03-02T10:00", 24, "hours", pauses)).DueAt);

    [Theory]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-05T10:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-02-05T10:00")]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-09T23:59")]
    [InlineData("2026-02-09T10:00", 7, "calendar-days", "2026-02-20T10:00")]
    [InlineData("2026-03-02T10:00", 7, "working-days", "2026-03-07T10:00")]
    [InlineData("2026-03-02T10:00", 1, "months", "2026-03-05T10:00")]
    [InlineData("2026-03-02T10:00", 24, "hours", "2026-03-03T09:59")]
    [InlineData("2026-12-30T10:00", 7, "working-days", "2026-12-31T10:00")]
    public void A_pause_without_end_leaves_the_due_date_open(string from, int length, string unit, string since)
    {
        var answer = Assert.IsType<DueUndetermined>(Count(from, length, unit, "2026-03-04T08:00/2026-03-04T09:00", $"{since}/"));

        Assert.Equal(At(since), answer.PausedSince);
        Assert.Equal(PathMark.Paused, answer.Path[^1].Mark);
        Assert.Contains("尚未恢复", answer.Path[^1].Reason.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-02T10:00", 7, "calendar-days", "2026-03-10T00:00")]
    [InlineData("2026-02-09T10:00", 7, "calendar-days", "2026-02-25T00:00")]
    [InlineData("2026-03-02T10:00", 24, "hours", "2026-03-03T10:00")]
    public void A_pause_that_begins_after_the_due_instant_changes_nothing(string from, int length, string unit, string since) =>
        Assert.Equal(Determined(Count(from, length, unit)).DueAt, Determined(Count(from, length, unit, $"{since}/")).DueAt);

    [Fact]
    public void A_pause_after_closing_on_the_last_day_does_not_revive_a_missed_limit()
    {
        Assert.Equal(At("2026-03-05T17:30"), Closing("2026-03-05T18:00/2026-03-06T10:00"));
        Assert.Equal(At("2026-03-05T17:30"), Closing("2026-03-05T17:30/"));
        Assert.Equal(At("2026-03-09T17:30"), Closing("2026-03-05T17:00/2026-03-06T10:00"));
        Assert.Equal(At("2026-03-06T17:30"), Closing("2026-03-04T18:00/2026-03-04T19:00"));

        static DateTimeOffset Closing(string pause) => Determined(DueDates.Compute(At("2026-03-02T10:00"),
            new TimeLimit(3, TimeUnit.CalendarDays) { Counting = new() { ClosesAt = new(17, 30) } }, WorkflowsFolder.Calendar, Pauses(pause))).DueAt;
    }

    [Fact]
    public void The_path_names_paused_days_and_their_pause()
    {
        var path = Count("2026-03-02T10:00", 3, "calendar-days", "2026-03-04T15:00/2026-03-05T09:00").Path;

        Assert.Equal([PathMark.EventDay, PathMark.Counted, PathMark.Paused, PathMark.Paused, PathMark.Counted, PathMark.Counted, PathMark.PassedOver,
            PathMark.MovedHere], path.Select(x => x.Mark));
        Assert.Equal("暂停计算（2026-03-04 至 2026-03-05）", path[2].Reason.Zh);
        Assert.Equal("paused (2026-03-04 to 2026-03-05)", path[3].Reason.En);
    }

    [Fact]
    public void A_pause_that_ends_before_it_begins_is_refused() =>
        Assert.Equal("pause", Assert.Throws<DeadlineException>(() =>
            Count("2026-03-02T10:00", 7, "calendar-days", "2026-03-05T10:00/2026-03-05T09:59")).Argument);

    [Fact]
    public void A_count_back_cannot_be_paused() =>
        Assert.Equal("pause", Assert.Throws<DeadlineException>(() => DueDates.Compute(At("2026-03-02T10:00"),
            new TimeLimit(3, TimeUnit.CalendarDays) { Counting = new() { Backward = true } }, WorkflowsFolder.Calendar,
            Pauses("2026-02-28T10:00/"))).Argument);
}
