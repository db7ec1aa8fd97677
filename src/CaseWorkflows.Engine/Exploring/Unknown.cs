using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>
/// Values that only a real case has stand as texts of this form in an explored flow. They travel through variables as values do; as soon as the way on
/// depends on one, every way is tried.
/// </summary>
internal static partial class Unknown
{
    private const char Open = '⟪';
    private const char Close = '⟫';

    public static string Named(string name) => $"{Open}{name.Replace(Open, '<').Replace(Close, '>')}{Close}";

    /// <summary>An unknown that is no other one in <paramref name="state"/>, whatever had its name before.</summary>
    public static string Fresh(string name, string? state)
    {
        var made = Named(name);
        while (state?.Contains(made, StringComparison.Ordinal) == true) made = Named(name += "'");
        return made;
    }

    public static bool Is(JsonNode? value) => value is JsonValue && value.AsText() is [Open, .., Close];

    /// <summary>Whether an unknown stands anywhere in the value.</summary>
    public static bool IsIn(JsonNode? value) => value switch
    {
        null => false,
        JsonValue single => single.TryGetValue<string>(out var text) && text.Contains(Open, StringComparison.Ordinal),
        JsonArray list => list.Any(IsIn),
        JsonObject json => json.Any(x => IsIn(x.Value)),
        _ => false,
    };

    /// <summary>The value with known ones in the place of unknowns.</summary>
    public static JsonNode? Replace(JsonNode? value, IReadOnlyDictionary<string, JsonNode?> known) => value switch
    {
        JsonValue when Is(value) && known.TryGetValue(value.AsText(), out var found) => found?.DeepClone(),
        JsonArray list when IsIn(list) => new JsonArray([.. list.Select(x => Replace(x, known) is { } item && item == x ? item.DeepClone() : Replace(x, known))]),
        JsonObject json when IsIn(json) => new JsonObject(json.Select(x => KeyValuePair.Create(x.Key, Replace(x.Value, known)?.DeepClone()))),
        _ => value,
    };

    /// <summary>The text with unknowns numbered in the order in which they stand there: what they are called makes no difference.</summary>
    public static string Numbered(string text)
    {
        if (!text.Contains(Open, StringComparison.Ordinal)) return text;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return Pattern().Replace(text, match =>
        {
            if (!numbers.TryGetValue(match.Value, out var number)) numbers[match.Value] = number = numbers.Count;
            return $"{Open}{number}{Close}";
        });
    }

    [GeneratedRegex("⟪[^⟪⟫]*⟫")]
    private static partial Regex Pattern();
}
