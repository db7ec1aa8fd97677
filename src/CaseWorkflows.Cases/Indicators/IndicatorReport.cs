using System.Text.Json.Serialization;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>Where an indicator stands against its target.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IndicatorStanding>))]
public enum IndicatorStanding
{
    /// <summary>Reached.</summary>
    Met,

    /// <summary>Not reached, by no more than one twentieth of the target.</summary>
    Near,

    /// <summary>Not reached.</summary>
    Missed,

    /// <summary>Nothing to compute it from: no case of the period.</summary>
    NoCases,

    /// <summary>Nobody has entered the figure it needs.</summary>
    NoFigure,

    /// <summary>There is a value, and nothing that it shall be.</summary>
    NoTarget,
}

/// <summary>One line of the table.</summary>
/// <param name="InForce">The indicator with its document.</param>
/// <param name="Value">Its value; null where there is none.</param>
/// <param name="Target">What it shall be in this period; null where the document names nothing. Of a rising one the value before.</param>
/// <param name="Standing">How the two stand to each other.</param>
/// <param name="Computed">What was counted; null for a reported figure.</param>
/// <param name="Figure">The entry the value was taken from, or divided by; null where there is none.</param>
/// <param name="Trend">Its value in each month of the trend, with the month's first day; empty for a reported figure.</param>
public sealed record IndicatorLine(
    IndicatorInForce InForce, decimal? Value, decimal? Target, IndicatorStanding Standing, Computed? Computed, ReportedFigure? Figure, IReadOnlyList<TrendPoint> Trend)
{
    /// <summary>The indicator.</summary>
    public Indicator Indicator => InForce.Indicator;
}

/// <summary>A month's value.</summary>
public sealed record TrendPoint(DateOnly Month, decimal? Value);

/// <summary>The table of a region's indicators for a period. Pure: <see cref="IndicatorReckoning"/> brings the rows.</summary>
public static class IndicatorReport
{
    /// <summary>How many months the trend has.</summary>
    public const int TrendMonths = 12;

    private const decimal Twentieth = 0.05m;

    /// <summary>The days of which cases are needed for a table.</summary>
    /// <param name="indicators">The indicators.</param>
    /// <param name="period">The period.</param>
    /// <param name="today">The present day: what was done in the period may have been taken in until then.</param>
    public static Period Reach(IReadOnlyCollection<IndicatorInForce> indicators, Period period, DateOnly today)
    {
        var months = period.Months(TrendMonths);
        var first = indicators.Where(x => !x.Indicator.IsReported)
            .SelectMany(x => months.Append(period).Select(y => Computation.Reach(x.Indicator, y))).Append(period.First).Min();
        return new(first, indicators.Any(x => x.Indicator.Formula is { LooksBack: true }) && today > period.Last ? today : period.Last);
    }

    /// <summary>Computes the table.</summary>
    /// <param name="indicators">The indicators.</param>
    /// <param name="period">The period.</param>
    /// <param name="computation">The rows.</param>
    /// <param name="figures">The entries of the office.</param>
    /// <param name="now">The present: months to come have no value.</param>
    public static IReadOnlyList<IndicatorLine> Of(
        IEnumerable<IndicatorInForce> indicators, Period period, Computation computation, IReadOnlyList<ReportedFigure> figures, DateTimeOffset now) =>
        [.. indicators.Select(x => Line(x, period, computation, figures, now))];

    private static IndicatorLine Line(IndicatorInForce inForce, Period period, Computation computation, IReadOnlyList<ReportedFigure> figures, DateTimeOffset now)
    {
        var indicator = inForce.Indicator;
        if (indicator.Formula is not { } formula)
        {
            var figure = ReportedFigure.For(figures, indicator.Key, period);
            var earlier = indicator.Target?.Direction == IndicatorDirection.Rising ? ReportedFigure.For(figures, indicator.Key, figure?.Period.Before() ?? period.Before())?.Value : null;
            var asked = Asked(indicator, figure?.Period ?? period, earlier);
            return new(inForce, figure?.Value, asked, figure is null ? IndicatorStanding.NoFigure : Judge(indicator, figure.Value, asked), null, figure, []);
        }
        var computed = computation.Of(formula, period);
        var divisor = formula.Figure is { } key ? ReportedFigure.For(figures, key, period) : null;
        var before = indicator.Target?.Direction == IndicatorDirection.Rising ? computation.Of(formula, period.Before()).Exact : null;
        var target = Asked(indicator, period, before);
        var standing = computed.Exact is not { } value
            ? formula.Measure is Measure.PerFigure or Measure.ShareOfFigure && divisor is null ? IndicatorStanding.NoFigure : IndicatorStanding.NoCases
            : Judge(indicator, value, target);
        var trend = period.Months(TrendMonths).Select(x => new TrendPoint(x.First, x.From > now ? null : computation.Of(formula, x).Value)).ToList();
        var asks = indicator.Target?.Direction == IndicatorDirection.Rising && target is { } earlierValue ? Computed.Rounded(earlierValue) : target;
        return new(inForce, Shown(indicator, computed, target), asks, standing, computed, divisor, trend);
    }

    private static decimal? Asked(Indicator indicator, Period period, decimal? before) =>
        indicator.Target is not { } target ? null : target.Direction == IndicatorDirection.Rising ? before : target.For(period);

    // A value that is rounded over its target would look as if it had reached it: then it is rounded the other way.
    private static decimal? Shown(Indicator indicator, Computed computed, decimal? asked)
    {
        if (computed is not { Exact: { } exact, Value: { } rounded } || asked is null || Judge(indicator, exact, asked) is var truth && (Judge(indicator, rounded, asked) == IndicatorStanding.Met) == (truth == IndicatorStanding.Met)) return computed.Value;
        return (rounded > exact ? Math.Floor(exact * 100) : Math.Ceiling(exact * 100)) / 100;
    }

    /// <summary>How a value stands to what is asked.</summary>
    public static IndicatorStanding Judge(Indicator indicator, decimal value, decimal? asked)
    {
        if (indicator.Target is not { } target || asked is not { } number) return IndicatorStanding.NoTarget;
        var (isMet, lacks) = target.Direction switch
        {
            IndicatorDirection.AtLeast => (value >= number, number - value),
            IndicatorDirection.AtMost => (value <= number, value - number),
            IndicatorDirection.Below => (value < number, value - number),
            _ => (value > number, number - value),
        };
        if (isMet) return IndicatorStanding.Met;
        return lacks <= Math.Abs(number) * Twentieth ? IndicatorStanding.Near : IndicatorStanding.Missed;
    }
}
