using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

/// <summary>The draft of a definition; gone when it is published or given up.</summary>
internal sealed class DraftRow
{
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    /// <summary>The save whose document it is.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A save of a draft. It never changes and never goes.</summary>
internal sealed class DraftSaveRow
{
    public required string DefinitionId { get; init; }

    public required long Revision { get; init; }

    public required int Version { get; init; }

    public required SaveKind Kind { get; init; }

    /// <summary>The document, packed: the designer saves the whole of it after every movement of the mouse.</summary>
    public required byte[] Packed { get; init; }

    public required string Digest { get; init; }

    public required string SavedBy { get; init; }

    public required string SavedByName { get; init; }

    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Which window of a browser; null where that is not known.</summary>
    public string? Editor { get; init; }

    /// <summary>The save that was taken back by it; null for all others.</summary>
    public long? RestoredFrom { get; init; }

    public static void Map(ModelBuilder model)
    {
        model.Entity<DraftSaveRow>(save =>
        {
            save.ToTable("definition_saves");
            save.HasKey(x => new { x.DefinitionId, x.Revision });
            save.Property(x => x.Revision).ValueGeneratedNever();
            save.Property(x => x.Kind).HasConversion<string>();
        });
        model.Entity<DraftRow>(draft =>
        {
            draft.ToTable("definition_drafts");
            draft.HasKey(x => x.DefinitionId);
            draft.HasOne<DraftSaveRow>().WithMany().HasForeignKey(x => new { x.DefinitionId, x.Revision }).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
