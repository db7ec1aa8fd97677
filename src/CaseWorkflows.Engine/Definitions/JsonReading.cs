using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

/// <summary>Lenient reading: designers write numbers and Booleans as texts and leave collections out.</summary>
internal static class JsonReading
{
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly JsonSerializerOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static string AsText(this JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(Readable),
    };

    public static string? TextOrNull(this JsonObject json, string name) => json[name] is { } node ? node.AsText() : null;

    public static bool Flag(this JsonObject json, string name) => bool.TryParse(json[name].AsText(), out var yes) && yes;

    public static int WholeNumber(this JsonObject json, string name, int otherwise) =>
        int.TryParse(json[name].AsText(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public static IEnumerable<JsonNode> Items(this JsonObject json, string name) =>
        json[name] is JsonArray array ? array.OfType<JsonNode>() : [];

    public static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text as it can be written: half of a character that needs two becomes the sign for what can't be shown.</summary>
    public static string Writable(string text)
    {
        var at = HalfCharacter(text);
        if (at < 0) return text;
        var whole = text.ToCharArray();
        for (; at >= 0; at = HalfCharacter(whole)) whole[at] = '\ufffd';
        return new string(whole);
    }

    /// <summary>Where the first half of a character stands without its other half; -1 if nowhere.</summary>
    public static int HalfCharacter(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return i;
        return -1;
    }

    public static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];

    public static bool Same(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null) return a is null && b is null;
        if (a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number)
            return a.ToJsonString() == b.ToJsonString() || Math.Abs(Number(a) - Number(b)) < 1e-12;
        switch (a, b)
        {
            case (JsonArray x, JsonArray y):
                return x.Count == y.Count && x.Zip(y).All(pair => Same(pair.First, pair.Second));
            case (JsonObject x, JsonObject y):
                return x.Count == y.Count && x.All(pair => y.ContainsKey(pair.Key) && Same(pair.Value, y[pair.Key]));
            default:
                return JsonNode.DeepEquals(a, b);
        }
    }

    public static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
}
