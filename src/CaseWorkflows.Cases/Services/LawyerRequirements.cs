using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// What a case asks of its lawyer: years of criminal defence and knowledge of minors by the eligibility result (Legal Aid Law art. 26, order 148 art. 26),
/// no service for the other side, not replaced in this case before, and a profession that may act in it (arts. 12, 13, 17).
/// </summary>
internal sealed record LawyerRequirements(int Years, bool ForMinor, IReadOnlySet<string> Conflicted, IReadOnlySet<string> Replaced)
{
    /// <summary>The day for which rota and sanctions are looked at.</summary>
    public DateOnly On { get; private init; }

    /// <summary>The role that is asked for.</summary>
    public string Role { get; init; } = People.Role.Lawyer;

    /// <summary>Whether it is criminal defence or agency, or the help of a duty lawyer: of lawyers alone.</summary>
    public bool ForLawyersAlone { get; init; }

    private Dictionary<string, string> Ended { get; init; } = [];

    private HashSet<string> PartyNames { get; init; } = [];

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
            ForLawyersAlone = IsForLawyersAlone(facts),
            PartyNames = [.. @case.Dossier.Parties.Select(x => x.Name)],
            Ended = (facts.Fact(NextOffer.Ended) as JsonArray ?? []).Where(x => x?["person"] is not null).GroupBy(x => x!["person"]!.ToString()).ToDictionary(x => x.Key, x => x.Last()!["how"]?.ToString() ?? ""),
        };
    }

    /// <summary>Why the lawyer may not have the case, or null.</summary>
    public LocalizedText? ObstacleOf(StaffMember lawyer)
    {
        var competence = lawyer.Competence ?? new Competence(0, 0, false, []);
        var code = !lawyer.Roles.Contains(Role) ? Role == People.Role.Mediator ? "mediator.is-none" : "lawyer.is-none"
            : Role == People.Role.Lawyer && ProfessionObstacle(competence.Profession) is { } profession ? profession
            : Conflicted.Contains(lawyer.Id.Value) ? "lawyer.conflict"
            : Replaced.Contains(lawyer.Id.Value) ? "lawyer.was-replaced"
            : competence.YearsOfCriminalDefence < Years ? "lawyer.too-few-years"
            : ForMinor && !competence.KnowsMinors ? "lawyer.does-not-know-minors"
            : null;
        if (code is null && competence.BarOn(On) is { } bar) return Refusal.Text("lawyer.barred", ("until", bar.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "—"));
        return code is null ? null : Refusal.Text(code, ("years", Years));
    }

    // Nobody guesses a profession that was not entered: then nothing is known that speaks against the person.
    private string? ProfessionObstacle(Profession? profession) => profession switch
    {
        null or Profession.Lawyer or Profession.AidCentreStaff => null,
        Profession.GrassrootsLegalWorker or Profession.AidVolunteer => ForLawyersAlone ? "lawyer.not-for-criminal" : null,
        _ => "lawyer.other-profession",
    };

    private static bool IsForLawyersAlone(CaseDossier dossier)
    {
        var (application, granted) = (dossier.Application(), dossier.Fact("steps")?["decision"]?["data"]?["aidForm"]?.ToString());
        return application["matter"]?["category"]?.ToString() is { } category && MatterCatalogue.OfLawyersAlone.Contains(category)
            || (granted is null ? (application["forms"] as JsonArray ?? []).Select(x => x?.ToString()) : [granted]).Any(x => x is not null && FormsOfAid.OfLawyersAlone.Contains(x));
    }

    /// <summary>What speaks against the person without barring: who appoints may override it with a reason.</summary>
    /// <param name="person">Who.</param>
    /// <param name="load">How many live tasks each person has.</param>
    public LocalizedText? HindranceOf(StaffMember person, IReadOnlyDictionary<string, int> load)
    {
        if (Ended.TryGetValue(person.Id.Value, out var how)) return Refusal.Text(how == "expired" ? "lawyer.offer-expired" : "lawyer.offer-declined");
        if (person.Competence?.AwayOn(On) is { } away) return Refusal.Text("lawyer.away", ("until", away.To.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        // A name alone proves nothing, so it bars nobody; but nobody should find out in the hearing.
        if (PartyNames.Contains(person.Name)) return Refusal.Text("lawyer.name-of-party");
        var tasks = load.GetValueOrDefault(person.Id.Value);
        return person.Competence?.MostTasks is { } most && most <= tasks ? Refusal.Text("lawyer.too-much-work", ("tasks", tasks), ("most", most)) : null;
    }
}
