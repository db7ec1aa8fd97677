using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

internal sealed class PeopleErasure(CaseDatabase database, CaseStore store, TimeProvider time) : IPeopleErasure
{
    public async ValueTask<ErasureOutcome> ErasePeopleAsync(CaseId caseId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var tables = store.Tables(db);
        if (await tables.LoadAsync(database, db, caseId, cancellationToken) is not { } loaded) return ErasureOutcome.CaseUnknown;
        var @case = loaded.Case;
        if (@case.Dossier.ErasedAt is not null) return ErasureOutcome.ErasedBefore;
        if (@case.Status is not (CaseStatus.Closed or CaseStatus.Withdrawn)) return ErasureOutcome.CaseHasNotEnded;

        // What it has ordered of other cases must reach them first: they take over from what is erased here.
        if (await db.Outbox.AnyAsync(x => x.CaseId == caseId && x.Channel == ChannelNames.Case && (x.State == OutboxState.Pending || x.State == OutboxState.Stuck), cancellationToken)) return ErasureOutcome.CaseIsBusy;
        var row = @case.ErasePeople(actor, reason, Instants.Precise(time.GetUtcNow()));
        var statements = new Statements(database.IsSqlite, db.Database.GetDbConnection());
        loaded.WriteVersion(statements);
        loaded.WriteParts(statements);
        tables.History.Insert(statements, [row], caseId);
        tables.Payloads.DeleteAll(statements, caseId);
        // Messages quote names. One that was not sent yet is settled without its text.
        tables.Outbox.Update(statements, [(tables.Outbox.Named("payload"), "{}"), (tables.Outbox.Named("state"), OutboxState.Sent)], "", [(tables.Outbox.CaseColumn, caseId)]);
        statements.Add("update digest_items set payload = '{}' where case_id = $1", [(tables.Outbox.CaseColumn, caseId)]);
        if (!await database.ExecuteAsync(db, statements, cancellationToken)) return ErasureOutcome.CaseIsBusy;
        // The journal beside the file keeps the old pages until it is emptied.
        if (database.IsSqlite) await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
        return ErasureOutcome.Erased;
    }
}
