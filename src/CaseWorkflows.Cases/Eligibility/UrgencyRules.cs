namespace CaseWorkflows.Cases.Eligibility;

/// <summary>Aid first, formalities later (先行提供法律援助, art. 44).</summary>
internal static class UrgencyRules
{
    private const string Rule = "urgent-aid-first";

    public static UrgentAid? Judge(AssessmentSheet sheet)
    {
        if (sheet.Application.Urgency is not { } urgency) return null;
        if (urgency.LimitExpiresOn is { } last && JudgeLimit(sheet, last) is { } byLimit) return byLimit;
        if (urgency.Measures.Count > 0)
        {
            var reason = EligibilityTexts.Get("urgent.measures", ("measures", Joining.Names(urgency.Measures.Select(m => EligibilityTexts.Get("measure." + m)))));
            sheet.Line(Rule, EligibilityTexts.LegalAidLaw("44(1)(2)"), RuleResult.Met, reason);
            return new UrgentAid(reason, null, NeedsPerson: false);
        }
        if (urgency.OtherByLaw is not { } law) return null;
        var question = EligibilityTexts.Get("urgent.other", ("law", law));
        var standing = sheet.Ask(Rule, EligibilityTexts.LegalAidLaw("44(1)(3)"), question);
        return standing == Standing.NotMet ? null : new UrgentAid(question, null, NeedsPerson: standing == Standing.Person);
    }

    private static UrgentAid? JudgeLimit(AssessmentSheet sheet, DateOnly last)
    {
        var days = last.DayNumber - sheet.On.DayNumber;
        var urgent = days >= 0 && days < sheet.Rules.UrgentBelowDays;
        var reason = EligibilityTexts.Get(days < 0 ? "urgent.limit-passed" : urgent ? "urgent.limit-near" : "urgent.limit-far",
            ("on", AssessmentSheet.Day(last)), ("days", days), ("below", sheet.Rules.UrgentBelowDays));
        sheet.Line(Rule, EligibilityTexts.LegalAidLaw("44(1)(1)"), urgent ? RuleResult.Met : RuleResult.NotMet, reason,
            new Figure("days-to-expiry", EligibilityTexts.Get("figure.days-to-expiry"), days, "days"));
        return urgent ? new UrgentAid(reason, days, NeedsPerson: false) : null;
    }
}

/// <summary>The green channel for the groups that the law and the region name.</summary>
internal static class PriorityRules
{
    public static Priority Judge(AssessmentSheet sheet)
    {
        string[] groups = [.. sheet.Rules.PriorityGroups.SelectMany(p => p.Groups).Distinct().Where(sheet.Groups.Has)];
        return new Priority(groups.Length > 0, groups);
    }

    /// <summary>Writes a line for each source; a group that an earlier source names is not named again.</summary>
    public static void Note(AssessmentSheet sheet)
    {
        var named = new HashSet<string>();
        foreach (var source in sheet.Rules.PriorityGroups)
            if (source.Groups.Where(g => sheet.Groups.Has(g) && named.Add(g)).ToList() is { Count: > 0 } groups)
                sheet.Line("priority", source.Basis, RuleResult.Met, EligibilityTexts.Get("priority.green-channel", ("groups", Joining.Names(groups.Select(g => EligibilityTexts.Get("group." + g))))));
    }
}

/// <summary>What the lawyer must bring (arts. 26, 45).</summary>
internal static class LawyerRules
{
    public static LawyerRequirement Judge(AssessmentSheet sheet)
    {
        var matter = sheet.Application.Matter;
        var ground = matter.Notification?.Ground;
        var criminal = matter.Category is MatterCatalogue.CriminalDefence or MatterCatalogue.NotifiedDefence;
        var gravest = criminal && (matter.LifeOrDeathPossible || ground is "life-or-death-sentence" or "death-review");
        var minor = (criminal && sheet.Groups.Has(ApplicantGroups.Minor)) || ground == "minor";
        var accessible = ground == "sight-hearing-speech-disability" || sheet.Application.Applicant.Disabilities.Any(d => d is "sight" or "hearing" or "speech");
        var years = gravest ? sheet.Policy.Rules?.LawyerMinimumYears : null;
        if (years is not null)
            sheet.Line("lawyer-qualification", EligibilityTexts.LegalAidLaw("26"), RuleResult.Met, EligibilityTexts.Get("lawyer.years", ("years", years)), new Figure("minimum-years", EligibilityTexts.Get("figure.minimum-years"), years.Value, "years"));
        return new LawyerRequirement(years, minor, accessible);
    }
}
