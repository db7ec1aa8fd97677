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
        var settings = new JobSettings { BatchSize = 10 };
        var queue = new FakeClockQueue([.. Enumerable.Range(0, 35).Select(_ => Clock(_broken))]);
        await Job(queue, settings).RunAsync(default);
        Assert.Equal(35, queue.Postponed.Count);
        Assert.Equal(5, queue.Claims);
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

    private static DueClock Clock(CaseId @case) => new(@case, Guid.NewGuid(), 1, Now);

    private DueClocks Job(FakeClockQueue queue, JobSettings? settings = null)
    {
        var time = new StandingTime(Now);
        // The rules are not reached: every case here is unknown or broken before it comes to a decision.
        var commands = new CaseCommands(new BrokenCaseStore(_broken), new CaseRules(null!, null!, null!, null!), time);
        return new DueClocks(queue, commands, settings ?? new JobSettings(), time, NullLogger<DueClocks>.Instance);
    }
}
