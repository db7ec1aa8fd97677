using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Designer;

/// <summary>Parts of a flow as the designer walks into them: a container with what it holds, and the way to it.</summary>
internal static class DefinitionGraph
{
    /// <summary>The activity with this path and all it holds; the workflow itself for none. Null if there is no such activity.</summary>
    public static JsonObject? Subgraph(JsonObject definition, string? nodeId)
    {
        var read = WorkflowDefinition.Parse(definition);
        var activity = string.IsNullOrEmpty(nodeId) ? read.Workflow : Find(read, nodeId);
        return activity is null ? null : Node(activity, definition);
    }

    /// <summary>The way from the workflow to the container of an activity, outermost first.</summary>
    public static JsonObject? Segments(JsonObject definition, string? childNodeId)
    {
        var read = WorkflowDefinition.Parse(definition);
        if (string.IsNullOrEmpty(childNodeId) || Find(read, childNodeId) is not { Parent: { } container } child) return null;
        List<JsonNode> segments = [];
        for (var at = container; at is { Parent: not null }; at = at.Parent)
            segments.Insert(0, new JsonObject
            {
                ["activityNodeId"] = at.NodeId,
                ["activityId"] = at.Id,
                ["activityType"] = at.Type,
                ["portName"] = at.Slot == "root" ? "Root" : char.ToUpperInvariant(at.Slot[0]) + at.Slot[1..],
                ["activityName"] = at.Name,
                ["activityDisplayText"] = at.DisplayText,
            });
        return new JsonObject { ["childNode"] = Node(child, definition), ["container"] = Node(container, definition), ["pathSegments"] = new JsonArray([.. segments]) };
    }

    private static ActivityDefinition? Find(WorkflowDefinition definition, string nodeId) => definition.Activities.FirstOrDefault(x => x.NodeId == nodeId);

    private static JsonObject Node(ActivityDefinition activity, JsonObject definition) => new()
    {
        ["activity"] = activity.Parent is null ? Workflow(definition) : activity.Json.DeepClone(),
        ["port"] = activity.Slot.Length == 0 ? "" : char.ToUpperInvariant(activity.Slot[0]) + activity.Slot[1..],
        ["nodeId"] = activity.NodeId,
        ["parents"] = new JsonArray(),
        ["children"] = new JsonArray([.. activity.Children.Select(x => (JsonNode)Node(x, definition))]),
    };

    private static JsonObject Workflow(JsonObject definition) => new()
    {
        ["id"] = WorkflowDefinition.WorkflowActivityId,
        ["nodeId"] = WorkflowDefinition.WorkflowActivityId,
        ["name"] = "Workflow",
        ["type"] = "Elsa.Workflow",
        ["version"] = 1,
        ["root"] = definition["root"]?.DeepClone(),
    };
}
