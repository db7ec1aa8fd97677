using System.Data.Common;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Definitions;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

internal sealed class ReleaseStore(CaseDatabase database) : IReleaseStore
{
    public async ValueTask<bool> AddAsync(NewRelease release, CancellationToken cancellationToken)
    {
        var (packed, digest) = PackedText.Pack(release.Content.Json);
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // What was approved and waits for its day is never replaced: the index then lets no other in.
        if (release.Kind != ReleaseKind.Return)
            await db.Set<ReleaseRow>().Where(x => x.DefinitionId == release.DefinitionId && x.Kind != ReleaseKind.Return && x.State == ReleaseState.Proposed)
                .ExecuteUpdateAsync(
                    x => x.SetProperty(y => y.State, ReleaseState.Replaced).SetProperty(y => y.DecidedBy, y => y.DecidedBy ?? release.By)
                        .SetProperty(y => y.DecidedByName, y => y.DecidedByName ?? release.ByName).SetProperty(y => y.DecidedAt, y => y.DecidedAt ?? release.At),
                    cancellationToken);
        db.Add(new ReleaseRow
        {
            Id = release.Id,
            DefinitionId = release.DefinitionId,
            Kind = release.Kind,
            Version = release.Version,
            Revision = release.Revision,
            Digest = digest,
            // What comes back was approved when it was published.
            State = release.Kind == ReleaseKind.Return ? ReleaseState.Approved : ReleaseState.Proposed,
            Authors = string.Join('\n', release.Authors),
            ProposedBy = release.By,
            ProposedByName = release.ByName,
            ProposedAt = release.At,
            BaseDefinition = release.Base?.DefinitionId,
            BaseVersion = release.Base?.Version,
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

    public async ValueTask<ReleaseOutcome> PublishAsync(Guid id, ReleasedVersion version, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // First the release: of two nodes, and of one who publishes and one who takes back, the second waits here and finds it changed.
        var changed = await db.Set<ReleaseRow>().Where(x => x.Id == id && x.State == ReleaseState.Approved).ExecuteUpdateAsync(
            x => x.SetProperty(y => y.State, ReleaseState.Published).SetProperty(y => y.PublishedAt, version.At).SetProperty(y => y.Version, version.Version), cancellationToken);
        if (changed == 0) return ReleaseOutcome.NotApproved;
        if (!await DefinitionStore.AddAsync(database, db, version.ServiceType, version.DefinitionId, version.Version, version.Json, version.At, cancellationToken)) return ReleaseOutcome.VersionTaken;
        // The condition decides, whoever looked before: what is in force may have changed since.
        if (!await DefinitionStore.ReplaceAsync(database, db, version.ServiceType, version.Base, version.DefinitionId, version.Version, version.At, cancellationToken)) return ReleaseOutcome.BaseMoved;
        await DefinitionStore.PinAsync(db, version.DefinitionId, version.Version, version.Forms, cancellationToken);
        // If somebody saved in the meantime their save stays the draft, of the version after this one.
        if (version.Draft is { } draft && await db.Set<DraftRow>().Where(x => x.DefinitionId == version.DefinitionId && x.Revision == draft.Revision).ExecuteDeleteAsync(cancellationToken) == 1)
            await DraftStore.AddLastAsync(db, draft.Row, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return ReleaseOutcome.Published;
    }

    // Without the documents: they are large, and a list shows none of them.
    private static async Task<List<Release>> LinesAsync(IQueryable<ReleaseRow> rows, CancellationToken cancellationToken)
    {
        var lines = await rows.Select(x => new
        {
            x.Id, x.DefinitionId, x.Kind, x.Version, x.Revision, x.Digest, x.State, x.Authors, x.ProposedBy, x.ProposedByName, x.ProposedAt, x.EffectiveFrom, x.Note,
            x.BaseDefinition, x.BaseVersion, x.DecidedBy, x.DecidedByName, x.DecidedAt, x.Reason, x.PublishedAt,
        }).ToListAsync(cancellationToken);
        return [.. lines.Select(x => new Release(x.Id, x.DefinitionId, x.Kind, x.Version, x.Revision, x.Digest, x.State, x.Authors.Split('\n'), x.ProposedBy, x.ProposedByName, x.ProposedAt, x.EffectiveFrom, x.Note)
        {
            Base = x is { BaseDefinition: { } definition, BaseVersion: { } version } ? new VersionInForce(definition, version) : null,
            DecidedBy = x.DecidedBy,
            DecidedByName = x.DecidedByName,
            DecidedAt = x.DecidedAt,
            Reason = x.Reason,
            PublishedAt = x.PublishedAt,
        })];
    }
}
