using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Designer;

/// <summary>Flows of cases as the designer's lists and viewer want them.</summary>
internal static class InstanceAnswers
{
    public static JsonObject Summary(FlowInstance x) => Summary(
        x.Id.ToString(), x.Code, x.DefinitionId, new VersionId(x.DefinitionId, x.Version).ToString(), x.Version, x.Status, x.OpenIncidents, x.OpenedAt, x.UpdatedAt, x.ClosedAt);

    public static JsonObject Full(ReadFlow flow)
    {
        var definition = flow.Definition;
        var whole = Summary(flow.Id, flow.Name, definition.DefinitionId, flow.VersionName, definition.Version, flow.Status, flow.Failures.Count(x => x.IsOpen), flow.CreatedAt, flow.UpdatedAt, flow.FinishedAt);
        var (status, subStatus) = StatusOf(flow.Status);
        whole["workflowState"] = new JsonObject
        {
            ["id"] = flow.Id,
            ["definitionId"] = definition.DefinitionId,
            ["definitionVersionId"] = flow.VersionName,
            ["definitionVersion"] = definition.Version,
            ["correlationId"] = flow.Name,
            ["status"] = status,
            ["subStatus"] = subStatus,
            ["bookmarks"] = new JsonArray([.. flow.Path.Steps.Where(x => x.State == PathState.Waiting).Select(x => (JsonNode)new JsonObject
            {
                ["id"] = ExecutionId(flow, x),
                ["name"] = x.Name,
                ["hash"] = "",
                ["payload"] = null,
                ["activityId"] = x.ActivityId,
                ["activityNodeId"] = NodeId(flow, x.ActivityId),
                ["activityInstanceId"] = ExecutionId(flow, x),
                ["autoBurn"] = true,
            })]),
            ["incidents"] = new JsonArray([.. flow.Failures.Where(x => x.IsOpen).Select(x => (JsonNode)Incident(flow, x))]),
            ["isSystem"] = false,
            ["completionCallbacks"] = new JsonArray(),
            ["activityExecutionContexts"] = new JsonArray(),
            ["input"] = new JsonObject(),
            ["output"] = new JsonObject(),
            ["properties"] = new JsonObject(),
            ["createdAt"] = StudioDefinitions.Instant(flow.CreatedAt),
            ["updatedAt"] = StudioDefinitions.Instant(flow.UpdatedAt),
            ["finishedAt"] = Instant(flow.FinishedAt),
        };
        return whole;
    }

    public static JsonObject ExecutionState(CaseStatus @case, DateTimeOffset updatedAt)
    {
        var (status, subStatus) = StatusOf(@case);
        return new JsonObject { ["status"] = status, ["subStatus"] = subStatus, ["workflowSubStatus"] = subStatus, ["updatedAt"] = StudioDefinitions.Instant(updatedAt) };
    }

    public static IEnumerable<JsonObject> Variables(ReadFlow flow) => flow.Variables.Select(x => new JsonObject
    {
        ["id"] = flow.Definition.Variables.FirstOrDefault(y => y.Name == x.Key)?.Id ?? x.Key,
        ["name"] = x.Key,
        ["value"] = x.Value?.DeepClone(),
    });

    /// <summary>The journal: for each step that it began, and how it ended, in the order of the instants.</summary>
    public static IReadOnlyList<JsonObject> Journal(ReadFlow flow)
    {
        List<(DateTimeOffset At, int Order, Func<int, JsonObject> Line)> lines = [];
        foreach (var step in flow.Path.Steps)
        {
            lines.Add((step.StartedAt, lines.Count, n => Line(flow, step, n, step.StartedAt, "Started", null)));
            var (name, at) = step.State switch
            {
                PathState.Done => ("Completed", step.EndedAt ?? step.StartedAt),
                PathState.Cancelled => ("Canceled", step.EndedAt ?? step.StartedAt),
                PathState.Faulted => ("Faulted", step.EndedAt ?? step.StartedAt),
                PathState.Waiting => ("Suspended", step.StartedAt),
                _ => ("", step.StartedAt),
            };
            if (name.Length > 0) lines.Add((at, lines.Count, n => Line(flow, step, n, at, name, name == "Faulted" ? FailureOf(flow, step.ActivityId)?.Message.Here() : null)));
        }
        return [.. lines.OrderBy(x => x.At).ThenBy(x => x.Order).Select((x, n) => x.Line(n))];
    }

    /// <summary>How often each activity that began at all began and ended.</summary>
    public static JsonObject Report(ReadFlow flow) => Report(flow, [.. flow.Path.Steps.Select(x => NodeId(flow, x.ActivityId)).Distinct()]);

    /// <summary>How often each of these activities began and ended.</summary>
    public static JsonObject Report(ReadFlow flow, IReadOnlyCollection<string> nodes)
    {
        var byNode = flow.Path.Steps.ToLookup(x => NodeId(flow, x.ActivityId));
        return new JsonObject
        {
            ["stats"] = new JsonArray([.. nodes.Where(byNode.Contains).Select(node =>
            {
                var steps = byNode[node].ToList();
                var done = steps.Count(x => x.State is PathState.Done or PathState.Cancelled);
                return (JsonNode)new JsonObject
                {
                    ["activityId"] = steps[0].ActivityId,
                    ["activityNodeId"] = node,
                    ["startedCount"] = steps.Count,
                    ["completedCount"] = done,
                    ["uncompletedCount"] = steps.Count - done,
                    ["isBlocked"] = steps.Exists(x => x.State == PathState.Waiting),
                    ["isFaulted"] = steps.Exists(x => x.State == PathState.Faulted),
                    ["aggregateFaultCount"] = steps.Count(x => x.State == PathState.Faulted),
                    ["metadata"] = new JsonObject(),
                };
            })]),
        };
    }

    /// <summary>All executions of an activity, the oldest first.</summary>
    public static IEnumerable<JsonObject> Executions(ReadFlow flow, string? nodeId) =>
        flow.Path.Steps.Where(x => string.IsNullOrEmpty(nodeId) || NodeId(flow, x.ActivityId) == nodeId).Select(x => Execution(flow, x));

    /// <summary>The flow and the step that an execution's id names; null for none.</summary>
    public static (string Flow, int Number)? ParseExecution(string? id) =>
        id?.LastIndexOf(':') is > 0 and var at && int.TryParse(id[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (id[..at], number) : null;

    public static JsonObject Execution(ReadFlow flow, PathStep step)
    {
        var activity = flow.Definition.FindActivity(step.ActivityId);
        var failure = step.State == PathState.Faulted ? FailureOf(flow, step.ActivityId) : null;
        return new JsonObject
        {
            ["id"] = ExecutionId(flow, step),
            ["workflowInstanceId"] = flow.Id,
            ["activityId"] = step.ActivityId,
            ["activityNodeId"] = NodeId(flow, step.ActivityId),
            ["activityType"] = step.Type,
            ["activityTypeVersion"] = activity?.Version ?? 1,
            ["activityName"] = activity?.DisplayText ?? step.Name,
            ["activityState"] = State(activity),
            ["payload"] = Payload(step),
            ["outputs"] = new JsonObject(),
            ["properties"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["exception"] = failure is null ? null : Exception(failure),
            ["startedAt"] = StudioDefinitions.Instant(step.StartedAt),
            ["hasBookmarks"] = step.State == PathState.Waiting,
            ["status"] = step.State switch { PathState.Done => "Completed", PathState.Cancelled => "Canceled", PathState.Faulted => "Faulted", _ => "Running" },
            ["aggregateFaultCount"] = failure is null ? 0 : 1,
            ["completedAt"] = Instant(step.EndedAt),
            ["schedulingActivityExecutionId"] = null,
            ["schedulingActivityId"] = null,
            ["schedulingWorkflowInstanceId"] = null,
            ["callStackDepth"] = null,
        };
    }

    private static JsonObject Summary(string id, string name, string definition, string versionName, int version, CaseStatus state, int incidents, DateTimeOffset created, DateTimeOffset updated, DateTimeOffset? finished)
    {
        var (status, subStatus) = StatusOf(state);
        return new JsonObject
        {
            ["id"] = id,
            ["definitionId"] = definition,
            ["definitionVersionId"] = versionName,
            ["version"] = version,
            ["parentWorkflowInstanceId"] = null,
            ["status"] = status,
            ["subStatus"] = subStatus,
            ["isExecuting"] = false,
            ["correlationId"] = name,
            ["name"] = name,
            ["incidentCount"] = incidents,
            ["isSystem"] = false,
            ["createdAt"] = StudioDefinitions.Instant(created),
            ["updatedAt"] = StudioDefinitions.Instant(updated),
            ["finishedAt"] = Instant(finished),
        };
    }

    // A failed step does not end a case: it runs on, and its incidents are counted.
    private static (string Status, string SubStatus) StatusOf(CaseStatus status) => status switch
    {
        CaseStatus.Closed => ("Finished", "Finished"),
        CaseStatus.Withdrawn => ("Finished", "Cancelled"),
        _ => ("Running", "Suspended"),
    };

    private static JsonObject Line(ReadFlow flow, PathStep step, int sequence, DateTimeOffset at, string name, string? message)
    {
        var activity = flow.Definition.FindActivity(step.ActivityId);
        return new JsonObject
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"{flow.Id}:{step.Number}:{name}"),
            ["activityInstanceId"] = ExecutionId(flow, step),
            ["parentActivityInstanceId"] = null,
            ["activityId"] = step.ActivityId,
            ["activityType"] = step.Type,
            ["activityTypeVersion"] = activity?.Version ?? 1,
            ["activityName"] = activity?.DisplayText ?? step.Name,
            ["nodeId"] = NodeId(flow, step.ActivityId),
            ["timestamp"] = StudioDefinitions.Instant(at),
            ["sequence"] = sequence,
            ["eventName"] = name,
            ["message"] = message,
            ["source"] = null,
            ["activityState"] = State(activity),
            ["payload"] = name == "Completed" ? Payload(step) : null,
        };
    }

    private static JsonObject Payload(PathStep step) => step.Outcomes.Count == 0 ? [] : new JsonObject { ["Outcomes"] = new JsonArray([.. step.Outcomes.Select(x => (JsonNode)x)]) };

    // What the definition itself says. What a step was given in a case may name people and stays on the page of the case.
    private static JsonObject State(ActivityDefinition? activity)
    {
        var state = new JsonObject();
        foreach (var (key, value) in activity?.Json ?? [])
            if (value is JsonObject written && written["expression"] is JsonObject && activity!.Input(char.ToUpperInvariant(key[0]) + key[1..]) is { IsConstant: true } expression)
                state[char.ToUpperInvariant(key[0]) + key[1..]] = expression.Text;
        return state;
    }

    private static JsonObject Incident(ReadFlow flow, FlowFailure failure) => new()
    {
        ["activityId"] = failure.ActivityId,
        ["activityNodeId"] = NodeId(flow, failure.ActivityId),
        ["activityType"] = flow.Definition.FindActivity(failure.ActivityId)?.Type ?? "",
        ["message"] = failure.Message.Here(),
        ["exception"] = Exception(failure),
        ["timestamp"] = StudioDefinitions.Instant(failure.At),
    };

    private static JsonObject Exception(FlowFailure failure) => new() { ["type"] = "Incident", ["message"] = failure.Message.Here(), ["stackTrace"] = failure.Detail, ["innerException"] = null };

    private static FlowFailure? FailureOf(ReadFlow flow, string activity) => flow.Failures.LastOrDefault(x => x.ActivityId == activity && x.IsOpen) ?? flow.Failures.LastOrDefault(x => x.ActivityId == activity);

    private static string ExecutionId(ReadFlow flow, PathStep step) => string.Create(CultureInfo.InvariantCulture, $"{flow.Id}:{step.Number}");

    private static string NodeId(ReadFlow flow, string activity) => flow.Definition.FindActivity(activity)?.NodeId ?? activity;

    private static string? Instant(DateTimeOffset? at) => at is { } known ? StudioDefinitions.Instant(known) : null;
}
