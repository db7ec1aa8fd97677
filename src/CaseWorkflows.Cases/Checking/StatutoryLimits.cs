using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Checking;

/// <summary>Compares a dated rule of a policy file with the limit that the law sets.</summary>
internal static class StatutoryLimits
{
    /// <summary>Whether the rule gives no more time than the law; what can't be compared counts as more.</summary>
    public static bool Keeps(ClockRule rule, StatutoryLimit limit)
    {
        if (rule.Force != LimitForce.Hard || !TimeUnits.TryParse(limit.Unit, out var unit)) return false;
        if (limit.Backward != rule.Counting.Backward) return false;
        return limit.Backward ? rule.Unit == unit && rule.Length >= limit.Length : ClockPolicyCheck.IsNotLonger(rule.Length, rule.Unit, limit.Length, unit);
    }

    public static LocalizedText UnitName(StatutoryLimit limit) =>
        TimeUnits.TryParse(limit.Unit, out var unit) ? DueDates.UnitName(unit) : new LocalizedText(limit.Unit, limit.Unit);
}
