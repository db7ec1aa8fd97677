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

    /// <summary>Why the command could not be kept, or null.</summary>
    /// <param name="content">The command as JSON.</param>
    public static Refusal? WhyNotKept(string content)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(content), new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.CurrentDepth > MaxDepth) return Refusal.Of("command.too-deep", ("limit", MaxDepth));
            // PostgreSQL keeps no text with the character 0.
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                return Refusal.Of("command.unkeepable-character");
        }
        return null;
    }
}
