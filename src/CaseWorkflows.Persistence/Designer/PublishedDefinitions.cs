using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Definitions;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

internal sealed class PublishedDefinitions(CaseDatabase database) : IPublishedDefinitions
{
    public async ValueTask<bool> RetractAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var retracted = await db.DefinitionsInForce.Where(x => x.DefinitionId == definitionId).ExecuteDeleteAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return retracted > 0;
    }

    public async ValueTask<bool> PutInForceAsync(string definitionId, int version, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var put = await db.Database.ExecuteSqlAsync(
            $"""
            insert into definitions_in_force (service_type, definition_id, version, since)
            select service_type, definition_id, version, {database.Parameter(at)} from definitions where definition_id = {definitionId} and version = {version}
            on conflict (service_type) do update set definition_id = excluded.definition_id, version = excluded.version, since = excluded.since
            where definitions_in_force.definition_id = excluded.definition_id
            """,
            cancellationToken);
        await write.CommitAsync(cancellationToken);
        return put > 0;
    }

    public ValueTask<IReadOnlyList<CasesOnVersion>> CasesAsync(string definitionId, CancellationToken cancellationToken) => CasesAsync(definitionId, OfficePath.Root, cancellationToken);

    public async ValueTask<IReadOnlyList<CasesOnVersion>> CasesAsync(string definitionId, OfficePath office, CancellationToken cancellationToken)
    {
        var range = OfficeRange.Of(office);
        await using var db = await database.OpenAsync(cancellationToken);
        var cases = db.Cases.Where(x => x.DefinitionId == definitionId);
        if (office != OfficePath.Root) cases = cases.Where(x => CaseDbContext.IsWithin(x.Office, range.From, range.Until));
        var counted = await cases
            .GroupBy(x => new { x.DefinitionVersion, IsRunning = x.Status == CaseStatus.Open || x.Status == CaseStatus.Paused })
            .Select(x => new { x.Key.DefinitionVersion, x.Key.IsRunning, Count = x.Count() })
            .ToListAsync(cancellationToken);
        return [.. counted.GroupBy(x => x.DefinitionVersion).OrderBy(x => x.Key)
            .Select(x => new CasesOnVersion(x.Key, x.Where(y => y.IsRunning).Sum(y => y.Count), x.Where(y => !y.IsRunning).Sum(y => y.Count)))];
    }

    public async ValueTask<bool> DeleteAsync(string definitionId, IReadOnlyList<int> versions, CancellationToken cancellationToken)
    {
        var wanted = versions.ToArray();
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // Cases are looked for last: a case that is opened in between is opened on a version that is in force, and that row goes first.
        await db.DefinitionsInForce.Where(x => x.DefinitionId == definitionId && wanted.Contains(x.Version)).ExecuteDeleteAsync(cancellationToken);
        await db.Set<PinnedFormRow>().Where(x => x.DefinitionId == definitionId && wanted.Contains(x.Version)).ExecuteDeleteAsync(cancellationToken);
        await db.Definitions.Where(x => x.DefinitionId == definitionId && wanted.Contains(x.Version)).ExecuteDeleteAsync(cancellationToken);
        if (await db.Cases.AnyAsync(x => x.DefinitionId == definitionId && wanted.Contains(x.DefinitionVersion), cancellationToken)) return false;
        await write.CommitAsync(cancellationToken);
        return true;
    }
}
