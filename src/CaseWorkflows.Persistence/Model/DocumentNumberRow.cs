using CaseWorkflows.Cases.People;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Model;

/// <summary>The last running number of a series of documents. Written by <see cref="Store.DocumentNumbers"/> alone.</summary>
internal sealed class DocumentNumberRow
{
    public required OfficePath Office { get; init; }

    public required int Year { get; init; }

    public required string Word { get; init; }

    public required int LastNumber { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<DocumentNumberRow>(row =>
    {
        row.ToTable("document_numbers");
        row.HasKey(x => new { x.Office, x.Year, x.Word });
        row.Property(x => x.Year).ValueGeneratedNever();
    });
}
