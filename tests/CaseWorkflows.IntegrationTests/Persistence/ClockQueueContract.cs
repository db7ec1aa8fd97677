using System.Collections.Concurrent;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class ClockQueueContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly Actor City = SampleCases.Staff("city", "/420700/", Role.Supervisor);

    private static readonly DateTimeOffset Now = SampleCases.Noon;

    private IClockQueue Queue => Storage.Get<IClockQueue>();

    [Fact]
    public async Task Each_due_clock_is_claimed_by_one_of_four_workers()
    {
        await ClearAsync();
        var due = await KeepTimersAsync(120, Now.AddMinutes(-1));
        await KeepTimersAsync(10, Now.AddMinutes(1));
        ConcurrentBag<Guid> claimed = [];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            // A node of its own: other connections, other locks in memory.
            await using var node = new TestStorage(Database);
            while (await node.Get<IClockQueue>().ClaimAsync(Now, 7, $"worker-{worker}", Lease, default) is { Count: > 0 } batch)
                foreach (var clock in batch) claimed.Add(clock.ClockId);
        })));
        Assert.Equal(due.Select(x => x.ClockId).Order(), claimed.Order());
    }

    [Fact]
    public async Task What_is_claimed_comes_oldest_first_and_says_what_to_fire()
    {
        await ClearAsync();
        var late = Assert.Single(await KeepTimersAsync(1, Now.AddMinutes(-1)));
        var later = Assert.Single(await KeepTimersAsync(1, Now.AddMinutes(-2)));
        Assert.Equal([later, late], await Queue.ClaimAsync(Now, 10, "a", Lease, default));
    }

    [Fact]
    public async Task A_claim_ends_with_its_lease()
    {
        await ClearAsync();
        var clock = Assert.Single(await KeepTimersAsync(1, Now));
        Assert.Equal([clock], await Queue.ClaimAsync(Now, 10, "a", Lease, default));
        Assert.Empty(await Queue.ClaimAsync(Now + Lease - TimeSpan.FromSeconds(1), 10, "b", Lease, default));
        Assert.Equal([clock], await Queue.ClaimAsync(Now + Lease, 10, "b", Lease, default));
    }

    [Fact]
    public async Task A_clock_whose_firing_failed_waits_for_its_time_and_goes_behind_the_others()
    {
        await ClearAsync();
        var failing = Assert.Single(await KeepTimersAsync(1, Now.AddHours(-1)));
        Assert.Equal([failing], await Queue.ClaimAsync(Now, 1, "a", Lease, default));
        await Queue.PostponeAsync(failing, Now.AddMinutes(1), "no connection", default);

        Assert.Empty(await Queue.ClaimAsync(Now, 1, "a", Lease, default));
        var others = await KeepTimersAsync(2, Now);
        Assert.Equal(others.Order(ById), (await Queue.ClaimAsync(Now.AddMinutes(1), 2, "a", Lease, default)).Order(ById));
        Assert.Equal([failing], await Queue.ClaimAsync(Now.AddMinutes(1), 2, "a", Lease, default));
    }

    [Fact]
    public async Task A_clock_that_keeps_failing_is_shown_with_its_error_and_still_tried()
    {
        await ClearAsync();
        var failing = Assert.Single(await KeepTimersAsync(1, Now));
        var at = Now;
        for (var i = 0; i < 5; i++, at = at.AddMinutes(1))
        {
            Assert.DoesNotContain(await StuckAsync(), x => x.Clock.Id.Value == failing.ClockId);
            Assert.Equal([failing], await Queue.ClaimAsync(at, 1, "a", Lease, default));
            await Queue.PostponeAsync(failing, at.AddMinutes(1), $"failure {i}", default);
        }
        Assert.Equal("failure 4", Assert.Single(await StuckAsync(), x => x.Clock.Id.Value == failing.ClockId).LastError);
        Assert.Equal([failing], await Queue.ClaimAsync(at, 1, "a", Lease, default));

        await Storage.ChangeAsync(failing.CaseId, x => x.Clocks[0].Fire(at, 1));
        Assert.DoesNotContain(await StuckAsync(), x => x.Clock.Id.Value == failing.ClockId);
    }

    [Fact]
    public async Task A_clock_that_awaits_a_calendar_is_found_once_its_year_is_loaded()
    {
        await ClearAsync();
        var @case = SampleCases.New();
        var waiting = SampleCases.Clock(@case, new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero));
        SampleCases.Clock(@case, Now);
        Assert.Equal(2027, waiting.AwaitsCalendarYear);
        await Storage.KeepAsync(@case);

        Assert.DoesNotContain(await Queue.AwaitingCalendarAsync([2025, 2026], 1000, default), x => x.CaseId == @case.Id);
        var found = Assert.Single(await Queue.AwaitingCalendarAsync([2026, 2027], 1000, default), x => x.CaseId == @case.Id);
        Assert.Equal(new DueClock(@case.Id, waiting.Id.Value, 1, waiting.ProvisionalDueAt!.Value), found);
        Assert.Single(await Queue.AwaitingCalendarAsync([2026, 2027], 1, default));

        var loaded = await Storage.LoadAsync(@case.Id);
        Assert.Equal((2027, waiting.ProvisionalDueOn, waiting.ProvisionalDueAt), (loaded.Clocks[0].AwaitsCalendarYear, loaded.Clocks[0].ProvisionalDueOn, loaded.Clocks[0].ProvisionalDueAt));
    }

    [Fact]
    public async Task A_claim_that_runs_out_counts_as_a_failure()
    {
        await ClearAsync();
        var deadly = Assert.Single(await KeepTimersAsync(1, Now));
        var at = Now;
        for (var i = 0; i < 6; i++, at += Lease) Assert.Equal([deadly], await Queue.ClaimAsync(at, 1, "a", Lease, default));
        Assert.Single(await StuckAsync(), x => x.Clock.Id.Value == deadly.ClockId);
    }

    [Fact]
    public async Task A_clock_that_changed_while_it_was_claimed_is_free_again()
    {
        await ClearAsync();
        var @case = SampleCases.New();
        var clock = SampleCases.Clock(@case, Now);
        await Storage.KeepAsync(@case);
        var firstStep = clock.NextFireAt!.Value;
        await using var loadedBefore = await Storage.Store.BeginAsync(default);
        var loaded = (await loadedBefore.LoadAsync(@case.Id, default))!;
        Assert.Single(await Queue.ClaimAsync(firstStep, 1, "a", TimeSpan.FromDays(1000), default));

        loaded.Clocks[0].Fire(firstStep, 1);
        Assert.Equal(CommitOutcome.Committed, await loadedBefore.CommitAsync(SampleCases.Change(loaded), default));

        var nextStep = loaded.Clocks[0].NextFireAt!.Value;
        Assert.Equal(nextStep, Assert.Single(await Queue.ClaimAsync(nextStep, 1, "b", Lease, default)).FireAt);
    }

    [Fact]
    public async Task A_late_failure_does_not_hold_up_a_clock_that_has_moved_on()
    {
        await ClearAsync();
        var @case = SampleCases.New();
        SampleCases.Clock(@case, Now);
        await Storage.KeepAsync(@case);
        var claimed = Assert.Single(await Queue.ClaimAsync(Now.AddDays(60), 1, "slow", Lease, default));
        DateTimeOffset next = default;
        await Storage.ChangeAsync(@case.Id, x =>
        {
            x.Clocks[0].Fire(claimed.FireAt, 1);
            next = x.Clocks[0].NextFireAt!.Value;
        });
        await Queue.PostponeAsync(claimed, Now.AddYears(1), "too late", default);
        Assert.Equal(next, Assert.Single(await Queue.ClaimAsync(next, 1, "b", Lease, default)).FireAt);
    }

    [Fact]
    public async Task Paused_and_stopped_clocks_are_not_due()
    {
        await ClearAsync();
        var @case = SampleCases.New();
        SampleCases.Clock(@case, Now).Pause(Now.AddHours(1), "supplement");
        SampleCases.Clock(@case, Now).Stop(Now.AddHours(1));
        await Storage.KeepAsync(@case);
        Assert.Empty(await Queue.ClaimAsync(Now.AddDays(100), 10, "a", Lease, default));
    }

    [Fact]
    public async Task The_longest_wait_is_that_of_the_oldest_due_clock()
    {
        await ClearAsync();
        await KeepTimersAsync(1, Now.AddHours(1));
        Assert.Null(await Queue.OldestWaitAsync(DateTimeOffset.UnixEpoch, default));
        await KeepTimersAsync(1, Now.AddYears(-30));
        Assert.Equal(Now - Now.AddYears(-30), await Queue.OldestWaitAsync(Now, default));
    }

    private static Comparer<DueClock> ById { get; } = Comparer<DueClock>.Create((a, b) => a.ClockId.CompareTo(b.ClockId));

    private async Task<List<DueClock>> KeepTimersAsync(int count, DateTimeOffset dueAt)
    {
        List<DueClock> clocks = [];
        var @case = SampleCases.New();
        for (var i = 0; i < count; i++)
            clocks.Add(new DueClock(@case.Id, SampleCases.Timer(@case, dueAt).Id.Value, 1, dueAt));
        await Storage.KeepAsync(@case);
        return clocks;
    }

    // Whatever has been waiting is left out: only failures make a clock stuck here.
    private async Task<IReadOnlyList<ClockLine>> StuckAsync() =>
        (await Storage.Get<IClockQueries>().ListAsync(City, new ClockFilter { List = ClockList.Stuck, UnprocessedAfter = TimeSpan.FromDays(36_500), PageSize = 200 }, Now, default)).Items;

    private async Task ClearAsync() => await Storage.ExecuteAsync("update clocks set next_fire_at = null");
}

public sealed class ClockQueueOnSqlite(SqliteTestDatabase database) : ClockQueueContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class ClockQueueOnPostgreSql(PostgreSqlTestDatabase database) : ClockQueueContract(database), IClassFixture<PostgreSqlTestDatabase>;
