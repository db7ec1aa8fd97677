using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>What aid may be asked for (arts. 24, 29-33 and the region's supplementary matters), and that nobody represents the applicant yet.</summary>
internal static class SubjectMatterRules
{
    private const string Rule = "subject-matter";

    public static Gate JudgeMatter(AssessmentSheet sheet)
    {
        var matter = sheet.Application.Matter;
        var name = NameOf(matter.Category, sheet);
        if (matter.Category == MatterCatalogue.Retrial) return JudgeRetrial(sheet, name);
        if (matter.Category == MatterCatalogue.OtherByLaw)
            return new Gate(Rule, sheet.Ask(Rule, EligibilityTexts.LegalAidLaw("31(9)"), EligibilityTexts.Get("matter.other-by-law", ("law", matter.LegalBasis ?? "-"))));
        if (MatterCatalogue.Statutory.TryGetValue(matter.Category, out var article))
        {
            sheet.Line(Rule, EligibilityTexts.LegalAidLaw(article), RuleResult.Met, EligibilityTexts.Get("matter.within", ("matter", name), ("article", Articles.Cite(article))));
            return new Gate(Rule, Standing.Met);
        }
        // Art. 32 takes in "related rights and interests": clear for family matters, for others a person has to see the relation.
        if (matter.Circumstances.Count > 0)
        {
            var basis = EligibilityTexts.LegalAidLaw(MatterCatalogue.Statutory[matter.Circumstances[0]]);
            if (matter.Category != "marriage-and-family")
                return new Gate(Rule, sheet.Ask(Rule, basis, EligibilityTexts.Get("matter.related", ("matter", name))));
            sheet.Line(Rule, basis, RuleResult.Met, EligibilityTexts.Get("matter.within-by-circumstance", ("matter", name), ("circumstance", NameOf(matter.Circumstances[0], sheet))));
            return new Gate(Rule, Standing.Met);
        }
        if (sheet.Rules.SupplementaryMatters.FirstOrDefault(m => m.Id == matter.Category) is { } supplement) return JudgeSupplement(sheet, supplement);
        sheet.Line(Rule, EligibilityTexts.LegalAidLaw("24, 29, 31-33"), RuleResult.NotMet, EligibilityTexts.Get("matter.outside", ("matter", name)));
        return new Gate(Rule, Standing.NotMet);
    }

    private static Gate JudgeRetrial(AssessmentSheet sheet, LocalizedText name)
    {
        var basis = EligibilityTexts.LegalAidLaw("33");
        switch (sheet.Application.Matter.RetrialOrdered)
        {
            case true:
                sheet.Line(Rule, basis, RuleResult.Met, EligibilityTexts.Get("matter.within", ("matter", name), ("article", Articles.Cite("33"))));
                return new Gate(Rule, Standing.Met);
            case false:
                sheet.Line(Rule, basis, RuleResult.NotMet, EligibilityTexts.Get("retrial.not-ordered"));
                return new Gate(Rule, Standing.NotMet);
            default:
                sheet.Need(Rule, "matter.retrialOrdered", EligibilityTexts.Get("retrial.need-decision"));
                sheet.Line(Rule, basis, RuleResult.EvidenceMissing, EligibilityTexts.Get("retrial.need-decision"));
                return new Gate(Rule, Standing.Evidence);
        }
    }

    private static Gate JudgeSupplement(AssessmentSheet sheet, SupplementaryMatter supplement)
    {
        if (!supplement.NeedsConfirmation)
        {
            sheet.Line(Rule, supplement.Basis, RuleResult.Met, EligibilityTexts.Get("matter.supplementary", ("matter", supplement.Name)));
            return new Gate(Rule, Standing.Met);
        }
        var question = EligibilityTexts.Get("matter.supplementary-to-confirm", ("matter", supplement.Name), ("basis", supplement.Basis.Article), ("period", ReviewNote(supplement.ReviewBy, sheet.On)));
        return new Gate(Rule, sheet.Ask(Rule, supplement.Basis, question));
    }

    /// <summary>Arts. 24, 29, 31, 33: aid is for those who have engaged nobody.</summary>
    public static Gate JudgeRepresentative(AssessmentSheet sheet)
    {
        const string rule = "no-representative";
        var engaged = sheet.Application.Matter.HasRepresentative;
        var basis = EligibilityTexts.LegalAidLaw("24, 29-31, 33");
        var text = EligibilityTexts.Get(engaged switch { true => "representative.engaged", false => "representative.none", null => "representative.none-named" });
        sheet.Line(rule, basis, engaged == true ? RuleResult.NotMet : RuleResult.Met, text);
        return new Gate(rule, engaged == true ? Standing.NotMet : Standing.Met);
    }

    internal static LocalizedText NameOf(string matter, AssessmentSheet sheet)
    {
        if (MatterCatalogue.Statutory.ContainsKey(matter) || MatterCatalogue.NotStatutory.Contains(matter)) return EligibilityTexts.Get("matter-name." + matter);
        return sheet.Rules.SupplementaryMatters.FirstOrDefault(m => m.Id == matter)?.Name ?? new LocalizedText(matter, matter);
    }

    internal static LocalizedText ReviewNote(DateOnly? reviewBy, DateOnly on) =>
        reviewBy is { } day && on > day ? EligibilityTexts.Get("local.period-over", ("on", AssessmentSheet.Day(day))) : new LocalizedText("", "");
}
