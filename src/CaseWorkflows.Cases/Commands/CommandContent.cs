using System.Text;
using System.Text.Json;

namespace CaseWorkflows.Cases.Commands;

/// <summary>What a command may hold so that everybody can read it back: the database, the history, the case page.</summary>
internal static class CommandContent
{
    /// <summary>
    /// How deep objects and lists may lie in one another. The readers stop at 64, and dossier, history and the case's answer put what was given
    /// some levels deeper; a case that cannot be read any more would be lost.
    /// </summary>
    private const int MaxDepth = 40;

    // A form's own limits are narrower; this is what stands where no form asks.
    private const int LongestText = 20_000;

    private static readonly Dictionary<string, int> Longest = new(StringComparer.OrdinalIgnoreCase)
    {
        ["reason"] = 2_000, ["comment"] = 4_000, ["note"] = 4_000, ["name"] = 200, ["title"] = 200, ["commandId"] = 200,
    };

    /// <summary>Why the command could not be kept, or null.</summary>
    /// <param name="content">The command as JSON.</param>
    public static Refusal? WhyNotKept(string content)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(content), new JsonReaderOptions { MaxDepth = int.MaxValue });
        var field = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName) field = reader.GetString()!;
            if (reader.TokenType == JsonTokenType.String && LengthOf(ref reader) is var length && length > (Longest.TryGetValue(field, out var own) ? own : LongestText))
                return Refusal.Of("command.text-too-long", ("field", field), ("limit", Longest.GetValueOrDefault(field, LongestText)), ("length", length));
            if (reader.CurrentDepth > MaxDepth) return Refusal.Of("command.too-deep", ("limit", MaxDepth));
            // PostgreSQL keeps no text with the character 0.
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                return Refusal.Of("command.unkeepable-character");
        }
        return null;
    }

    // No more than it has bytes: only what is long in bytes has to be counted.
    private static int LengthOf(ref Utf8JsonReader reader) => reader.ValueSpan.Length <= 200 ? 0 : reader.GetString()!.Length;
}
