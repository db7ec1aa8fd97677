using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Retention;

/// <summary>Deletes working records that are older than they need to be, in batches so small that nobody waits for them.</summary>
internal sealed class Purge(IWorkingRecords records, RetentionSettings retention, JobSettings settings, TimeProvider time, ILogger<Purge> log) : IRecurringJob
{
    /// <summary>How many rows go in one transaction.</summary>
    public const int Batch = 500;

    // A receipt that goes while its command may still be sent again would let it happen twice.
    private const int ShortestDays = 7;

    public string Name => "purge";

    public JobSchedule Schedule => JobSchedule.Every(settings.PurgeEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (kind, days) in Periods())
        {
            if (days <= 0) continue;
            var before = now.AddDays(-Math.Max(days, ShortestDays));
            var gone = 0;
            int last;
            do
            {
                last = await records.PurgeAsync(kind, before, Batch, cancellationToken);
                gone += last;
            }
            while (last == Batch);
            if (gone > 0) JobLog.Purged(log, gone, kind, before);
        }
    }

    private (WorkingRecord Kind, int Days)[] Periods() =>
    [
        (WorkingRecord.Receipts, retention.ReceiptDays),
        (WorkingRecord.DeliveredMessages, retention.DeliveredMessageDays),
        (WorkingRecord.ToldAlerts, retention.DeliveredMessageDays),
        (WorkingRecord.AccessLog, retention.AccessLogDays),
        (WorkingRecord.Notices, retention.NoticeDays),
    ];
}
