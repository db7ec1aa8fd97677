using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

/// <summary>One activity of a definition, with the activities it holds.</summary>
public sealed class ActivityDefinition
{
    internal ActivityDefinition(JsonObject json, string id, string type, int version, ActivityDefinition? parent, string slot)
    {
        Json = json;
        Id = id;
        Type = type;
        Version = version;
        Parent = parent;
        Slot = slot;
    }

    /// <summary>Its id, unique in the definition.</summary>
    public string Id { get; }

    /// <summary>Its type name, for example <c>Elsa.FlowDecision</c>.</summary>
    public string Type { get; }

    /// <summary>The version of its type.</summary>
    public int Version { get; }

    /// <summary>The activity as it stands in the document, unknown keys included. Not to be changed.</summary>
    public JsonObject Json { get; }

    /// <summary>The container it stands in; null for the workflow itself.</summary>
    public ActivityDefinition? Parent { get; }

    /// <summary>Where in its container it stands: <c>activities</c>, <c>body</c>, <c>then</c>, <c>cases</c>, …</summary>
    public string Slot { get; }

    /// <summary>Its place among the activities of the definition; 0 is the workflow itself.</summary>
    internal int Index { get; set; }

    /// <summary>Its place among the activities of its container; 0 for a body in a slot.</summary>
    internal int Position { get; init; }

    /// <summary>Its technical name.</summary>
    public string Name => Json.TextOrNull("name") ?? "";

    /// <summary>What people call it: the display text, else the name, else the id.</summary>
    public string DisplayText =>
        (Json["metadata"] as JsonObject)?.TextOrNull("displayText") is { Length: > 0 } text ? text : Name.Length > 0 ? Name : Id;

    /// <summary>Elsa's path to the activity, <c>Workflow1:flow:a</c>.</summary>
    public string NodeId => Parent is null ? Id : $"{Parent.NodeId}:{Id}";

    /// <summary>Whether an event that it waits for may start a flow here.</summary>
    public bool CanStartWorkflow =>
        Json.Flag("canStartWorkflow") || Json["customProperties"] is JsonObject custom && custom.Flag("canStartWorkflow");

    /// <summary>The activities of a flowchart or sequence, in the document's order.</summary>
    public IReadOnlyList<ActivityDefinition> Activities { get; internal set; } = [];

    /// <summary>The connections of a flowchart, in the document's order, dangling ones included.</summary>
    public IReadOnlyList<Connection> Connections { get; internal set; } = [];

    /// <summary>The variables of a container.</summary>
    public IReadOnlyList<VariableDefinition> Variables { get; internal set; } = [];

    /// <summary>The bodies it holds in slots (<c>body</c>, <c>then</c>, <c>else</c>, <c>default</c>, a switch's cases).</summary>
    public IReadOnlyList<ActivityDefinition> Embedded { get; internal set; } = [];

    /// <summary>Everything it holds directly.</summary>
    public IEnumerable<ActivityDefinition> Children => Activities.Concat(Embedded);

    /// <summary>The body in a slot, or null.</summary>
    public ActivityDefinition? Body(string slot) => Embedded.FirstOrDefault(x => x.Slot == slot);

    /// <summary>The value written for an input, by its PascalCase name; null if nothing is written.</summary>
    public Expression? Input(string name) => ReadExpression(Json[JsonReading.Camel(name)]);

    /// <summary>The id of the variable, or the name of the workflow output, that an output is bound to; null if to none.</summary>
    public string? OutputTarget(string name) =>
        Json[JsonReading.Camel(name)] is JsonObject output && output["memoryReference"] is JsonObject reference && reference.TextOrNull("id") is { Length: > 0 } id
            ? id
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Id}";

    internal static Expression? ReadExpression(JsonNode? written)
    {
        switch (written)
        {
            case null:
                return null;
            case JsonObject json when json.ContainsKey("expression"):
                return json["expression"] is { } inner ? ReadExpression(inner) : null;
            case JsonObject json when json.ContainsKey("type") && json.ContainsKey("value"):
                return new Expression(json.TextOrNull("type") is { Length: > 0 } type ? type : Expression.Literal, json["value"]);
            case JsonObject json when json.ContainsKey("memoryReference") || json.ContainsKey("typeName") && json.Count == 1:
                return null;
            case JsonObject or JsonArray:
                return new Expression(Expression.Structure, written);
            default:
                return new Expression(Expression.Literal, written);
        }
    }
}
