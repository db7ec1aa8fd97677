using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// One command. Reading holds no transaction and no lock; the commit is one short transaction that checks the version first.
/// </summary>
internal sealed class CaseTransaction(CaseDatabase database, CaseDbContext db, CaseTurns turns) : ICaseTransaction
{
    private IDisposable? _turn;

    public async ValueTask<CommandReceipt?> FindReceiptAsync(CommandId command, CancellationToken cancellationToken) =>
        await db.Receipts.AsNoTracking().SingleOrDefaultAsync(x => x.Command == command, cancellationToken);

    public async ValueTask<LegalCase?> LoadAsync(CaseId id, CancellationToken cancellationToken)
    {
        // One turn for each command, for its first case: with two of them two commands could wait for each other.
        _turn ??= await turns.TakeAsync(id, cancellationToken);
        return await db.Cases.Whole().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
    }

    public void Add(LegalCase @case) => db.Cases.Add(@case);

    public ValueTask<IReadOnlyList<RelatedCase>> FindRelatedAsync(LegalCase @case, CancellationToken cancellationToken) =>
        new RelatedCases(db).FindAsync(@case, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, int>> CountOpenTasksByAssigneeAsync(CancellationToken cancellationToken)
    {
        var counts = await db.Tasks.AsNoTracking()
            .Where(x => (x.State == TaskState.Open || x.State == TaskState.Claimed) && x.Assignee != null)
            .GroupBy(x => x.Assignee)
            .Select(x => new { Assignee = x.Key, Tasks = x.Count() })
            .ToListAsync(cancellationToken);
        return counts.ToDictionary(x => x.Assignee!.Value.Value, x => x.Tasks);
    }

    public async ValueTask<CommitOutcome> CommitAsync(CommitSet changes, CancellationToken cancellationToken)
    {
        var writing = new CaseWriting(db);
        writing.Add(changes.History, changes.Payloads, changes.Outbox);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        if (!await IsFirstAsync(changes.Receipt, cancellationToken)) return CommitOutcome.AlreadyCommitted;
        if (!await writing.TakeVersionsAsync(cancellationToken))
        {
            turns.Collided(changes.Receipt.CaseId);
            return CommitOutcome.VersionIsStale;
        }
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (UniqueViolation.IsOn(exception, "ix_cases_code", "cases.code"))
        {
            return CommitOutcome.CodeIsTaken;
        }
        catch (DbUpdateException exception) when (UniqueViolation.IsOn(exception, "pk_cases", "cases.id"))
        {
            // A new case expects that there is none of its id.
            return CommitOutcome.VersionIsStale;
        }
        await write.CommitAsync(cancellationToken);
        return CommitOutcome.Committed;
    }

    public async ValueTask DisposeAsync()
    {
        await db.DisposeAsync();
        _turn?.Dispose();
    }

    // The receipt goes first: of two equal commands at once the second waits here for the end of the first, and not on some row in the middle.
    private async Task<bool> IsFirstAsync(CommandReceipt receipt, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into receipts (command_id, case_id, version, content_digest, recorded_at)
            values ({receipt.Command.Value}, {receipt.CaseId.Value}, {receipt.Version}, {receipt.ContentDigest}, {database.Parameter(receipt.RecordedAt)})
            on conflict (command_id) do nothing
            """,
            cancellationToken) == 1;
}
