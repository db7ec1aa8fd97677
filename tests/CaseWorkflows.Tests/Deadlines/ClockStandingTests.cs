using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;

namespace CaseWorkflows.Tests.Deadlines;

public sealed class ClockStandingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);

    [Fact]
    public void A_clock_runs_is_due_soon_and_is_overdue_in_this_order()
    {
        var clock = Of("legal-aid.review", Start);
        var due = clock.DueAt!.Value;
        Assert.Equal(ClockStanding.Running, ClockStandings.Of(clock, due - Soon, Soon));
        Assert.Equal(ClockStanding.DueSoon, ClockStandings.Of(clock, due - Soon + TimeSpan.FromTicks(10), Soon));
        Assert.Equal(ClockStanding.DueSoon, ClockStandings.Of(clock, due, Soon));
        Assert.Equal(ClockStanding.Overdue, ClockStandings.Of(clock, due.AddTicks(10), Soon));
    }

    [Fact]
    public void The_period_of_somebody_outside_runs_out_and_is_never_overdue()
    {
        var clock = Of("legal-aid.objection-filing", Start);
        Assert.False(clock.CanBeMissed);
        Assert.Equal(ClockStanding.RanOut, ClockStandings.Of(clock, clock.DueAt!.Value.AddDays(1), Soon));
    }

    [Fact]
    public void What_rests_waits_for_a_year_or_has_ended_says_so_first()
    {
        var paused = Of("legal-aid.review", Start);
        paused.Pause(Start.AddHours(1), "supplement");
        Assert.Equal(ClockStanding.Paused, ClockStandings.Of(paused, Start.AddYears(1), Soon));
        var provisional = Of("legal-aid.review", new DateTimeOffset(2026, 12, 28, 1, 0, 0, TimeSpan.Zero));
        Assert.Equal(ClockStanding.Provisional, ClockStandings.Of(provisional, provisional.ProvisionalDueAt!.Value.AddDays(1), Soon));
        Assert.Equal(ClockStanding.Stuck, ClockStandings.Of(provisional, Start, Soon, isStuck: true));
        paused.Stop(Start.AddHours(2));
        Assert.Equal(ClockStanding.Stopped, ClockStandings.Of(paused, Start, Soon, isStuck: true));
    }

    private static Clock Of(string key, DateTimeOffset startAt) => Clock.Start(
        ClockPolicyBook.Load(WorkflowsFolder.Policies).Get("ezhou", key, new DateOnly(2026, 3, 1)), startAt, WorkflowsFolder.Calendar);
}
