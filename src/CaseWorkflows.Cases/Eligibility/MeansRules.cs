using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// The means condition: one way of meeting it is enough. Ways are tried in the law's order; a way that is open holds the decision only
/// if no other way is met.
/// </summary>
internal static class MeansRules
{
    public static Gate Judge(AssessmentSheet sheet)
    {
        List<Gate> ways = [.. Regardless(sheet)];
        if (!ways.Any(IsMet)) ways.AddRange(sheet.Rules.Exemptions.Where(e => !e.NeedsConfirmation).Select(e => Exempt(sheet, e)));
        if (ways.FirstOrDefault(IsMet) is { Rule: not null } met) return met;
        if (NotificationDue(sheet) is { } due) ways.Add(due);
        ways.AddRange(sheet.Rules.Exemptions.Where(e => e.NeedsConfirmation).Select(e => Exempt(sheet, e)));
        if (ways.FirstOrDefault(IsMet) is { Rule: not null } local) return local;
        var open = ways.Any(w => w.Standing is Standing.Evidence or Standing.Person);
        // With another way still open a missing statement of means is not asked for: it may never be needed.
        if (!open || sheet.Application.Household is not null) ways.Add(MeansTestRules.Judge(sheet));
        if (ways.FirstOrDefault(IsMet) is { Rule: not null } byMeans)
        {
            // What the other ways asked for is not needed any more.
            foreach (var way in ways.Where(w => w.Rule != byMeans.Rule)) Forget(sheet, way.Rule);
            return byMeans;
        }
        if (ways[^1].Standing == Standing.NotMet && !open && OtherReason(sheet) is { } other) return other;
        return ways.FirstOrDefault(w => w.Standing is Standing.Evidence or Standing.Person) is { Rule: not null } first
            ? first
            : ways.LastOrDefault(w => w.Standing == Standing.NotMet);
    }

    private static bool IsMet(Gate gate) => gate.Standing == Standing.Met;

    private static void Forget(AssessmentSheet sheet, string rule)
    {
        sheet.Missing.RemoveAll(m => m.Rule == rule);
        sheet.Questions.RemoveAll(q => q.Rule == rule);
    }

    private static IEnumerable<Gate> Regardless(AssessmentSheet sheet)
    {
        var matter = sheet.Application.Matter;
        var stated = matter.Circumstances.Append(matter.Category);
        foreach (var circumstance in sheet.Rules.Regardless.Where(r => stated.Contains(r.Id)))
        {
            var rule = "regardless-of-means." + circumstance.Id;
            if (circumstance.NeedsConfirmation)
            {
                yield return new Gate(rule, sheet.Ask(rule, circumstance.Name, circumstance.Basis, EligibilityTexts.Get("regardless.to-confirm", ("name", circumstance.Name), ("law", matter.LegalBasis ?? "-"))));
                continue;
            }
            var (shown, text) = circumstance.Proof.AnyOf.Count == 0 ? (true, new LocalizedText("", "")) : sheet.Show(circumstance.Proof);
            if (!shown && circumstance.Proof.Required)
            {
                sheet.Need(rule, "evidence", text, [.. circumstance.Proof.AnyOf]);
                sheet.NamedLine(rule, circumstance.Name, circumstance.Basis, RuleResult.EvidenceMissing, text);
                yield return new Gate(rule, Standing.Evidence);
                continue;
            }
            sheet.NamedLine(rule, circumstance.Name, circumstance.Basis, RuleResult.Met,
                EligibilityTexts.Get(shown ? "regardless.met" : "regardless.met-as-stated", ("name", circumstance.Name), ("proof", text)));
            yield return new Gate(rule, Standing.Met);
        }
    }

    private static Gate Exempt(AssessmentSheet sheet, MeansCheckExemption exemption)
    {
        var rule = "exempt." + exemption.Id;
        var (anyOf, allOf) = (exemption.AnyOf, exemption.AllOf);
        if (Contradicted(sheet, exemption) is { } contradicted)
        {
            sheet.NamedLine(rule, exemption.Name, exemption.Basis, RuleResult.NotMet, EligibilityTexts.Get("exempt.contradicted", ("group", EligibilityTexts.Get("group." + contradicted)), ("age", sheet.Groups.Age ?? 0)));
            return new Gate(rule, Standing.NotApplicable);
        }
        if (!sheet.Groups.Fits(anyOf, allOf)) return new Gate(rule, Standing.NotApplicable);
        var groups = Joining.Names(anyOf.Concat(allOf).Where(sheet.Groups.Has).Select(g => EligibilityTexts.Get("group." + g)));
        if (exemption.Matters.Count > 0 && !exemption.Matters.Contains(sheet.Application.Matter.Category))
        {
            sheet.NamedLine(rule, exemption.Name, exemption.Basis, RuleResult.NotApplicable, EligibilityTexts.Get("exempt.other-matter", ("groups", groups)));
            return new Gate(rule, Standing.NotApplicable);
        }
        var lacking = new List<(ProofRequirement Proof, LocalizedText Text)>();
        foreach (var proof in exemption.Proofs.Where(p => p.ForGroups.Count == 0 || p.ForGroups.Any(sheet.Groups.Has)))
            if (sheet.Show(proof) is (false, var text)) lacking.Add((proof, text));
        var required = lacking.Where(l => l.Proof.Required).ToList();
        // Of alternative groups one is enough: who is both elderly and disabled need not show both.
        if (required.Count > 0 && AnotherGroupIsShown(sheet, exemption)) required.RemoveAll(l => l.Proof.ForGroups.Count > 0);
        if (required.Count > 0)
        {
            foreach (var (proof, text) in required) sheet.Need(rule, "evidence", text, [.. proof.AnyOf]);
            sheet.NamedLine(rule, exemption.Name, exemption.Basis, RuleResult.EvidenceMissing,
                EligibilityTexts.Get("exempt.proof-missing", ("groups", groups), ("proof", Joining.Clauses(required.Select(r => r.Text)))));
            return new Gate(rule, Standing.Evidence);
        }
        if (exemption.NeedsConfirmation)
        {
            var papers = Joining.Clauses(lacking.Select(l => l.Text));
            var question = EligibilityTexts.Get("exempt.to-confirm", ("groups", groups), ("basis", exemption.Basis.Article),
                ("period", SubjectMatterRules.ReviewNote(exemption.ReviewBy, sheet.On)), ("papers", papers));
            return new Gate(rule, sheet.Ask(rule, exemption.Name, exemption.Basis, question));
        }
        sheet.NamedLine(rule, exemption.Name, exemption.Basis, RuleResult.Met, EligibilityTexts.Get("exempt.met", ("groups", groups)));
        return new Gate(rule, Standing.Met);
    }

    private static string? Contradicted(AssessmentSheet sheet, MeansCheckExemption exemption) =>
        sheet.Groups.Fits(exemption.AnyOf, exemption.AllOf) ? null
        : exemption.AllOf.All(g => sheet.Groups.Has(g) || sheet.Groups.Contradicted.Contains(g))
            ? exemption.AnyOf.Concat(exemption.AllOf).FirstOrDefault(sheet.Groups.Contradicted.Contains)
            : null;

    private static bool AnotherGroupIsShown(AssessmentSheet sheet, MeansCheckExemption exemption) =>
        exemption.AnyOf.Where(sheet.Groups.Has).Any(group =>
        {
            var proofs = exemption.Proofs.Where(p => p.ForGroups.Contains(group)).ToList();
            return proofs.Count > 0 && proofs.All(p => sheet.Show(p).Shown);
        });

    // Somebody whom the authority has to have defended anyway (art. 25(1)) is not to be refused over means: the authority has to notify (art. 36).
    private static Gate? NotificationDue(AssessmentSheet sheet)
    {
        const string rule = "notification-due";
        var application = sheet.Application;
        if (application.Matter.Category != MatterCatalogue.CriminalDefence) return null;
        var due = sheet.Groups.Has(ApplicantGroups.Minor) || sheet.Groups.Has(ApplicantGroups.Incapacity) || application.Matter.LifeOrDeathPossible
            || application.Applicant.Disabilities.Any(d => d is "sight" or "hearing" or "speech");
        return due ? new Gate(rule, sheet.Ask(rule, EligibilityTexts.LegalAidLaw("25(1), 36"), EligibilityTexts.Get("notification.due"))) : null;
    }

    // Art. 24 knows "economic hardship or other reasons"; whether a reason is one, a person has to say.
    private static Gate? OtherReason(AssessmentSheet sheet)
    {
        const string rule = "other-reason";
        return sheet.Application.Matter is { Category: MatterCatalogue.CriminalDefence, OtherReason: { } reason }
            ? new Gate(rule, sheet.Ask(rule, EligibilityTexts.LegalAidLaw("24"), EligibilityTexts.Get("other-reason.to-confirm", ("reason", reason))))
            : null;
    }
}
