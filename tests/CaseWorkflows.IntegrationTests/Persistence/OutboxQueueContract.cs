using System.Collections.Concurrent;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class OutboxQueueContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly DateTimeOffset Now = SampleCases.Noon;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private IOutboxQueue Queue => Storage.Get<IOutboxQueue>();

    [Fact]
    public async Task A_message_comes_back_as_it_was()
    {
        var @case = SampleCases.New();
        var message = CaseStoreContract.Message(@case, "as-it-was");
        await ClearAsync();
        await Storage.KeepAsync(@case, message);
        var claimed = Assert.Single(await Queue.ClaimAsync(Now, 10, "a", Lease, default));
        Assert.Equivalent(message, claimed, strict: true);
    }

    [Fact]
    public async Task Each_message_is_claimed_by_one_of_four_workers()
    {
        await ClearAsync();
        var @case = SampleCases.New();
        var messages = Enumerable.Range(0, 100).Select(x => CaseStoreContract.Message(@case, $"shared-{x}")).ToArray();
        await Storage.KeepAsync(@case, messages);
        ConcurrentBag<Guid> claimed = [];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            await using var node = new TestStorage(Database);
            while (await node.Get<IOutboxQueue>().ClaimAsync(Now, 7, $"worker-{worker}", Lease, default) is { Count: > 0 } batch)
                foreach (var message in batch) claimed.Add(message.Id);
        })));
        Assert.Equal(messages.Select(x => x.Id).Order(), claimed.Order());
    }

    [Fact]
    public async Task A_sent_message_is_not_delivered_again()
    {
        var message = await KeepAsync("sent");
        message.State = OutboxState.Sent;
        await Queue.SettleAsync(message, default);
        Assert.Empty(await Queue.ClaimAsync(Now.AddYears(1), 10, "a", Lease, default));
    }

    [Fact]
    public async Task A_failed_message_is_tried_again_at_its_time_and_keeps_why_it_failed()
    {
        var message = await KeepAsync("failed");
        (message.Attempts, message.LastError, message.NextAttemptAt) = (1, "对方服务器无响应", Now.AddMinutes(2));
        await Queue.SettleAsync(message, default);
        Assert.Empty(await Queue.ClaimAsync(Now.AddMinutes(1), 10, "a", Lease, default));
        var again = Assert.Single(await Queue.ClaimAsync(Now.AddMinutes(2), 10, "a", Lease, default));
        Assert.Equal((1, "对方服务器无响应"), (again.Attempts, again.LastError));
    }

    [Fact]
    public async Task A_stuck_message_waits_for_a_person()
    {
        var message = await KeepAsync("stuck");
        message.State = OutboxState.Stuck;
        await Queue.SettleAsync(message, default);
        Assert.Empty(await Queue.ClaimAsync(Now.AddYears(1), 10, "a", Lease, default));
        message.State = OutboxState.Pending;
        await Queue.SettleAsync(message, default);
        Assert.Single(await Queue.ClaimAsync(Now.AddYears(1), 10, "a", Lease, default));
    }

    [Fact]
    public async Task A_claim_that_ran_out_counts_as_an_attempt()
    {
        await KeepAsync("deadly");
        Assert.Empty(await Queue.ClaimAsync(Now + Lease - TimeSpan.FromSeconds(1), 10, "b", Lease, default));
        Assert.Equal(1, Assert.Single(await Queue.ClaimAsync(Now + Lease, 10, "b", Lease, default)).Attempts);
    }

    [Fact]
    public async Task A_slow_failure_does_not_undo_a_delivery()
    {
        var slow = await KeepAsync("slow");
        var fast = Assert.Single(await Queue.ClaimAsync(Now + Lease, 10, "fast", Lease, default));
        fast.State = OutboxState.Sent;
        await Queue.SettleAsync(fast, default);
        (slow.Attempts, slow.LastError) = (1, "timeout");
        await Queue.SettleAsync(slow, default);
        Assert.Empty(await Queue.ClaimAsync(Now.AddYears(1), 10, "a", Lease, default));
    }

    /// <summary>The only pending message, claimed.</summary>
    private async Task<OutboxMessage> KeepAsync(string dedup)
    {
        await ClearAsync();
        var @case = SampleCases.New();
        await Storage.KeepAsync(@case, CaseStoreContract.Message(@case, dedup));
        return Assert.Single(await Queue.ClaimAsync(Now, 10, "a", Lease, default));
    }

    private async Task ClearAsync() => await Storage.ExecuteAsync("delete from outbox");
}

public sealed class OutboxQueueOnSqlite(SqliteTestDatabase database) : OutboxQueueContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class OutboxQueueOnPostgreSql(PostgreSqlTestDatabase database) : OutboxQueueContract(database), IClassFixture<PostgreSqlTestDatabase>;
