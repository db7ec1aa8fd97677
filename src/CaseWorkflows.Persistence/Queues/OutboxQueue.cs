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
        state = 'Pending' and next_attempt_at <= {2} and (claimed_until is null or claimed_until <= {2}) order by next_attempt_at, id limit {3}
        """;

    private const string OnPostgreSql =
        "with due as materialized (select id from outbox where " + Due + " for update skip locked) "
        + Claim + " from due where outbox.id = due.id returning outbox.id";

    private const string OnSqlite = Claim + " where id in (select id from outbox where " + Due + ") returning id";

    public async ValueTask<IReadOnlyList<OutboxMessage>> ClaimAsync(DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var claimed = await WrittenSql.QueryAsync(
            write,
            database.IsSqlite ? OnSqlite : OnPostgreSql,
            [owner, database.Parameter(now + lease), database.Parameter(now), limit],
            row => row.GetGuid(0),
            cancellationToken);
        var messages = await db.Outbox.AsNoTracking().Where(x => claimed.Contains(x.Id)).OrderBy(x => x.NextAttemptAt).ThenBy(x => x.Id).ToListAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return messages;
    }

    public async ValueTask SettleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // Sent is final: a slow worker whose claim ran out must not make a delivered message pending again.
        await db.Outbox
            .Where(x => x.Id == message.Id && x.State != OutboxState.Sent)
            .ExecuteUpdateAsync(
                x => x.SetProperty(y => y.State, message.State)
                    .SetProperty(y => y.Attempts, message.Attempts)
                    .SetProperty(y => y.NextAttemptAt, message.NextAttemptAt)
                    .SetProperty(y => y.LastError, message.LastError)
                    .SetProperty(y => EF.Property<string?>(y, CaseMapping.ClaimedBy), (string?)null)
                    .SetProperty(y => EF.Property<DateTimeOffset?>(y, CaseMapping.ClaimedUntil), (DateTimeOffset?)null),
                cancellationToken);
        await write.CommitAsync(cancellationToken);
    }
}
