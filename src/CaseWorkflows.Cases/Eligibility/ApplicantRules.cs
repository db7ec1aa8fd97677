namespace CaseWorkflows.Cases.Eligibility;

/// <summary>Who applies and where: nationality (art. 69), proxy (art. 40), place (art. 38).</summary>
internal static class ApplicantRules
{
    private const string PowerOfAttorney = "power-of-attorney";

    public static Gate JudgeNationality(AssessmentSheet sheet)
    {
        const string rule = "nationality";
        if (sheet.Application.Applicant.Nationality is not { } nationality || nationality is "CN" or "HK" or "MO" or "TW") return new Gate(rule, Standing.NotApplicable);
        return new Gate(rule, sheet.Ask(rule, EligibilityTexts.LegalAidLaw("69"), EligibilityTexts.Get("nationality.foreign", ("nationality", nationality))));
    }

    public static Gate JudgeProxy(AssessmentSheet sheet)
    {
        const string rule = "proxy";
        if (sheet.Application.Proxy is not { } proxy) return new Gate(rule, Standing.NotApplicable);
        var basis = EligibilityTexts.LegalAidLaw("40");
        var proof = ActsByLaw(sheet, proxy) ? sheet.Rules.ProxyProof : sheet.Rules.ProxyProof with { AnyOf = [PowerOfAttorney] };
        var (shown, text) = sheet.Show(proof);
        if (shown || !proof.Required)
        {
            sheet.Line(rule, basis, RuleResult.Met, EligibilityTexts.Get("proxy.shown", ("name", proxy.Name), ("proof", text)));
            return new Gate(rule, Standing.Met);
        }
        sheet.Need(rule, "evidence", text, [.. proof.AnyOf]);
        sheet.Line(rule, basis, RuleResult.EvidenceMissing, EligibilityTexts.Get("proxy.not-shown", ("name", proxy.Name), ("proof", text)));
        return new Gate(rule, Standing.Evidence);
    }

    // Others may act by law for those without full capacity, for those detained, and near relatives in the criminal matters that name them.
    private static bool ActsByLaw(AssessmentSheet sheet, Proxy proxy)
    {
        var dependent = sheet.Groups.Has(ApplicantGroups.Minor) || sheet.Groups.Has(ApplicantGroups.Incapacity);
        var relatives = sheet.Application.Applicant.Detained || sheet.Application.Matter.Category is MatterCatalogue.CriminalDefence or "criminal-victim" or MatterCatalogue.Retrial;
        return proxy.Relation switch
        {
            "legal-representative" => dependent || relatives,
            "near-relative" => relatives || (dependent && proxy.OtherRepresentativeInfringes),
            "agent" => false,
            _ => dependent || relatives,
        };
    }

    /// <summary>Notes where the application belongs. The wrong place is no ground of refusal: the applicant is told the right agency.</summary>
    public static void NotePlace(AssessmentSheet sheet)
    {
        if (sheet.Application.Place?.Region is not { } region) return;
        var here = region == sheet.Policy.Region;
        sheet.Line("place", EligibilityTexts.LegalAidLaw("38"), here ? RuleResult.Met : RuleResult.NotMet,
            EligibilityTexts.Get(here ? "place.here" : "place.elsewhere", ("region", region), ("here", sheet.Policy.RegionName)));
    }
}
