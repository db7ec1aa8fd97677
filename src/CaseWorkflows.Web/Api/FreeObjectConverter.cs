using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CaseWorkflows.Web.Api;

/// <summary>
/// Reads the parts of a body whose fields only the product's files know (applications, forms). Names and texts are decoded at once: half of a
/// surrogate pair would otherwise show only where somebody looks at it, long after the request was taken for readable.
/// </summary>
internal sealed class FreeObjectConverter : JsonConverter<JsonObject>
{
    public override JsonObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var ahead = reader;
        Decode(ref ahead);
        var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
        using var document = JsonDocument.ParseValue(ref reader);
        return JsonNode.Parse(document.RootElement.GetRawText(), documentOptions: strict)!.AsObject();
    }

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer, options);

    private static void Decode(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth))
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException broken)
            {
                throw new JsonException(null, broken);
            }
        }
    }
}
