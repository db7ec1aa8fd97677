using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Definitions;

internal sealed class MigrationStore(CaseDatabase database) : IMigrationStore
{
    public async ValueTask<IReadOnlyList<(CaseId Id, string Code)>> RunningAsync(string definitionId, int version, OfficePath office, CaseId? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var (open, paused) = (nameof(CaseStatus.Open), nameof(CaseStatus.Paused));
        // A path ends in a slash, so its beginning is an office above it or itself.
        var (path, length) = (office.Value, office.Value.Length);
        // The ids of the domain have no order in C#, their columns have.
        var rows = await db.Database.SqlQuery<RunningCase>(
            $"""
            select id as "Id", code as "Code" from cases
            where definition_id = {definitionId} and definition_version = {version} and status in ({open}, {paused}) and substr(office, 1, {length}) = {path} and id > {after?.Value ?? Guid.Empty}
            order by id limit {limit}
            """).ToListAsync(cancellationToken);
        return [.. rows.Select(x => (new CaseId(x.Id), x.Code))];
    }

    public async ValueTask<IReadOnlyList<int>> VersionsAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Definitions.Where(x => x.DefinitionId == definitionId).OrderBy(x => x.Version).Select(x => x.Version).ToListAsync(cancellationToken);
    }

    public async ValueTask AddAsync(MigrationRun run, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        db.Add(new MigrationRunRow
        {
            Id = run.Id,
            DefinitionId = run.Order.DefinitionId,
            FromVersion = run.Order.From,
            ToVersion = run.Order.To,
            OrderJson = JsonSerializer.Serialize(run.Order, CaseJson.Readable),
            MapDigest = run.MapDigest,
            OrderedBy = run.By,
            Reason = run.Reason,
            StartedAt = run.StartedAt,
        });
        await db.SaveChangesAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async ValueTask<MigrationRun?> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return (await ReadAsync(db, db.MigrationRuns.Where(x => x.Id == run), cancellationToken)).SingleOrDefault();
    }

    public async ValueTask<IReadOnlyList<MigrationRun>> RunsAsync(string? definitionId, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await ReadAsync(db, db.MigrationRuns.Where(x => definitionId == null || x.DefinitionId == definitionId).OrderByDescending(x => x.StartedAt).Take(limit), cancellationToken);
    }

    public async ValueTask SettleAsync(Guid run, MigrationLine line, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(line, CaseJson.Readable);
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into migration_lines (run_id, case_id, code, verdict, line_json)
            values ({run}, {line.CaseId.Value}, {line.Code}, {line.Verdict.ToString()}, {json})
            on conflict (run_id, case_id) do update set verdict = excluded.verdict, line_json = excluded.line_json
            """,
            cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<MigrationLine>> LinesAsync(Guid run, OfficePath office, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var range = OfficeRange.Of(office);
        var rows = db.MigrationLines.Where(x => x.RunId == run);
        if (office != OfficePath.Root) rows = rows.Where(x => db.Cases.Any(y => y.Id == x.CaseId && CaseDbContext.IsWithin(y.Office, range.From, range.Until)));
        var lines = await rows.OrderBy(x => x.Code).Select(x => x.LineJson).ToListAsync(cancellationToken);
        return [.. lines.Select(x => JsonSerializer.Deserialize<MigrationLine>(x, CaseJson.Readable)!)];
    }

    public async ValueTask FinishAsync(Guid run, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        await db.MigrationRuns.Where(x => x.Id == run).ExecuteUpdateAsync(x => x.SetProperty(y => y.FinishedAt, at), cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async ValueTask UndoneAsync(Guid run, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        await db.MigrationRuns.Where(x => x.Id == run).ExecuteUpdateAsync(x => x.SetProperty(y => y.UndoneAt, at), cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    private static async Task<List<MigrationRun>> ReadAsync(CaseDbContext db, IQueryable<MigrationRunRow> rows, CancellationToken cancellationToken)
    {
        var runs = await rows.AsNoTracking().ToListAsync(cancellationToken);
        var ids = runs.Select(x => x.Id).ToList();
        var counts = await db.MigrationLines.Where(x => ids.Contains(x.RunId)).GroupBy(x => new { x.RunId, x.Verdict })
            .Select(x => new { x.Key.RunId, x.Key.Verdict, Cases = x.Count() }).ToListAsync(cancellationToken);
        return [.. runs.Select(x =>
        {
            int Count(MigrationVerdict verdict) => counts.Where(y => y.RunId == x.Id && y.Verdict == verdict.ToString()).Sum(y => y.Cases);
            return new MigrationRun(x.Id, JsonSerializer.Deserialize<MigrationOrder>(x.OrderJson, CaseJson.Readable)!, x.MapDigest, x.OrderedBy, x.Reason, x.StartedAt)
            {
                FinishedAt = x.FinishedAt,
                UndoneAt = x.UndoneAt,
                Moved = Count(MigrationVerdict.Moved),
                Stayed = Count(MigrationVerdict.Stayed),
                Undone = Count(MigrationVerdict.Undone),
                NotUndone = Count(MigrationVerdict.NotUndone),
            };
        })];
    }

    private sealed record RunningCase(Guid Id, string Code);
}
