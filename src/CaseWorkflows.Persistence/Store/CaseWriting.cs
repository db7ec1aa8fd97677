using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

/// <summary>What every commit of a case does beside writing the changed rows.</summary>
internal sealed class CaseWriting(CaseDbContext db)
{
    public void Add(IEnumerable<HistoryRow> history, IEnumerable<HistoryPayload> payloads, IEnumerable<OutboxMessage> outbox)
    {
        db.AddRange(history);
        db.AddRange(payloads);
        db.AddRange(outbox);
        db.ChangeTracker.DetectChanges();
        foreach (var @case in db.ChangeTracker.Entries<LegalCase>().Select(x => x.Entity).ToList())
        {
            Number(@case.Tasks);
            Number(@case.Clocks);
            Number(@case.Incidents);
            Number(@case.File);
            Number(@case.Alerts);
        }
        ReleaseClocks();
    }

    /// <summary>
    /// Moves each loaded case to its new version if it still has the one it was loaded with; false if one has not. From here until the end
    /// of the transaction nobody else can write the case, so no other row of it can clash.
    /// </summary>
    public async Task<bool> TakeVersionsAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in db.ChangeTracker.Entries<LegalCase>().Where(x => x.State == EntityState.Modified).ToList())
        {
            var (id, loaded, next) = (entry.Entity.Id, entry.Property(x => x.Version).OriginalValue, entry.Entity.Version);
            if (next <= loaded) throw new InvalidOperationException($"Case {id} was changed without raising its version.");
            var taken = await db.Cases.Where(x => x.Id == id && x.Version == loaded).ExecuteUpdateAsync(x => x.SetProperty(y => y.Version, next), cancellationToken);
            if (taken == 0) return false;
            // The original value is what the update of the other columns expects to find.
            entry.Property(x => x.Version).OriginalValue = next;
            entry.Property(x => x.Version).IsModified = false;
        }
        return true;
    }

    private void Number<T>(IReadOnlyList<T> parts)
        where T : class
    {
        for (var i = 0; i < parts.Count; i++)
            if (db.Entry(parts[i]) is { State: EntityState.Added } entry)
                entry.Property(CaseMapping.Position).CurrentValue = i;
    }

    /// <summary>
    /// A clock that fired or changed is nobody's any more. The columns are written even if they look unchanged: the claim came after the loading.
    /// </summary>
    private void ReleaseClocks()
    {
        foreach (var entry in db.ChangeTracker.Entries<Clock>().Where(x => x.State == EntityState.Modified))
        {
            if (!entry.Property(x => x.NextFireAt).IsModified && !entry.Property(x => x.State).IsModified) continue;
            foreach (var (column, value) in new (string, object?)[]
                { (CaseMapping.ClaimedBy, null), (CaseMapping.ClaimedUntil, null), (CaseMapping.Attempts, 0), (CaseMapping.LastError, null) })
            {
                entry.Property(column).CurrentValue = value;
                entry.Property(column).IsModified = true;
            }
        }
    }
}
