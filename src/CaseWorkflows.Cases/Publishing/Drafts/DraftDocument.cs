using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Publishing.Drafts;

/// <summary>
/// A definition's document between the designer and the store. The designer hands back only what it knows, so what it does not know is taken from the
/// document it was given.
/// </summary>
public static class DraftDocument
{
    /// <summary>The schema that exported definitions name.</summary>
    public const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";

    /// <summary>The version of Elsa Studio's format that is written.</summary>
    public const string ToolVersion = "3.8.2.0";

    // What the product sets itself, and what stands for a moment only: two documents that differ in nothing else have the same content.
    private static readonly string[] Volatile = ["id", "createdAt", "version", "toolVersion", "isLatest", "isPublished", "links"];

    private static readonly string[] Order =
    [
        "$schema", "id", "definitionId", "name", "description", "createdAt", "version", "toolVersion", "variables", "inputs", "outputs", "outcomes", "customProperties",
        "isReadonly", "isSystem", "isLatest", "isPublished", "options", "root",
    ];

    private static readonly JsonSerializerOptions Laid = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as it is kept and exported: the same content is always the same text.</summary>
    public static string Text(JsonObject document) => document.ToJsonString(Laid) + "\n";

    /// <summary>Whether two documents say the same, whatever version they are.</summary>
    public static bool SaysTheSame(JsonObject one, JsonObject other) => JsonNode.DeepEquals(Lasting(one), Lasting(other));

    /// <summary>
    /// What was handed in, as a document of its own: fields in their usual order, lists where the designer says null, and from <paramref name="before"/> what the designer
    /// does not know.
    /// </summary>
    public static JsonObject Prepare(JsonObject given, JsonObject? before)
    {
        var document = (JsonObject)given.DeepClone();
        document.Remove("links");
        foreach (var list in new[] { "variables", "inputs", "outputs", "outcomes" }) document[list] ??= new JsonArray();
        foreach (var item in new[] { "customProperties", "options" }) document[item] ??= new JsonObject();
        document["description"] ??= "";
        document["isReadonly"] ??= false;
        document["isSystem"] ??= false;
        document["$schema"] ??= Schema;
        document["toolVersion"] ??= ToolVersion;
        if (before is not null) KeepUnknown(before, document);
        return Ordered(document);
    }

    /// <summary>The flowchart whose steps would all be gone, or null: a designer that could not show a flow hands back an empty one.</summary>
    public static string? Emptied(JsonObject before, JsonObject after)
    {
        Dictionary<string, int> now = [];
        Count(after["root"], now);
        Dictionary<string, int> then = [];
        Count(before["root"], then);
        var root = (before["root"] as JsonObject)?["id"]?.ToString();
        // A container that is gone with all it holds was taken out by somebody; the root can't be.
        return then.Where(x => x.Value > 0 && (now.TryGetValue(x.Key, out var left) ? left == 0 : x.Key == root && now.Values.Sum() == 0)).Select(x => x.Key).FirstOrDefault();
    }

    private static void Count(JsonNode? node, Dictionary<string, int> counts)
    {
        switch (node)
        {
            case JsonObject json:
                if (json["activities"] is JsonArray activities && json["id"] is { } id) counts[id.ToString()] = activities.Count;
                else if (json["type"]?.ToString() == "Elsa.Flowchart" && json["id"] is { } empty) counts[empty.ToString()] = 0;
                foreach (var (_, value) in json) Count(value, counts);
                break;
            case JsonArray array:
                foreach (var item in array) Count(item, counts);
                break;
        }
    }

    private static void KeepUnknown(JsonObject before, JsonObject document)
    {
        foreach (var (key, value) in before)
            if (!Order.Contains(key) && !Volatile.Contains(key) && !document.ContainsKey(key)) document[key] = value?.DeepClone();
        if (before["$schema"] is { } schema) document["$schema"] = schema.DeepClone();
        DropDefaults(before["options"] as JsonObject, document["options"] as JsonObject);
        Keep(before["options"] as JsonObject, document["options"] as JsonObject);
        Keep(before["variables"], document["variables"], "id", KeepValue);
        Keep(before["inputs"], document["inputs"], "name", null);
        Keep(before["outputs"], document["outputs"], "name", null);
    }

    private static void Keep(JsonNode? before, JsonNode? after, string key, Action<JsonObject, JsonObject>? also)
    {
        if (before is not JsonArray old || after is not JsonArray items) return;
        foreach (var item in items.OfType<JsonObject>())
            if (old.OfType<JsonObject>().FirstOrDefault(x => x[key] is { } name && item[key] is { } other && name.ToString() == other.ToString()) is { } same)
            {
                Keep(same, item);
                also?.Invoke(same, item);
            }
    }

    private static void Keep(JsonObject? before, JsonObject? after)
    {
        if (before is null || after is null) return;
        foreach (var (key, value) in before)
            if (!after.ContainsKey(key)) after[key] = value?.DeepClone();
    }

    // The designer writes every option that it knows, also those that say nothing; a file that goes through it must come back as it was.
    private static void DropDefaults(JsonObject? before, JsonObject? after)
    {
        if (before is null || after is null) return;
        foreach (var key in after.Where(x => (x.Value is null || x.Value.GetValueKind() == JsonValueKind.False) && !before.ContainsKey(x.Key)).Select(x => x.Key).ToList()) after.Remove(key);
    }

    // The designer makes a text of every value, of true "True".
    private static void KeepValue(JsonObject before, JsonObject after)
    {
        if (before["value"] is JsonValue or JsonArray or JsonObject && after["value"] is JsonValue written && written.TryGetValue<string>(out var text) && !JsonNode.DeepEquals(before["value"], after["value"])
            && string.Equals(before["value"]!.ToString(), text, before["value"]!.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            after["value"] = before["value"]!.DeepClone();
    }

    private static JsonObject Lasting(JsonObject document)
    {
        var lasting = (JsonObject)document.DeepClone();
        foreach (var key in Volatile) lasting.Remove(key);
        return lasting;
    }

    /// <summary>The document with its fields in their usual order.</summary>
    internal static JsonObject Ordered(JsonObject document)
    {
        var ordered = new JsonObject();
        foreach (var key in Order.Where(document.ContainsKey).Concat(document.Select(x => x.Key).Where(x => !Order.Contains(x))).ToList())
            ordered[key] = document[key]?.DeepClone();
        return ordered;
    }
}
