using System.Text.Json;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Deadlines;

public sealed class ClockTests
{
    private static readonly BusinessCalendar Calendar = WorkflowsFolder.Calendar;

    [Fact]
    public void A_clock_starts_with_everything_it_was_decided_by()
    {
        var rule = Book.Get("ezhou", "legal-aid.review", Day("2026-02-09"));

        var clock = Clock.Start(rule, At("2026-02-09T10:00"), Calendar, generation: 2);

        Assert.Equal(("legal-aid.review", 2, "default", "default/clocks-legal-aid.json@2023-09-01"), (clock.Key, clock.Generation, clock.Region, clock.RuleVersion));
        Assert.Equal((Calendar.Version, rule.Basis.Citation, TimeUnit.CalendarDays, 7), (clock.CalendarVersion, clock.LegalBasis, clock.Unit, clock.Length));
        Assert.Equal((ClockState.Running, ClockVerdict.None), (clock.State, clock.Verdict));
        Assert.Equal((Day("2026-02-24"), At("2026-02-25T00:00")), (clock.DueOn, clock.DueAt));
        Assert.Equal((null, null), (clock.BreachedAt, clock.StoppedAt));
        Assert.Equal(TimeSpan.Zero, clock.DueAt!.Value.Offset);
        Assert.NotEqual(Clock.Start(rule, At("2026-02-09T10:00"), Calendar).Id, clock.Id);
    }

    [Fact]
    public void The_ladder_of_a_limit_in_days_warns_in_the_morning_of_the_day_and_escalates_on_the_next_working_day()
    {
        var clock = Clock.Start(Book.Get("ezhou", "legal-aid.review", Day("2026-02-09")), At("2026-02-09T10:00"), Calendar);

        Assert.Equal(
            ["50%:assignee 2026-02-13 09:00", "80%:assignee 2026-02-15 09:00", "80%:supervisor 2026-02-15 09:00", "due:assignee 2026-02-25 00:00",
             "due:supervisor 2026-02-25 00:00", "+1 working-days:head 2026-02-25 09:00"],
            Ladder(clock));
        Assert.Equal(At("2026-02-13T09:00"), clock.NextFireAt);
    }

    [Fact]
    public void The_ladder_of_a_limit_in_hours_is_exact()
    {
        var clock = Clock.Start(Book.Get("chenzhou", "consultation.reply", Day("2026-10-01")), At("2026-10-01T22:00"), Calendar);

        Assert.Equal(
            ["50%:assignee 2026-10-02 00:30", "80%:supervisor 2026-10-02 02:00", "due:assignee 2026-10-02 03:00", "due:supervisor 2026-10-02 03:00",
             "+60 minutes:head 2026-10-02 04:00"],
            Ladder(clock));
    }

    [Theory]
    [InlineData("-1 working-days", "2025-09-30 09:00")]
    [InlineData("-3 calendar-days", "2025-10-06 09:00")]
    [InlineData("-2 hours", "2025-10-09 22:00")]
    [InlineData("-30 working-days", "2025-09-25 10:00")]
    [InlineData("+2 working-days", "2025-10-11 09:00")]
    [InlineData("+1 calendar-days", "2025-10-10 09:00")]
    [InlineData("+90 minutes", "2025-10-10 01:30")]
    [InlineData("+1 months", "2025-11-09 09:00")]
    [InlineData("1%", "2025-09-26 09:00")]
    [InlineData("99%", "2025-10-02 09:00")]
    public void Each_moment_of_a_ladder_has_its_instant(string moment, string expected)
    {
        // 7 days from 2025-09-25: raw end 10-02, due 10-09.
        var clock = Clock.Start(Rule(7, TimeUnit.CalendarDays, moment), At("2025-09-25T10:00"), Calendar);

        Assert.Equal($"{moment}:assignee {expected}", Ladder(clock)[0]);
    }

    [Fact]
    public void Steps_fire_once_in_order_and_a_double_firing_does_nothing()
    {
        var clock = Review("2026-03-02T10:00");
        Assert.Equal(At("2026-03-10T00:00"), clock.DueAt);

        Unchanged(ClockNoChange.NotDue, clock.Fire(At("2026-03-06T08:59:59"), 1));
        Assert.Equal(["50%:assignee"], Fired(clock, "2026-03-06T09:00"));
        Unchanged(ClockNoChange.NotDue, clock.Fire(At("2026-03-06T09:00"), 1));
        Assert.Equal(At("2026-03-08T09:00"), clock.NextFireAt);
        Assert.Null(clock.BreachedAt);
        Assert.Equal(["80%:assignee", "80%:supervisor", "due:assignee", "due:supervisor"], Fired(clock, "2026-03-10T00:00"));
        Assert.Equal(At("2026-03-10T00:00"), clock.BreachedAt);
        Assert.Equal(ClockState.Running, clock.State);
        Assert.Equal(["+1 working-days:head"], Fired(clock, "2026-03-11T00:00"));
        Assert.Null(clock.NextFireAt);
        Unchanged(ClockNoChange.NotDue, clock.Fire(At("2027-03-11T00:00"), 1));
    }

    [Fact]
    public void A_firing_for_another_generation_or_for_a_clock_at_rest_does_nothing()
    {
        var clock = Review("2026-03-02T10:00");
        var later = At("2026-04-01T00:00");

        Unchanged(ClockNoChange.OtherGeneration, clock.Fire(later, 2));
        clock.Pause(At("2026-03-03T10:00"), "supplement");
        Unchanged(ClockNoChange.IsPaused, clock.Fire(later, 1));
        clock.Stop(At("2026-03-04T10:00"));
        Unchanged(ClockNoChange.IsStopped, clock.Fire(later, 1));
        Assert.All(clock.Steps, x => Assert.Null(x.FiredAt));
    }

    [Fact]
    public void A_pause_takes_the_due_instant_away_and_a_resume_moves_it_and_what_has_not_fired()
    {
        var clock = Review("2026-03-02T10:00");
        Fired(clock, "2026-03-06T09:00");

        Assert.IsType<ClockResult.Paused>(clock.Pause(At("2026-03-07T15:00"), "supplement"));
        Assert.Equal((ClockState.Paused, null, null, null), (clock.State, clock.DueAt, clock.DueOn, clock.NextFireAt));
        Assert.Equal(new ClockResult.Resumed(At("2026-03-17T00:00").ToUniversalTime()), clock.Resume(At("2026-03-12T11:00"), Calendar));

        // Days 3, 4, 5, 6, 13, 14, 15: the last is a Sunday.
        Assert.Equal((ClockState.Running, Day("2026-03-16")), (clock.State, clock.DueOn));
        Assert.Equal(
            ["50%:assignee 2026-03-06 09:00", "80%:assignee 2026-03-14 09:00", "80%:supervisor 2026-03-14 09:00", "due:assignee 2026-03-17 00:00",
             "due:supervisor 2026-03-17 00:00", "+1 working-days:head 2026-03-17 09:00"], Ladder(clock));
        Assert.Equal(At("2026-03-06T09:00"), clock.Steps[0].FiredAt);
        Assert.Equal(At("2026-03-14T09:00"), clock.NextFireAt);
    }

    [Fact]
    public void Several_causes_hold_a_clock_until_the_last_has_ended()
    {
        var clock = Review("2026-03-02T10:00");
        clock.Pause(At("2026-03-03T10:00"), "supplement");

        Unchanged(ClockNoChange.AlreadyPaused, clock.Pause(At("2026-03-03T11:00"), "supplement"));
        Assert.IsType<ClockResult.Paused>(clock.Pause(At("2026-03-04T10:00"), "remote-cooperation"));
        Assert.Equal(["remote-cooperation"], Assert.IsType<ClockResult.StillPaused>(clock.Resume(At("2026-03-05T10:00"), Calendar, "supplement")).Causes);
        Unchanged(ClockNoChange.NotPaused, clock.Resume(At("2026-03-05T10:00"), Calendar, "supplement"));
        Assert.Equal(ClockState.Paused, clock.State);
        Assert.IsType<ClockResult.Resumed>(clock.Resume(At("2026-03-06T10:00"), Calendar));
        Assert.Equal(Day("2026-03-13"), clock.DueOn);
        Unchanged(ClockNoChange.NotPaused, clock.Resume(At("2026-03-06T10:00"), Calendar));
    }

    [Fact]
    public void What_cannot_be_done_changes_nothing()
    {
        var clock = Review("2026-03-02T10:00");

        Unchanged(ClockNoChange.CauseDoesNotPause, clock.Pause(At("2026-03-03T10:00"), "holiday-trip"));
        Unchanged(ClockNoChange.BeforeStart, clock.Pause(At("2026-03-02T09:00"), "supplement"));
        Unchanged(ClockNoChange.AfterDue, clock.Pause(At("2026-03-10T00:00"), "supplement"));
        Unchanged(ClockNoChange.BeforeStart, clock.Stop(At("2026-03-02T09:59")));
        clock.Pause(At("2026-03-03T10:00"), "supplement");
        Unchanged(ClockNoChange.BeforePause, clock.Resume(At("2026-03-03T09:59"), Calendar));
        Assert.Equal(ClockState.Paused, clock.State);
        clock.Stop(At("2026-03-05T10:00"));
        Unchanged(ClockNoChange.IsStopped, clock.Pause(At("2026-03-05T10:00"), "supplement"));
        Unchanged(ClockNoChange.IsStopped, clock.Resume(At("2026-03-05T10:00"), Calendar));
        Unchanged(ClockNoChange.IsStopped, clock.Stop(At("2026-03-05T10:00")));
    }

    [Theory]
    [InlineData("2026-03-09T23:59:59", ClockVerdict.Met)]
    [InlineData("2026-03-10T00:00:00", ClockVerdict.Met)]
    [InlineData("2026-03-10T00:00:01", ClockVerdict.Missed)]
    public void The_verdict_follows_from_when_it_happened_not_from_when_it_was_recorded(string at, ClockVerdict verdict)
    {
        var clock = Review("2026-03-02T10:00");
        Fired(clock, "2026-03-20T00:00");
        Assert.NotNull(clock.BreachedAt);

        Assert.Equal(new ClockResult.Stopped(verdict), clock.Stop(At(at)));

        Assert.Equal((ClockState.Stopped, verdict, At(at), null), (clock.State, clock.Verdict, clock.StoppedAt, clock.NextFireAt));
        Assert.Equal(verdict == ClockVerdict.Missed, clock.BreachedAt is not null);
        Assert.Null(clock.Remaining(At("2026-04-01T00:00"), Calendar));
    }

    [Fact]
    public void A_clock_stopped_while_paused_is_met()
    {
        var clock = Review("2026-03-02T10:00");
        clock.Pause(At("2026-03-09T10:00"), "supplement");

        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Met), clock.Stop(At("2026-05-09T10:00")));
        Assert.Equal(At("2026-05-09T10:00"), clock.Pauses.Single().To);
        Assert.Null(clock.DueAt);
    }

    [Fact]
    public void A_pause_that_is_recorded_late_takes_a_breach_back_and_arms_its_steps_for_another_round()
    {
        var clock = Review("2026-03-02T10:00");
        Fired(clock, "2026-03-10T00:00");

        clock.Pause(At("2026-03-08T18:00"), "supplement");
        Assert.Null(clock.BreachedAt);
        clock.Resume(At("2026-03-12T10:00"), Calendar);

        Assert.Equal(Day("2026-03-16"), clock.DueOn);
        var fired = Assert.IsType<ClockResult.Fired>(clock.Fire(At("2026-03-17T00:00"), 1)).Steps;
        Assert.Equal([("due:assignee", 2), ("due:supervisor", 2)], fired.Select(x => (x.Key, x.Round)));
        Assert.Equal([1, 1, 1, 2, 2, 1], clock.Steps.Select(x => x.Round));
    }

    [Fact]
    public void A_cause_that_turns_out_to_have_begun_after_the_deadline_does_not_hold_the_clock()
    {
        var clock = Review("2026-03-02T10:00");
        clock.Pause(At("2026-03-04T10:00"), "supplement");
        clock.Pause(At("2026-03-20T10:00"), "remote-cooperation");

        // The papers had come on the 5th, so the deadline passed on the 11th, before the second cause began.
        Assert.IsType<ClockResult.Resumed>(clock.Resume(At("2026-03-05T10:00"), Calendar, "supplement"));

        Assert.Equal((ClockState.Running, Day("2026-03-11")), (clock.State, clock.DueOn));
        Assert.Contains("due:supervisor", Fired(clock, "2026-03-20T12:00"));
        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Missed), clock.Stop(At("2026-03-22T10:00")));
    }

    [Fact]
    public void An_escalation_in_a_year_without_calendar_does_not_stop_the_clock_from_starting_and_is_counted_once_it_is_loaded()
    {
        var clock = Clock.Start(Rule(24, TimeUnit.Hours, "+1 working-days"), At("2026-12-30T10:00"), Calendar);
        Assert.Equal((At("2027-01-01T09:00"), 2027), (clock.Steps[0].FireAt, clock.Steps[0].AwaitsCalendarYear));

        Unchanged(ClockNoChange.StillAwaits, clock.Recount(Calendar));
        Fired(clock, "2026-12-31T10:00");
        Assert.IsType<ClockResult.Recounted>(clock.Recount(CalendarWith2027()));

        Assert.Equal((At("2027-01-04T09:00"), null), (clock.Steps[0].FireAt, clock.Steps[0].AwaitsCalendarYear));
        Assert.Equal(clock.Steps[0].FireAt, clock.NextFireAt);
        Assert.Equal((At("2026-12-31T10:00"), false), (clock.DueAt, clock.IsProvisional));
        Unchanged(ClockNoChange.AwaitsNothing, clock.Recount(CalendarWith2027()));
    }

    [Fact]
    public void A_period_of_somebody_outside_that_has_run_out_is_over_and_not_missed()
    {
        var rule = Book.Get("ezhou", "legal-aid.objection-filing", Day("2026-03-02"));
        Clock Started() => Clock.Start(rule, At("2026-03-02T10:00"), Calendar);
        var (late, inTime) = (Started(), Started());

        Assert.False(late.CanBeMissed);
        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Lapsed), late.Stop(late.DueAt!.Value.AddSeconds(1)));
        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Met), inTime.Stop(inTime.DueAt!.Value));
        // Nobody did anything: its own end is what stopped it, in the same instant.
        var ended = Started();
        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Lapsed), ended.Stop(ended.DueAt!.Value, followsItsEnd: true));
        var missed = Review("2026-03-02T10:00");
        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Missed), missed.Stop(missed.DueAt!.Value, followsItsEnd: true));
        var early = Started();
        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Met), early.Stop(early.DueAt!.Value.AddMilliseconds(-1), followsItsEnd: true));
        Assert.True(Review("2026-03-02T10:00").CanBeMissed);
    }

    [Fact]
    public void In_custody_a_rule_that_says_so_does_not_move_off_rest_days()
    {
        var rule = Rule(5, TimeUnit.CalendarDays, "50%") with { StaysOnRestDaysInCustody = true };

        Assert.Equal(Day("2025-01-28"), Clock.Start(rule, At("2025-01-23T10:00"), Calendar, inCustody: true).DueOn);
        Assert.Equal(Day("2025-02-05"), Clock.Start(rule, At("2025-01-23T10:00"), Calendar).DueOn);
        Assert.Equal(Day("2025-02-05"), Clock.Start(rule with { StaysOnRestDaysInCustody = false }, At("2025-01-23T10:00"), Calendar, inCustody: true).DueOn);
    }

    [Fact]
    public void Elapsed_and_remaining_are_derived_from_the_stretches()
    {
        var days = Review("2026-03-02T10:00");
        Assert.Equal(TimeSpan.Zero, days.Elapsed(At("2026-03-03T23:59"), Calendar));
        Assert.Equal(TimeSpan.FromDays(2), days.Elapsed(At("2026-03-05T00:00"), Calendar));
        Assert.Equal(At("2026-03-10T00:00") - At("2026-03-05T12:00"), days.Remaining(At("2026-03-05T12:00"), Calendar));
        Assert.Equal(TimeSpan.FromHours(-1), days.Remaining(At("2026-03-10T01:00"), Calendar));
        days.Pause(At("2026-03-05T12:00"), "supplement");
        Assert.Equal(TimeSpan.FromDays(5), days.Remaining(At("2026-03-30T12:00"), Calendar));
        Assert.Equal(TimeSpan.FromDays(2), days.Elapsed(At("2026-03-30T12:00"), Calendar));

        var hours = Clock.Start(Rule(24, TimeUnit.Hours, "50%"), At("2026-03-02T10:00"), Calendar);
        Assert.Equal(TimeSpan.FromMinutes(90), hours.Elapsed(At("2026-03-02T11:30"), Calendar));
        hours.Pause(At("2026-03-02T12:00"), "supplement");
        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromHours(22)), (hours.Elapsed(At("2026-03-09T10:00"), Calendar), hours.Remaining(At("2026-03-09T10:00"), Calendar)));
        hours.Stop(At("2026-03-05T12:00"));
        Assert.Equal(TimeSpan.FromHours(2), hours.Elapsed(At("2026-03-09T10:00"), Calendar));
    }

    [Fact]
    public void A_count_back_from_a_hearing_warns_before_and_is_met_before()
    {
        var rule = Rule(15, TimeUnit.CalendarDays, "-2 working-days") with { Counting = new() { Backward = true }, PausedBy = [] };

        var clock = Clock.Start(rule, At("2026-10-20T09:30"), Calendar);

        Assert.Equal((Day("2026-10-05"), At("2026-09-29T09:00")), (clock.DueOn, clock.NextFireAt));
        Assert.Equal(new ClockResult.Stopped(ClockVerdict.Met), clock.Stop(At("2026-09-28T10:00")));
    }

    [Fact]
    public void Instants_are_kept_in_UTC_to_the_microsecond()
    {
        var clock = Clock.Start(Rule(24, TimeUnit.Hours, "50%"), At("2026-03-02T10:00").AddTicks(12_345_678), Calendar);

        Assert.Equal((TimeSpan.Zero, 0L), (clock.StartedAt.Offset, clock.StartedAt.Ticks % TimeSpan.TicksPerMicrosecond));
        Assert.Equal(TimeSpan.FromHours(24), clock.DueAt - clock.StartedAt);
    }

    [Fact]
    public void Pauses_steps_and_counting_survive_being_stored_as_JSON()
    {
        var clock = Review("2026-03-02T10:00");
        Fired(clock, "2026-03-06T09:00");
        clock.Pause(At("2026-03-07T15:00"), "supplement");
        var counting = new Counting { ClosesAt = new(17, 30), Shifts = [new(new(9, 0), new(12, 0))], FromNextFullHour = true };

        Assert.Equal(clock.Pauses, JsonSerializer.Deserialize<ClockPause[]>(JsonSerializer.Serialize(clock.Pauses)));
        Assert.Equal(clock.Steps, JsonSerializer.Deserialize<ClockStep[]>(JsonSerializer.Serialize(clock.Steps)));
        Assert.Contains("\"50%:assignee\"", JsonSerializer.Serialize(clock.Steps), StringComparison.Ordinal);
        Assert.Contains("\"Warning\"", JsonSerializer.Serialize(clock.Steps), StringComparison.Ordinal);
        var back = JsonSerializer.Deserialize<Counting>(JsonSerializer.Serialize(counting))!;
        Assert.Equal((counting.ClosesAt, true, true, false), (back.ClosesAt, back.FromNextFullHour, back.RollsOffRestDays, back.Backward));
        Assert.Equal(counting.Shifts, back.Shifts);
    }

    internal static ClockPolicyBook Book { get; } = ClockPolicyBook.Load(WorkflowsFolder.Policies);

    /// <summary>A rule with one step of its own and the one at due.</summary>
    internal static ClockRule Rule(int length, TimeUnit unit, string moment)
    {
        var at = LadderMoment.Parse(moment)!;
        return new()
        {
            Key = "test.rule",
            Region = "default",
            ServiceType = "test",
            Name = new("测试", "Test"),
            StartsOn = new("事件", "event"),
            Length = length,
            Unit = unit,
            Counting = Counting.Default,
            PausedBy = [new("supplement", new("第17条", "art. 17")), new("explanation", new("第17条", "art. 17"))],
            Force = LimitForce.Soft,
            Certainty = Certainty.Configured,
            Basis = new(new("无", "none"), null, "test"),
            Ladder =
            [
                new(at, at.IsAfter ? AlertLevel.Escalation : AlertLevel.Warning, AlertRecipient.Assignee),
                new(LadderMoment.Due, AlertLevel.Breach, AlertRecipient.Supervisor),
            ],
            EffectiveFrom = Day("2024-01-01"),
            File = "clocks-test.json",
        };
    }

    internal static BusinessCalendar CalendarWith2027() => new(
    [
        .. CalendarBook.Load(WorkflowsFolder.Calendars).Years,
        new(2027, Day("2026-11-20"), new("通知", "notice"), [new(new("元旦", "New Year's Day"), Day("2027-01-01"), Day("2027-01-03"))], []),
    ]);

    private static Clock Review(string from) => Clock.Start(Book.Get("ezhou", "legal-aid.review", Day(from[..10])), At(from), Calendar);

    private static string[] Fired(Clock clock, string now) =>
        [.. Assert.IsType<ClockResult.Fired>(clock.Fire(At(now), clock.Generation)).Steps.Select(x => x.Key)];

    private static string[] Ladder(Clock clock) => [.. clock.Steps.Select(x =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{x.Key} {ChinaTime.ToChina(x.FireAt):yyyy-MM-dd HH:mm}"))];

    private static void Unchanged(ClockNoChange why, ClockResult result)
    {
        var unchanged = Assert.IsType<ClockResult.Unchanged>(result);
        Assert.Equal(why, unchanged.Why);
        Assert.NotEmpty(unchanged.Text.Zh);
    }
}
