using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// Size and income of a household as the rules count them. Where the statements contradict each other nothing is chosen: the applicant is
/// asked to explain (art. 43(2)). Income is kept per year, so that no division rounds a fen away.
/// </summary>
/// <param name="Size">Persons who count; null if it can't be told.</param>
/// <param name="YearlyIncome">Yuan per year of those who count; null if it can't be told.</param>
/// <param name="LeftOut">Members left out because they are the opposing party.</param>
/// <param name="Gaps">Fields to state or explain.</param>
internal sealed record HouseholdFigures(int? Size, decimal? YearlyIncome, int LeftOut, IReadOnlyList<(string Field, LocalizedText Text)> Gaps)
{
    // A yearly figure divided by twelve and rounded to the fen is off by less than this, times twelve.
    private const decimal YearlyRounding = 0.12m;

    public static HouseholdFigures Of(Household household, bool leaveOutOpponents)
    {
        var gaps = new List<(string, LocalizedText)>();
        var members = household.Members;
        if (members.Count > 0 && household.Size is { } stated && stated != members.Count)
            gaps.Add(("household.size", EligibilityTexts.Get("household.size-differs", ("size", stated), ("members", members.Count))));
        var size = members.Count > 0 ? members.Count : household.Size;
        if (size is null) gaps.Add(("household.size", EligibilityTexts.Get("household.need-size")));

        var opponents = leaveOutOpponents ? members.Count(m => m.Opponent) : 0;
        var yearly = Yearly(household, gaps);
        var each = members.Count > 0 && members.All(m => m.MonthlyIncome is not null);
        if (each)
        {
            var sum = members.Sum(m => m.MonthlyIncome!.Value) * 12;
            if (yearly is { } total && Math.Abs(total - sum) >= YearlyRounding)
                gaps.Add(("household.monthlyIncome", EligibilityTexts.Get("household.income-differs")));
            yearly = leaveOutOpponents ? members.Where(m => !m.Opponent).Sum(m => m.MonthlyIncome!.Value) * 12 : yearly ?? sum;
        }
        else if (opponents > 0)
        {
            gaps.Add(("household.members", EligibilityTexts.Get("household.need-each-income")));
        }
        if (yearly is null) gaps.Add(("household.monthlyIncome", EligibilityTexts.Get("household.need-income")));
        if (size - opponents <= 0) gaps.Add(("household.members", EligibilityTexts.Get("household.nobody-left")));
        return new HouseholdFigures(size - opponents, yearly, opponents, gaps);
    }

    private static decimal? Yearly(Household household, List<(string, LocalizedText)> gaps)
    {
        if (household is { MonthlyIncome: { } monthly, YearlyIncome: { } yearly } && Math.Abs(monthly * 12 - yearly) >= YearlyRounding)
            gaps.Add(("household.yearlyIncome", EligibilityTexts.Get("household.income-differs")));
        return household.YearlyIncome ?? household.MonthlyIncome * 12;
    }
}
