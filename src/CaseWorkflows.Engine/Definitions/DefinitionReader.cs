using System.Resources;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

/// <summary>Turns a document into a definition, taking what designers write and refusing what nothing can be made of.</summary>
internal static class DefinitionReader
{
    private const int MaxDepth = 60;
    private const int MaxLength = 20_000_000;

    private static readonly TextCatalog Texts =
        new(new ResourceManager("CaseWorkflows.Engine.Definitions.DefinitionTexts", typeof(DefinitionReader).Assembly));

    public static JsonObject ReadDocument(string json)
    {
        if (json.Length > MaxLength) throw new DefinitionException(Texts.Get("too-long", ("size", MaxLength)));
        try
        {
            // Half a character can't be written as JSON; the parser itself takes no notice of it.
            return JsonNode.Parse(JsonReading.Writable(json), null, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) as JsonObject
                ?? throw new DefinitionException(Texts.Get("not-an-object"));
        }
        catch (JsonException exception)
        {
            var where = exception.LineNumber is { } line ? line + 1 : 1;
            throw new DefinitionException(Texts.Get("not-json", ("line", where)), inner: exception);
        }
        catch (ArgumentException exception)
        {
            // The parser reads lazily: a key that stands twice shows only when the object is first asked for a key.
            throw new DefinitionException(Texts.Get("not-json", ("line", 1)), inner: exception);
        }
    }

    public static WorkflowDefinition Read(JsonObject document)
    {
        try
        {
            ReadAll(document);
            if (document["root"] is not JsonObject rootJson)
                throw new DefinitionException(Texts.Get(document.ContainsKey("root") ? "root-unusable" : "no-root"), field: "root");
            var workflow = new ActivityDefinition([], WorkflowDefinition.WorkflowActivityId, "Elsa.Workflow", 1, null, "")
            {
                Variables = Variables(document, "variables", null),
            };
            var root = Activity(rootJson, workflow, "root", "root", 0);
            workflow.Embedded = [root];
            return WorkflowDefinition.Make(document, workflow, root, Inputs(document), Outputs(document));
        }
        catch (InvalidOperationException exception)
        {
            throw new DefinitionException(Texts.Get("text-unusable", ("detail", exception.Message)), inner: exception);
        }
        catch (ArgumentException exception)
        {
            throw new DefinitionException(Texts.Get("key-twice", ("detail", exception.Message)), inner: exception);
        }
    }

    // The parser reads lazily: keys that stand twice and texts that are none would show only when they are asked for, in the middle of a run.
    private static void ReadAll(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (key, value) in json)
                {
                    if (JsonReading.HalfCharacter(key) >= 0) throw new DefinitionException(Texts.Get("text-unusable", ("detail", JsonReading.Writable(key))));
                    ReadAll(value);
                }
                break;
            case JsonArray array:
                foreach (var item in array) ReadAll(item);
                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && JsonReading.HalfCharacter(text) >= 0:
                throw new DefinitionException(Texts.Get("text-unusable", ("detail", JsonReading.Writable(text))));
        }
    }

    private static ActivityDefinition Activity(JsonObject json, ActivityDefinition parent, string slot, string path, int depth, int position = 0)
    {
        if (json.TextOrNull("id") is not { Length: > 0 } id)
            throw new DefinitionException(Texts.Get("activity-without-id", ("path", path)), field: $"{path}.id");
        if (json.TextOrNull("type") is not { Length: > 0 } type)
            throw new DefinitionException(Texts.Get("activity-without-type", ("activity", id)), id, $"{path}.type");
        if (depth > MaxDepth)
            throw new DefinitionException(Texts.Get("too-deep", ("activity", id), ("depth", MaxDepth)), id, path);
        var activity = new ActivityDefinition(json, id, type, json.WholeNumber("version", 1), parent, slot) { Position = position };

        var inside = new List<ActivityDefinition>();
        Array(json, "activities", id, path);
        foreach (var (child, index) in json.Items("activities").Select((x, i) => (x, i)))
            inside.Add(child is JsonObject childJson
                ? Activity(childJson, activity, "activities", $"{path}.activities[{index}]", depth + 1, index)
                : throw new DefinitionException(Texts.Get("activity-unusable", ("activity", id), ("index", index)), id, $"{path}.activities[{index}]"));
        activity.Activities = inside;
        activity.Variables = json["variables"] is JsonArray ? Variables(json, $"{path}.variables", id) : [];
        activity.Connections = Connections(json, id, path);

        var embedded = new List<ActivityDefinition>();
        foreach (var (key, value) in json)
        {
            if (key is "activities" or "metadata" or "customProperties" or "variable") continue;
            if (value is JsonObject candidate && IsActivity(candidate))
                embedded.Add(Activity(candidate, activity, key, $"{path}.{key}", depth + 1));
            else if (key == "cases" && value is JsonArray cases)
                foreach (var (switchCase, index) in cases.Select((x, i) => (x as JsonObject, i)))
                    if (switchCase?["activity"] is JsonObject caseActivity)
                        embedded.Add(Activity(caseActivity, activity, $"cases[{index}]", $"{path}.cases[{index}].activity", depth + 1));
        }
        activity.Embedded = embedded;
        return activity;
    }

    // A variable object has an id but no type; an expression or an input's description has a type but no id.
    private static bool IsActivity(JsonObject json) => json.ContainsKey("id") && json.ContainsKey("type") && !json.ContainsKey("expression");

    private static void Array(JsonObject json, string key, string id, string path)
    {
        if (json[key] is not null and not JsonArray)
            throw new DefinitionException(Texts.Get("not-a-list", ("activity", id), ("field", key)), id, $"{path}.{key}");
    }

    private static List<Connection> Connections(JsonObject json, string id, string path)
    {
        Array(json, "connections", id, path);
        var connections = new List<Connection>();
        foreach (var (item, index) in json.Items("connections").Select((x, i) => (x as JsonObject, i)))
        {
            var where = $"{path}.connections[{index}]";
            var source = End(item, "source", "Done", id, where);
            var target = End(item, "target", "In", id, where);
            var connection = new Connection(source.Activity, source.Port, target.Activity, target.Port);
            connections.Add(connection);
        }
        return connections;
    }

    private static (string Activity, string Port) End(JsonObject? connection, string key, string defaultPort, string id, string where)
    {
        var end = connection?[key] ?? connection?[char.ToUpperInvariant(key[0]) + key[1..]];
        var (activity, port) = end switch
        {
            JsonObject both => (both.TextOrNull("activity") ?? both.TextOrNull("Activity"), both.TextOrNull("port") ?? both.TextOrNull("Port")),
            // The form of earlier versions: the ids stand at the connection itself.
            JsonValue value => (value.AsText(), connection!.TextOrNull(key + "Port")),
            _ => (null, null),
        };
        if (activity is not { Length: > 0 })
            throw new DefinitionException(Texts.Get("connection-unusable", ("activity", id), ("field", $"{where}.{key}.activity")), id, $"{where}.{key}.activity");
        return (activity, port is { Length: > 0 } ? port : defaultPort);
    }

    private static List<VariableDefinition> Variables(JsonObject json, string path, string? activityId)
    {
        var variables = new List<VariableDefinition>();
        foreach (var (item, index) in json.Items("variables").Select((x, i) => (x as JsonObject, i)))
        {
            var name = item?.TextOrNull("name") is { Length: > 0 } written ? written : null;
            var id = item?.TextOrNull("id") is { Length: > 0 } own ? own : name;
            if (item is null || id is null)
                throw new DefinitionException(Texts.Get("variable-unusable", ("field", $"{path}[{index}]")), activityId, $"{path}[{index}].name");
            variables.Add(new VariableDefinition(
                id, name ?? id, item.TextOrNull("typeName") is { Length: > 0 } type ? type : "Object", item.Flag("isArray"),
                item.TextOrNull("value"), item.TextOrNull("storageDriverTypeName")));
        }
        return variables;
    }

    private static List<WorkflowInput> Inputs(JsonObject document) =>
        [.. Named(document, "inputs").Select(x => new WorkflowInput(x.Name, x.Type, x.Json.Flag("isArray"), x.Json.TextOrNull("displayName") ?? x.Name))];

    private static List<WorkflowOutput> Outputs(JsonObject document) =>
        [.. Named(document, "outputs").Select(x => new WorkflowOutput(x.Name, x.Type, x.Json.Flag("isArray"), x.Json.TextOrNull("displayName") ?? x.Name))];

    private static IEnumerable<(string Name, string Type, JsonObject Json)> Named(JsonObject document, string key)
    {
        foreach (var (item, index) in document.Items(key).Select((x, i) => (x as JsonObject, i)))
            yield return item?.TextOrNull("name") is { Length: > 0 } name
                ? (name, item.TextOrNull("type") is { Length: > 0 } type ? type : "Object", item)
                : throw new DefinitionException(Texts.Get("variable-unusable", ("field", $"{key}[{index}]")), field: $"{key}[{index}].name");
    }
}
