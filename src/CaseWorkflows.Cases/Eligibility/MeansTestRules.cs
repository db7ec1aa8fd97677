using System.Globalization;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>The means test (经济困难状况审查, arts. 34, 41): income per head, assets, and that the statement is pledged or checked.</summary>
internal static class MeansTestRules
{
    private const string Rule = "means-test";

    public static Gate Judge(AssessmentSheet sheet)
    {
        if (sheet.Policy.MeansTest is not { } policy) return Hold(sheet, EligibilityTexts.LegalAidLaw("34"));
        var household = sheet.Application.Household;
        if (household is null)
        {
            sheet.Need(Rule, "household", EligibilityTexts.Get("household.need-statement"));
            sheet.Line(Rule, EligibilityTexts.LegalAidLaw("41"), RuleResult.EvidenceMissing, EligibilityTexts.Get("household.need-statement"));
            // A missing threshold would hold the case later; saying so now spares the applicant a second notice.
            if (FindStandard(policy, sheet).Standards.Count == 0) return Hold(sheet, policy.Basis);
            JudgeCheck(sheet, policy);
            return new Gate(Rule, Standing.Evidence);
        }
        var figures = HouseholdFigures.Of(household, policy.OpponentsLeftOut);
        var income = JudgeIncome(sheet, policy, figures);
        if (income.Held) return income;
        List<Gate> parts = [income, .. JudgeAssets(sheet, policy, household, figures), JudgeCheck(sheet, policy)];
        var failed = parts.FirstOrDefault(p => p.Standing == Standing.NotMet);
        var standing = failed.Rule is not null ? Standing.NotMet : parts.Any(p => p.Standing == Standing.Evidence) ? Standing.Evidence : Standing.Met;
        var (result, text) = standing switch
        {
            Standing.NotMet => (RuleResult.NotMet, "means-test.not-met"),
            Standing.Evidence => (RuleResult.EvidenceMissing, "means-test.evidence-missing"),
            _ => (RuleResult.Met, "means-test.met"),
        };
        sheet.Line(Rule, EligibilityTexts.LegalAidLaw("34, 41"), result, EligibilityTexts.Get(text));
        return failed.Rule is not null ? failed : new Gate(Rule, standing);
    }

    private static Gate Hold(AssessmentSheet sheet, LegalBasis basis)
    {
        var question = EligibilityTexts.Get("hold.threshold", ("region", sheet.Policy.RegionName), ("on", AssessmentSheet.Day(sheet.On)), ("county", sheet.Application.Place?.County ?? "-"));
        // A named person may find hardship without a standard, but a missing standard never helps to refuse.
        if (sheet.Answer(Rule) is { Confirmed: false } refuted)
            question = EligibilityTexts.Get("hold.refuted", ("by", refuted.By), ("reason", refuted.Reason));
        else if (sheet.Answer(Rule) is not null)
            return new Gate(Rule, sheet.Ask(Rule, basis, question), Held: true);
        sheet.Questions.Add(new OpenQuestion(Rule, question));
        sheet.Line(Rule, basis, RuleResult.Unknown, question);
        return new Gate(Rule, Standing.Person, Held: true);
    }

    private static Gate JudgeIncome(AssessmentSheet sheet, MeansTestPolicy policy, HouseholdFigures household)
    {
        const string rule = "means-test.income";
        var (standard, candidates) = FindStandard(policy, sheet);
        if (candidates.Count == 0) return Hold(sheet, policy.Basis);
        var gaps = household.Gaps.ToList();
        if (standard is null) gaps.Add(("household.residence", EligibilityTexts.Get("household.need-residence")));
        if (gaps.Count > 0 || standard is null || household.Size is not { } size || household.YearlyIncome is not { } yearly)
        {
            foreach (var (field, text) in gaps) sheet.Need(Rule, field, text);
            sheet.Line(rule, policy.Basis, RuleResult.EvidenceMissing, Joining.Clauses(gaps.Select(g => g.Text)));
            return new Gate(rule, Standing.Evidence);
        }
        var threshold = standard.Monthly * policy.Multiple;
        var limit = threshold * 12 * size;
        var within = policy.EqualIsWithin ? yearly <= limit : yearly < limit;
        var perHead = decimal.Round(yearly / 12 / size, 2, MidpointRounding.AwayFromZero);
        sheet.Line(rule, policy.Basis, within ? RuleResult.Met : RuleResult.NotMet,
            EligibilityTexts.Get((within, policy.EqualIsWithin) switch
            {
                (true, true) => "income.at-most",
                (true, false) => "income.below",
                (false, true) => "income.above",
                (false, false) => "income.not-below",
            }, ("perHead", Yuan(perHead)), ("threshold", Yuan(threshold)), ("standard", Yuan(standard.Monthly)), ("multiple", Shortest(policy.Multiple)), ("size", size), ("leftOut", household.LeftOut == 0 ? "" : EligibilityTexts.Get("income.left-out", ("count", household.LeftOut)))),
            Figure("household-size", size, "persons"),
            Figure("household-income", decimal.Round(yearly / 12, 2, MidpointRounding.AwayFromZero), "yuan-per-month"),
            Figure("income-per-head", perHead, "yuan-per-month"),
            Figure("local-minimum-living-standard", standard.Monthly, "yuan-per-month"),
            Figure("multiple", policy.Multiple, "times"),
            Figure("threshold-per-head", threshold, "yuan-per-month"));
        return new Gate(rule, within ? Standing.Met : Standing.NotMet);
    }

    /// <summary>The standard that fits the place best, and all that could fit if the residence were stated.</summary>
    private static (LivingStandard? Standard, List<LivingStandard> Standards) FindStandard(MeansTestPolicy policy, AssessmentSheet sheet)
    {
        var county = sheet.Application.Place?.County;
        var residence = sheet.Application.Household?.Residence;
        var candidates = policy.Standards.Where(s => s.Covers(sheet.On) && (s.County is null || s.County == county) && (s.Residence is null || residence is null || s.Residence == residence)).ToList();
        var nearest = candidates.Where(s => s.County is not null).ToList() is { Count: > 0 } own ? own : candidates;
        var standard = nearest.FirstOrDefault(s => s.Residence is not null && s.Residence == residence) ?? nearest.FirstOrDefault(s => s.Residence is null);
        return (standard, candidates);
    }

    private static List<Gate> JudgeAssets(AssessmentSheet sheet, MeansTestPolicy policy, Household household, HouseholdFigures figures)
    {
        if (policy.Assets is not { } limits) return [];
        List<Gate> parts = [];
        if (limits.SavingsPerPerson is { } perPerson && figures.Size is { } size)
            parts.Add(Judge("means-test.savings", "household.assets.savings", household.Savings, perPerson * size, "yuan"));
        if (limits.Vehicles is { } vehicles) parts.Add(Judge("means-test.vehicles", "household.assets.vehicles", household.Vehicles, vehicles, "items"));
        if (limits.Properties is { } properties) parts.Add(Judge("means-test.properties", "household.assets.properties", household.Properties, properties, "items"));
        return parts;

        Gate Judge(string rule, string field, decimal? stated, decimal limit, string unit)
        {
            var bound = Figure("limit", limit, unit);
            if (stated is { } value)
            {
                var within = value <= limit;
                sheet.Line(rule, limits.Basis, within ? RuleResult.Met : RuleResult.NotMet, EligibilityTexts.Get(within ? "asset.within" : "asset.above", ("value", Amount(value)), ("limit", Amount(limit))), Figure("stated", value, unit), bound);
                return new Gate(rule, within ? Standing.Met : Standing.NotMet);
            }
            if (limits.PledgeCoversUnstated)
            {
                sheet.Line(rule, limits.Basis, RuleResult.NotApplicable, EligibilityTexts.Get("asset.not-stated", ("limit", Amount(limit))), bound);
                return new Gate(rule, Standing.Met);
            }
            sheet.Need(Rule, field, EligibilityTexts.Get("asset.need", ("name", EligibilityTexts.Get("rule." + rule))));
            sheet.Line(rule, limits.Basis, RuleResult.EvidenceMissing, EligibilityTexts.Get("asset.need", ("name", EligibilityTexts.Get("rule." + rule))), bound);
            return new Gate(rule, Standing.Evidence);

            string Amount(decimal amount) => unit == "yuan" ? Yuan(amount) : Shortest(amount);
        }
    }

    // Art. 41(2): data shared between offices, or the applicant's pledge.
    private static Gate JudgeCheck(AssessmentSheet sheet, MeansTestPolicy policy)
    {
        const string rule = "means-test.check";
        var basis = EligibilityTexts.LegalAidLaw("41");
        if (sheet.Application.DataCheck is { Agrees: false } against)
        {
            sheet.Need(Rule, "household", EligibilityTexts.Get("check.disagrees", ("source", against.Source)));
            sheet.Line(rule, basis, RuleResult.EvidenceMissing, EligibilityTexts.Get("check.disagrees", ("source", against.Source)));
            return new Gate(rule, Standing.Evidence);
        }
        if (sheet.Application.DataCheck is { On: { } made } check && made <= sheet.On && made.AddMonths(policy.DataCheckMonths) >= sheet.On)
        {
            sheet.Line(rule, basis, RuleResult.Met, EligibilityTexts.Get("check.by-data", ("source", check.Source), ("on", AssessmentSheet.Day(made))));
            return new Gate(rule, Standing.Met);
        }
        if (sheet.Application.Pledge is { IsSigned: true } pledge && (pledge.On is null || pledge.On <= sheet.On))
        {
            sheet.Line(rule, basis, RuleResult.Met, EligibilityTexts.Get("check.by-pledge"));
            return new Gate(rule, Standing.Met);
        }
        var need = EligibilityTexts.Get(sheet.Application.DataCheck is null ? "check.need" : "check.need-newer", ("months", policy.DataCheckMonths));
        sheet.Need(Rule, "pledge", need);
        sheet.Line(rule, basis, RuleResult.EvidenceMissing, need);
        return new Gate(rule, Standing.Evidence);
    }

    private static Figure Figure(string name, decimal value, string unit) => new(name, EligibilityTexts.Get("figure." + name), value / 1.0000000000000000000000000000m, unit);

    private static string Yuan(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Shortest(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
