using System.Data.Common;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

internal sealed class DraftStore(CaseDatabase database) : IDraftStore
{
    public async ValueTask<IReadOnlyList<Draft>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Drafts(db, db.Set<DraftRow>().OrderBy(x => x.DefinitionId)).ToListAsync(cancellationToken);
    }

    public async ValueTask<Draft?> FindAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Drafts(db, db.Set<DraftRow>().Where(x => x.DefinitionId == definitionId)).SingleOrDefaultAsync(cancellationToken);
    }

    public async ValueTask<string?> DocumentAsync(string definitionId, long revision, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var packed = await db.Set<DraftSaveRow>().Where(x => x.DefinitionId == definitionId && x.Revision == revision).Select(x => x.Packed).SingleOrDefaultAsync(cancellationToken);
        return packed is null ? null : PackedText.Unpack(packed);
    }

    public async ValueTask<Draft?> SaveAsync(NewSave save, long? expected, CancellationToken cancellationToken) =>
        await SaveAllAsync([(save, expected)], cancellationToken) is [var draft] ? draft : null;

    public async ValueTask<IReadOnlyList<Draft>?> SaveAllAsync(IReadOnlyList<(NewSave Save, long? Expected)> saves, CancellationToken cancellationToken)
    {
        var packed = saves.Select(x => PackedText.Pack(x.Save.Json)).ToList();
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var drafts = new Draft[saves.Count];
        // In one order for everybody: two that save the same definitions at once would else wait for each other.
        foreach (var at in Enumerable.Range(0, saves.Count).OrderBy(x => saves[x].Save.DefinitionId, StringComparer.Ordinal))
        {
            if (await KeptAsync(db, saves[at].Save, saves[at].Expected, packed[at].Packed, packed[at].Digest, cancellationToken) is not { } draft) return null;
            drafts[at] = draft;
        }
        await write.CommitAsync(cancellationToken);
        return drafts;
    }

    private async Task<Draft?> KeptAsync(CaseDbContext db, NewSave save, long? expected, byte[] packed, string digest, CancellationToken cancellationToken)
    {
        var row = Row(save, await NextAsync(db, save.DefinitionId, cancellationToken), packed, digest);
        if (!await AddedAsync(db, row, cancellationToken)) return null;
        // The condition decides: between reading and writing another node may have saved.
        var changed = expected is { } revision
            ? await db.Set<DraftRow>().Where(x => x.DefinitionId == save.DefinitionId && x.Revision == revision)
                .ExecuteUpdateAsync(x => x.SetProperty(y => y.Revision, row.Revision).SetProperty(y => y.Version, save.Version), cancellationToken)
            : await db.Database.ExecuteSqlAsync(
                $"""
                insert into definition_drafts (definition_id, version, revision, created_at)
                values ({save.DefinitionId}, {save.Version}, {row.Revision}, {database.Parameter(save.At)})
                on conflict (definition_id) do nothing
                """,
                cancellationToken);
        return changed == 0 ? null : await Drafts(db, db.Set<DraftRow>().Where(x => x.DefinitionId == save.DefinitionId)).SingleAsync(cancellationToken);
    }

    public async ValueTask<long> SetAsideAsync(NewSave save, CancellationToken cancellationToken)
    {
        var (packed, digest) = PackedText.Pack(save.Json);
        while (true)
        {
            await using var db = await database.OpenAsync(cancellationToken);
            await using var write = await database.BeginWriteAsync(db, cancellationToken);
            var same = await db.Set<DraftSaveRow>().AsNoTracking()
                .Where(x => x.DefinitionId == save.DefinitionId && x.Kind == SaveKind.SetAside && x.Digest == digest && x.SavedBy == save.By)
                .Select(x => (long?)x.Revision).MaxAsync(cancellationToken);
            if (same is { } known) return known;
            var row = Row(save with { Kind = SaveKind.SetAside }, await NextAsync(db, save.DefinitionId, cancellationToken), packed, digest);
            // Somebody else took the number: there is always a next one.
            if (!await AddedAsync(db, row, cancellationToken)) continue;
            await write.CommitAsync(cancellationToken);
            return row.Revision;
        }
    }

    public async ValueTask<bool> EndAsync(NewSave last, long revision, CancellationToken cancellationToken)
    {
        var (packed, digest) = PackedText.Pack(last.Json);
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        if (await db.Set<DraftRow>().Where(x => x.DefinitionId == last.DefinitionId && x.Revision == revision).ExecuteDeleteAsync(cancellationToken) == 0) return false;
        if (!await AddedAsync(db, Row(last, await NextAsync(db, last.DefinitionId, cancellationToken), packed, digest), cancellationToken)) return false;
        await write.CommitAsync(cancellationToken);
        return true;
    }

    public async ValueTask<IReadOnlyList<DraftSave>> HistoryAsync(string definitionId, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Saves(db.Set<DraftSaveRow>().Where(x => x.DefinitionId == definitionId).OrderByDescending(x => x.Revision)).ToListAsync(cancellationToken);
    }

    public async ValueTask<DraftSavePage> SavesAsync(string definitionId, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var saves = db.Set<DraftSaveRow>().Where(x => x.DefinitionId == definitionId);
        return new DraftSavePage(await saves.CountAsync(cancellationToken), await Saves(saves.OrderByDescending(x => x.Revision).Skip(skip).Take(take)).ToListAsync(cancellationToken));
    }

    public async ValueTask<DraftSave?> FindSaveAsync(string definitionId, long revision, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Saves(db.Set<DraftSaveRow>().Where(x => x.DefinitionId == definitionId && x.Revision == revision)).SingleOrDefaultAsync(cancellationToken);
    }

    public async ValueTask<DraftSave?> BeforeAsync(string definitionId, long revision, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Saves(db.Set<DraftSaveRow>().Where(x => x.DefinitionId == definitionId && x.Revision < revision && x.Kind != SaveKind.SetAside).OrderByDescending(x => x.Revision))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Writes the last row of a draft that has ended, within the transaction of the caller.</summary>
    internal static async Task AddLastAsync(CaseDbContext db, NewSave last, CancellationToken cancellationToken)
    {
        var (packed, digest) = PackedText.Pack(last.Json);
        db.Add(Row(last, await NextAsync(db, last.DefinitionId, cancellationToken), packed, digest));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static IQueryable<DraftSave> Saves(IQueryable<DraftSaveRow> rows) =>
        rows.Select(x => new DraftSave(x.DefinitionId, x.Revision, x.Version, x.Kind, x.Digest, x.SavedBy, x.SavedByName, x.SavedAt, x.Editor) { RestoredFrom = x.RestoredFrom });

    private static IQueryable<Draft> Drafts(CaseDbContext db, IQueryable<DraftRow> drafts) =>
        from draft in drafts.AsNoTracking()
        join save in db.Set<DraftSaveRow>().AsNoTracking() on new { draft.DefinitionId, draft.Revision } equals new { save.DefinitionId, save.Revision }
        select new Draft(draft.DefinitionId, draft.Version, draft.Revision, draft.CreatedAt, save.SavedAt, save.SavedBy, save.SavedByName);

    private static async Task<long> NextAsync(CaseDbContext db, string definitionId, CancellationToken cancellationToken) =>
        (await db.Set<DraftSaveRow>().Where(x => x.DefinitionId == definitionId).MaxAsync(x => (long?)x.Revision, cancellationToken) ?? 0) + 1;

    private static async Task<bool> AddedAsync(CaseDbContext db, DraftSaveRow row, CancellationToken cancellationToken)
    {
        db.Add(row);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException error
            && UniqueViolation.IsOn(error, "pk_definition_saves", "definition_saves.definition_id, definition_saves.revision"))
        {
            return false;
        }
    }

    private static DraftSaveRow Row(NewSave save, long revision, byte[] packed, string digest) => new()
    {
        DefinitionId = save.DefinitionId,
        Revision = revision,
        Version = save.Version,
        Kind = save.Kind,
        Packed = packed,
        Digest = digest,
        SavedBy = save.By,
        SavedByName = save.ByName,
        SavedAt = save.At,
        Editor = save.Editor,
        RestoredFrom = save.RestoredFrom,
    };
}
