using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// Reads instants that scripts and forms write: empty, an ISO instant, or a date (its beginning in China); or, written <c>fact:steps.handling.data.closingDay</c>,
/// what the case knows there. Names of people and dates of forms so need not go through the engine's variables.
/// </summary>
internal static class Instants
{
    private const string FactPrefix = "fact:";

    private const string Through = "[]";

    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static bool TryRead(ActivityCall call, string input, out DateTimeOffset? instant) =>
        TryRead(Resolve(call, call.Inputs.GetValueOrDefault(input))?.ToString() ?? "", out instant);

    /// <summary>The value of an input: what it says, or what the case knows at the place it names; null if nothing is there.</summary>
    public static JsonNode? Resolve(ActivityCall call, JsonNode? written)
    {
        return written is JsonValue value && value.TryGetValue<string>(out var text) && IsFact(text) ? At(call.Facts, text)?.DeepClone() : written?.DeepClone();
    }

    /// <summary>Whether a text names a place among the facts instead of being meant itself.</summary>
    public static bool IsFact(string text) => text.StartsWith(FactPrefix, StringComparison.Ordinal);

    /// <summary>
    /// What the facts hold at the place that a text names; null if nothing is there. A number goes into a list (<c>respondents.0.person</c>),
    /// <c>[]</c> through all of it (<c>respondents[].person</c>).
    /// </summary>
    public static JsonNode? At(JsonObject facts, string place) => Look(facts, place[FactPrefix.Length..]);

    private static JsonNode? Look(JsonNode? at, string path)
    {
        var through = path.IndexOf(Through, StringComparison.Ordinal);
        if (through < 0) return path.Length == 0 ? at : path.Split('.').Aggregate(at, Step);
        var rest = path[(through + Through.Length)..].TrimStart('.');
        var found = (Look(at, path[..through]) as JsonArray ?? []).Select(x => Look(x, rest)?.DeepClone()).OfType<JsonNode>().ToList();
        return found.Count == 0 ? null : new JsonArray([.. found]);
    }

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
