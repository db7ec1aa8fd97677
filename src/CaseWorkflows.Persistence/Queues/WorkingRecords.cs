using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queues;

internal sealed class WorkingRecords(CaseDatabase database) : IWorkingRecords
{
    public async ValueTask<int> PurgeAsync(WorkingRecord kind, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var at = database.Parameter(before);
        // Each kind says itself what may go: a message that waits or a notice that is still true is kept however old it is.
        var gone = await db.Database.ExecuteSqlAsync(kind switch
        {
            WorkingRecord.Receipts => $"delete from receipts where command_id in (select command_id from receipts where recorded_at < {at} limit {limit})",
            WorkingRecord.DeliveredMessages => $"delete from outbox where id in (select id from outbox where state in ('Sent', 'Dropped') and created_at < {at} limit {limit})",
            WorkingRecord.ToldAlerts => $"""
                delete from digest_items where (recipient, dedup_key) in (select recipient, dedup_key from digest_items where mail_id is not null and collected_at < {at} limit {limit})
                """,
            WorkingRecord.AccessLog => $"delete from access_log where id in (select id from access_log where at < {at} order by id limit {limit})",
            WorkingRecord.Notices => (FormattableString)$"""
                delete from system_notices where key in (select key from system_notices
                where coalesce(ended_at, acknowledged_at) is not null and raised_at < {at} limit {limit})
                """,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        }, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return gone;
    }
}
