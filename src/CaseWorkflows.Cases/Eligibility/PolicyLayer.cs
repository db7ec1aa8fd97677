using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>One eligibility file: what a region lays over what it inherits. What is null or empty here is inherited.</summary>
internal sealed record PolicyLayer
{
    public required string Id { get; init; }
    public required string Region { get; init; }
    public required string File { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    public int? MinorBelow { get; init; }
    public int? ElderlyFrom { get; init; }
    public int? UrgentBelowDays { get; init; }
    public int? LawyerMinimumYears { get; init; }
    public IReadOnlyList<RegardlessOfMeans> Regardless { get; init; } = [];
    public IReadOnlyList<MeansCheckExemption> Exemptions { get; init; } = [];
    public IReadOnlyList<SupplementaryMatter> SupplementaryMatters { get; init; } = [];
    public PriorityGroups? PriorityGroups { get; init; }
    public ProofRequirement? ProxyProof { get; init; }
    public IReadOnlyDictionary<string, LocalizedText> EvidenceKinds { get; init; } = new Dictionary<string, LocalizedText>();
    public MinimumMultiple? MinimumMultiple { get; init; }

    public bool Covers(DateOnly day) => day >= From && (To is null || day <= To);

    /// <summary>The layers from the outermost inwards as one; null if the parts that every decision needs are not all there.</summary>
    public static EligibilityRules? Merge(IReadOnlyList<PolicyLayer> layers)
    {
        if (Last(layers, l => l.MinorBelow) is not { } minor || Last(layers, l => l.ElderlyFrom) is not { } elderly
            || Last(layers, l => l.UrgentBelowDays) is not { } urgent || Last(layers, l => l.LawyerMinimumYears) is not { } years
            || layers.LastOrDefault(l => l.ProxyProof is not null)?.ProxyProof is not { } proxy)
            return null;
        return new EligibilityRules
        {
            MinorBelow = minor,
            ElderlyFrom = elderly,
            UrgentBelowDays = urgent,
            LawyerMinimumYears = years,
            ProxyProof = proxy,
            Regardless = Overlay(layers.SelectMany(l => l.Regardless), r => r.Id),
            Exemptions = Overlay(layers.SelectMany(l => l.Exemptions), e => e.Id),
            SupplementaryMatters = Overlay(layers.SelectMany(l => l.SupplementaryMatters), m => m.Id),
            PriorityGroups = [.. layers.Select(l => l.PriorityGroups).OfType<PriorityGroups>()],
            EvidenceKinds = layers.SelectMany(l => l.EvidenceKinds).GroupBy(k => k.Key).ToDictionary(g => g.Key, g => g.Last().Value),
            MinimumMultiple = layers.LastOrDefault(l => l.MinimumMultiple is not null)?.MinimumMultiple,
        };
    }

    private static int? Last(IEnumerable<PolicyLayer> layers, Func<PolicyLayer, int?> part) => layers.Select(part).LastOrDefault(v => v is not null);

    // An inner region's entry replaces the inherited one of the same id in its place, so that the order of the law stays.
    private static List<T> Overlay<T>(IEnumerable<T> items, Func<T, string> id)
    {
        var merged = new List<T>();
        foreach (var item in items)
        {
            var at = merged.FindIndex(m => id(m) == id(item));
            if (at < 0) merged.Add(item);
            else merged[at] = item;
        }
        return merged;
    }
}
