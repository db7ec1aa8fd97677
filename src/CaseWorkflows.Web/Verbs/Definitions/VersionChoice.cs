using System.Globalization;
using CaseWorkflows.Cases.Publishing.Drafts;

namespace CaseWorkflows.Web.Verbs.Definitions;

/// <summary>Which version of a definition is meant: the one in force, the draft, the newest of both, or a number.</summary>
internal sealed record VersionChoice(string Name, int? Number)
{
    public static VersionChoice Published { get; } = new("published", null);

    public static VersionChoice Latest { get; } = new("latest", null);

    private static VersionChoice Draft { get; } = new("draft", null);

    public static VersionChoice Of(int number) => new(number.ToString(CultureInfo.InvariantCulture), number);

    /// <summary>Reads a choice; null if it is none.</summary>
    public static VersionChoice? Parse(string text) => text switch
    {
        "published" => Published,
        "draft" => Draft,
        "latest" => Latest,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? Of(number) : null,
    };

    /// <summary>Whether a version is meant. A number means the published version before a draft that would get it.</summary>
    public bool Means(DesignedVersion version) => Number is { } number ? version.Id.Version == number : Name switch
    {
        "draft" => version.IsDraft,
        "latest" => version.IsLatest,
        _ => version.IsInForce,
    };
}
