using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Publishing.Drafts;

/// <summary>A version of a definition as designers see it: one that was published, or the draft.</summary>
/// <param name="Id">Which.</param>
/// <param name="IsLatest">Whether it is the draft, or the newest published version where there is no draft.</param>
/// <param name="IsInForce">Whether new cases start on it.</param>
/// <param name="CreatedAt">When the draft was begun, or the version published.</param>
/// <param name="Headline">What a list shows of its document.</param>
public sealed record DesignedVersion(VersionId Id, bool IsLatest, bool IsInForce, DateTimeOffset CreatedAt, Headline Headline)
{
    /// <summary>Whether it is the draft.</summary>
    public bool IsDraft => Id.Revision is not null;

    /// <summary>Who saved the draft last; null for published versions.</summary>
    public string? SavedByName { get; init; }

    /// <summary>When the draft was last saved; null for published versions.</summary>
    public DateTimeOffset? SavedAt { get; init; }
}

/// <summary>A version with its document. The document is the caller's own.</summary>
public sealed record OpenedVersion(DesignedVersion Version, JsonObject Document);

/// <summary>What a list shows of a definition.</summary>
public sealed record Headline(string Name, string Description, string ToolVersion, bool IsReadonly, bool IsSystem)
{
    internal static Headline Of(JsonObject document) => new(
        Text(document, "name"), Text(document, "description"), Text(document, "toolVersion"), document["isReadonly"]?.ToString() == "true", document["isSystem"]?.ToString() == "true");

    private static string Text(JsonObject document, string key) => document[key]?.ToString() ?? "";
}

/// <summary>
/// Names a version for the designer: <c>legal-aid@2</c> one that was published, <c>legal-aid@3.17</c> the draft of version 3 after save 17. The designer hands it back with
/// what it saves, so that a save onto somebody else's changes is noticed.
/// </summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">The version.</param>
/// <param name="Revision">The save; null for a published version.</param>
public sealed record VersionId(string DefinitionId, int Version, long? Revision = null)
{
    /// <summary>Reads a name; null if it is none.</summary>
    public static VersionId? TryParse(string? text)
    {
        if (text?.LastIndexOf('@') is not (> 0 and var at)) return null;
        var numbers = text[(at + 1)..].Split('.');
        if (numbers.Length > 2 || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return null;
        if (numbers.Length == 1) return new(text[..at], version);
        return long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? new(text[..at], version, revision) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Revision is { } revision
        ? string.Create(CultureInfo.InvariantCulture, $"{DefinitionId}@{Version}.{revision}")
        : string.Create(CultureInfo.InvariantCulture, $"{DefinitionId}@{Version}");
}
