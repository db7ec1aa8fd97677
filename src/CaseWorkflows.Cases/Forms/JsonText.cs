using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Forms;

/// <summary>How this room reads and writes JSON that people see.</summary>
internal static class JsonText
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A property written twice would let the second silently win; a person reading the file sees the first.
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The object written in <paramref name="text"/>, or one error that says what it is instead.</summary>
    public static (JsonObject? Object, FieldError? Error) ParseObject(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) is JsonObject o
                ? (o, null)
                : (null, FormTexts.Error("", "json.not-an-object"));
        }
        catch (JsonException e)
        {
            return (null, FormTexts.Error("", "json.unreadable", ("line", (e.LineNumber ?? 0) + 1), ("column", (e.BytePositionInLine ?? 0) + 1)));
        }
    }
}
