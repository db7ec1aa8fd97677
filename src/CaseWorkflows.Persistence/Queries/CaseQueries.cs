using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Staff;
using CaseWorkflows.Persistence.Store;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queries;

/// <summary>Single cases and their histories; the lists are in the other part.</summary>
internal sealed partial class CaseQueries(CaseDatabase database, IDbContextFactory<StaffDbContext> staff) : ICaseQueries
{
    private readonly StaffDirectory _staff = new(staff);

    public async ValueTask<CaseView?> CaseAsync(Actor actor, CaseId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        LegalCase? @case;
        List<HistoryLine> history;
        await using (await database.BeginReadAsync(db, cancellationToken))
        {
            @case = await db.Cases.AsNoTracking().Whole().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
            if (@case is null || !CaseAccess.MaySee(actor, @case)) return null;
            var rows = await db.History.AsNoTracking().Where(x => x.CaseId == id).OrderBy(x => x.Seq).ToListAsync(cancellationToken);
            var payloads = await PayloadsAsync(db, id, cancellationToken);
            history = [.. rows.Select(x => new HistoryLine(x, payloads.GetValueOrDefault(x.Seq)))];
        }
        // Logged before it is shown: what could not be logged is not shown.
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        db.Add(new AccessLogRow { CaseId = id, Actor = actor.Id, ActorName = actor.Name, At = now });
        await db.SaveChangesAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return new CaseView(@case, history);
    }

    public async ValueTask<CaseId?> FindByCodeAsync(string code, CancellationToken cancellationToken)
    {
        // However it was typed: small letters, without the dashes.
        var normal = CaseCode.TryParse(code, out var parsed, out _) ? parsed.ToString() : code.Trim();
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Cases.Where(x => x.Code == normal).Select(x => (CaseId?)x.Id).SingleOrDefaultAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<CaseId>> CaseIdsAsync(CaseId? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        // The ids of the domain have no order in C#, their columns have.
        var ids = await db.Database.SqlQuery<Guid>($"""select id as "Value" from cases where id > {after?.Value ?? Guid.Empty} order by id limit {limit}""").ToListAsync(cancellationToken);
        return [.. ids.Select(x => new CaseId(x))];
    }

    public async ValueTask<HistoryMaterial?> HistoryAsync(CaseId id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        // Of one moment: a row written in between would look like one too many.
        await using var read = await database.BeginReadAsync(db, cancellationToken);
        var end = await db.Cases.Where(x => x.Id == id).Select(x => new { x.Code, x.Dossier.DigestKey, x.HistorySeq, x.HistoryHash }).SingleOrDefaultAsync(cancellationToken);
        if (end is null) return null;
        var rows = await db.History.AsNoTracking().Where(x => x.CaseId == id).OrderBy(x => x.Seq).ToListAsync(cancellationToken);
        return new HistoryMaterial(end.Code, rows, await PayloadsAsync(db, id, cancellationToken), end.DigestKey, end.HistorySeq, end.HistoryHash);
    }

    private static Task<Dictionary<long, string>> PayloadsAsync(CaseDbContext db, CaseId id, CancellationToken cancellationToken) =>
        db.HistoryPayloads.AsNoTracking().Where(x => x.CaseId == id).ToDictionaryAsync(x => x.Seq, x => x.Json, cancellationToken);
}
