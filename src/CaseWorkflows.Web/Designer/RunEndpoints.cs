using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>Trying out what was drawn: whole flows on a fake clock, single steps on the engine. Nothing of it touches a case.</summary>
internal static class RunEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        foreach (var verb in new[] { "execute", "dispatch" }) api.MapPost($"/workflow-definitions/{{definitionId}}/{verb}", ExecuteAsync);
        api.MapPost("/tests/activities", TestAsync);
        api.MapPost("/scripting/javascript/type-definitions/{definitionId}", DeclareAsync);
    }

    private static Task<IResult> ExecuteAsync(string definitionId, JsonObject? body, HttpResponse response, CallContext call, DraftDesk desk, TrialRuns trials, SimulationTurns turns) => Studio.ForWritersAsync(call, body, Bodies.Execute, async actor =>
    {
        var option = body?["versionOptions"] switch { JsonObject spelled => spelled["version"]?.ToString(), var text => text?.ToString() };
        if (await DefinitionReads.FindAsync(desk, definitionId, string.IsNullOrEmpty(option) ? "Latest" : option, call.Cancelled) is not { } opened) return Studio.NotFound();
        var story = (body?["input"] as JsonObject)?["scenario"]?.ToString();
        return await turns.RunAsync(async cancelled =>
        {
            var (flow, why) = await trials.RunAsync(WorkflowDefinition.Parse(opened.Document), opened.Version.Id.ToString(), story, actor, cancelled);
            if (flow is null)
            {
                response.Headers["x-elsa-workflow-cannot-start"] = "true";
                return Studio.Refuse(400, "designer.trial-refused", why!, [("workflow", why!)]);
            }
            response.Headers["x-elsa-workflow-instance-id"] = flow.Id;
            return Studio.Answer(new JsonObject { ["workflowState"] = InstanceAnswers.Full(flow)["workflowState"]!.DeepClone() });
        }, call.Cancelled);
    });

    private static Task<IResult> TestAsync(JsonObject body, CallContext call, DraftDesk desk, IWorkflowEngine engine, TimeProvider time) => Studio.ForWritersAsync(call, body, Bodies.Test, async _ =>
    {
        var handle = body["workflowDefinitionHandle"] as JsonObject;
        var opened = handle?["definitionVersionId"]?.ToString() is { Length: > 0 } id ? await DefinitionReads.OpenAsync(desk, id, call.Cancelled)
            : handle?["definitionId"]?.ToString() is { Length: > 0 } definitionId ? await DefinitionReads.FindAsync(desk, definitionId, handle["versionOptions"]?.ToString() is { Length: > 0 } option ? option : "Latest", call.Cancelled)
            : null;
        if (opened is null) return Studio.NotFound();
        var step = body["activityHandle"] as JsonObject;
        var wanted = step?["activityNodeId"]?.ToString() ?? step?["activityId"]?.ToString() ?? "";
        var definition = WorkflowDefinition.Parse(opened.Document);
        if (definition.Activities.FirstOrDefault(x => x.NodeId == wanted || x.Id == wanted) is not { } activity) return Studio.Refuse(400, "designer.unknown-activity", ("activity", wanted));
        return Studio.Answer(await ActivityTrial.RunAsync(opened.Document, activity, engine, time.GetUtcNow(), call.Cancelled));
    });

    private static Task<IResult> DeclareAsync(string definitionId, CallContext call, DraftDesk desk, ActivityCatalog catalog) => Studio.ForReadersAsync(call, async _ =>
        await DefinitionReads.FindAsync(desk, definitionId, "Latest", call.Cancelled) is { } opened
            ? TypedResults.Text(ScriptDeclarations.Of(WorkflowDefinition.Parse(opened.Document), catalog), "application/x-typescript") : Studio.NotFound());
}

/// <summary>One step by itself, on the engine that runs cases, with the variables of its flow at their starting or test values.</summary>
internal static class ActivityTrial
{
    public static async Task<JsonObject> RunAsync(JsonObject document, ActivityDefinition activity, IWorkflowEngine engine, DateTimeOffset now, CancellationToken cancelled)
    {
        var lone = new JsonObject
        {
            ["id"] = "trial",
            ["definitionId"] = "trial",
            ["name"] = document["name"]?.DeepClone(),
            ["version"] = 1,
            ["variables"] = Variables(document),
            ["inputs"] = document["inputs"]?.DeepClone(),
            ["outputs"] = document["outputs"]?.DeepClone(),
            ["root"] = new JsonObject { ["id"] = "trial-flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = new JsonArray(activity.Json.DeepClone()), ["connections"] = new JsonArray() },
        };
        var result = await engine.AdvanceAsync(new AdvanceRequest(WorkflowDefinition.Parse(lone), null, new StartTrigger([]), [], now), cancelled);
        if (result is AdvanceRefused refused) return Answer(activity, [], "Faulted", refused.Message.Here(), []);
        var advanced = (Advanced)result;
        var last = advanced.Journal.LastOrDefault(x => x.ActivityId == activity.Id);
        var fault = advanced.Journal.FirstOrDefault(x => x.Event == "Faulted");
        var payload = new JsonObject();
        if (last is { Event: "Completed" }) payload["Outcomes"] = new JsonArray([.. (last.Outcomes.Count > 0 ? last.Outcomes : ["Done"]).Select(x => (JsonNode)x)]);
        if (advanced.Waits is [var wait, ..]) payload[Ui.T("designer.journal.waits")] = $"{Ui.T("designer.wait." + wait.Kind)} {wait.Name}".Trim();
        return Answer(activity, payload, fault is not null ? "Faulted" : last?.Event == "Completed" ? "Completed" : "Running", fault?.Text?.Here() ?? fault?.Message, (JsonObject)advanced.Variables.DeepClone());
    }

    // The designer lets people write values to test with beside the variables.
    private static JsonArray Variables(JsonObject document)
    {
        var variables = document["variables"]?.DeepClone() as JsonArray ?? [];
        var values = (document["customProperties"] as JsonObject)?["VariableTestValues"] as JsonObject;
        foreach (var variable in variables.OfType<JsonObject>())
            if (values?[variable["id"]?.ToString() ?? ""] is { } test || (test = values?[variable["name"]?.ToString() ?? ""]) is not null)
                variable["value"] = test.DeepClone();
        return variables;
    }

    private static JsonObject Answer(ActivityDefinition activity, JsonObject payload, string status, string? problem, JsonObject variables)
    {
        var state = new JsonObject();
        foreach (var (key, value) in activity.Json)
            if (value is JsonObject written && written["expression"] is JsonObject expression) state[char.ToUpperInvariant(key[0]) + key[1..]] = expression["value"]?.DeepClone();
        return new JsonObject
        {
            ["activityState"] = state,
            ["payload"] = payload,
            ["outputs"] = variables,
            ["exception"] = problem is null ? null : new JsonObject { ["type"] = "Incident", ["message"] = problem, ["stackTrace"] = null, ["innerException"] = null },
            ["status"] = status,
        };
    }
}
