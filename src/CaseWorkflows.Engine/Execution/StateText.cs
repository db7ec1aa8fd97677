using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>A state that can't be used with a definition.</summary>
internal sealed class StateException(string code, LocalizedText text, string? activityId = null, Exception? inner = null) : Exception(text.En, inner)
{
    public string Code { get; } = code;

    public LocalizedText Text { get; } = text;

    public string? ActivityId { get; } = activityId;
}

/// <summary>A flow's state as text and back: small JSON with a version, readable by a person.</summary>
internal static class StateText
{
    private const int FormatVersion = 1;

    public static readonly TextCatalog Texts =
        new(new ResourceManager("CaseWorkflows.Engine.Execution.EngineTexts", typeof(StateText).Assembly));

    public static string Write(FlowState state, FlowStatus status, bool withResults)
    {
        var json = new JsonObject { ["v"] = FormatVersion, ["status"] = status.ToString() };
        if (state.Name is not null) json["name"] = state.Name;
        if (state.CorrelationId is not null) json["correlationId"] = state.CorrelationId;
        if (state.StartedAt is not null) json["startedAt"] = state.StartedAt;
        json["input"] = state.Input.DeepClone();
        json["outputs"] = state.Outputs.DeepClone();
        json["counts"] = Numbers(state.Counts);
        json["nextRun"] = state.NextRun;
        json["evaluations"] = state.Evaluations;
        json["faults"] = state.Faults;
        // Of a flow that has ended only the workflow's own variables are of interest.
        var runs = state.Ended is null ? state.Runs.Where(x => x.IsKept) : state.Runs.Take(1);
        json["runs"] = new JsonArray([.. runs.Select(x => (JsonNode)Write(x, state.Ended is not null))]);
        if (state.Ended is null) json["waits"] = new JsonArray([.. state.Waits.Select(x => (JsonNode)Write(x))]);
        if (state.Incidents.Count > 0) json["incidents"] = new JsonArray([.. state.Incidents.Select(x => (JsonNode)Write(x))]);
        if (withResults && state.Ended is null)
        {
            json["last"] = state.LastResult?.DeepClone();
            json["results"] = new JsonObject(state.Results.Select(x => KeyValuePair.Create(
                x.Key, (JsonNode?)new JsonObject(x.Value.Select(y => KeyValuePair.Create(y.Key, y.Value?.DeepClone()))))));
        }
        return json.ToJsonString(JsonReading.Readable);
    }

    public static (FlowState State, FlowStatus Status) Read(string text, WorkflowDefinition definition)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject json || json.WholeNumber("v", 0) != FormatVersion)
                throw new StateException("engine.state-unreadable", Texts.Get("state-version", ("version", FormatVersion)));
            var status = Enum.Parse<FlowStatus>((string)json["status"]!);
            return (Read(json, definition, status), status);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            throw new StateException("engine.state-unreadable", Texts.Get("state-unreadable"), inner: exception);
        }
    }

    private static FlowState Read(JsonObject json, WorkflowDefinition definition, FlowStatus status)
    {
        var state = new FlowState
        {
            Ended = status == FlowStatus.Suspended ? null : status,
            Name = json.TextOrNull("name"),
            CorrelationId = json.TextOrNull("correlationId"),
            StartedAt = json.TextOrNull("startedAt"),
            Input = (JsonObject)json["input"]!.DeepClone(),
            Outputs = (JsonObject)json["outputs"]!.DeepClone(),
            NextRun = (int)json["nextRun"]!,
            Evaluations = (int)json["evaluations"]!,
            Faults = (int)json["faults"]!,
            LastResult = json["last"]?.DeepClone(),
        };
        foreach (var (id, count) in json["counts"]!.AsObject()) state.Counts[id] = (int)count!;
        var runs = new Dictionary<int, ActivityRun>();
        foreach (var item in json["runs"]!.AsArray())
        {
            var run = ReadRun(item!.AsObject(), definition, runs);
            runs.Add(run.Number, run);
            state.Runs.Add(run);
        }
        foreach (var item in json.Items("waits").Select(x => x.AsObject()))
            state.Waits.Add(new Wait(
                (string)item["key"]!, runs[(int)item["run"]!], Enum.Parse<WaitKind>((string)item["kind"]!), item.TextOrNull("name"),
                item.TextOrNull("due") is { } due ? DateTimeOffset.Parse(due, CultureInfo.InvariantCulture) : null)
            {
                Inputs = item["inputs"]?.DeepClone() as JsonObject ?? [],
            });
        foreach (var item in json.Items("incidents").Select(x => x.AsObject()))
            state.Incidents.Add(new Incident(
                (string)item["key"]!, (string)item["activity"]!, Enum.Parse<IncidentKind>((string)item["kind"]!),
                new LocalizedText((string)item["zh"]!, (string)item["en"]!))
            {
                // Of a flow that a fault has ended the runs are not kept.
                Run = item["run"] is { } number ? runs.GetValueOrDefault((int)number) : null,
                Outcomes = [.. item.Items("outcomes").Select(x => x.AsText())],
                WaitKey = item.TextOrNull("wait"),
                Inputs = item["inputs"]?.DeepClone() as JsonObject ?? [],
            });
        foreach (var (id, outputs) in json["results"] as JsonObject ?? [])
            state.Results[id] = outputs!.AsObject().ToDictionary(x => x.Key, x => x.Value?.DeepClone());
        return state;
    }

    private static ActivityRun ReadRun(JsonObject json, WorkflowDefinition definition, Dictionary<int, ActivityRun> runs)
    {
        var id = (string)json["activity"]!;
        var activity = definition.FindActivity(id)
            ?? throw new StateException("engine.state-does-not-fit", Texts.Get("state-does-not-fit", ("activity", id)), id);
        var owner = json["owner"] is { } number ? runs[(int)number] : null;
        if (activity.Parent?.Id != owner?.Activity.Id)
            throw new StateException("engine.state-does-not-fit", Texts.Get("state-does-not-fit", ("activity", id)), id);
        var run = new ActivityRun((int)json["n"]!, (string)json["key"]!, activity, owner)
        {
            Status = Enum.Parse<RunStatus>((string)json["status"]!),
            Backward = json["backward"] is not null,
            Index = json.WholeNumber("index", 0),
            Current = json["current"] is { } current ? (int)current : null,
            Breaking = json["breaking"] is not null,
        };
        owner?.Children.Add(run);
        run.Expects.AddRange(json.Items("expects").Select(x => (string)x!));
        run.Awaited.AddRange(json.Items("awaited").Select(x => (string)x!));
        foreach (var (name, visits) in json["visits"] as JsonObject ?? []) run.Scope.Activities[name] = (int)visits!;
        foreach (var (way, visit) in json["ways"] as JsonObject ?? [])
            run.Scope.Ways[way] = (Math.Abs((int)visit!), (int)visit! > 0);
        foreach (var declared in activity.Variables)
            run.Variables[declared.Name] = new Variable(declared.Id, declared.Name, declared.TypeName, declared.IsArray);
        foreach (var (name, value) in json["variables"] as JsonObject ?? [])
        {
            if (!run.Variables.TryGetValue(name, out var variable))
                run.Variables[name] = variable = new Variable($"{JsonReading.Camel(name)}Variable", name, "Object", false);
            variable.Value = value?.DeepClone();
        }
        return run;
    }

    private static JsonObject Write(ActivityRun run, bool variablesOnly)
    {
        var json = new JsonObject { ["n"] = run.Number, ["key"] = run.Key, ["activity"] = run.Activity.Id };
        if (run.Owner is not null) json["owner"] = run.Owner.Number;
        json["status"] = run.Status.ToString();
        if (run.Variables.Count > 0)
            json["variables"] = new JsonObject(run.Variables.Values.Select(x => KeyValuePair.Create(x.Name, x.Value?.DeepClone())));
        if (variablesOnly) return json;
        if (run.Backward) json["backward"] = true;
        if (run.Index > 0) json["index"] = run.Index;
        if (run.Current is { } current) json["current"] = current;
        if (run.Breaking) json["breaking"] = true;
        if (run.Expects.Count > 0) json["expects"] = new JsonArray([.. run.Expects.Select(x => (JsonNode)x)]);
        if (run.Awaited.Count > 0) json["awaited"] = new JsonArray([.. run.Awaited.Select(x => (JsonNode)x)]);
        if (run.Scope.Activities.Count > 0) json["visits"] = Numbers(run.Scope.Activities);
        // A way that was visited but not followed last time has a negative count.
        if (run.Scope.Ways.Count > 0) json["ways"] = Numbers(run.Scope.Ways.ToDictionary(x => x.Key, x => x.Value.Followed ? x.Value.Visits : -x.Value.Visits));
        return json;
    }

    private static JsonObject Write(Wait wait)
    {
        var json = new JsonObject { ["key"] = wait.Key, ["run"] = wait.Run.Number, ["kind"] = wait.Kind.ToString() };
        if (wait.Name is not null) json["name"] = wait.Name;
        if (wait.DueAt is { } due) json["due"] = due.ToString("O", CultureInfo.InvariantCulture);
        if (wait.Inputs.Count > 0) json["inputs"] = wait.Inputs.DeepClone();
        return json;
    }

    private static JsonObject Write(Incident incident)
    {
        var json = new JsonObject { ["key"] = incident.Key, ["activity"] = incident.ActivityId, ["kind"] = incident.Kind.ToString() };
        if (incident.Run is not null) json["run"] = incident.Run.Number;
        if (incident.Outcomes.Count > 0) json["outcomes"] = new JsonArray([.. incident.Outcomes.Select(x => (JsonNode)x)]);
        if (incident.WaitKey is not null) json["wait"] = incident.WaitKey;
        if (incident.Inputs.Count > 0) json["inputs"] = incident.Inputs.DeepClone();
        json["zh"] = incident.Message.Zh;
        json["en"] = incident.Message.En;
        return json;
    }

    private static JsonObject Numbers(IEnumerable<KeyValuePair<string, int>> numbers) =>
        new(numbers.Select(x => KeyValuePair.Create(x.Key, (JsonNode?)x.Value)));
}
