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
        var claimed = Assert.Single(await Queue.ClaimAsync(OutboxLane.Pages, Now, 10, "a", Lease, default));
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
            while (await node.Get<IOutboxQueue>().ClaimAsync(OutboxLane.Pages, Now, 7, $"worker-{worker}", Lease, default) is { Count: > 0 } batch)
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
        Assert.Empty(await Queue.ClaimAsync(OutboxLane.Pages, Now.AddYears(1), 10, "a", Lease, default));
    }

    [Fact]
    public async Task A_failed_message_is_tried_again_at_its_time_and_keeps_why_it_failed()
    {
        var message = await KeepAsync("failed");
        (message.Attempts, message.LastError, message.NextAttemptAt) = (1, "对方服务器无响应", Now.AddMinutes(2));
        await Queue.SettleAsync(message, default);
        Assert.Empty(await Queue.ClaimAsync(OutboxLane.Pages, Now.AddMinutes(1), 10, "a", Lease, default));
        var again = Assert.Single(await Queue.ClaimAsync(OutboxLane.Pages, Now.AddMinutes(2), 10, "a", Lease, default));
        Assert.Equal((1, "对方服务器无响应"), (again.Attempts, again.LastError));
    }

    [Fact]
    public async Task A_stuck_message_waits_for_a_person()
    {
        var message = await KeepAsync("stuck");
        message.State = OutboxState.Stuck;
        await Queue.SettleAsync(message, default);
        Assert.Empty(await Queue.ClaimAsync(OutboxLane.Pages, Now.AddYears(1), 10, "a", Lease, default));
        message.State = OutboxState.Pending;
        await Queue.SettleAsync(message, default);
        Assert.Single(await Queue.ClaimAsync(OutboxLane.Pages, Now.AddYears(1), 10, "a", Lease, default));
    }

    [Fact]
    public async Task A_claim_that_ran_out_counts_as_an_attempt()
    {
        await KeepAsync("deadly");
        Assert.Empty(await Queue.ClaimAsync(OutboxLane.Pages, Now + Lease - TimeSpan.FromSeconds(1), 10, "b", Lease, default));
        Assert.Equal(1, Assert.Single(await Queue.ClaimAsync(OutboxLane.Pages, Now + Lease, 10, "b", Lease, default)).Attempts);
    }

    [Fact]
    public async Task A_slow_failure_does_not_undo_a_delivery()
    {
        var slow = await KeepAsync("slow");
        var fast = Assert.Single(await Queue.ClaimAsync(OutboxLane.Pages, Now + Lease, 10, "fast", Lease, default));
        fast.State = OutboxState.Sent;
        await Queue.SettleAsync(fast, default);
        (slow.Attempts, slow.LastError) = (1, "timeout");
        await Queue.SettleAsync(slow, default);
        Assert.Empty(await Queue.ClaimAsync(OutboxLane.Pages, Now.AddYears(1), 10, "a", Lease, default));
    }

    [Fact]
    public async Task A_lane_holds_only_its_own_messages()
    {
        await ClearAsync();
        var @case = SampleCases.New();
        await Storage.KeepAsync(@case, [.. new[] { "page", "mail", "webhook", "pigeon" }.Select(x => On(@case, x))]);
        Assert.Equal(["mail"], await ChannelsAsync(OutboxLane.Mail));
        Assert.Equal(["webhook"], await ChannelsAsync(OutboxLane.Webhooks));
        // A channel nobody knows is in the first lane, where it is found out.
        Assert.Equal(["page", "pigeon"], await ChannelsAsync(OutboxLane.Pages));
        async Task<IEnumerable<string>> ChannelsAsync(OutboxLane lane) => (await Queue.ClaimAsync(lane, Now, 10, "a", Lease, default)).Select(x => x.Channel).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_follows_from_a_message_is_kept_with_its_end_and_only_once()
    {
        var message = await KeepAsync("fact");
        var slow = (await Queue.FindAsync(message.Id, default))!;
        (message.State, message.SentAt) = (OutboxState.Sent, Now);
        await Queue.SettleAsync(message, [Follows(message, "wang"), Follows(message, "li")], default);
        // A second worker whose claim ran out meanwhile ends the same way.
        slow.State = OutboxState.Sent;
        await Queue.SettleAsync(slow, [Follows(message, "wang"), Follows(message, "zhao")], default);
        var mail = await Queue.ClaimAsync(OutboxLane.Mail, Now, 10, "a", Lease, default);
        Assert.Equal(["li", "wang"], mail.Select(x => x.Recipient).Order(StringComparer.Ordinal));
        Assert.Equal((OutboxState.Sent, Now), ((await Queue.FindAsync(message.Id, default))!.State, (await Queue.FindAsync(message.Id, default))!.SentAt));
        var expected = Follows(message, "wang");
        var kept = mail.Single(x => x.Recipient == "wang");
        Assert.Equal((expected.CaseId, expected.Payload, expected.Kind, expected.CreatedAt, expected.DedupKey, 0, null), (kept.CaseId, kept.Payload, kept.Kind, kept.CreatedAt, kept.DedupKey, kept.Attempts, kept.LastError));
    }

    [Fact]
    public async Task A_fact_that_is_known_already_does_not_keep_a_message_from_ending()
    {
        var message = await KeepAsync("first");
        message.State = OutboxState.Stuck;
        await Queue.SettleAsync(message, [Follows(message, "same"), Follows(message, "same")], default);
        Assert.Equal(OutboxState.Stuck, (await Queue.FindAsync(message.Id, default))!.State);
        Assert.Single(await Queue.ClaimAsync(OutboxLane.Mail, Now, 10, "a", Lease, default));
    }

    private static OutboxMessage On(Cases.Model.LegalCase @case, string channel) => new(Guid.NewGuid(), @case.Id, channel, "alert", "role:supervisor", "{}", $"lane-{channel}", Now);

    private static OutboxMessage Follows(OutboxMessage message, string recipient) =>
        new(Guid.NewGuid(), message.CaseId, "mail", "alert", recipient, """{"zh":"提醒","en":"Alert"}""", $"{message.DedupKey}|mail|{recipient}", Now);

    /// <summary>The only pending message, claimed.</summary>
    private async Task<OutboxMessage> KeepAsync(string dedup)
    {
        await ClearAsync();
        var @case = SampleCases.New();
        await Storage.KeepAsync(@case, CaseStoreContract.Message(@case, dedup));
        return Assert.Single(await Queue.ClaimAsync(OutboxLane.Pages, Now, 10, "a", Lease, default));
    }

    private async Task ClearAsync() => await Storage.ExecuteAsync("delete from outbox");
}

public sealed class OutboxQueueOnSqlite(SqliteTestDatabase database) : OutboxQueueContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class OutboxQueueOnPostgreSql(PostgreSqlTestDatabase database) : OutboxQueueContract(database), IClassFixture<PostgreSqlTestDatabase>;
