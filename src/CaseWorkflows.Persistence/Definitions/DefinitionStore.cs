using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Definitions;

internal sealed class DefinitionStore(CaseDatabase database) : IDefinitionStore
{
    // Asked for every case that is opened, so it is translated once.
    private readonly Func<CaseDbContext, string, CancellationToken, Task<DefinitionInForceRow?>> _inForce = EF.CompileAsyncQuery(
        (CaseDbContext db, string serviceType, CancellationToken _) => db.DefinitionsInForce.AsNoTracking().SingleOrDefault(x => x.ServiceType == serviceType));

    public async ValueTask<string?> FindAsync(string definitionId, int version, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Definitions.Where(x => x.DefinitionId == definitionId && x.Version == version).Select(x => x.Json).SingleOrDefaultAsync(cancellationToken);
    }

    public async ValueTask<(string DefinitionId, int Version)?> InForceAsync(string serviceType, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await _inForce(db, serviceType, cancellationToken) is { } row
            ? (row.DefinitionId, row.Version)
            : null;
    }

    public async ValueTask PublishAsync(string serviceType, string definitionId, int version, string json, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        if (!await AddAsync(database, db, serviceType, definitionId, version, json, at, cancellationToken))
        {
            var kept = await db.Definitions.AsNoTracking().SingleAsync(x => x.DefinitionId == definitionId && x.Version == version, cancellationToken);
            if (kept.Sha256 == DigestOf(definitionId, version, json) && kept.ServiceType == serviceType) return;
            var next = await db.Definitions.Where(x => x.DefinitionId == definitionId).MaxAsync(x => x.Version, cancellationToken) + 1;
            throw new InvalidOperationException(PersistenceTexts.Both("definition.other-content", ("definition", definitionId), ("version", version), ("next", next)));
        }
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into definitions_in_force (service_type, definition_id, version, since)
            values ({serviceType}, {definitionId}, {version}, {database.Parameter(at)})
            on conflict (service_type) do update set definition_id = excluded.definition_id, version = excluded.version, since = excluded.since
            where definitions_in_force.definition_id <> excluded.definition_id or definitions_in_force.version < excluded.version
            """,
            cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    /// <summary>Adds a version; false, with nothing written, if there is one of this number.</summary>
    internal static async Task<bool> AddAsync(
        CaseDatabase database, CaseDbContext db, string serviceType, string definitionId, int version, string json, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var digest = DigestOf(definitionId, version, json);
        // Nodes that start at once publish the same files at once: the second waits here and then finds the row.
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into definitions (definition_id, version, service_type, json, sha256, published_at)
            values ({definitionId}, {version}, {serviceType}, {json}, {digest}, {database.Parameter(at)})
            on conflict (definition_id, version) do nothing
            """,
            cancellationToken);
        return added == 1;
    }

    /// <summary>Puts a version in force in the place of another; false if that one is not in force any more.</summary>
    internal static async Task<bool> ReplaceAsync(
        CaseDatabase database, CaseDbContext db, string serviceType, VersionInForce? before, string definitionId, int version, DateTimeOffset at, CancellationToken cancellationToken) => await (before is { } held
        ? db.Database.ExecuteSqlAsync(
            $"""
            update definitions_in_force set definition_id = {definitionId}, version = {version}, since = {database.Parameter(at)}
            where service_type = {serviceType} and definition_id = {held.DefinitionId} and version = {held.Version}
            """,
            cancellationToken)
        : db.Database.ExecuteSqlAsync(
            $"""
            insert into definitions_in_force (service_type, definition_id, version, since)
            values ({serviceType}, {definitionId}, {version}, {database.Parameter(at)})
            on conflict (service_type) do nothing
            """,
            cancellationToken)) == 1;

    public async ValueTask<IReadOnlyList<PinnedForm>> FormsAsync(string definitionId, int version, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Set<PinnedFormRow>().Where(x => x.DefinitionId == definitionId && x.Version == version).OrderBy(x => x.Form).Select(x => new PinnedForm(x.Form, x.Json)).ToListAsync(cancellationToken);
    }

    public async ValueTask PinFormsAsync(string definitionId, int version, IReadOnlyList<PinnedForm> forms, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // A form that such a version did not name when its forms were kept must not come to it later.
        if (await db.Set<PinnedFormRow>().AnyAsync(x => x.DefinitionId == definitionId && x.Version == version, cancellationToken)) return;
        await PinAsync(db, definitionId, version, forms, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    internal static async Task PinAsync(CaseDbContext db, string definitionId, int version, IReadOnlyList<PinnedForm> forms, CancellationToken cancellationToken)
    {
        foreach (var form in forms)
            await db.Database.ExecuteSqlAsync(
                $"insert into definition_forms (definition_id, version, form, json) values ({definitionId}, {version}, {form.Key}, {form.Json}) on conflict (definition_id, version, form) do nothing", cancellationToken);
    }

    public async ValueTask<IReadOnlyList<PublishedVersion>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var inForce = await db.DefinitionsInForce.AsNoTracking().ToListAsync(cancellationToken);
        // Without the documents: they are large, and a list shows none of them.
        var rows = await db.Definitions.OrderBy(x => x.DefinitionId).ThenBy(x => x.Version)
            .Select(x => new { x.DefinitionId, x.Version, x.ServiceType, x.PublishedAt }).ToListAsync(cancellationToken);
        return [.. rows.Select(x => new PublishedVersion(
            x.DefinitionId, x.Version, x.ServiceType, x.PublishedAt, inForce.Exists(y => y.ServiceType == x.ServiceType && y.DefinitionId == x.DefinitionId && y.Version == x.Version)))];
    }

    private static string DigestOf(string definitionId, int version, string json)
    {
        try
        {
            var content = JsonNode.Parse(json)?.ToJsonString(CaseJson.Readable) ?? "null";
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException(
                PersistenceTexts.Both("definition.not-json", ("definition", definitionId), ("version", version), ("error", error.Message)), error);
        }
    }
}
