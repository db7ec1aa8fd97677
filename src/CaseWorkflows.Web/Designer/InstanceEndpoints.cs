using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Api;

namespace CaseWorkflows.Web.Designer;

/// <summary>Cases as the designer shows them: by their flow, within the offices that the caller is responsible for.</summary>
internal static class InstanceEndpoints
{
    private static readonly string[] Operators = ["Is", "IsNot", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"];

    public static void Map(RouteGroupBuilder api)
    {
        var instances = api.MapGroup("/workflow-instances");
        instances.MapPost("", ListAsync);
        instances.MapGet("/{id}", (string id, CallContext call, FlowReading flows) => ForFlowAsync(call, flows, id, null, [], InstanceAnswers.Full));
        instances.MapPost("/{id}/journal", JournalAsync);
        instances.MapGet("/{id}/execution-state", ExecutionStateAsync);
        instances.MapGet("/{id}/variables", (string id, CallContext call, FlowReading flows) => Studio.ForReadersAsync(call, async actor =>
            await flows.ReadAsync(id, actor, call.Cancelled) is { } flow ? Studio.List(InstanceAnswers.Variables(flow)) : Studio.NotFound()));
        api.MapPost("/activity-executions/report", (JsonObject body, CallContext call, FlowReading flows) => ForFlowAsync(call, flows, body["workflowInstanceId"]?.ToString(), body, Bodies.Report,
            flow => InstanceAnswers.Report(flow, Texts(body["activityNodeIds"]))));
        foreach (var list in new[] { "/activity-executions/list", "/activity-execution-summaries/list" })
            api.MapGet(list, (string? workflowInstanceId, string? activityNodeId, CallContext call, FlowReading flows) => Studio.ForReadersAsync(call, async actor =>
                workflowInstanceId is { Length: > 0 } id && await flows.ReadAsync(id, actor, call.Cancelled) is { } flow ? Studio.List(InstanceAnswers.Executions(flow, activityNodeId)) : Studio.NotFound()));
        api.MapGet("/activity-executions/by-id", (string? id, CallContext call, FlowReading flows) => ForExecutionAsync(call, flows, id, x => x));
        api.MapGet("/activity-executions/{id}/call-stack", (string id, CallContext call, FlowReading flows) => ForExecutionAsync(call, flows, id, x =>
            new JsonObject { ["activityExecutionId"] = id, ["items"] = new JsonArray(x), ["totalCount"] = 1 }));
        MapRefused(api);
    }

    private static Task<IResult> ListAsync(JsonObject body, CallContext call, IFlowInstances instances) => Studio.ForReadersAsync(call, body, Bodies.Instances, async actor =>
    {
        var unknown = (body["timestampFilters"] as JsonArray ?? []).Select((x, i) => (Field: string.Create(CultureInfo.InvariantCulture, $"timestampFilters[{i}].operator"), Value: x!["operator"]!.ToString()))
            .Where(x => !Operators.Contains(x.Value, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count > 0) return Bodies.Refuse([.. unknown.Select(x => (x.Field, Web.Texts.Ui.T("request.not-an-option", ("value", x.Value), ("options", string.Join(", ", Operators)))))]);
        var page = await instances.ListAsync(actor, Filter(body), call.Cancelled);
        return Studio.Answer(new JsonObject { ["items"] = new JsonArray([.. page.Items.Select(x => (JsonNode)InstanceAnswers.Summary(x))]), ["totalCount"] = page.Total });
    });

    private static Task<IResult> JournalAsync(string id, JsonObject? body, int? skip, int? take, CallContext call, FlowReading flows) => ForFlowAsync(call, flows, id, body, Bodies.Journal, flow =>
    {
        var filter = body?["filter"] as JsonObject ?? [];
        var (activities, nodes, types, events) = (Texts(filter["activityIds"]), Texts(filter["activityNodeIds"]), Texts(filter["excludedActivityTypes"]), Texts(filter["eventNames"]));
        var lines = InstanceAnswers.Journal(flow).Where(x => (activities.Count == 0 || activities.Contains((string)x["activityId"]!)) && (nodes.Count == 0 || nodes.Contains((string)x["nodeId"]!))
            && !types.Contains((string)x["activityType"]!) && (events.Count == 0 || events.Contains((string)x["eventName"]!))).ToList();
        return new JsonObject { ["items"] = new JsonArray([.. lines.Skip(Math.Max(skip ?? 0, 0)).Take(Math.Clamp(take ?? 1000, 0, 5000)).Select(x => (JsonNode)x)]), ["totalCount"] = lines.Count };
    });

    private static Task<IResult> ExecutionStateAsync(string id, CallContext call, IFlowInstances instances, TrialRuns trials) => Studio.ForReadersAsync(call, async actor =>
        trials.Find(id, actor) is { } trial ? Studio.Answer(InstanceAnswers.ExecutionState(trial.Status, trial.UpdatedAt))
        : Guid.TryParse(id, out var guid) && await instances.FindAsync(actor, new CaseId(guid), call.Cancelled) is { } found ? Studio.Answer(InstanceAnswers.ExecutionState(found.Status, found.UpdatedAt))
        : Studio.NotFound());

    private static Task<IResult> ForFlowAsync(CallContext call, FlowReading flows, string? id, JsonObject? body, IReadOnlyList<string> facts, Func<ReadFlow, JsonObject> answer) => Studio.ForReadersAsync(call, body, facts, async actor =>
        id is not null && await flows.ReadAsync(id, actor, call.Cancelled) is { } flow ? Studio.Answer(answer(flow)) : Studio.NotFound());

    private static Task<IResult> ForExecutionAsync(CallContext call, FlowReading flows, string? id, Func<JsonObject, JsonObject> answer) => Studio.ForReadersAsync(call, async actor =>
        InstanceAnswers.ParseExecution(id) is { } named && await flows.ReadAsync(named.Flow, actor, call.Cancelled) is { } flow && flow.Path.Steps.FirstOrDefault(x => x.Number == named.Number) is { } step
            ? Studio.Answer(answer(InstanceAnswers.Execution(flow, step))) : Studio.NotFound());

    // A case is no throw-away run of a program: what ends it stands in the law and on its page.
    private static void MapRefused(RouteGroupBuilder api)
    {
        foreach (var path in new[] { "/cancel/workflow-instances/{id}", "/bulk-actions/cancel/workflow-instances", "/bulk-actions/delete/workflow-instances/by-id", "/bulk-actions/import/workflow-instances", "/bulk-actions/export/workflow-instances" })
            api.MapPost(path, RefuseAsync);
        api.MapGet("/workflow-instances/{id}/export", RefuseAsync);
        api.MapDelete("/workflow-instances/{id}", RefuseAsync);
        api.MapDelete("/cancel/workflow-instances/{id}", RefuseAsync);

        static Task<IResult> RefuseAsync(CallContext call) => Studio.ForReadersAsync(call, _ => Task.FromResult(Studio.Refuse(409, "designer.cancel-not-here")));
    }

    private const CaseStatus NoCaseHas = (CaseStatus)(-1);

    private static FlowInstanceFilter Filter(JsonObject body) => new()
    {
        Search = body["searchTerm"]?.ToString() is { Length: > 0 } search ? search : body["correlationId"]?.ToString(),
        Definitions = [.. Texts(body["definitionIds"]).Concat(body["definitionId"]?.ToString() is { Length: > 0 } one ? [one] : []).Distinct()],
        Version = int.TryParse(body["version"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
        // No case is a flow of the system's own.
        Statuses = bool.TryParse(body["isSystem"]?.ToString(), out var isSystem) && isSystem ? [NoCaseHas] : Statuses([.. Texts(body["statuses"]), .. One(body["status"])], [.. Texts(body["subStatuses"]), .. One(body["subStatus"])]),
        HasIncidents = bool.TryParse(body["hasIncidents"]?.ToString(), out var has) ? has : null,
        Instants = [.. (body["timestampFilters"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(Conditions)],
        Order = Column(body["orderBy"]?.ToString()),
        Descending = !string.Equals(body["orderDirection"]?.ToString(), "Ascending", StringComparison.OrdinalIgnoreCase),
        Page = int.TryParse(body["page"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 0,
        PageSize = int.TryParse(body["pageSize"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 10,
    };

    /// <summary>The states of cases that the designer's states mean. One that no case can be in (a flow that a fault has ended) leaves a state that none has.</summary>
    private static List<CaseStatus> Statuses(IReadOnlyList<string> statuses, IReadOnlyList<string> subStatuses)
    {
        if (statuses.Count == 0 && subStatuses.Count == 0) return [];
        var wanted = Enum.GetValues<CaseStatus>().Where(x =>
        {
            var (status, subStatus) = x switch { CaseStatus.Closed => ("Finished", "Finished"), CaseStatus.Withdrawn => ("Finished", "Cancelled"), _ => ("Running", "Suspended") };
            return (statuses.Count == 0 || statuses.Contains(status, StringComparer.OrdinalIgnoreCase)) && (subStatuses.Count == 0 || subStatuses.Contains(subStatus, StringComparer.OrdinalIgnoreCase));
        }).ToList();
        return wanted.Count > 0 ? wanted : [NoCaseHas];
    }

    private static IEnumerable<InstantCondition> Conditions(JsonObject filter)
    {
        if (!DateTimeOffset.TryParse(filter["timestamp"]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return [];
        var column = Column(filter["column"]?.ToString());
        // As at an Elsa server: an instant without a time of day means the day. Instants are kept to the microsecond.
        var after = at.TimeOfDay == TimeSpan.Zero && at < DateTimeOffset.MaxValue.AddDays(-2) ? at.AddDays(1) : at < DateTimeOffset.MaxValue.AddDays(-2) ? at.AddTicks(10) : at;
        return filter["operator"]?.ToString().ToUpperInvariant() switch
        {
            "GREATERTHAN" => [new(column, true, after)],
            "GREATERTHANOREQUAL" => [new(column, true, at)],
            "LESSTHAN" => [new(column, false, at)],
            "LESSTHANOREQUAL" => [new(column, false, after)],
            "IS" => [new(column, true, at), new(column, false, after)],
            "ISNOT" => [new(column, false, at) { OrFrom = after }],
            _ => [],
        };
    }

    private static FlowInstanceOrder Column(string? name) => name?.ToUpperInvariant() switch
    {
        "UPDATEDAT" or "LASTEXECUTED" => FlowInstanceOrder.LastExecuted,
        "FINISHEDAT" or "FINISHED" => FlowInstanceOrder.Finished,
        "NAME" => FlowInstanceOrder.Name,
        _ => FlowInstanceOrder.Created,
    };

    private static IEnumerable<string> One(JsonNode? node) => node?.ToString() is { Length: > 0 } text ? [text] : [];

    private static IReadOnlyCollection<string> Texts(JsonNode? node) => [.. (node as JsonArray ?? []).Select(x => x?.ToString()).OfType<string>()];
}
