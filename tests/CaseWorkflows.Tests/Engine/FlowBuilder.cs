using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Engine;

/// <summary>Writes definitions as a designer would export them.</summary>
internal sealed class FlowBuilder
{
    private readonly JsonArray _activities = [];
    private readonly JsonArray _connections = [];
    private readonly JsonArray _variables = [];
    private readonly JsonArray _inputs = [];
    private readonly JsonArray _outputs = [];

    public static JsonObject Literal(JsonNode? value, string type = "String") => Wrapped("Literal", value, type);

    public static JsonObject Script(string script, string type = "Object") => Wrapped("JavaScript", script, type);

    public static JsonObject List(params string[] items) =>
        Wrapped("Object", new JsonArray([.. items.Select(x => (JsonNode)x)]).ToJsonString(), "ICollection<String>");

    public static JsonObject Wrapped(string syntax, JsonNode? value, string type = "Object") =>
        new() { ["typeName"] = type, ["expression"] = new JsonObject { ["type"] = syntax, ["value"] = value } };

    public static JsonObject Activity(string id, string type, params (string Name, JsonNode? Value)[] properties)
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type.Contains('.', StringComparison.Ordinal) ? type : $"Elsa.{type}",
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = false, ["runAsynchronously"] = false },
            ["metadata"] = new JsonObject(),
        };
        foreach (var (name, value) in properties) json[name] = value;
        return json;
    }

    public static JsonObject Trace(string id, string? text = null) => Set(id, "Trace", $"(getVariable('Trace') || '') + '{text ?? id}'");

    public static JsonObject Set(string id, string variable, string script) => Activity(id, "SetVariable",
        ("variable", new JsonObject { ["id"] = $"v-{variable}", ["name"] = variable, ["typeName"] = "Object" }), ("value", Script(script)));

    public static JsonObject Event(string id, string name) => Activity(id, "Event", ("eventName", Literal(name)));

    public static JsonObject Decision(string id, string script) => Activity(id, "FlowDecision", ("condition", Script(script, "Boolean")));

    public static JsonObject Flowchart(string id, JsonObject[] activities, params string[] ways) => Activity(id, "Flowchart",
        ("activities", new JsonArray([.. activities.Select(x => (JsonNode)x)])), ("variables", new JsonArray()), ("connections", Ways(ways)));

    public static JsonObject Sequence(string id, params JsonObject[] activities) =>
        Activity(id, "Sequence", ("activities", new JsonArray([.. activities.Select(x => (JsonNode)x)])), ("variables", new JsonArray()));

    public FlowBuilder With(params JsonObject[] activities)
    {
        foreach (var activity in activities) _activities.Add((JsonNode)activity);
        return this;
    }

    /// <summary>Ways as <c>source.Port>target</c>; the port Done may be left out.</summary>
    public FlowBuilder To(params string[] ways)
    {
        foreach (var way in Ways(ways)) _connections.Add(way!.DeepClone());
        return this;
    }

    public FlowBuilder Variable(string name, string type = "Object", string? value = null, bool isArray = false)
    {
        _variables.Add(new JsonObject
        {
            ["id"] = $"v-{name}",
            ["name"] = name,
            ["typeName"] = type,
            ["isArray"] = isArray,
            ["value"] = value,
            ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
        });
        return this;
    }

    public FlowBuilder Input(string name, string type = "Object")
    {
        _inputs.Add(new JsonObject { ["type"] = type, ["name"] = name });
        return this;
    }

    public FlowBuilder Output(string name)
    {
        _outputs.Add(new JsonObject { ["type"] = "Object", ["name"] = name });
        return this;
    }

    public JsonObject Document(JsonObject? root = null) => new()
    {
        ["id"] = "version-1",
        ["definitionId"] = "flow",
        ["name"] = "流程",
        ["version"] = 1,
        ["variables"] = _variables.DeepClone(),
        ["inputs"] = _inputs.DeepClone(),
        ["outputs"] = _outputs.DeepClone(),
        ["root"] = root ?? Activity("root", "Flowchart",
            ("activities", _activities.DeepClone()), ("variables", new JsonArray()), ("connections", _connections.DeepClone())),
    };

    public WorkflowDefinition Build(JsonObject? root = null) => WorkflowDefinition.Parse(Document(root).ToJsonString());

    private static JsonArray Ways(string[] ways) => new([.. ways.Select(way =>
    {
        var (from, target) = way.Split('>') is [var a, var b] ? (a, b) : throw new ArgumentException(way);
        var (source, port) = from.Split('.') is [var s, var p] ? (s, p) : (from, "Done");
        return (JsonNode)new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
            ["vertices"] = new JsonArray(),
        };
    })]);
}
