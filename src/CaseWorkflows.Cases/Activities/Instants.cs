using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// Reads instants that scripts and forms write: empty, an ISO instant, or a date (its beginning in China); or, written <c>fact:steps.handling.data.closingDay</c>,
/// what the case knows there. Names of people and dates of forms so need not go through the engine's variables.
/// </summary>
internal static partial class Instants
{
    private const string FactPrefix = "fact:";

    /// <summary>Stands before what is taken instead of a place where nothing is known.</summary>
    public const string Else = "??";

    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static bool TryRead(ActivityCall call, string input, out DateTimeOffset? instant) =>
        TryRead(Resolve(call, call.Inputs.GetValueOrDefault(input))?.ToString() ?? "", out instant);

    /// <summary>
    /// When something was done. A day without an hour begins where the limit of the day before ends: it is taken as a second later, so that it lies after that
    /// limit and within its own.
    /// </summary>
    public static bool TryReadDone(ActivityCall call, string input, out DateTimeOffset? instant)
    {
        var text = Resolve(call, call.Inputs.GetValueOrDefault(input))?.ToString() ?? "";
        if (!TryRead(text, out instant)) return false;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) instant = instant!.Value.AddSeconds(1);
        return true;
    }

    /// <summary>The value of an input: what it says, or what the case knows at the place it names; null if nothing is there.</summary>
    public static JsonNode? Resolve(ActivityCall call, JsonNode? written)
    {
        return written is JsonValue value && value.TryGetValue<string>(out var text) && IsFact(text) ? At(call.Facts, text)?.DeepClone() : written?.DeepClone();
    }

    /// <summary>Whether a text names a place among the facts instead of being meant itself.</summary>
    public static bool IsFact(string text) => text.StartsWith(FactPrefix, StringComparison.Ordinal);

    /// <summary>
    /// What the facts hold at the place that a text names; null if nothing is there. A number goes into a list (<c>respondents.0.person</c>),
    /// <c>[]</c> through all of it (<c>respondents[].person</c>), <c>[1..]</c> through what follows its first entry.
    /// </summary>
    public static JsonNode? At(JsonObject facts, string place) => Look(facts, place[FactPrefix.Length..]);

    /// <summary>
    /// The first that is known of several places, or what is meant itself (<c>fact:application.filedOn ?? fact:case.receivedAt</c>); null if nothing is. It is a copy.
    /// </summary>
    public static JsonNode? Known(JsonObject facts, string places) =>
        places.Split(Else).Select(x => x.Trim()).Select(x => IsFact(x) ? At(facts, x)?.DeepClone() : JsonValue.Create(x)).FirstOrDefault(x => x is not null);

    private static JsonNode? Look(JsonNode? at, string path)
    {
        var through = Through().Match(path);
        if (!through.Success) return path.Length == 0 ? at : path.Split('.').Aggregate(at, Step);
        var rest = path[(through.Index + through.Length)..].TrimStart('.');
        var skipped = through.Groups["from"] is { Success: true } from ? int.Parse(from.Value, CultureInfo.InvariantCulture) : 0;
        var found = (Look(at, path[..through.Index]) as JsonArray ?? []).Skip(skipped).Select(x => Look(x, rest)?.DeepClone()).OfType<JsonNode>().ToList();
        return found.Count == 0 ? null : new JsonArray([.. found]);
    }

    /// <summary>Whether a text names all of a list, or of what follows in it.</summary>
    public static bool IsThroughList(string text) => IsFact(text) && Through().IsMatch(text);

    [GeneratedRegex(@"\[(?:(?<from>[0-9]{1,4})\.\.)?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Through();

    private static JsonNode? Step(JsonNode? at, string part) =>
        at is JsonArray list ? int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < list.Count ? list[n] : null : (at as JsonObject)?[part];

    public static bool TryRead(string text, out DateTimeOffset? instant)
    {
        instant = null;
        if (text.Length == 0 || text == "null") return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            instant = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), China).ToUniversalTime();
            return true;
        }
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)) return false;
        instant = time.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(time, China).ToUniversalTime()
            : new DateTimeOffset(time.ToUniversalTime(), TimeSpan.Zero);
        return true;
    }
}
