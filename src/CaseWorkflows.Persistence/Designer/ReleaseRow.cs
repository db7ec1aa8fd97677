using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

/// <summary>Something that was handed in for publication. Its document never changes and it never goes.</summary>
internal sealed class ReleaseRow
{
    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required ReleaseKind Kind { get; init; }

    public required int Version { get; init; }

    /// <summary>The save of the draft; null if it comes from none.</summary>
    public long? Revision { get; init; }

    public required string Digest { get; init; }

    public required ReleaseState State { get; init; }

    /// <summary>Accounts, one in each line.</summary>
    public required string Authors { get; init; }

    public required string ProposedBy { get; init; }

    public required string ProposedByName { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>What new cases of the service started on when it was handed in; null for nothing.</summary>
    public string? BaseDefinition { get; init; }

    public int? BaseVersion { get; init; }

    /// <summary>Null: as soon as it is approved.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    public required string Note { get; init; }

    /// <summary>The document, packed.</summary>
    public required byte[] Packed { get; init; }

    /// <summary>The stories that came with it, packed; null for none.</summary>
    public byte[]? PackedStories { get; init; }

    /// <summary>Null until somebody decided.</summary>
    public string? DecidedBy { get; init; }

    public string? DecidedByName { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Reason { get; init; }

    /// <summary>Null unless it is published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<ReleaseRow>(release =>
    {
        release.ToTable("definition_releases");
        release.HasKey(x => x.Id);
        release.Property(x => x.Kind).HasConversion<string>();
        release.Property(x => x.State).HasConversion<string>();
        // Two who hand in at once: the second finds this taken.
        release.HasIndex(x => x.DefinitionId).IsUnique().HasFilter("state in ('Proposed', 'Approved') and kind <> 'Return'");
        release.HasIndex(x => new { x.DefinitionId, x.ProposedAt });
        release.HasIndex(x => new { x.State, x.EffectiveFrom });
    });
}
