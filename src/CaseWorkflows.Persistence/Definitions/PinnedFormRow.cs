using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Definitions;

/// <summary>A form as it was when a version was published; its cases are filled in with it to their end.</summary>
internal sealed class PinnedFormRow
{
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    public required string Form { get; init; }

    public required string Json { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<PinnedFormRow>(form =>
    {
        form.ToTable("definition_forms");
        form.HasKey(x => new { x.DefinitionId, x.Version, x.Form });
        form.Property(x => x.Version).ValueGeneratedNever();
    });
}
