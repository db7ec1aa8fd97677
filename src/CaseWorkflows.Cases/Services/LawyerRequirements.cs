using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// What a case asks of its lawyer: years of criminal defence and knowledge of minors by the eligibility result (Legal Aid Law art. 26, order 148 art. 26),
/// no service for the other side, not replaced in this case before.
/// </summary>
internal sealed record LawyerRequirements(int Years, bool ForMinor, IReadOnlySet<string> Conflicted, IReadOnlySet<string> Replaced)
{
    /// <summary>The day for which rota and sanctions are looked at.</summary>
    public DateOnly On { get; private init; }

    /// <summary>The role that is asked for.</summary>
    public string Role { get; init; } = People.Role.Lawyer;

    private Dictionary<string, string> Ended { get; init; } = [];

    public static LawyerRequirements Of(LegalCase @case, DateOnly on)
    {
        var facts = @case.Dossier;
        var required = facts.Fact("eligibility")?["lawyer"];
        return new(
            (int?)required?["minimumYears"] ?? 0,
            (bool?)required?["familiarWithMinors"] ?? false,
            (facts.Fact("conflicts") as JsonArray ?? []).Select(x => x?["lawyer"]?.ToString()).OfType<string>().ToHashSet(),
            (facts.Fact("replacedLawyers") as JsonArray ?? []).Select(x => x?.ToString()).OfType<string>().ToHashSet())
        {
            On = on,
            Ended = (facts.Fact(NextOffer.Ended) as JsonArray ?? []).Where(x => x?["person"] is not null).GroupBy(x => x!["person"]!.ToString()).ToDictionary(x => x.Key, x => x.Last()!["how"]?.ToString() ?? ""),
        };
    }

    /// <summary>Why the lawyer may not have the case, or null.</summary>
    public LocalizedText? ObstacleOf(StaffMember lawyer)
    {
        var competence = lawyer.Competence ?? new Competence(0, 0, false, []);
        var code = !lawyer.Roles.Contains(Role) ? "lawyer.is-none"
            : Conflicted.Contains(lawyer.Id.Value) ? "lawyer.conflict"
            : Replaced.Contains(lawyer.Id.Value) ? "lawyer.was-replaced"
            : competence.YearsOfCriminalDefence < Years ? "lawyer.too-few-years"
            : ForMinor && !competence.KnowsMinors ? "lawyer.does-not-know-minors"
            : null;
        if (code is null && competence.BarOn(On) is { } bar) return Refusal.Text("lawyer.barred", ("until", bar.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "—"));
        return code is null ? null : Refusal.Text(code, ("years", Years));
    }

    /// <summary>What speaks against the lawyer without barring: who appoints may override it with a reason.</summary>
    public LocalizedText? HindranceOf(StaffMember lawyer)
    {
        if (Ended.TryGetValue(lawyer.Id.Value, out var how)) return Refusal.Text(how == "Expired" ? "lawyer.offer-expired" : "lawyer.offer-declined");
        return lawyer.Competence?.AwayOn(On) is { } away ? Refusal.Text("lawyer.away", ("until", away.To.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))) : null;
    }
}
