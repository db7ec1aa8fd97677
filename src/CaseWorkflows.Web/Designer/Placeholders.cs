using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Designer;

/// <summary>
/// The designer shows nothing at all of a flow with one activity that it has no description of, and would then save nothing. Such activities go out as placeholders that
/// carry their whole JSON, and come back as what they were.
/// </summary>
internal static class Placeholders
{
    public const string TypeName = "Elsa.NotFoundActivity";
    private const string Original = "originalActivityJson";
    private const string Outcomes = "outcomes";

    /// <summary>Puts placeholders where the designer knows nothing; <paramref name="document"/> is changed.</summary>
    public static void Put(JsonObject document, ActivityCatalog catalog)
    {
        if (document["root"] is not JsonObject root) return;
        // What a flow begins with can't be a placeholder: there would be nowhere to draw.
        Put(root, catalog, isRoot: true, []);
    }

    /// <summary>Puts back what the placeholders stand for; <paramref name="document"/> is changed.</summary>
    public static void TakeAway(JsonObject document)
    {
        if (document["root"] is JsonObject root && TakeAwayIn(root) is { } original) document["root"] = original;
    }

    private static JsonObject? Put(JsonObject activity, ActivityCatalog catalog, bool isRoot, IReadOnlyList<string> ways)
    {
        if (!isRoot && !IsShown(activity, catalog)) return PlaceholderOf(activity, ways);
        var used = (activity["connections"] as JsonArray ?? []).OfType<JsonObject>().Select(x => x["source"] as JsonObject)
            .ToLookup(x => x?["activity"]?.ToString(), x => x?["port"]?.ToString() is { Length: > 0 } port ? port : "Done");
        foreach (var (list, at, child) in Children(activity).ToList())
            if (Put(child, catalog, false, [.. used[child["id"]?.ToString()].Distinct()]) is { } placeholder) Replace(list, at, placeholder);
        return null;
    }

    private static JsonObject? TakeAwayIn(JsonObject activity)
    {
        if (activity["type"]?.ToString() == TypeName && activity[Original]?.ToString() is { Length: > 0 } text && Parse(text) is { } original)
        {
            original["id"] = activity["id"]?.DeepClone();
            if (activity["nodeId"] is { } node) original["nodeId"] = node.DeepClone();
            KeepPlace(activity, original);
            return original;
        }
        foreach (var (list, at, child) in Children(activity).ToList())
            if (TakeAwayIn(child) is { } back) Replace(list, at, back);
        return null;
    }

    // Where it stands and how large it is drawn may change; its text was made by us if it had none.
    private static void KeepPlace(JsonObject placeholder, JsonObject original)
    {
        if (placeholder["metadata"] is not JsonObject drawn) return;
        var metadata = (JsonObject)drawn.DeepClone();
        if (metadata["displayText"]?.ToString() == TextOf(original)) metadata.Remove("displayText");
        if ((original["metadata"] as JsonObject)?["displayText"] is { } text && !metadata.ContainsKey("displayText")) metadata["displayText"] = text.DeepClone();
        original["metadata"] = metadata;
    }

    private static JsonObject PlaceholderOf(JsonObject activity, IReadOnlyList<string> ways)
    {
        var metadata = activity["metadata"]?.DeepClone() as JsonObject ?? [];
        metadata["displayText"] ??= TextOf(activity);
        return new JsonObject
        {
            ["id"] = activity["id"]?.DeepClone(),
            ["nodeId"] = activity["nodeId"]?.DeepClone(),
            ["name"] = activity["name"]?.DeepClone(),
            ["type"] = TypeName,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = false, ["runAsynchronously"] = false },
            ["metadata"] = metadata,
            ["missingTypeName"] = activity["type"]?.ToString(),
            ["missingTypeVersion"] = int.TryParse(activity["version"]?.ToString(), out var version) ? version : 1,
            [Original] = activity.ToJsonString(Studio.Json),
            // Its ways out, as far as connections use them: a port that is not drawn would take its connection with it.
            [Outcomes] = new JsonObject
            {
                ["typeName"] = "ICollection<String>",
                ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = JsonSerializer.Serialize(ways, Studio.Json) },
            },
        };
    }

    private static string TextOf(JsonObject activity) => $"{activity["type"]} v{activity["version"]?.ToString() ?? "1"}";

    private static bool IsShown(JsonObject activity, ActivityCatalog catalog)
    {
        var version = activity["version"] is null ? 1 : int.TryParse(activity["version"]!.ToString(), out var number) ? number : -1;
        if (catalog.Find(activity["type"]?.ToString() ?? "", version) is not { } description) return false;
        // The designer reads the ways out as a JSON list and breaks off on anything else.
        return description.OutcomesInput is not { } input || activity[Camel(input)] is not { } written || HasList(written);
    }

    private static bool HasList(JsonNode written)
    {
        if ((written as JsonObject)?["expression"] is not JsonObject expression) return false;
        if (expression["value"] is JsonArray list) return list.All(x => x is JsonValue value && value.TryGetValue<string>(out _));
        try
        {
            return JsonSerializer.Deserialize<string[]>(expression["value"]?.ToString() ?? "") is { } texts && texts.All(x => x is not null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<(JsonNode List, object At, JsonObject Activity)> Children(JsonObject activity)
    {
        foreach (var (key, value) in activity)
        {
            if (key is "metadata" or "customProperties" or "variable") continue;
            if (key is "activities" && value is JsonArray all)
            {
                for (var i = 0; i < all.Count; i++)
                    if (all[i] is JsonObject one) yield return (all, i, one);
            }
            else if (key is "cases" && value is JsonArray cases)
            {
                foreach (var one in cases.OfType<JsonObject>())
                    if (one["activity"] is JsonObject body) yield return (one, "activity", body);
            }
            else if (value is JsonObject inner && inner.ContainsKey("id") && inner.ContainsKey("type") && !inner.ContainsKey("expression"))
                yield return (activity, key, inner);
        }
    }

    private static void Replace(JsonNode list, object at, JsonObject by)
    {
        if (list is JsonArray array) array[(int)at] = by;
        else ((JsonObject)list)[(string)at] = by;
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Writes every activity's path into it: without them the designer breaks off, and the journal uses the same.</summary>
    public static void NameNodes(JsonObject document)
    {
        try
        {
            foreach (var activity in WorkflowDefinition.Parse(document).Activities) activity.Json["nodeId"] = activity.NodeId;
        }
        catch (DefinitionException)
        {
            // Kept documents were read before they were kept; one that came about otherwise is shown as far as it goes.
        }
    }
}
