using System.Data.Common;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

internal sealed class ReleaseStore(CaseDatabase database) : IReleaseStore
{
    public async ValueTask<bool> AddAsync(NewRelease release, CancellationToken cancellationToken)
    {
        var (packed, digest) = PackedText.Pack(release.Content.Json);
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        if (release.Kind != ReleaseKind.Return)
            await db.Set<ReleaseRow>().Where(x => x.DefinitionId == release.DefinitionId && x.Kind != ReleaseKind.Return && (x.State == ReleaseState.Proposed || x.State == ReleaseState.Approved))
                .ExecuteUpdateAsync(x => x.SetProperty(y => y.State, ReleaseState.Replaced), cancellationToken);
        db.Add(new ReleaseRow
        {
            Id = release.Id,
            DefinitionId = release.DefinitionId,
            Kind = release.Kind,
            Version = release.Version,
            Revision = release.Revision,
            Digest = digest,
            State = ReleaseState.Proposed,
            Authors = string.Join('\n', release.Authors),
            ProposedBy = release.By,
            ProposedByName = release.ByName,
            ProposedAt = release.At,
            EffectiveFrom = release.EffectiveFrom,
            Note = release.Note,
            Packed = packed,
            PackedStories = release.Content.Stories is { } stories ? PackedText.Pack(stories).Packed : null,
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException error
            && UniqueViolation.IsOn(error, "ix_definition_releases_definition_id", "definition_releases.definition_id"))
        {
            return false;
        }
        await write.CommitAsync(cancellationToken);
        return true;
    }

    public async ValueTask<Release?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return (await LinesAsync(db.Set<ReleaseRow>().Where(x => x.Id == id), cancellationToken)).SingleOrDefault();
    }

    public async ValueTask<ReleaseContent?> ContentAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Set<ReleaseRow>().Where(x => x.Id == id).Select(x => new { x.Packed, x.PackedStories }).SingleOrDefaultAsync(cancellationToken) is { } found
            ? new ReleaseContent(PackedText.Unpack(found.Packed), found.PackedStories is { } stories ? PackedText.Unpack(stories) : null)
            : null;
    }

    public async ValueTask<IReadOnlyList<Release>> ListAsync(string? definitionId, int most, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = db.Set<ReleaseRow>().Where(x => definitionId == null || x.DefinitionId == definitionId);
        return await LinesAsync(rows.OrderByDescending(x => x.ProposedAt).ThenByDescending(x => x.Id).Take(most), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Release>> DueAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var due = db.Set<ReleaseRow>().Where(x => x.State == ReleaseState.Approved && (x.EffectiveFrom == null || x.EffectiveFrom <= now));
        return await LinesAsync(due.OrderBy(x => x.EffectiveFrom).ThenBy(x => x.ProposedAt).Take(most), cancellationToken);
    }

    public async ValueTask<bool> ChangeAsync(Guid id, ReleaseState expected, ReleaseChange change, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var changed = await db.Set<ReleaseRow>().Where(x => x.Id == id && x.State == expected).ExecuteUpdateAsync(
            x => x.SetProperty(y => y.State, change.State)
                .SetProperty(y => y.DecidedBy, y => change.By ?? y.DecidedBy)
                .SetProperty(y => y.DecidedByName, y => change.ByName ?? y.DecidedByName)
                .SetProperty(y => y.DecidedAt, y => change.DecidedAt ?? y.DecidedAt)
                .SetProperty(y => y.PublishedAt, y => change.PublishedAt ?? y.PublishedAt)
                .SetProperty(y => y.Version, y => change.Version ?? y.Version)
                .SetProperty(y => y.Reason, y => change.Reason ?? y.Reason),
            cancellationToken);
        await write.CommitAsync(cancellationToken);
        return changed == 1;
    }

    // Without the documents: they are large, and a list shows none of them.
    private static async Task<List<Release>> LinesAsync(IQueryable<ReleaseRow> rows, CancellationToken cancellationToken)
    {
        var lines = await rows.Select(x => new
        {
            x.Id, x.DefinitionId, x.Kind, x.Version, x.Revision, x.Digest, x.State, x.Authors, x.ProposedBy, x.ProposedByName, x.ProposedAt, x.EffectiveFrom, x.Note,
            x.DecidedBy, x.DecidedByName, x.DecidedAt, x.Reason, x.PublishedAt,
        }).ToListAsync(cancellationToken);
        return [.. lines.Select(x => new Release(x.Id, x.DefinitionId, x.Kind, x.Version, x.Revision, x.Digest, x.State, x.Authors.Split('\n'), x.ProposedBy, x.ProposedByName, x.ProposedAt, x.EffectiveFrom, x.Note)
        {
            DecidedBy = x.DecidedBy,
            DecidedByName = x.DecidedByName,
            DecidedAt = x.DecidedAt,
            Reason = x.Reason,
            PublishedAt = x.PublishedAt,
        })];
    }
}
