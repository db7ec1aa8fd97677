using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Checking;

/// <summary>Compares a dated rule of a policy file with the limit that the law sets.</summary>
internal static class StatutoryLimits
{
    /// <summary>Whether the rule gives no more time than the law; what can't be compared counts as more.</summary>
    public static bool Keeps(ClockRule rule, StatutoryLimit limit)
    {
        if ((rule.Force != LimitForce.Hard && !limit.OfNorm) || !TimeUnits.TryParse(limit.Unit, out var unit)) return false;
        if (limit.Backward != rule.Counting.Backward) return false;
        return limit.Backward ? rule.Unit == unit && rule.Length >= limit.Length : ClockPolicyCheck.IsNotLonger(rule.Length, rule.Unit, limit.Length, unit);
    }

    /// <summary>
    /// The rules that must keep the limit: all of the country, or those of the region that sets it; where the region has none of its own, those that hold
    /// there instead, for taking a region's rule away lengthens its limit as well.
    /// </summary>
    public static IEnumerable<ClockRule> Bound(ClockPolicyBook clocks, StatutoryLimit limit)
    {
        var rules = clocks.Rules.Where(x => x.Key == limit.Clock && (limit.Until is not { } until || x.EffectiveFrom <= until)).ToList();
        if (limit.Region is not { } region) return rules;
        return clocks.Regions.ChainOf(region).Select(x => rules.Where(y => y.Region == x.Code).ToList()).FirstOrDefault(x => x.Count > 0) ?? [];
    }

    public static LocalizedText UnitName(StatutoryLimit limit) =>
        TimeUnits.TryParse(limit.Unit, out var unit) ? DueDates.UnitName(unit, limit.Length) : new LocalizedText(limit.Unit, limit.Unit);
}
