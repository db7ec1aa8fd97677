using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Counsel;

/// <summary>One service that counsel rendered (服务记录).</summary>
/// <param name="On">The day.</param>
/// <param name="Kind">What it was: <c>consultation</c>, <c>lecture</c>, <c>village-rules</c>, …</param>
/// <param name="OnSite">Whether counsel came to the village; what was done there on one day was one visit.</param>
/// <param name="Hours">How long it took.</param>
/// <param name="Place">Where: <c>on-site</c>, <c>telephone</c>, <c>online</c>.</param>
/// <param name="Summary">What it was about; two services of one day that are alike otherwise differ by it.</param>
public sealed record RenderedService(DateOnly On, string Kind, bool OnSite, decimal Hours, string Place = "", string Summary = "")
{
    /// <summary>A lecture on the law (法治讲座).</summary>
    public const string Lecture = "lecture";

    /// <summary>Reads what record forms hold: each record with its <c>entries</c>.</summary>
    public static IEnumerable<RenderedService> Of(JsonNode? records)
    {
        foreach (var record in records as JsonArray ?? [])
            foreach (var entry in record?["entries"] as JsonArray ?? [])
                if (DateOnly.TryParseExact(entry?["on"]?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
                    && decimal.TryParse(entry?["hours"]?.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var hours))
                    yield return new(on, entry?["kind"]?.ToString() ?? "", entry?["place"]?.ToString() == "on-site", hours,
                        entry?["place"]?.ToString() ?? "", entry?["summary"]?.ToString().Trim() ?? "");
    }
}

/// <summary>What was rendered within a period beside what is owed. Pure.</summary>
public static class ServiceTally
{
    /// <summary>Counts a period: each target that concerns it, what there is, and whether all are met. A target that no policy sets is not judged.</summary>
    /// <param name="period">The period.</param>
    /// <param name="rendered">All that was rendered.</param>
    /// <param name="targets">The target of a key, or null.</param>
    /// <param name="served">From when to when the counsel served; null: all the time.</param>
    public static IReadOnlyList<TallyLine> Count(ServicePeriod period, IEnumerable<RenderedService> rendered, Func<string, CounselTarget?> targets, ServedSpan? served = null)
    {
        var within = rendered.Where(x => period.Holds(x.On)).ToList();
        return
        [
            .. Measures(period.Kind, within)
                .Select(x => (x.Key, x.Done, Target: targets(x.Key))).Where(x => x.Target is not null)
                .Select(x => new TallyLine(x.Key, x.Done, x.Target!) { Months = MonthsOf(period, x.Target!, served) }),
        ];
    }

    // Null where the whole is owed: nothing is reduced, and nothing has to be explained.
    private static int? MonthsOf(ServicePeriod period, CounselTarget target, ServedSpan? served) =>
        period.Kind == ServicePeriodKind.Year && target.Proration != Proration.None && served?.Months(period, target.Proration) is { } months and < TallyLine.MonthsOfYear ? months : null;

    private static IEnumerable<(string Key, decimal Done)> Measures(ServicePeriodKind kind, List<RenderedService> within) => kind switch
    {
        ServicePeriodKind.Month => [(CounselTargetBook.VisitsPerMonth, within.Where(x => x.OnSite).Select(x => x.On).Distinct().Count()), (CounselTargetBook.HoursPerMonth, within.Where(x => x.OnSite).Sum(x => x.Hours))],
        ServicePeriodKind.Quarter => [(CounselTargetBook.LecturesPerQuarter, within.Count(x => x.Kind == RenderedService.Lecture))],
        _ => [(CounselTargetBook.HoursPerYear, within.Sum(x => x.Hours))],
    };
}

/// <summary>One target with what was done.</summary>
/// <param name="Key">The target.</param>
/// <param name="Done">What was done, in its unit.</param>
/// <param name="Target">What is owed.</param>
public sealed record TallyLine(string Key, decimal Done, CounselTarget Target)
{
    internal const int MonthsOfYear = 12;

    /// <summary>The months served, where the target is reduced to them; null: it is owed whole.</summary>
    public int? Months { get; init; }

    /// <summary>What is owed: the target, or its part by the months served, rounded up to hundredths: nobody owes less than the part.</summary>
    public decimal Least => Months is { } months ? Math.Ceiling(Target.Least * 100m * months / MonthsOfYear) / 100 : Target.Least;

    /// <summary>Whether enough was done.</summary>
    public bool IsMet => Done >= Least;
}
