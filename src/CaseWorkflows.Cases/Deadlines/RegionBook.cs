using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>All regions and whose policies hold where one has none.</summary>
public sealed partial class RegionBook
{
    /// <summary>The region at the root: rules for the whole country.</summary>
    public const string Root = "default";

    private readonly Dictionary<string, Region> regions;

    private RegionBook(Dictionary<string, Region> regions) => this.regions = regions;

    /// <summary>All regions by code.</summary>
    public IReadOnlyCollection<Region> All => [.. regions.Values.OrderBy(x => x.Code, StringComparer.Ordinal)];

    /// <summary>Reads <c>region.json</c> of every folder below <paramref name="policiesFolder"/>.</summary>
    /// <exception cref="PolicyFileException">A file is missing or wrong; it and the field are named.</exception>
    public static RegionBook Load(string policiesFolder)
    {
        if (!Directory.Exists(policiesFolder))
            throw new PolicyFileException(policiesFolder, "", DeadlineTexts.Catalog.Get("region.no-folder"));
        var found = new Dictionary<string, Region>();
        foreach (var folder in Directory.GetDirectories(policiesFolder).Order(StringComparer.Ordinal))
        {
            var code = Path.GetFileName(folder);
            var path = Path.Combine(folder, "region.json");
            if (!File.Exists(path))
                throw new PolicyFileException($"{code}/region.json", "", DeadlineTexts.Catalog.Get("region.no-file"));
            found.Add(code, Read(code, File.ReadAllText(path)));
        }
        if (!found.ContainsKey(Root))
            throw new PolicyFileException($"{Root}/region.json", "", DeadlineTexts.Catalog.Get("region.no-root"));
        var book = new RegionBook(found);
        foreach (var region in found.Values)
            book.CheckParents(region);
        return book;
    }

    /// <summary>The region of a code.</summary>
    /// <exception cref="DeadlineException">There is none; the message lists the codes there are.</exception>
    public Region Get(string code) => regions.TryGetValue(code, out var region)
        ? region
        : throw new DeadlineException("region", "region.unknown", ("region", code), ("known", string.Join(", ", All.Select(x => x.Code))));

    /// <summary>Whether there is a region of this code.</summary>
    public bool Contains(string code) => regions.ContainsKey(code);

    /// <summary>The region itself, then its parent, up to the root.</summary>
    /// <exception cref="DeadlineException">There is no such region.</exception>
    public IEnumerable<Region> ChainOf(string code)
    {
        for (var region = Get(code); ; region = regions[region.Parent])
        {
            yield return region;
            if (region.Parent is null)
                yield break;
        }
    }

    private static Region Read(string folder, string json)
    {
        var node = FileNode.Parse($"{folder}/region.json", json);
        node.AllowOnly("code", "name", "province", "parent");
        var code = node.String("code");
        if (code != folder || !CodePattern().IsMatch(code))
            throw node.Problem("code", DeadlineTexts.Catalog.Get("region.code", ("code", code), ("folder", folder)));
        var parent = node.Has("parent") ? node.String("parent") : null;
        if (code == Root != (parent is null))
            throw node.Problem("parent", DeadlineTexts.Catalog.Get(parent is null ? "region.parent-missing" : "region.root-parent"));
        return new(code, node.Text("name"), node.OptionalText("province"), parent);
    }

    private void CheckParents(Region region)
    {
        var seen = new HashSet<string>();
        for (var at = region; at.Parent is { } parent; at = regions[parent])
        {
            if (!regions.ContainsKey(parent))
                throw new PolicyFileException($"{at.Code}/region.json", "parent",
                    DeadlineTexts.Catalog.Get("region.unknown", ("region", parent), ("known", string.Join(", ", All.Select(x => x.Code)))));
            if (!seen.Add(at.Code))
                throw new PolicyFileException($"{at.Code}/region.json", "parent", DeadlineTexts.Catalog.Get("region.circle"));
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex CodePattern();
}
