using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queues;

/// <summary>Messages to deliver, those first whose time came first.</summary>
internal sealed class OutboxQueue(CaseDatabase database) : IOutboxQueue
{
    // As for clocks: a claim that ran out counts as an attempt, so a message that kills its node ends up stuck and not in a circle.
    private const string Claim = """
        update outbox set claimed_by = {0}, claimed_until = {1}, attempts = attempts + case when claimed_by is null then 0 else 1 end
        """;

    private const string Due = """
        state = 'Pending' and next_attempt_at <= {2} and (claimed_until is null or claimed_until <= {2})
        """;

    private const string First = " order by next_attempt_at, id limit {3}";

    // A key that is known is the same fact once more.
    private const string Add = """
        insert into outbox (id, case_id, channel, kind, recipient, payload, dedup_key, created_at, state, attempts, next_attempt_at)
        values ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, 'Pending', 0, {8}) on conflict (dedup_key) do nothing returning attempts
        """;

    public async ValueTask<IReadOnlyList<OutboxMessage>> ClaimAsync(OutboxLane lane, DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var due = Due + Lane(lane) + First;
        var claimed = await WrittenSql.QueryAsync(
            write,
            database.IsSqlite
                ? Claim + " where id in (select id from outbox where " + due + ") returning id"
                : "with due as materialized (select id from outbox where " + due + " for update skip locked) " + Claim + " from due where outbox.id = due.id returning outbox.id",
            [owner, database.Parameter(now + lease), database.Parameter(now), limit],
            row => row.GetGuid(0),
            cancellationToken);
        var messages = await db.Outbox.AsNoTracking().Where(x => claimed.Contains(x.Id)).OrderBy(x => x.NextAttemptAt).ThenBy(x => x.Id).ToListAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return messages;
    }

    public async ValueTask SettleAsync(OutboxMessage message, IReadOnlyList<OutboxMessage> following, IReadOnlyList<DigestEntry> digests, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // The end is final: a slow worker whose claim ran out must not make a delivered message pending again, nor tell others of it twice.
        var settled = await db.Outbox
            .Where(x => x.Id == message.Id && x.State != OutboxState.Sent && x.State != OutboxState.Dropped)
            .ExecuteUpdateAsync(
                x => x.SetProperty(y => y.State, message.State)
                    .SetProperty(y => y.Attempts, message.Attempts)
                    .SetProperty(y => y.NextAttemptAt, message.NextAttemptAt)
                    .SetProperty(y => y.LastError, message.LastError)
                    .SetProperty(y => y.SentAt, message.SentAt)
                    .SetProperty(y => EF.Property<string?>(y, CaseMapping.ClaimedBy), (string?)null)
                    .SetProperty(y => EF.Property<DateTimeOffset?>(y, CaseMapping.ClaimedUntil), (DateTimeOffset?)null),
                cancellationToken);
        if (settled == 1)
        {
            foreach (var next in following) await AddAsync(write, database, next, cancellationToken);
            await DigestBook.CollectAsync(write, database, digests, cancellationToken);
        }
        await write.CommitAsync(cancellationToken);
    }

    /// <summary>Adds a message within a transaction, unless its key is known.</summary>
    internal static Task AddAsync(WriteTransaction write, CaseDatabase database, OutboxMessage message, CancellationToken cancellationToken) => WrittenSql.QueryAsync(
        write, Add,
        [message.Id, message.CaseId?.Value, message.Channel, message.Kind, message.Recipient, message.Payload, message.DedupKey, database.Parameter(message.CreatedAt), database.Parameter(message.NextAttemptAt)],
        row => row.GetInt32(0),
        cancellationToken);

    public async ValueTask<OutboxMessage?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Outbox.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellationToken);
    }

    private static string Lane(OutboxLane lane) => lane switch
    {
        OutboxLane.Mail => " and channel = 'mail'",
        OutboxLane.Webhooks => " and channel = 'webhook'",
        OutboxLane.Cases => " and channel = 'case'",
        _ => " and channel not in ('mail', 'webhook', 'case')",
    };
}
