namespace CaseWorkflows.Cases.Eligibility;

/// <summary>Aid on an authority's notice (arts. 25, 28): no means test, a lawyer is appointed.</summary>
internal static class NotificationRules
{
    private const string Rule = "notification";
    private static readonly string[] OnlyCourts = ["ordinary-procedure", "compulsory-medical-treatment", "death-review", "trial-in-absence"];

    public static bool Applies(Matter matter) =>
        matter.Category is MatterCatalogue.NotifiedDefence or MatterCatalogue.CompulsoryMedicalTreatment
        || (matter.Category == MatterCatalogue.CriminalDefence && (matter.Notification?.Ground ?? matter.Notification?.Authority) is not null);

    public static List<Gate> Judge(AssessmentSheet sheet)
    {
        var matter = sheet.Application.Matter;
        var ground = matter.Category == MatterCatalogue.CompulsoryMedicalTreatment ? "compulsory-medical-treatment" : matter.Notification?.Ground;
        List<Gate> gates = [JudgeNotice(sheet, ground)];
        if (matter.HasRepresentative == true)
            gates.Add(new Gate("no-representative", sheet.Ask("no-representative", EligibilityTexts.LegalAidLaw(ground == "compulsory-medical-treatment" ? "28" : "25, 27"), EligibilityTexts.Get("notification.has-defender"))));
        if (ground is not null) gates.Add(JudgeGround(sheet, ground));
        return gates;
    }

    private static Gate JudgeNotice(AssessmentSheet sheet, string? ground)
    {
        var notice = sheet.Application.Matter.Notification;
        var basis = EligibilityTexts.LegalAidLaw(ground is null ? "25, 36" : $"{MatterCatalogue.NotificationGrounds[ground]}, 36");
        if (ground is null)
            sheet.Need(Rule, "matter.notification.ground", EligibilityTexts.Get("notification.need-ground"));
        if (notice?.Authority is null)
            sheet.Need(Rule, "matter.notification.authority", EligibilityTexts.Get("notification.need-notice"));
        if (ground is null || notice?.Authority is null)
        {
            sheet.Line(Rule, basis, RuleResult.EvidenceMissing, EligibilityTexts.Get("notification.incomplete"));
            return new Gate(Rule, Standing.Evidence);
        }
        sheet.Line(Rule, basis, RuleResult.Met, EligibilityTexts.Get("notification.received", ("authority", notice.Authority),
            ("date", notice.NoticeDate is { } date ? AssessmentSheet.Day(date) : "-")));
        return new Gate(Rule, Standing.Met);
    }

    private static Gate JudgeGround(AssessmentSheet sheet, string ground)
    {
        const string rule = "notification-ground";
        var matter = sheet.Application.Matter;
        var basis = EligibilityTexts.LegalAidLaw(MatterCatalogue.NotificationGrounds[ground]);
        var name = EligibilityTexts.Get("ground." + ground);
        if (ground == "ordinary-procedure")
            return new Gate(rule, sheet.Ask(rule, basis, EligibilityTexts.Get("notification.may")));
        if (ground == "other-by-law")
            return new Gate(rule, sheet.Ask(rule, basis, EligibilityTexts.Get("notification.other-by-law", ("law", matter.LegalBasis ?? "-"))));
        if (OnlyCourts.Contains(ground) && matter.Notification?.AuthorityKind is not (null or "court"))
            return new Gate(rule, sheet.Ask(rule, basis, EligibilityTexts.Get("notification.only-court", ("ground", name))));
        sheet.Line(rule, basis, RuleResult.Met, EligibilityTexts.Get("notification.shall", ("ground", name)));
        return new Gate(rule, Standing.Met);
    }
}
