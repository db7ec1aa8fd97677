using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Eligibility.Tables;

/// <summary>The words that tables may use: labels and options of the application's form, names of regions, papers and rules.</summary>
public sealed class EligibilityWords
{
    private static readonly string[] StatutoryRules =
    [
        "policy-in-force", "consultation", "notification", "notification-ground", "notification-due", "no-representative", "subject-matter", "nationality", "proxy", "place",
        "means-test", "means-test.income", "means-test.savings", "means-test.vehicles", "means-test.properties", "means-test.check", "other-reason", "urgent-aid-first", "priority", "lawyer-qualification",
    ];

    private readonly Dictionary<string, FormField> _fields;
    private readonly Dictionary<string, string> _regions;
    private readonly EligibilityPolicyBook _policies;

    /// <summary>Takes the words from the form of applications and the policies.</summary>
    /// <param name="application">The form whose id is <see cref="ApplicationReader.Key"/>.</param>
    /// <param name="policies">The policies.</param>
    public EligibilityWords(FormDefinition application, EligibilityPolicyBook policies)
    {
        _policies = policies;
        _fields = ByWord(application.Fields, x => x.Key, x => x.Label.Zh, x => x.Label.En);
        _regions = ByWord(policies.Regions.Select(x => (Code: x, Name: policies.InForce(x, DateOnly.MinValue).RegionName)), x => x.Code, x => x.Name.Zh, x => x.Name.En).ToDictionary(x => x.Key, x => x.Value.Code, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Words for headings, for messages.</summary>
    public IEnumerable<string> Headings => _fields.Values.Distinct().Select(x => x.Label.Here());

    /// <summary>The names of the regions, for messages.</summary>
    public IEnumerable<string> Regions => _policies.Regions.Select(x => _policies.InForce(x, DateOnly.MinValue).RegionName.Here());

    internal EligibilityPolicyBook Policies => _policies;

    internal FormField? Field(string heading) => _fields.GetValueOrDefault(heading);

    internal string? Region(string word) => _regions.GetValueOrDefault(word);

    /// <summary>The value of an option, or null if the list has no such word.</summary>
    internal string? Option(FormField field, string word, string region, DateOnly on) => field.OptionsFrom switch
    {
        "regions" => Region(word),
        SuppliedLists.EvidenceKinds => Rules(region, on) is { } rules
            ? rules.EvidenceKinds.FirstOrDefault(x => Says(word, x.Key, x.Value.Zh, x.Value.En)).Key
            : Code(word),
        _ => field.Options.FirstOrDefault(x => Says(word, x.Value, x.Label.Zh, x.Label.En))?.Value
            ?? (Rules(region, on)?.SupplementaryMatters.FirstOrDefault(x => Says(word, x.Id, x.Name.Zh, x.Name.En))?.Id),
    };

    /// <summary>The id of a rule by its name in the explanation, or null.</summary>
    internal string? Rule(string word, string region, DateOnly on)
    {
        foreach (var rule in StatutoryRules)
            if (Says(word, rule, EligibilityTexts.Get("rule." + rule).Zh, EligibilityTexts.Get("rule." + rule).En)) return rule;
        // On a day without rules of its own the names of the region's later rules still say what is meant.
        var rules = Rules(region, on);
        foreach (var exemption in rules?.Exemptions ?? [])
            if (Says(word, "exempt." + exemption.Id, exemption.Name.Zh, exemption.Name.En)) return "exempt." + exemption.Id;
        foreach (var circumstance in rules?.Regardless ?? [])
            if (Says(word, "regardless-of-means." + circumstance.Id, circumstance.Name.Zh, circumstance.Name.En)) return "regardless-of-means." + circumstance.Id;
        return null;
    }

    private EligibilityRules? Rules(string region, DateOnly on) => _policies.InForce(region, on).Rules;

    private static string? Code(string word) => word.All(x => char.IsAsciiLetterLower(x) || char.IsAsciiDigit(x) || x is '-' or '.') ? word : null;

    private static bool Says(string word, params string[] names) => names.Contains(word, StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, T> ByWord<T>(IEnumerable<T> things, params Func<T, string>[] words)
    {
        var found = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var thing in things)
            foreach (var word in words)
                found.TryAdd(word(thing), thing);
        return found;
    }
}
