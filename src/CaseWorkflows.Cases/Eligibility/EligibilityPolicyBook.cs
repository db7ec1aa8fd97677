using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
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
    private readonly IReadOnlyDictionary<string, string> _parents;

    private EligibilityPolicyBook(IReadOnlyList<PolicyLayer> layers, IReadOnlyList<(string, MeansTestPolicy)> meansTests, IReadOnlyDictionary<string, string> parents, IReadOnlyList<FileProblem> warnings)
    {
        (_layers, _meansTests, _parents, Warnings) = (layers, meansTests, parents, warnings);
        LocalMatters = [.. layers.SelectMany(l => l.SupplementaryMatters).Select(m => m.Id).Distinct()];
    }

    /// <summary>The regions that have a folder.</summary>
    public IReadOnlyCollection<string> Regions => [.. _parents.Keys];

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
        var parents = new Dictionary<string, string>();
        var layers = new List<PolicyLayer>();
        var meansTests = new List<(string, MeansTestPolicy)>();
        if (!Directory.Exists(folder))
            return (null, [PolicyChecks.Problem(Severity.Error, Path.GetFileName(folder), "", "policy.no-folder")]);
        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var region = Path.GetFileName(path);
            parents[region] = ReadParent(path, region, problems);
            foreach (var file in Directory.EnumerateFiles(path, "eligibility*.json").Order(StringComparer.Ordinal))
                if (ReadFile(file, region, problems, root => PolicyFileReader.ReadRules(root, region, NameOf(file, region))) is { } layer) layers.Add(layer);
            foreach (var file in Directory.EnumerateFiles(path, "means-test*.json").Order(StringComparer.Ordinal))
                if (ReadFile(file, region, problems, root => PolicyFileReader.ReadMeansTest(root, region)) is { } policy) meansTests.Add((NameOf(file, region), policy));
        }
        problems.AddRange(CheckParents(parents));
        if (problems.All(p => p.Severity != Severity.Error))
            problems.AddRange(PolicyChecks.Check(layers, meansTests, region => ChainOf(region, parents)));
        return problems.Any(p => p.Severity == Severity.Error)
            ? (null, problems)
            : (new EligibilityPolicyBook(layers, meansTests, parents, problems), problems);
    }

    /// <summary>Whether a region has a folder of its own.</summary>
    public bool Knows(string region) => _parents.ContainsKey(region);

    /// <summary>
    /// The policies in force in <paramref name="region"/> on <paramref name="on"/>. For an unknown region or a day without policy the
    /// parts are null, and an assessment with them is held.
    /// </summary>
    public EligibilityPolicy InForce(string region, DateOnly on)
    {
        var chain = Knows(region) ? ChainOf(region, _parents) : [];
        var layers = chain.AsEnumerable().Reverse().Select(r => _layers.FirstOrDefault(l => l.Region == r && l.Covers(on))).OfType<PolicyLayer>().ToList();
        var rules = PolicyLayer.Merge(layers);
        var means = chain.Select(r => _meansTests.FirstOrDefault(m => m.Policy.Region == r && on >= m.Policy.From && (m.Policy.To is null || on <= m.Policy.To)).Policy).FirstOrDefault(p => p is not null);
        string[] files = [.. rules is null ? [] : layers.Select(l => l.Id), .. means is null ? [] : new[] { means.Id }];
        return new EligibilityPolicy(region, on, rules, means, files);
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

    private static T? ReadFile<T>(string path, string region, List<FileProblem> problems, Func<FieldReader, T> read) where T : class
    {
        var name = NameOf(path, region);
        var (json, unreadable) = JsonText.ParseObject(File.ReadAllText(path));
        List<FieldError> errors = [], warnings = [];
        var result = json is null ? null : read(new FieldReader(json, "", errors, warnings));
        if (unreadable is not null) errors.Add(unreadable);
        problems.AddRange(errors.Select(e => new FileProblem(Severity.Error, name, e.Field, e.Code, e.Message, e.Remedy)));
        problems.AddRange(warnings.Select(w => new FileProblem(Severity.Warning, name, w.Field, w.Code, w.Message, w.Remedy)));
        return errors.Count == 0 ? result : null;
    }

    private static string NameOf(string path, string region) => $"{region}/{Path.GetFileName(path)}";

    private static string ReadParent(string path, string region, List<FileProblem> problems)
    {
        var own = Path.Combine(path, "region.json");
        if (!File.Exists(own)) return DefaultRegion;
        var (json, unreadable) = JsonText.ParseObject(File.ReadAllText(own));
        if (unreadable is not null) problems.Add(new FileProblem(Severity.Error, NameOf(own, region), unreadable.Field, unreadable.Code, unreadable.Message, unreadable.Remedy));
        return json?["parent"] is JsonValue parent && parent.TryGetValue<string>(out var code) && code.Length > 0 ? code : DefaultRegion;
    }

    private static IEnumerable<FileProblem> CheckParents(Dictionary<string, string> parents)
    {
        foreach (var (region, parent) in parents)
        {
            if (region == DefaultRegion) continue;
            if (parent != DefaultRegion && !parents.ContainsKey(parent))
                yield return PolicyChecks.Problem(Severity.Error, $"{region}/region.json", "parent", "policy.unknown-parent", ("parent", parent));
            else if (ChainOf(region, parents)[^1] != DefaultRegion)
                yield return PolicyChecks.Problem(Severity.Error, $"{region}/region.json", "parent", "policy.cyclic-parent", ("region", region));
        }
    }

    // From the region outwards; stops where it would turn in a circle, which CheckParents reports.
    private static List<string> ChainOf(string region, IReadOnlyDictionary<string, string> parents)
    {
        List<string> chain = [region];
        while (chain[^1] != DefaultRegion && parents.TryGetValue(chain[^1], out var parent) && !chain.Contains(parent)) chain.Add(parent);
        return chain;
    }
}
