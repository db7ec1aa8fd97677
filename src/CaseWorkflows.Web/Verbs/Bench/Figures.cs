namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>Figures of a measurement.</summary>
internal static class Figures
{
    public static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The value that <paramref name="share"/> of all do not exceed.</summary>
    public static TimeSpan Percentile(IReadOnlyCollection<TimeSpan> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
