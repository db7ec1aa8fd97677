using System.Security.Cryptography;
using System.Text;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// All dated eligibility and means-test policies, looked up "in force at", never "latest". A region inherits from its parent
/// (<c>region.json</c>), in the end from <c>default</c>.
/// </summary>
public sealed class EligibilityPolicyBook
{
    /// <summary>The region that all others inherit from.</summary>
    public const string DefaultRegion = "default";

    private readonly IReadOnlyList<PolicyLayer> _layers;
    private readonly IReadOnlyList<(string File, MeansTestPolicy Policy)> _meansTests;
    private readonly IReadOnlyDictionary<string, RegionFile> _regions;
    private readonly IReadOnlyDictionary<string, string> _digests;

    private EligibilityPolicyBook(
        IReadOnlyList<PolicyLayer> layers, IReadOnlyList<(string, MeansTestPolicy)> meansTests, IReadOnlyDictionary<string, RegionFile> regions,
        IReadOnlyDictionary<string, string> digests, IReadOnlyList<FileProblem> warnings)
    {
        (_layers, _meansTests, _regions, _digests, Warnings) = (layers, meansTests, regions, digests, warnings);
        LocalMatters = [.. layers.SelectMany(l => l.SupplementaryMatters).Select(m => m.Id).Distinct()];
    }

    /// <summary>The regions that have a folder.</summary>
    public IReadOnlyCollection<string> Regions => [.. _regions.Keys];

    /// <summary>Codes of all supplementary matters, for <see cref="ApplicationReader"/>.</summary>
    public IReadOnlyList<string> LocalMatters { get; }

    /// <summary>What was found when loading and does not keep the files out of use: gaps, unknown fields.</summary>
    public IReadOnlyList<FileProblem> Warnings { get; }

    /// <summary>Loads <c>&lt;folder&gt;/&lt;region&gt;/eligibility*.json</c> and <c>means-test*.json</c>.</summary>
    /// <exception cref="FileProblemsException">A file has an error; all errors are listed and nothing is in use.</exception>
    public static EligibilityPolicyBook Load(string folder)
    {
        var (book, problems) = Read(folder);
        return book ?? throw new FileProblemsException(problems);
    }

    /// <summary>As <see cref="Load"/>, for those who want to list the problems: the book is null if one of them is an error.</summary>
    public static (EligibilityPolicyBook? Book, IReadOnlyList<FileProblem> Problems) Read(string folder)
    {
        var problems = new List<FileProblem>();
        var regions = new Dictionary<string, RegionFile>();
        var digests = new Dictionary<string, string>();
        var layers = new List<PolicyLayer>();
        var meansTests = new List<(string, MeansTestPolicy)>();
        if (!Directory.Exists(folder))
            return (null, [PolicyChecks.Problem(Severity.Error, Path.GetFileName(folder), "", "policy.no-folder")]);
        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var region = Path.GetFileName(path);
            regions[region] = ReadRegion(path, region, problems);
            foreach (var file in Directory.EnumerateFiles(path, "eligibility*.json").Order(StringComparer.Ordinal))
                if (ReadFile(file, region, problems, digests, root => PolicyFileReader.ReadRules(root, region, NameOf(file, region))) is { } layer) layers.Add(layer);
            foreach (var file in Directory.EnumerateFiles(path, "means-test*.json").Order(StringComparer.Ordinal))
                if (ReadFile(file, region, problems, digests, root => PolicyFileReader.ReadMeansTest(root, region)) is { } policy) meansTests.Add((NameOf(file, region), policy));
        }
        problems.AddRange(CheckParents(regions));
        if (problems.All(p => p.Severity != Severity.Error))
            problems.AddRange(PolicyChecks.Check(layers, meansTests, region => ChainOf(region, regions)));
        return problems.Any(p => p.Severity == Severity.Error)
            ? (null, problems)
            : (new EligibilityPolicyBook(layers, meansTests, regions, digests, problems), problems);
    }

    /// <summary>Whether a region has a folder of its own.</summary>
    public bool Knows(string region) => _regions.ContainsKey(region);

    /// <summary>
    /// The policies in force in <paramref name="region"/> on <paramref name="on"/>. For an unknown region or a day without policy the
    /// parts are null, and an assessment with them is held.
    /// </summary>
    public EligibilityPolicy InForce(string region, DateOnly on)
    {
        var chain = Knows(region) ? ChainOf(region, _regions) : [];
        var layers = chain.AsEnumerable().Reverse().Select(r => _layers.FirstOrDefault(l => l.Region == r && l.Covers(on))).OfType<PolicyLayer>().ToList();
        var rules = PolicyLayer.Merge(layers);
        var (meansFile, means) = chain.Select(r => _meansTests.FirstOrDefault(m => m.Policy.Region == r && on >= m.Policy.From && (m.Policy.To is null || on <= m.Policy.To))).FirstOrDefault(m => m.Policy is not null);
        string[] files = [.. rules is null ? [] : layers.Select(l => $"{l.Id}@{_digests[l.File]}"), .. means is null ? [] : new[] { $"{means.Id}@{_digests[meansFile]}" }];
        var policy = new EligibilityPolicy(region, on, rules, means, files);
        return _regions.TryGetValue(region, out var own) && own.Name is { } name ? policy with { RegionName = name } : policy;
    }

    /// <summary>Thresholds whose last day is within <paramref name="days"/> days of <paramref name="today"/>, or past, and that nothing follows.</summary>
    public IReadOnlyList<FileProblem> ExpiringThresholds(DateOnly today, int days = 60)
    {
        var found = new List<FileProblem>();
        var horizon = today.AddDays(days);
        foreach (var region in _meansTests.GroupBy(m => m.Policy.Region))
        {
            var standards = region.SelectMany(m => m.Policy.Standards.Select(s => (m.File, Standard: s))).ToList();
            foreach (var place in standards.GroupBy(s => (s.Standard.County, s.Standard.Residence)))
            {
                var last = place.OrderBy(s => s.Standard.From).Last();
                if (last.Standard.To is not { } end || end > horizon) continue;
                var where = $"{place.Key.County ?? region.Key}{(place.Key.Residence is { } r ? $", {r}" : "")}";
                found.Add(PolicyChecks.Problem(Severity.Warning, last.File, $"standards ({where})", "policy.expires-soon",
                    ("to", PolicyChecks.Day(end)), ("days", end.DayNumber - today.DayNumber)));
            }
        }
        return found;
    }

    private static T? ReadFile<T>(string path, string region, List<FileProblem> problems, Dictionary<string, string> digests, Func<FieldReader, T> read) where T : class
    {
        var name = NameOf(path, region);
        var text = File.ReadAllText(path);
        // Line ends differ between check-outs of the same file; its meaning does not.
        digests[name] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))))[..12];
        var (json, unreadable) = JsonText.ParseObject(text);
        List<FieldError> errors = [], warnings = [];
        var result = json is null ? null : read(new FieldReader(json, "", errors, warnings));
        if (unreadable is not null) errors.Add(unreadable);
        problems.AddRange(errors.Select(e => new FileProblem(Severity.Error, name, e.Field, e.Code, e.Message, e.Remedy)));
        problems.AddRange(warnings.Select(w => new FileProblem(Severity.Warning, name, w.Field, w.Code, w.Message, w.Remedy)));
        return errors.Count == 0 ? result : null;
    }

    private static string NameOf(string path, string region) => $"{region}/{Path.GetFileName(path)}";

    private static RegionFile ReadRegion(string path, string region, List<FileProblem> problems)
    {
        var own = Path.Combine(path, "region.json");
        if (!File.Exists(own)) return new RegionFile(DefaultRegion, null);
        var (json, unreadable) = JsonText.ParseObject(File.ReadAllText(own));
        List<FieldError> errors = [.. unreadable is null ? [] : new[] { unreadable }];
        var root = new FieldReader(json ?? [], "", errors, []);
        var file = new RegionFile(root.Text("parent") ?? DefaultRegion, root.Localized("name"));
        problems.AddRange(errors.Select(e => new FileProblem(Severity.Error, NameOf(own, region), e.Field, e.Code, e.Message, e.Remedy)));
        return file;
    }

    private static IEnumerable<FileProblem> CheckParents(Dictionary<string, RegionFile> regions)
    {
        foreach (var (region, (parent, _)) in regions)
        {
            if (region == DefaultRegion) continue;
            if (parent != DefaultRegion && !regions.ContainsKey(parent))
                yield return PolicyChecks.Problem(Severity.Error, $"{region}/region.json", "parent", "policy.unknown-parent", ("parent", parent));
            else if (ChainOf(region, regions)[^1] != DefaultRegion)
                yield return PolicyChecks.Problem(Severity.Error, $"{region}/region.json", "parent", "policy.cyclic-parent", ("region", region));
        }
    }

    // From the region outwards; stops where it would turn in a circle, which CheckParents reports.
    private static List<string> ChainOf(string region, IReadOnlyDictionary<string, RegionFile> regions)
    {
        List<string> chain = [region];
        while (chain[^1] != DefaultRegion && regions.TryGetValue(chain[^1], out var own) && !chain.Contains(own.Parent)) chain.Add(own.Parent);
        return chain;
    }

    private sealed record RegionFile(string Parent, LocalizedText? Name);
}
