using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Calendars;
using CaseInstants = CaseWorkflows.Cases.Activities.Instants;

namespace CaseWorkflows.Cases.Forms;

/// <summary>
/// A bound of a field as forms write it: a day or number that is meant itself, <c>today</c>, a place among the facts of the case (<c>fact:application.matter.amount</c>), another
/// field (<c>field:ruledOn</c>; <c>field:signatures[].signedOn</c>: those of all entries); of amounts also a sum (<c>fact:application.matter.amount - field:reliefAmount</c>). After
/// <c>??</c> stands what holds where something before it is not known; after <c>unless</c> a place of the case that, if anything is there, takes the whole bound away.
/// </summary>
internal static partial class FormBound
{
    /// <summary>Stands before the key of another field of the form.</summary>
    public const string Field = "field:";

    /// <summary>Stands before what, where the case knows it, takes the bound away.</summary>
    public const string Unless = " unless ";

    /// <summary>The present day.</summary>
    public const string Today = "today";

    /// <summary>Whether a bound is more than a day or number that is meant itself.</summary>
    public static bool IsPlace(string? text) => text is not null && (text.Contains(Field, StringComparison.Ordinal) || FormBounds.IsOfCase(text));

    /// <summary>Whether the text can bound a field of a type.</summary>
    public static bool IsBound(string text, bool days) => text.Split(Unless) is [_] or [_, ['f', 'a', 'c', 't', ':', _, ..]] && Ways(text).All(x => Way().IsMatch(x) && (!days || Terms(x).Count == 1) && Terms(x).All(term => IsTerm(term.Text, days)));

    /// <summary>The fields that a bound names.</summary>
    public static IEnumerable<string> FieldsOf(string? text) => text is null ? [] : Ways(text).SelectMany(Terms).Where(x => IsField(x.Text)).Select(x => x.Text[Field.Length..]);

    /// <summary>The places of the case that a bound names first.</summary>
    public static string? FirstPlace(string text, JsonObject facts) => Ways(text).Select(Terms).FirstOrDefault(x => x.Count == 1 && FormBounds.IsOfCase(x[0].Text) && Known(x[0].Text, facts, false, true) is not null)?[0].Text;

    /// <summary>The bound with what the case knows in place of the names of facts; null if nothing is left that could bound anything.</summary>
    public static string? Known(string text, JsonObject facts, FormFieldType type, bool lower)
    {
        if (text.Split(Unless) is [_, var exception] && FormValues.IsFilled(CaseInstants.At(facts, exception.Trim()))) return null;
        List<string> ways = [];
        foreach (var way in Ways(text))
        {
            var terms = Terms(way).Select(x => (x.Sign, Text: FormBounds.IsOfCase(x.Text) ? Known(x.Text, facts, type is FormFieldType.Number or FormFieldType.Money, lower) : x.Text)).ToList();
            if (terms.Any(x => x.Text is null)) continue;
            ways.Add(string.Concat(terms.Select((x, i) => i == 0 ? x.Text : $" {x.Sign} {x.Text}")));
            // What is known for sure leaves nothing to what stands after it.
            if (!terms.Any(x => IsField(x.Text!))) break;
        }
        return ways.Count == 0 ? null : string.Join($" {CaseInstants.Else} ", ways);
    }

    /// <summary>The number that a bound comes to; null while a field it rests on is empty.</summary>
    public static decimal? Number(string? text, Func<string, JsonNode?> fields, bool lower) => text is null ? null
        : Ways(text).Select(way => Terms(way).Select(x => (x.Sign, Value: NumberOf(x.Text, fields, lower))).ToList())
            .Where(way => way.All(x => x.Value is not null)).Select(way => (decimal?)way.Sum(x => x.Sign == '-' ? -x.Value!.Value : x.Value!.Value)).FirstOrDefault();

    /// <summary>The day or instant that a bound comes to; null while a field it rests on is empty.</summary>
    public static BoundMoment? Moment(string? text, Func<string, JsonNode?> fields, DateOnly today, bool lower) => text is null ? null
        : Ways(text).Select(way => MomentOf(way, fields, today, lower)).FirstOrDefault(x => x is not null);

    private static decimal? NumberOf(string term, Func<string, JsonNode?> fields, bool lower)
    {
        if (!IsField(term)) return decimal.TryParse(term, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        var known = Each(fields(term[Field.Length..])).Select(x => x?.GetValueKind() == System.Text.Json.JsonValueKind.Number ? FieldReader.Number(x) : null).OfType<decimal>().ToList();
        return known.Count == 0 ? null : lower ? known.Max() : known.Min();
    }

    private static BoundMoment? MomentOf(string term, Func<string, JsonNode?> fields, DateOnly today, bool lower)
    {
        if (term == Today) return BoundMoment.OfDay(today);
        if (!IsField(term)) return BoundMoment.TryRead(term);
        var known = Each(fields(term[Field.Length..])).Select(x => BoundMoment.TryRead(x?.ToString() ?? "")).OfType<BoundMoment>().OrderBy(x => x.At).ToList();
        return known.Count == 0 ? null : lower ? known[^1] : known[0];
    }

    private static string? Known(string place, JsonObject facts, bool numbers, bool lower)
    {
        var found = Each(CaseInstants.At(facts, place)).OfType<JsonNode>().ToList();
        if (numbers)
        {
            var known = found.Select(x => decimal.TryParse(x.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (decimal?)null).OfType<decimal>().ToList();
            return known.Count == 0 ? null : (lower ? known.Max() : known.Min()).ToString(CultureInfo.InvariantCulture);
        }
        var days = found.Select(x => BoundMoment.TryRead(x.ToString())).OfType<BoundMoment>().OrderBy(x => x.At).ToList();
        return days.Count == 0 ? null : (lower ? days[^1] : days[0]).Written;
    }

    private static List<JsonNode?> Each(JsonNode? node) => node is JsonArray list ? [.. list] : [node];

    private static IEnumerable<string> Ways(string text) => text.Split(Unless)[0].Split(CaseInstants.Else).Select(x => x.Trim());

    private static List<(char Sign, string Text)> Terms(string way)
    {
        var parts = way.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. parts.Where((_, i) => i % 2 == 0).Select((x, i) => (i == 0 ? '+' : parts[i * 2 - 1][0], x))];
    }

    private static bool IsField(string term) => term.StartsWith(Field, StringComparison.Ordinal);

    private static bool IsTerm(string term, bool days) => FormBounds.IsOfCase(term) || IsField(term)
        || (days ? term == Today || DateOnly.TryParseExact(term, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) : decimal.TryParse(term, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    [GeneratedRegex(@"^\S+( [+-] \S+)*$")]
    private static partial Regex Way();
}

/// <summary>A day, or an instant to the minute: what people write knows no seconds.</summary>
/// <param name="At">The instant; of a day its beginning in China.</param>
/// <param name="IsDay">Whether only the day is known.</param>
internal readonly record struct BoundMoment(DateTimeOffset At, bool IsDay)
{
    /// <summary>The day in China.</summary>
    public DateOnly Day => ChinaTime.DayOf(At);

    /// <summary>As a bound writes it.</summary>
    public string Written => IsDay ? Iso(Day) : At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public static BoundMoment OfDay(DateOnly day) => new(ChinaTime.StartOf(day), true);

    /// <summary>Reads a day or an instant; null for anything else.</summary>
    public static BoundMoment? TryRead(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return OfDay(day);
        // Whoever does not know the hour leaves it at midnight.
        return Instants.TryParse(text, out var at) ? new(new DateTimeOffset(at.Ticks - at.Ticks % TimeSpan.TicksPerMinute, TimeSpan.Zero), ChinaTime.ToChina(at).TimeOfDay == TimeSpan.Zero) : null;
    }

    /// <summary>Whether it lies before another; where one of them is a day, whether its day does.</summary>
    public bool IsBefore(BoundMoment other, bool daysAlone) => daysAlone || IsDay || other.IsDay ? Day < other.Day : At < other.At;

    /// <summary>As people read it.</summary>
    public string Shown(bool dayAlone) => IsDay || dayAlone ? Iso(Day) : ChinaTime.ToChina(At).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
