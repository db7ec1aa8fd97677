using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Clocks;
using Microsoft.Extensions.Logging.Abstractions;

namespace CaseWorkflows.IntegrationTests.Jobs;

public sealed class DueClocksTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly CaseId _broken = new(Guid.NewGuid());

    [Fact]
    public async Task A_clock_that_throws_is_postponed_with_its_reason_and_the_others_are_fired()
    {
        DueClock bad = Clock(_broken), other = Clock(new CaseId(Guid.NewGuid()));
        var queue = new FakeClockQueue(bad, other);
        await Job(queue).RunAsync(default);
        Assert.Equal("The case can't be read.", queue.Postponed.Single(x => x.Clock == bad).Error);
        Assert.Contains("case.unknown", queue.Postponed.Single(x => x.Clock == other).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(60, 15)]
    [InlineData(3600, 300)]
    [InlineData(864000, 300)]
    public async Task The_longer_a_clock_fails_the_longer_it_waits_up_to_five_minutes(int overdueSeconds, int waitSeconds)
    {
        var queue = new FakeClockQueue(Clock(_broken) with { FireAt = Now.AddSeconds(-overdueSeconds) });
        await Job(queue).RunAsync(default);
        Assert.Equal(Now.AddSeconds(waitSeconds), Assert.Single(queue.Postponed).RetryAt);
    }

    [Fact]
    public async Task It_goes_on_until_nothing_is_due()
    {
        var settings = new JobSettings { ClocksTogether = 10, ClockWorkers = 1, StayFor = TimeSpan.Zero };
        var queue = new FakeClockQueue([.. Enumerable.Range(0, 35).Select(_ => Clock(_broken))]);
        await Job(queue, settings).RunAsync(default);
        Assert.Equal(35, queue.Postponed.Count);
        Assert.Equal(4, queue.Claims);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_ends_without_blaming_the_clock()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var queue = new FakeClockQueue(Clock(_broken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Job(queue).RunAsync(cancelled.Token));
        Assert.Empty(queue.Postponed);
    }

    [Fact]
    public async Task What_becomes_due_while_it_stays_is_fired_then_and_not_at_the_next_run()
    {
        var time = new MovingTime(Now);
        var queue = new FakeClockQueue(Clock(_broken) with { FireAt = Now.AddMilliseconds(100) });
        var job = new DueClocks(queue, Commands(time), new ClockTurn(), new JobSettings { StayFor = TimeSpan.FromMilliseconds(900) }, time, NullLogger<DueClocks>.Instance);
        await job.RunAsync(default);
        Assert.Single(queue.Postponed);
        // It slept until then and to the end: it did not look again and again.
        Assert.Equal(3, queue.Claims);
    }

    [Fact]
    public async Task When_the_process_stops_it_finishes_what_it_has_claimed_and_looks_no_more()
    {
        var turn = new ClockTurn();
        var queue = new FakeClockQueue([.. Enumerable.Range(0, 35).Select(_ => Clock(_broken))]) { OnClaim = turn.Stop };
        var time = new StandingTime(Now);
        await new DueClocks(queue, Commands(time), turn, new JobSettings { ClocksTogether = 10, ClockWorkers = 1 }, time, NullLogger<DueClocks>.Instance).RunAsync(default);
        Assert.Equal((1, 10), (queue.Claims, queue.Postponed.Count));
    }

    [Fact]
    public async Task While_one_run_stays_another_of_the_same_process_does_nothing()
    {
        var turn = new ClockTurn();
        Assert.True(turn.TryTake());
        var queue = new FakeClockQueue(Clock(_broken));
        var time = new StandingTime(Now);
        var job = new DueClocks(queue, Commands(time), turn, new JobSettings { StayFor = TimeSpan.Zero }, time, NullLogger<DueClocks>.Instance);
        await job.RunAsync(default);
        Assert.Equal(0, queue.Claims);
        turn.GiveBack();
        await job.RunAsync(default);
        Assert.Equal(1, queue.Claims);
    }

    /// <summary>A clock of a day whose waits are over at once, and take as long as they say.</summary>
    private sealed class MovingTime(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _now += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    private static DueClock Clock(CaseId @case) => new(@case, Guid.NewGuid(), 1, Now);

    private DueClocks Job(FakeClockQueue queue, JobSettings? settings = null)
    {
        var time = new StandingTime(Now);
        return new DueClocks(queue, Commands(time), new ClockTurn(), settings ?? new JobSettings { StayFor = TimeSpan.Zero }, time, NullLogger<DueClocks>.Instance);
    }

    // The rules are not reached: every case here is unknown or broken before it comes to a decision.
    private CaseCommands Commands(TimeProvider time) => new(new BrokenCaseStore(_broken), new CaseRules(null!, null!, null!, null!), time);
}
