using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

internal sealed class PeopleErasure(CaseDatabase database, TimeProvider time) : IPeopleErasure
{
    public async ValueTask<ErasureOutcome> ErasePeopleAsync(CaseId caseId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var @case = await db.Cases.Whole().SingleOrDefaultAsync(x => x.Id == caseId, cancellationToken);
        if (@case is null) return ErasureOutcome.CaseUnknown;
        if (@case.Dossier.ErasedAt is not null) return ErasureOutcome.ErasedBefore;
        if (@case.Status is not (CaseStatus.Closed or CaseStatus.Withdrawn)) return ErasureOutcome.CaseHasNotEnded;

        var row = @case.ErasePeople(actor, reason, Instants.Precise(time.GetUtcNow()));
        var writing = new CaseWriting(db);
        writing.Add([row], [], []);
        await using (var write = await database.BeginWriteAsync(db, cancellationToken))
        {
            if (!await writing.TakeVersionsAsync(cancellationToken)) return ErasureOutcome.CaseIsBusy;
            await db.SaveChangesAsync(cancellationToken);
            await db.HistoryPayloads.Where(x => x.CaseId == caseId).ExecuteDeleteAsync(cancellationToken);
            // Messages quote names. One that was not sent yet is settled without its text.
            await db.Outbox.Where(x => x.CaseId == caseId)
                .ExecuteUpdateAsync(x => x.SetProperty(y => y.Payload, "{}").SetProperty(y => y.State, OutboxState.Sent), cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
        // The journal beside the file keeps the old pages until it is emptied.
        if (database.IsSqlite) await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
        return ErasureOutcome.Erased;
    }
}
