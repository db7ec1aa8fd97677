using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>What can only be seen when all policy files lie side by side: overlaps, gaps, floors, names used but not defined.</summary>
internal static class PolicyChecks
{
    public static IEnumerable<FileProblem> Check(IReadOnlyList<PolicyLayer> layers, IReadOnlyList<(string File, MeansTestPolicy Policy)> meansTests, Func<string, IReadOnlyList<string>> chain)
    {
        foreach (var same in layers.Select(l => (l.File, l.Id)).Concat(meansTests.Select(m => (m.File, m.Policy.Id))).GroupBy(f => f.Id).Where(g => g.Count() > 1))
            yield return Problem(Severity.Error, same.Last().File, "id", "policy.duplicate-id", ("id", same.Key), ("file", same.First().File));
        foreach (var region in layers.GroupBy(l => l.Region))
            foreach (var problem in CheckPeriods([.. region.Select(l => (l.File, l.From, l.To))], "from"))
                yield return problem;
        foreach (var region in meansTests.GroupBy(m => m.Policy.Region))
            foreach (var problem in CheckPeriods([.. region.Select(m => (m.File, m.Policy.From, m.Policy.To))], "from"))
                yield return problem;
        foreach (var layer in layers)
            foreach (var problem in CheckKinds(layer, layers, chain))
                yield return problem;
        foreach (var layer in layers)
            foreach (var matter in layer.SupplementaryMatters.Where(m => MatterCatalogue.Statutory.ContainsKey(m.Id)))
                yield return Problem(Severity.Error, layer.File, "supplementaryMatters", "policy.matter-is-statutory", ("matter", matter.Id));
        foreach (var (file, policy) in meansTests)
            foreach (var problem in CheckStandards(file, policy).Concat(CheckFloor(file, policy, layers, chain)))
                yield return problem;
    }

    private static IEnumerable<FileProblem> CheckPeriods(List<(string File, DateOnly From, DateOnly? To)> periods, string field)
    {
        periods.Sort((a, b) => a.From.CompareTo(b.From));
        for (var i = 1; i < periods.Count; i++)
        {
            var (before, after) = (periods[i - 1], periods[i]);
            if (before.To is not { } end || end >= after.From)
                yield return Problem(Severity.Error, after.File, field, "policy.overlap", ("other", before.File), ("from", Day(after.From)));
            else if (end.AddDays(1) < after.From)
                yield return Problem(Severity.Warning, after.File, field, "policy.gap", ("from", Day(end.AddDays(1))), ("to", Day(after.From.AddDays(-1))));
        }
    }

    private static IEnumerable<FileProblem> CheckStandards(string file, MeansTestPolicy policy)
    {
        for (var i = 0; i < policy.Standards.Count; i++)
            if (policy.Standards[i].From < policy.From || (policy.To is { } end && (policy.Standards[i].To is null || policy.Standards[i].To > end)))
                yield return Problem(Severity.Error, file, $"standards[{i}]", "policy.standard-outside-file", ("from", Day(policy.From)), ("to", policy.To is { } to ? Day(to) : "-"));
        foreach (var place in policy.Standards.GroupBy(s => (s.County, s.Residence)))
        {
            var where = $"standards ({place.Key.County ?? policy.Region}{(place.Key.Residence is { } r ? $", {r}" : "")})";
            var inOrder = place.OrderBy(s => s.From).ToList();
            foreach (var problem in CheckPeriods([.. inOrder.Select(s => (file, s.From, s.To))], where).Where(p => place.Key.County is null || p.Severity == Severity.Error))
                yield return problem;
            // Where a county has no standard of its own the region's applies, so only the region's can leave a gap.
            if (place.Key.County is not null) continue;
            if (inOrder[0].From > policy.From)
                yield return Problem(Severity.Warning, file, where, "policy.gap", ("from", Day(policy.From)), ("to", Day(inOrder[0].From.AddDays(-1))));
            // In a file without end the last standard's end is no gap yet: ExpiringThresholds warns when it comes near.
            if (inOrder[^1].To is { } last && last < policy.To)
                yield return Problem(Severity.Warning, file, where, "policy.gap", ("from", Day(last.AddDays(1))), ("to", Day(policy.To.Value)));
        }
    }

    private static IEnumerable<FileProblem> CheckFloor(string file, MeansTestPolicy policy, IReadOnlyList<PolicyLayer> layers, Func<string, IReadOnlyList<string>> chain)
    {
        var regions = chain(policy.Region);
        foreach (var layer in layers.Where(l => regions.Contains(l.Region) && l.MinimumMultiple is not null && Overlap(l.From, l.To, policy.From, policy.To)))
            if (policy.Multiple < layer.MinimumMultiple!.Value)
                yield return Problem(Severity.Error, file, "multiple", "policy.multiple-too-low",
                    ("multiple", policy.Multiple), ("minimum", layer.MinimumMultiple.Value), ("basis", layer.MinimumMultiple.Basis.Article));
    }

    private static IEnumerable<FileProblem> CheckKinds(PolicyLayer layer, IReadOnlyList<PolicyLayer> layers, Func<string, IReadOnlyList<string>> chain)
    {
        var regions = chain(layer.Region);
        var known = layers.Where(l => regions.Contains(l.Region)).SelectMany(l => l.EvidenceKinds.Keys).ToHashSet();
        var used = layer.Regardless.Select(r => ($"regardlessOfMeans ({r.Id})", r.Proof.AnyOf))
            .Concat(layer.Exemptions.SelectMany(e => e.Proofs.Select(p => ($"exemptions ({e.Id})", p.AnyOf))))
            .Append(("proxyProof", layer.ProxyProof?.AnyOf ?? []));
        foreach (var (field, kinds) in used)
            foreach (var kind in kinds.Where(k => !known.Contains(k)))
                yield return Problem(Severity.Error, layer.File, field, "policy.unknown-evidence-kind", ("kind", kind));
    }

    private static bool Overlap(DateOnly aFrom, DateOnly? aTo, DateOnly bFrom, DateOnly? bTo) => (bTo is null || aFrom <= bTo) && (aTo is null || bFrom <= aTo);

    internal static FileProblem Problem(Severity severity, string file, string field, string code, params (string Name, object? Value)[] args) =>
        new(severity, file, field, code, EligibilityTexts.Get(code, args), EligibilityTexts.Get(code + ".remedy", args));

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", null);
}
