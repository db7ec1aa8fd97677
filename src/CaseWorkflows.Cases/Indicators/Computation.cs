using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>
/// Computes formulas over cases. Pure: the same rows in any order give the same value. Rows have to reach back as far as
/// <see cref="Reach"/> says.
/// </summary>
public sealed class Computation
{
    /// <summary>What a place within a counted entry begins with.</summary>
    internal const string EntryRoot = "entry.";

    private readonly IReadOnlyList<CountedCase> _cases;
    private readonly IReadOnlyList<CountedSample> _samples;
    private readonly Func<string, Period, decimal?> _figure;
    private readonly DateTimeOffset _now;
    private readonly IReadOnlyDictionary<CaseId, bool> _drawn;

    /// <summary>Takes what is counted.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="samples">The scored cases of quality samples.</param>
    /// <param name="figure">The reported figure of a key for a period, or null.</param>
    /// <param name="now">Until when the time of what is not done yet counts.</param>
    /// <param name="drawn">The cases drawn for quality samples, and whether each was scored; null: none.</param>
    public Computation(
        IReadOnlyList<CountedCase> cases, IReadOnlyList<CountedSample> samples, Func<string, Period, decimal?> figure, DateTimeOffset now, IReadOnlyDictionary<CaseId, bool>? drawn = null) =>
        (_cases, _samples, _figure, _now, _drawn) = (cases, samples, figure, now, drawn ?? new Dictionary<CaseId, bool>());

    /// <summary>The first day of the cases that a value of the period needs.</summary>
    public static DateOnly Reach(Indicator indicator, Period period)
    {
        if (indicator.Formula?.Measure == Measure.Growth) return period.YearBefore().First;
        return indicator.Target?.Direction == IndicatorDirection.Rising ? period.Before().First : period.First;
    }

    /// <summary>The value for a period; <see cref="Computed.Value"/> is null where there is nothing to compute it from.</summary>
    public Computed Of(IndicatorFormula formula, Period period)
    {
        if (formula.Measure is Measure.Each or Measure.ShareOfFigure) return OfServed(formula, period);
        var units = Units(formula, period).OrderBy(x => x.At).ThenBy(x => x.Code, StringComparer.Ordinal).ToList();
        switch (formula.Measure)
        {
            case Measure.Count:
                return Computed.Of(units.Count, null, units.Count, Marks(units));
            case Measure.Share:
                var marks = units.Select(x => new CaseMark(x.Id, x.Code, x.At, Holds(formula.Hit, x), null)).ToList();
                var hits = marks.Count(x => x.IsHit);
                return Computed.Of(units.Count == 0 ? null : 100m * hits / units.Count, hits, units.Count, marks);
            case Measure.Sum or Measure.Average or Measure.Percentile:
                var valued = units.Select(x => new CaseMark(x.Id, x.Code, x.At, true, ValueOf(formula.Value!, x))).Where(x => x.Value is not null).ToList();
                var values = valued.Select(x => x.Value!.Value).Order().ToList();
                decimal? value = formula.Measure switch
                {
                    Measure.Sum => values.Sum(),
                    _ when values.Count == 0 => null,
                    Measure.Average => values.Sum() / values.Count,
                    _ => values[Math.Max(0, (int)Math.Ceiling(formula.Percent / 100m * values.Count) - 1)],
                };
                return Computed.Of(value, null, values.Count, [.. valued.Select(x => x with { Value = Computed.Rounded(x.Value!.Value) })]);
            case Measure.Growth:
                var before = Units(formula, period.YearBefore()).Count();
                return Computed.Of(before == 0 ? null : (units.Count - before) * 100m / before, units.Count, before, Marks(units));
            case Measure.PerFigure:
                var figure = _figure(formula.Figure!, period);
                return Computed.Of(figure is > 0 ? units.Count * formula.Per / figure.Value / period.Years : null, null, units.Count, Marks(units));
            default:
                throw new InvalidOperationException($"No measure '{formula.Measure}'.");
        }
    }

    /// <summary>Of those that were served in the period, each named once, how much each got or how many of all they are.</summary>
    private Computed OfServed(IndicatorFormula formula, Period period)
    {
        var served = _cases.Where(x => formula.Services.Contains(x.Service)).Select(x => (Case: x, At: StartWithin(formula.During!, x, period), Who: x.At(formula.By!) is { } who ? TextOf(who).Trim() : ""))
            .Where(x => x is { At: not null, Who.Length: > 0 }).OrderBy(x => x.At).ThenBy(x => x.Case.Code, StringComparer.Ordinal).ToList();
        // Villages of one name may lie in two townships.
        var count = served.Select(x => (x.Case.Office, x.Who)).Distinct().Count();
        if (formula.Measure == Measure.ShareOfFigure)
        {
            var figure = _figure(formula.Figure!, period);
            return Computed.Of(figure is > 0 ? 100m * count / figure.Value : null, null, count, [.. served.Select(x => new CaseMark(x.Case.Id, x.Case.Code, x.At!.Value, true, null))]);
        }
        var amounts = Units(formula with { During = null }, period).GroupBy(x => x.Id).ToDictionary(x => x.Key, x => formula.Value is { } value ? x.Sum(unit => ValueOf(value, unit) ?? 0) : x.Count());
        var marks = served.Select(x => new CaseMark(x.Case.Id, x.Case.Code, x.At!.Value, true, Computed.Rounded(amounts.GetValueOrDefault(x.Case.Id)))).ToList();
        return Computed.Of(count == 0 ? null : served.Sum(x => amounts.GetValueOrDefault(x.Case.Id)) / count, null, count, marks);
    }

    private static List<CaseMark> Marks(List<Unit> units) => [.. units.Select(x => new CaseMark(x.Id, x.Code, x.At, true, null))];

    private IEnumerable<Unit> Units(IndicatorFormula formula, Period period)
    {
        if (formula.Of == Counted.Samples)
            return _samples.Where(x => formula.Services.Contains(x.Service) && period.Contains(x.At))
                .Select(x => new Unit(x.Id, x.Code, x.At, null, x.Passed ? "passed" : "failed") { Score = x.Score }).Where(x => Holds(formula.Where, x));
        return _cases.Where(x => formula.Services.Contains(x.Service)).SelectMany(x => UnitsOf(formula, x, period)).Where(x => period.Contains(x.At) && Holds(formula.Where, x));
    }

    private IEnumerable<Unit> UnitsOf(IndicatorFormula formula, CountedCase @case, Period period)
    {
        switch (formula.Of)
        {
            case Counted.Cases when formula.During is { } span:
                return StartWithin(span, @case, period) is { } start ? [new(@case.Id, @case.Code, start, @case, null)] : [];
            case Counted.Entries:
                var entries = Entries(@case, formula.List!).Select(x => (Entry: x, At: x[FieldOf(formula.At)] is { } at && Forms.Instants.TryParse(TextOf(at), out var on) ? on : (DateTimeOffset?)null))
                    .Where(x => x.At is not null).Select(x => new Unit(@case.Id, @case.Code, x.At!.Value, @case, null) { Entry = x.Entry });
                return formula.OncePerDay ? entries.Where(x => Holds(formula.Where, x)).DistinctBy(x => ChinaTime.DayOf(x.At)) : entries;
            case Counted.Cases:
                return InstantOf(formula.At, @case) is { } at ? [new(@case.Id, @case.Code, at, @case, null)] : [];
            case Counted.Clocks:
                // One that was missed and still runs is missed already: waiting longer must not take it out of the count.
                return @case.Clocks.Where(x => formula.Names.Contains(x.Key) && (x.Verdict is ClockVerdict.Met or ClockVerdict.Missed || (x.StoppedAt is null && x.BreachedAt is not null)))
                    .Select(x => new Unit(@case.Id, @case.Code, (x.StoppedAt ?? x.BreachedAt)!.Value, @case, x.Verdict == ClockVerdict.Met ? "met" : "missed"));
            case Counted.Tasks:
                return @case.Tasks.Where(x => formula.Names.Count == 0 || formula.Names.Contains(x.Step)).Select(x => new Unit(@case.Id, @case.Code, x.EndedAt, @case, x.Outcome));
            case Counted.Links:
                return @case.Links.Where(x => formula.Names.Count == 0 || formula.Names.Contains(x.Relation)).Select(x => new Unit(@case.Id, @case.Code, x.OccurredAt, @case, x.Service));
            default:
                return [];
        }
    }

    /// <summary>When, within the period, what a case is about begins; null if none of it lies there.</summary>
    private static DateTimeOffset? StartWithin(CountedSpan span, CountedCase @case, Period period)
    {
        if (InstantOf(span.From, @case) is not { } from || InstantOf(span.Until, @case) is not { } planned) return null;
        var until = @case.ClosedAt < planned ? @case.ClosedAt.Value : planned;
        var start = from > period.From ? from : period.From;
        return start < until && start < period.Until ? start : null;
    }

    // A list of forms each with a list of its own is one list of all their entries.
    private static IEnumerable<JsonObject> Entries(CountedCase @case, string list)
    {
        var parts = list.Split('.');
        IEnumerable<JsonNode?> at = [@case.At(string.Join('.', parts.Take(2)))];
        foreach (var part in parts.Skip(2)) at = [.. at.SelectMany(Spread).Select(x => (x as JsonObject)?[part])];
        return at.SelectMany(Spread).OfType<JsonObject>();

        static IEnumerable<JsonNode?> Spread(JsonNode? node) => node is JsonArray many ? many : [node];
    }

    private static string FieldOf(string place) => place[(place.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private bool Holds(IReadOnlyList<Condition> conditions, Unit unit) => conditions.All(x => Holds(x, unit));

    private bool Holds(Condition condition, Unit unit)
    {
        switch (condition)
        {
            case Condition.Not not: return !Holds(not.Inner, unit);
            case Condition.Any any: return any.Inner.Any(x => Holds(x, unit));
            case Condition.Own own: return unit.Own is { } text && own.Among.Contains(text);
            case Condition.EntryField field: return unit.Entry?[field.Field] is { } filled && field.Among.Contains(TextOf(filled));
        }
        if (unit.Case is not { } @case) return false;
        return condition switch
        {
            Condition.Attribute attribute => Attribute(attribute.Of, @case) is { } text && attribute.Among.Contains(text),
            Condition.Place place => Fits(place, @case.At(place.At)),
            Condition.Step step => @case.Tasks.Any(x => step.Names.Contains(x.Step) && (step.Outcomes.Count == 0 || step.Outcomes.Contains(x.Outcome))),
            Condition.Role role => @case.Tasks.Any(x => x.By is not null && role.Names.Contains(x.Role)),
            Condition.ClockVerdict clock => @case.Clocks.LastOrDefault(x => x.Key == clock.Key) is { } newest && clock.Among.Contains(VerdictOf(newest)),
            Condition.Sampled sampled => _drawn.TryGetValue(@case.Id, out var isScored) && (sampled.Among.Contains("drawn") || (isScored && sampled.Among.Contains("scored"))),
            Condition.Linked linked => @case.Links.Any(x => linked.Relations.Contains(x.Relation)),
            _ => throw new InvalidOperationException($"No condition '{condition.GetType().Name}'."),
        };
    }

    private static string VerdictOf(MeasuredClock clock) => clock.Verdict switch
    {
        ClockVerdict.Met => "met",
        ClockVerdict.Missed => "missed",
        ClockVerdict.Lapsed => "lapsed",
        _ => clock.BreachedAt is null ? "running" : "missed",
    };

    private static string? Attribute(CaseAttribute of, CountedCase @case) => of switch
    {
        CaseAttribute.Result => @case.Result,
        CaseAttribute.Stage => @case.Stage,
        CaseAttribute.Status => @case.Status,
        _ => @case.Channel,
    };

    private static bool Fits(Condition.Place place, JsonNode? node)
    {
        if (node is null || node.GetValueKind() == JsonValueKind.Null) return false;
        if (place.AtLeast is { } least) return NumberOf(node) is { } number && number >= least;
        IEnumerable<string> given = node is JsonArray list ? list.OfType<JsonNode>().Select(TextOf) : [TextOf(node)];
        return place.Among.Count == 0 ? given.Any(x => x.Length > 0) : given.Any(x => place.Among.Contains(x));
    }

    private static string TextOf(JsonNode node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node.ToJsonString();

    private static decimal? NumberOf(JsonNode? node) =>
        node is JsonValue && decimal.TryParse(TextOf(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private decimal? ValueOf(CountedValue value, Unit unit)
    {
        if (unit.Score is { } score) return score;
        if (unit.Case is not { } @case) return null;
        if (value.Place is { } place) return NumberOf(unit.Entry is { } entry && place.StartsWith(EntryRoot, StringComparison.Ordinal) ? entry[FieldOf(place)] : @case.At(place));
        if (InstantOf(value.Begin!, @case) is not { } begin) return null;
        var end = InstantOf(value.End!, @case) ?? (value.OpenCounts && @case.ClosedAt is null ? _now : null);
        if (end is not { } ended) return null;
        var elapsed = ended > begin ? ended - begin : TimeSpan.Zero;
        return value.Elapsed switch
        {
            IndicatorUnit.Hours => (decimal)elapsed.Ticks / TimeSpan.TicksPerHour,
            IndicatorUnit.Days => (decimal)elapsed.Ticks / TimeSpan.TicksPerDay,
            _ => (decimal)elapsed.Ticks / TimeSpan.TicksPerMinute,
        };
    }

    private static DateTimeOffset? InstantOf(string place, CountedCase @case)
    {
        if (place == "received") return @case.ReceivedAt;
        if (place == "closed") return @case.ClosedAt;
        if (place.StartsWith("step:", StringComparison.Ordinal)) return @case.Tasks.Where(x => place[5..].Split(',').Contains(x.Step)).Select(x => (DateTimeOffset?)x.EndedAt).Max();
        return @case.At(place) is JsonValue value && value.TryGetValue<string>(out var text) && Forms.Instants.TryParse(text, out var at) ? at : null;
    }

    private sealed record Unit(CaseId Id, string Code, DateTimeOffset At, CountedCase? Case, string? Own)
    {
        public decimal? Score { get; init; }

        public JsonObject? Entry { get; init; }
    }
}

/// <summary>What came out of a formula.</summary>
/// <param name="Value">The value; null where there is nothing to compute it from.</param>
/// <param name="Hits">Of a share those that satisfy it, of a growth those of this period; null otherwise.</param>
/// <param name="Base">How many were counted; of a growth those of the year before.</param>
/// <param name="Cases">What was counted, oldest first.</param>
public sealed record Computed(decimal? Value, int? Hits, int Base, IReadOnlyList<CaseMark> Cases)
{
    /// <summary>The value before it was rounded to two places: a target is compared with this one. 94.996 of a hundred are not 95.</summary>
    public decimal? Exact { get; init; }

    internal static Computed Of(decimal? exact, int? hits, int @base, IReadOnlyList<CaseMark> cases) => new(exact is { } number ? Rounded(number) : null, hits, @base, cases) { Exact = exact };

    internal static decimal Rounded(decimal value) => decimal.Round(value, 2, MidpointRounding.AwayFromZero);
}

/// <summary>Something that was counted.</summary>
/// <param name="Id">The case.</param>
/// <param name="Code">Its code.</param>
/// <param name="At">When it counts.</param>
/// <param name="IsHit">Of a share: whether it satisfies it; true otherwise.</param>
/// <param name="Value">Its own value; null where none is asked for.</param>
public sealed record CaseMark(CaseId Id, string Code, DateTimeOffset At, bool IsHit, decimal? Value);
