using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using Xunit.Abstractions;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Deadlines;

/// <summary>Clocks that run into a year whose holidays are published only in the November before.</summary>
public sealed class MissingCalendarTests(ITestOutputHelper output)
{
    private static readonly BusinessCalendar Calendar = WorkflowsFolder.Calendar;

    private static readonly BusinessCalendar With2027 = ClockTests.CalendarWith2027();

    [Fact]
    public void A_clock_starts_into_a_missing_year_and_says_so()
    {
        var clock = Review("2026-12-28T10:00");

        Assert.Equal((ClockState.Running, null, null), (clock.State, clock.DueOn, clock.DueAt));
        Assert.Equal((2027, true), (clock.AwaitsCalendarYear, clock.IsProvisional));
        Assert.Equal((Day("2027-01-04"), At("2027-01-05T00:00")), (clock.ProvisionalDueOn, clock.ProvisionalDueAt));
        Assert.Equal(At("2027-01-05T00:00") - At("2027-01-02T12:00"), clock.Remaining(At("2027-01-02T12:00"), Calendar));
        Assert.Equal(TimeSpan.FromDays(3), clock.Elapsed(At("2027-01-01T00:00"), Calendar));
        var path = Assert.IsType<DueDateResult>(clock.Explain(Calendar)).Path;
        Assert.Equal(Day("2027-01-04"), path[^1].Date);
    }

    [Fact]
    public void Days_of_the_missing_year_say_in_the_path_that_they_count_for_now()
    {
        var clock = Clock.Start(ClockTests.Rule(7, TimeUnit.WorkingDays, "50%"), At("2026-12-28T10:00"), Calendar);

        Assert.Equal(Day("2027-01-04"), clock.ProvisionalDueOn);
        var open = clock.Explain(Calendar.Provisional(backward: false));
        Assert.Equal(7, open.Path.Count(x => x.Counts));
        Assert.Equal("2027年节假日安排尚未载入，暂按工作日计（星期六）", Calendar.Provisional(backward: false).Explain(Day("2027-01-02")).Reason.Zh);
    }

    [Fact]
    public void Warnings_come_by_the_provisional_date_and_nothing_is_missed_by_it()
    {
        var clock = Review("2026-12-28T10:00");

        Assert.Equal(["50%:assignee", "80%:assignee", "80%:supervisor"], Fired(clock, "2027-01-20T10:00"));
        Assert.Equal((null, null, ClockState.Running), (clock.NextFireAt, clock.BreachedAt, clock.State));
        Unchanged(ClockNoChange.NotDue, clock.Fire(At("2028-01-20T10:00"), 1));
    }

    [Fact]
    public void When_the_year_is_loaded_the_clock_is_counted_as_if_it_had_always_been_there()
    {
        var (clock, known) = (Review("2026-12-28T10:00"), Review("2026-12-28T10:00", With2027));
        Unchanged(ClockNoChange.StillAwaits, clock.Recount(Calendar));

        Assert.IsType<ClockResult.Recounted>(clock.Recount(With2027));

        Assert.Equal((known.DueOn, known.DueAt, known.NextFireAt, known.CalendarVersion), (clock.DueOn, clock.DueAt, clock.NextFireAt, clock.CalendarVersion));
        Assert.Equal(known.Steps, clock.Steps);
        Assert.Equal((null, null, null), (clock.AwaitsCalendarYear, clock.ProvisionalDueOn, clock.ProvisionalDueAt));
        Unchanged(ClockNoChange.AwaitsNothing, clock.Recount(With2027));
    }

    [Fact]
    public void A_warning_that_came_early_does_not_come_again_and_the_breach_comes_at_the_real_instant()
    {
        var clock = Clock.Start(ClockTests.Rule(5, TimeUnit.WorkingDays, "80%"), At("2026-12-28T10:00"), Calendar);
        Assert.Equal(At("2027-01-03T00:00"), clock.ProvisionalDueAt);
        Assert.Equal(["80%:assignee"], Fired(clock, "2027-01-05T10:00"));

        clock.Recount(With2027);

        // 12-29, 12-30, 12-31, then New Year to 01-03, then 01-04 and 01-05.
        Assert.Equal((At("2027-01-06T00:00"), At("2027-01-06T00:00")), (clock.DueAt, clock.NextFireAt));
        Unchanged(ClockNoChange.NotDue, clock.Fire(At("2027-01-05T23:59"), 1));
        Assert.Equal(["due:supervisor"], Fired(clock, "2027-01-06T00:00"));
        Assert.Equal(At("2027-01-06T00:00"), clock.BreachedAt);
    }

    [Fact]
    public void A_clock_that_reaches_two_missing_years_waits_for_one_after_the_other()
    {
        var clock = Clock.Start(ClockTests.Rule(300, TimeUnit.WorkingDays, "50%"), At("2026-12-28T10:00"), Calendar);
        Assert.Equal(2027, clock.AwaitsCalendarYear);
        var before = clock.ProvisionalDueAt;

        Assert.IsType<ClockResult.Recounted>(clock.Recount(With2027));

        Assert.Equal((2028, null), (clock.AwaitsCalendarYear, clock.DueAt));
        Assert.True(clock.ProvisionalDueAt > before);
    }

    [Fact]
    public void A_resume_into_a_missing_year_runs_on_provisionally()
    {
        var clock = Review("2026-12-14T10:00");
        clock.Pause(At("2026-12-16T10:00"), "supplement");

        // 12-15 counted, 12-16 to 12-30 left out, six days left.
        var resumed = Assert.IsType<ClockResult.ResumedProvisionally>(clock.Resume(At("2026-12-30T10:00"), Calendar));

        Assert.Equal((2027, At("2027-01-06T00:00")), (resumed.Year, resumed.ProvisionalDueAt));
        Assert.Equal((ClockState.Running, null), (clock.State, clock.DueAt));
        Assert.NotNull(clock.NextFireAt);
        clock.Recount(With2027);
        Assert.Equal(Day("2027-01-05"), clock.DueOn);
    }

    [Fact]
    public void A_pause_before_the_provisional_date_holds_whatever_the_year_brings()
    {
        var clock = Review("2026-12-28T10:00");

        Assert.IsType<ClockResult.Paused>(clock.Pause(At("2027-01-04T10:00"), "supplement"));

        Assert.Equal((ClockState.Paused, null, null), (clock.State, clock.AwaitsCalendarYear, clock.ProvisionalDueAt));
        Assert.Equal(TimeSpan.FromDays(1), clock.Remaining(At("2027-02-04T10:00"), Calendar));
        Assert.IsType<ClockResult.ResumedProvisionally>(clock.Resume(At("2027-01-10T10:00"), Calendar));
    }

    [Fact]
    public void A_pause_after_the_provisional_date_is_judged_when_the_year_is_loaded()
    {
        // Working days: provisionally due on 01-02, really on 01-05.
        Clock Paused(string at)
        {
            var clock = Clock.Start(ClockTests.Rule(5, TimeUnit.WorkingDays, "80%"), At("2026-12-28T10:00"), Calendar);
            Assert.IsType<ClockResult.Paused>(clock.Pause(At(at), "supplement"));
            Assert.Equal((ClockState.Paused, 2027, null), (clock.State, clock.AwaitsCalendarYear, clock.NextFireAt));
            Assert.IsType<ClockResult.Recounted>(clock.Recount(With2027));
            Assert.False(clock.IsProvisional);
            return clock;
        }

        var (held, ranOut) = (Paused("2027-01-05T10:00"), Paused("2027-01-06T10:00"));

        Assert.Equal((ClockState.Paused, null), (held.State, held.DueAt));
        Assert.Equal((ClockState.Running, At("2027-01-06T00:00")), (ranOut.State, ranOut.DueAt));
        Assert.Contains("due:supervisor", Fired(ranOut, "2027-01-07T00:00"));
    }

    [Theory]
    [InlineData("2027-01-02T23:00", ClockVerdict.Met, ClockVerdict.Met)]
    [InlineData("2027-01-05T10:00", ClockVerdict.None, ClockVerdict.Met)]
    [InlineData("2027-01-06T10:00", ClockVerdict.None, ClockVerdict.Missed)]
    public void A_stop_after_the_provisional_date_gets_its_verdict_when_the_year_is_loaded(string at, ClockVerdict first, ClockVerdict then)
    {
        var clock = Clock.Start(ClockTests.Rule(5, TimeUnit.WorkingDays, "80%"), At("2026-12-28T10:00"), Calendar);

        Assert.Equal(new ClockResult.Stopped(first), clock.Stop(At(at)));
        Assert.Equal(first == ClockVerdict.None, clock.IsProvisional);
        clock.Recount(With2027);

        Assert.Equal((ClockState.Stopped, then, null, false), (clock.State, clock.Verdict, clock.NextFireAt, clock.IsProvisional));
        Assert.Equal(then == ClockVerdict.Missed ? At("2027-01-06T00:00") : null, clock.BreachedAt);
    }

    [Theory]
    [InlineData("-5 working-days")]
    [InlineData("-20 working-days")]
    [InlineData("-3 calendar-days")]
    [InlineData("50%")]
    public void Warnings_of_a_provisional_clock_never_come_later_than_they_really_should(string moment)
    {
        foreach (var length in new[] { 6, 12, 25, 40 })
        {
            var rule = ClockTests.Rule(length, TimeUnit.WorkingDays, moment);
            var (provisional, known) = (Clock.Start(rule, At("2026-12-14T10:00"), Calendar), Clock.Start(rule, At("2026-12-14T10:00"), With2027));

            Assert.True(provisional.Steps[0].FireAt <= known.Steps[0].FireAt, $"{length} {moment}");
            Assert.True(provisional.Steps[0].FireAt >= provisional.StartedAt);
        }
    }

    [Fact]
    public void Hours_of_work_in_a_missing_year_are_counted_provisionally_too()
    {
        var rule = ClockTests.Rule(16, TimeUnit.Hours, "50%") with { Counting = new() { Shifts = [new(new(9, 0), new(17, 0))] } };

        var clock = Clock.Start(rule, At("2026-12-31T15:00"), Calendar);

        Assert.Equal((2027, At("2027-01-02T15:00"), At("2027-01-01T15:00")), (clock.AwaitsCalendarYear, clock.ProvisionalDueAt, clock.NextFireAt));
        clock.Recount(With2027);
        Assert.Equal(At("2027-01-05T15:00"), clock.DueAt);
    }

    [Fact]
    public void A_count_back_through_a_missing_year_takes_none_of_its_days()
    {
        var rule = ClockTests.Rule(3, TimeUnit.WorkingDays, "-1 working-days") with { Counting = new() { Backward = true }, PausedBy = [] };
        var clock = Clock.Start(rule, At("2027-01-06T09:30"), Calendar);

        Assert.Equal((2027, Day("2026-12-29")), (clock.AwaitsCalendarYear, clock.ProvisionalDueOn));
        clock.Recount(With2027);
        Assert.Equal(Day("2026-12-31"), clock.DueOn);
        // Before the first loaded year nothing will be published any more: it ends all the same.
        Assert.NotNull(Clock.Start(rule, At("2024-01-02T09:30"), Calendar).ProvisionalDueOn);
    }

    [Fact]
    public void The_provisional_date_is_never_later_than_the_real_one_and_a_recount_agrees_with_a_start_that_knew()
    {
        output.WriteLine($"TEST_SEED={DueDatePropertyTests.Seed}");
        var random = new Random(DueDatePropertyTests.Seed);
        var years = CalendarBook.Load(WorkflowsFolder.Calendars).Years;
        var (all, without) = (new BusinessCalendar(years), new BusinessCalendar(years.Where(x => x.Year != 2026)));
        var awaited = 0;
        for (var run = 0; run < 400; run++)
        {
            var unit = (TimeUnit)random.Next(2, 5);
            var rule = ClockTests.Rule(unit == TimeUnit.Months ? 1 : random.Next(1, 40), unit, random.Next(2) == 0 ? "80%" : "-2 working-days");
            var start = new DateTimeOffset(2025, 11, 20, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(60 * 24 * 100));
            var (clock, known) = (Clock.Start(rule, start, without), Clock.Start(rule, start, all));
            if (random.Next(2) == 0)
            {
                var (from, length) = (start.AddMinutes(random.Next(20_000)), random.Next(10_000));
                clock.Pause(from, "supplement");
                known.Pause(from, "supplement");
                clock.Resume(from.AddMinutes(length), without);
                known.Resume(from.AddMinutes(length), all);
            }
            if (clock.IsProvisional)
            {
                awaited++;
                if (clock.State == ClockState.Running)
                {
                    Assert.True(clock.ProvisionalDueAt <= known.DueAt);
                    Assert.True(clock.Steps[0].FireAt <= known.Steps[0].FireAt);
                    Assert.True(clock.NextFireAt is null || clock.NextFireAt == clock.Steps[0].FireAt);
                }
            }
            // A step before or after a due instant that is known may wait alone.
            clock.Recount(all);
            Assert.Equal((known.State, known.DueOn, known.DueAt, known.NextFireAt), (clock.State, clock.DueOn, clock.DueAt, clock.NextFireAt));
            Assert.False(clock.IsProvisional);
        }
        Assert.True(awaited > 100);
    }

    private static Clock Review(string from, BusinessCalendar? calendar = null) =>
        Clock.Start(ClockTests.Book.Get("ezhou", "legal-aid.review", Day(from[..10])), At(from), calendar ?? Calendar);

    private static string[] Fired(Clock clock, string now) =>
        [.. Assert.IsType<ClockResult.Fired>(clock.Fire(At(now), clock.Generation)).Steps.Select(x => x.Key)];

    private static void Unchanged(ClockNoChange why, ClockResult result) => Assert.Equal(why, Assert.IsType<ClockResult.Unchanged>(result).Why);
}
