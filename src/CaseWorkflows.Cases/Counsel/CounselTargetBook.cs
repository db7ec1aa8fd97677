using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Counsel;

/// <summary>
/// The service targets of village counsel of all regions, from <c>workflows/policies/&lt;region&gt;/village-counsel.json</c>. A region that says nothing of a
/// target on a day has its parent's.
/// </summary>
public sealed class CounselTargetBook
{
    /// <summary>The file in a region's folder.</summary>
    public const string FileName = "village-counsel.json";

    /// <summary>Hours of service of every kind in a year.</summary>
    public const string HoursPerYear = "hours-per-year";

    /// <summary>Visits on the spot in a month.</summary>
    public const string VisitsPerMonth = "visits-per-month";

    /// <summary>Hours on the spot in a month.</summary>
    public const string HoursPerMonth = "hours-per-month";

    /// <summary>Lectures on the law in a quarter.</summary>
    public const string LecturesPerQuarter = "lectures-per-quarter";

    private const int Most = 8784;

    private static readonly Dictionary<string, Certainty> Certainties = new()
    {
        ["seed"] = Certainty.CityDocument, ["configuration"] = Certainty.Configured,
    };

    private static readonly Dictionary<string, Proration> Prorations = new()
    {
        ["none"] = Proration.None, ["full-months"] = Proration.FullMonths, ["begun-months"] = Proration.BegunMonths,
    };

    private readonly RegionBook _regions;
    private readonly Dictionary<string, List<CounselTarget>> _targets;

    private CounselTargetBook(RegionBook regions, Dictionary<string, List<CounselTarget>> targets) => (_regions, _targets) = (regions, targets);

    /// <summary>What may be set.</summary>
    public static IReadOnlyList<string> Keys { get; } = [HoursPerYear, VisitsPerMonth, HoursPerMonth, LecturesPerQuarter];

    /// <summary>Reads the files.</summary>
    /// <exception cref="PolicyFileException">A file is wrong; it and the field are named.</exception>
    public static CounselTargetBook Load(string policiesFolder, RegionBook regions) =>
        new(regions, regions.All.ToDictionary(x => x.Code, x => Read(policiesFolder, x.Code)));

    /// <summary>The target that holds in a region on a day; null if neither it nor a region above sets one.</summary>
    public CounselTarget? Find(string region, string key, DateOnly on) =>
        _regions.ChainOf(region).SelectMany(x => _targets[x.Code]).FirstOrDefault(x => x.Key == key && x.IsInForce(on));

    private static List<CounselTarget> Read(string folder, string region)
    {
        var path = Path.Combine(folder, region, FileName);
        if (!File.Exists(path)) return [];
        var root = FileNode.Parse($"{region}/{FileName}", File.ReadAllText(path));
        root.AllowOnly("targets");
        List<CounselTarget> targets = [];
        foreach (var node in root.Items("targets"))
        {
            var target = ReadTarget(node);
            if (targets.FirstOrDefault(x => x.Key == target.Key && Overlap(x, target)) is { } twice)
                throw node.Problem("effectiveFrom", Refusal.Text("counsel.overlap", ("key", target.Key), ("from", CalendarTexts.Iso(twice.EffectiveFrom))));
            targets.Add(target);
        }
        return targets;
    }

    private static CounselTarget ReadTarget(FileNode node)
    {
        node.AllowOnly("key", "least", "binding", "basis", "source", "certainty", "effectiveFrom", "effectiveTo", "note", "prorated");
        var key = node.String("key");
        if (!Keys.Contains(key)) throw node.Problem("key", Refusal.Text("counsel.unknown", ("value", key), ("known", string.Join(", ", Keys))));
        if (!Certainties.TryGetValue(node.String("certainty"), out var certainty))
            throw node.Problem("certainty", Refusal.Text("counsel.unknown", ("value", node.String("certainty")), ("known", string.Join(", ", Certainties.Keys))));
        node.OptionalText("note");
        var word = node.Has("prorated") ? node.String("prorated") : "none";
        if (!Prorations.TryGetValue(word, out var proration)) throw node.Problem("prorated", Refusal.Text("counsel.unknown", ("value", word), ("known", string.Join(", ", Prorations.Keys))));
        if (proration != Proration.None && key != HoursPerYear) throw node.Problem("prorated", Refusal.Text("counsel.prorated-year-only", ("key", key), ("known", HoursPerYear)));
        var target = new CounselTarget(key, node.Integer("least", 1, Most), node.RequiredFlag("binding"), node.Text("basis"), node.String("source"), certainty, node.Date("effectiveFrom"), node.OptionalDate("effectiveTo")) { Proration = proration };
        return target.EffectiveTo < target.EffectiveFrom ? throw node.Problem("effectiveTo", DeadlineTexts.Catalog.Get("rule.ends-before-start")) : target;
    }

    private static bool Overlap(CounselTarget one, CounselTarget other) =>
        (one.EffectiveTo is not { } end || end >= other.EffectiveFrom) && (other.EffectiveTo is not { } otherEnd || otherEnd >= one.EffectiveFrom);
}
