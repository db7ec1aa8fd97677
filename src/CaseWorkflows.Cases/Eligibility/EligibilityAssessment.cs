using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// The rules on who is entitled to legal aid, apart from any flow: pure, no clock, no store. Order: notification (arts. 25, 28), advice and
/// duty lawyer (arts. 23, 30), subject matter (arts. 24, 29, 31-33), no representative, means: regardless (art. 32), exempt (art. 42),
/// local exemption, means test (arts. 34, 41). The first open condition in this order names the outcome; one that is certainly not met refuses.
/// </summary>
public static class EligibilityAssessment
{
    // The rule that stands in the explanation where no policy is in force.
    private const string NoRules = "policy-in-force";

    /// <summary>Assesses an application.</summary>
    /// <param name="application">The application.</param>
    /// <param name="policy">The policies in force, from <see cref="EligibilityPolicyBook.InForce"/>.</param>
    /// <param name="on">The day on which ages, papers and limits are looked at.</param>
    /// <param name="confirmations">What persons have answered; the last answer to a rule counts.</param>
    public static EligibilityResult Assess(Application application, EligibilityPolicy policy, DateOnly on, params IReadOnlyList<Confirmation> confirmations)
    {
        var sheet = new AssessmentSheet(application, policy, on, confirmations);
        if (policy.Rules is null) return Conclude(sheet, [HoldForRules(sheet)]);
        var gates = Gates(sheet);
        PriorityRules.Note(sheet);
        return Conclude(sheet, gates);
    }

    private static List<Gate> Gates(AssessmentSheet sheet)
    {
        var matter = sheet.Application.Matter;
        if (NotificationRules.Applies(matter)) return NotificationRules.Judge(sheet);
        if (sheet.Application.Forms is [FormsOfAid.Consultation])
        {
            sheet.Line("consultation", EligibilityTexts.LegalAidLaw("22(1), 23"), RuleResult.Met, EligibilityTexts.Get("consultation.open"));
            return [new Gate("consultation", Standing.Met)];
        }
        List<Gate> gates =
        [
            SubjectMatterRules.JudgeMatter(sheet),
            SubjectMatterRules.JudgeRepresentative(sheet),
        ];
        if (matter.Category == MatterCatalogue.DutyLawyerHelp) return gates;
        gates.Add(ApplicantRules.JudgeNationality(sheet));
        gates.Add(ApplicantRules.JudgeProxy(sheet));
        ApplicantRules.NotePlace(sheet);
        gates.Add(MeansRules.Judge(sheet));
        return gates;
    }

    private static Gate HoldForRules(AssessmentSheet sheet)
    {
        var held = EligibilityTexts.Get("hold.rules", ("region", sheet.Policy.RegionName), ("on", AssessmentSheet.Day(sheet.On)));
        // No answer counts here: without rules there is nothing that a person could confirm.
        sheet.Questions.Add(new OpenQuestion(NoRules, held));
        sheet.Line(NoRules, EligibilityTexts.LegalAidLaw("34"), RuleResult.Unknown, held);
        return new Gate(NoRules, Standing.Person, Held: true);
    }

    private static EligibilityResult Conclude(AssessmentSheet sheet, List<Gate> gates)
    {
        var decisive = gates.FirstOrDefault(g => g.Standing == Standing.NotMet);
        if (decisive.Rule is null) decisive = gates.FirstOrDefault(g => g.Standing is Standing.Evidence or Standing.Person);
        var outcome = decisive.Standing switch
        {
            Standing.NotMet => EligibilityOutcome.NotEligible,
            Standing.Evidence => EligibilityOutcome.NeedsEvidence,
            Standing.Person => EligibilityOutcome.NeedsPerson,
            _ => EligibilityOutcome.Eligible,
        };
        var held = outcome == EligibilityOutcome.NeedsPerson && decisive.Held;
        return new EligibilityResult
        {
            Outcome = outcome,
            Held = held,
            DecidedBy = decisive.Rule,
            Summary = Summarise(sheet, outcome, held, decisive.Rule),
            Region = sheet.Policy.Region,
            On = sheet.On,
            Policies = sheet.Policy.Files,
            UrgentAidFirst = outcome == EligibilityOutcome.NotEligible || sheet.Policy.Rules is null ? null : UrgencyRules.Judge(sheet),
            Priority = sheet.Policy.Rules is null ? new Priority(false, []) : PriorityRules.Judge(sheet),
            Lawyer = LawyerRules.Judge(sheet),
            // With one condition certainly not met, nothing more is to be handed in or asked.
            Missing = outcome == EligibilityOutcome.NotEligible ? [] : sheet.Missing,
            Questions = outcome == EligibilityOutcome.NotEligible ? [] : sheet.Questions,
            Lines = sheet.Lines,
        };
    }

    private static LocalizedText Summarise(AssessmentSheet sheet, EligibilityOutcome outcome, bool held, string? rule)
    {
        var name = sheet.Lines.LastOrDefault(l => l.Rule == rule)?.Name ?? new LocalizedText("", "");
        return outcome switch
        {
            EligibilityOutcome.Eligible => EligibilityTexts.Get("summary.eligible"),
            EligibilityOutcome.NotEligible => EligibilityTexts.Get("summary.not-eligible", ("rule", name)),
            EligibilityOutcome.NeedsEvidence => EligibilityTexts.Get("summary.needs-evidence", ("count", sheet.Missing.Count)),
            _ when rule == NoRules => EligibilityTexts.Get("summary.held-without-rules"),
            _ => EligibilityTexts.Get(held ? "summary.held" : "summary.needs-person", ("rule", name)),
        };
    }
}
