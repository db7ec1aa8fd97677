using System.Globalization;
using CaseWorkflows.Cases.Publishing.Drafts;

namespace CaseWorkflows.Web.Designer;

/// <summary>Which versions of a definition the designer asks for: <c>Latest</c>, <c>Published</c>, …, or a number. Nothing means all.</summary>
internal static class VersionOptions
{
    /// <summary>Whether a version is among them; null for an option that nobody knows.</summary>
    public static Func<DesignedVersion, bool>? Parse(string? option) => option?.Trim().ToUpperInvariant() switch
    {
        null or "" or "ALLVERSIONS" => _ => true,
        "LATEST" => x => x.IsLatest,
        "PUBLISHED" => x => x.IsInForce,
        "DRAFT" => x => x.IsDraft,
        "LATESTORPUBLISHED" => x => x.IsLatest || x.IsInForce,
        "LATESTANDPUBLISHED" => x => x is { IsLatest: true, IsInForce: true },
        var number when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => x => x.Id.Version == version,
        _ => null,
    };
}
