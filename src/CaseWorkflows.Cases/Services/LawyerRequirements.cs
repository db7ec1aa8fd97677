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
    public static LawyerRequirements Of(LegalCase @case)
    {
        var facts = @case.Dossier;
        var required = facts.Fact("eligibility")?["lawyer"];
        return new(
            (int?)required?["minimumYears"] ?? 0,
            (bool?)required?["familiarWithMinors"] ?? false,
            (facts.Fact("conflicts") as JsonArray ?? []).Select(x => x?["lawyer"]?.ToString()).OfType<string>().ToHashSet(),
            (facts.Fact("replacedLawyers") as JsonArray ?? []).Select(x => x?.ToString()).OfType<string>().ToHashSet());
    }

    /// <summary>Why the lawyer may not have the case, or null.</summary>
    public LocalizedText? ObstacleOf(StaffMember lawyer)
    {
        var competence = lawyer.Competence ?? new Competence(0, 0, false, []);
        var code = !lawyer.Roles.Contains(Role.Lawyer) ? "lawyer.is-none"
            : Conflicted.Contains(lawyer.Id.Value) ? "lawyer.conflict"
            : Replaced.Contains(lawyer.Id.Value) ? "lawyer.was-replaced"
            : competence.YearsOfCriminalDefence < Years ? "lawyer.too-few-years"
            : ForMinor && !competence.KnowsMinors ? "lawyer.does-not-know-minors"
            : null;
        return code is null ? null : Refusal.Text(code, ("years", Years));
    }
}
