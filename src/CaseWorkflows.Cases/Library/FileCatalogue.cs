using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Library;

/// <summary>
/// What a case's file must hold before it is archived, in the order of the two volumes (approval, handling).
/// An item may be required only for some results or if another paper is there.
/// </summary>
public sealed class FileCatalogue
{
    private readonly Entry _entry;

    private FileCatalogue(Entry entry) => _entry = entry;

    /// <summary>Its title.</summary>
    public LocalizedText Title => _entry.Title;

    /// <summary>Its items in the order of the file.</summary>
    public IReadOnlyList<CatalogueItem> Items => _entry.Items;

    /// <summary>The required items that the case's file does not hold.</summary>
    public IReadOnlyList<CatalogueItem> Missing(LegalCase @case) =>
        [.. _entry.Items.Where(item =>
            item.Required
            && (item.WhenPresent is null || Holds(@case, item.WhenPresent))
            && (item.UnlessPresent is null || !Holds(@case, item.UnlessPresent))
            && !Holds(@case, item.Kind)
            && !item.Or.Any(other => Holds(@case, other)))];

    /// <exception cref="LibraryFileException">A file is unreadable.</exception>
    public static Dictionary<string, FileCatalogue> Load(string folder) =>
        Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .ToDictionary(x => Path.GetFileNameWithoutExtension(x), x => new FileCatalogue(KeyedFile.ReadOne<Entry>(x)));

    private static bool Holds(LegalCase @case, string kind) => @case.File.Any(x => x.Kind == kind);

    private sealed record Entry(LocalizedText Title, IReadOnlyList<CatalogueItem> Items);
}

/// <summary>One item of a catalogue.</summary>
/// <param name="Kind">The kind of paper.</param>
/// <param name="Title">Its name.</param>
/// <param name="Volume"><c>approval</c> (审批卷) or <c>handling</c> (承办卷).</param>
/// <param name="Required">Whether it must be there (under the two conditions below).</param>
public sealed record CatalogueItem(string Kind, LocalizedText Title, string Volume, bool Required)
{
    /// <summary>Only required if the file holds this kind.</summary>
    public string? WhenPresent { get; init; }

    /// <summary>Not required if the file holds this kind.</summary>
    public string? UnlessPresent { get; init; }

    /// <summary>Kinds that serve as well.</summary>
    public IReadOnlyList<string> Or { get; init; } = [];
}
