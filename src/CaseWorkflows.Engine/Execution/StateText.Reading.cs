using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

internal static partial class StateText
{
    public static (FlowState State, FlowStatus Status) Read(string text, WorkflowDefinition definition)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("v"u8, out var version) || !version.TryGetInt32(out var format) || format is not (1 or FormatVersion))
                throw new StateException("engine.state-unreadable", Texts.Get("state-version", ("version", FormatVersion)));
            var status = Enum.Parse<FlowStatus>(json.GetProperty("status"u8).GetString()!);
            return (ReadState(json, definition, status), status);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException
            or InvalidCastException or NullReferenceException)
        {
            throw new StateException("engine.state-unreadable", Texts.Get("state-unreadable"), inner: exception);
        }
    }

    private static FlowState ReadState(JsonElement json, WorkflowDefinition definition, FlowStatus status)
    {
        var startedAt = json.Text("startedAt"u8);
        var runs = new Dictionary<int, ActivityRun>();
        var inOrder = new List<ActivityRun>();
        // Counts by place mean nothing with another definition, even if all activities are in it.
        var fits = json.Text("shape"u8) is not { } shape || shape == definition.Shape;
        foreach (var item in json.GetProperty("runs"u8).EnumerateArray())
        {
            var run = ReadRun(item, definition, runs);
            if (fits && run.Activity.Type == BuiltInActivities.Flowchart) run.Scope = ReadScope(item, FlowGraph.Of(run.Activity, startedAt));
            runs.Add(run.Number, run);
            inOrder.Add(run);
        }
        if (!fits) throw new StateException("engine.state-does-not-fit", Texts.Get("state-of-another-definition"));
        var counts = ReadCounts(json.GetProperty("counts"u8), definition.Activities.Count + 1, definition, static (all, id) => all.FindActivity(id)?.Index);
        var state = new FlowState(definition, counts)
        {
            Ended = status == FlowStatus.Suspended ? null : status,
            Name = json.Text("name"u8),
            CorrelationId = json.Text("correlationId"u8),
            StartedAt = startedAt,
            Input = (JsonObject)Node(json.GetProperty("input"u8))!,
            Outputs = (JsonObject)Node(json.GetProperty("outputs"u8))!,
            NextRun = json.GetProperty("nextRun"u8).GetInt32(),
            Evaluations = json.GetProperty("evaluations"u8).GetInt32(),
            Faults = json.GetProperty("faults"u8).GetInt32(),
            LastResult = json.TryGetProperty("last"u8, out var last) ? Node(last) : null,
        };
        state.Runs.AddRange(inOrder);
        foreach (var item in json.Items("waits"u8)) state.Waits.Add(ReadWait(item, runs));
        foreach (var item in json.Items("incidents"u8)) state.Incidents.Add(ReadIncident(item, runs));
        if (json.TryGetProperty("results"u8, out var results))
            foreach (var result in results.EnumerateObject())
                state.Results[result.Name] = result.Value.EnumerateObject().ToDictionary(x => x.Name, x => Node(x.Value), StringComparer.Ordinal);
        return state;
    }

    private static ActivityRun ReadRun(JsonElement json, WorkflowDefinition definition, Dictionary<int, ActivityRun> runs)
    {
        var id = json.GetProperty("activity"u8).GetString()!;
        var owner = json.TryGetProperty("owner"u8, out var number) ? runs[number.GetInt32()] : null;
        var activity = definition.FindActivity(id);
        if (activity is null || activity.Parent != owner?.Activity || owner?.Activity.Type == BuiltInActivities.Flowchart && activity.Slot != "activities")
            throw new StateException("engine.state-does-not-fit", Texts.Get("state-does-not-fit", ("activity", id)), id);
        var run = new ActivityRun(json.GetProperty("n"u8).GetInt32(), json.GetProperty("key"u8).GetString()!, activity, owner)
        {
            Status = Enum.Parse<RunStatus>(json.GetProperty("status"u8).GetString()!),
            Backward = json.TryGetProperty("backward"u8, out _),
            Index = json.TryGetProperty("index"u8, out var index) ? index.GetInt32() : 0,
            Current = json.TryGetProperty("current"u8, out var current) ? current.GetInt32() : null,
            Breaking = json.TryGetProperty("breaking"u8, out _),
        };
        owner?.Children.Add(run);
        foreach (var item in json.Items("expects"u8)) run.Expects.Add(item.GetString()!);
        foreach (var item in json.Items("awaited"u8)) run.Awaited.Add(item.GetString()!);
        ReadVariables(json, run);
        return run;
    }

    private static void ReadVariables(JsonElement json, ActivityRun run)
    {
        var declared = run.Activity.Variables;
        if (declared.Count > 0) run.Variables.EnsureCapacity(declared.Count);
        foreach (var one in declared) run.Variables[one.Name] = new Variable(one.Id, one.Name, one.TypeName, one.IsArray);
        if (!json.TryGetProperty("variables"u8, out var variables)) return;
        foreach (var written in variables.EnumerateObject())
        {
            var name = NameOf(written, declared);
            if (!run.Variables.TryGetValue(name, out var variable))
                run.Variables[name] = variable = new Variable($"{JsonReading.Camel(name)}Variable", name, "Object", false);
            variable.Value = Node(written.Value);
        }
    }

    private static string NameOf(JsonProperty written, IReadOnlyList<VariableDefinition> declared)
    {
        for (var i = 0; i < declared.Count; i++)
            if (written.NameEquals(declared[i].Name))
                return declared[i].Name;
        return written.Name;
    }

    private static FlowScope? ReadScope(JsonElement run, FlowGraph graph) => run.TryGetProperty("visits"u8, out var visits)
        ? new FlowScope(
            ReadCounts(visits, graph.Nodes.Count, graph, static (all, id) => all.Find(id)?.Index),
            ReadCounts(run.GetProperty("ways"u8), graph.Ways.Count, graph, static (all, way) => all.FindWay(way)?.Index))
        : null;

    // What a state of version 1 counts and the definition doesn't have can't be met again.
    private static Counters ReadCounts<T>(JsonElement json, int number, T all, Func<T, string, int?> indexOf)
    {
        var counts = new Counters(number);
        if (json.ValueKind == JsonValueKind.String)
        {
            CountText.Read(JsonMarshal.GetRawUtf8Value(json)[1..^1], counts);
            return counts;
        }
        foreach (var named in json.EnumerateObject())
            if (indexOf(all, named.Name) is { } index)
                counts[index] = named.Value.GetInt32();
        return counts;
    }

    private static Wait ReadWait(JsonElement json, Dictionary<int, ActivityRun> runs) => new(
        json.GetProperty("key"u8).GetString()!,
        runs[json.GetProperty("run"u8).GetInt32()],
        Enum.Parse<WaitKind>(json.GetProperty("kind"u8).GetString()!),
        json.Text("name"u8),
        json.Text("due"u8) is { } due ? DateTimeOffset.Parse(due, CultureInfo.InvariantCulture) : null)
    {
        Inputs = ReadInputs(json),
    };

    private static Incident ReadIncident(JsonElement json, Dictionary<int, ActivityRun> runs) => new(
        json.GetProperty("key"u8).GetString()!,
        json.GetProperty("activity"u8).GetString()!,
        Enum.Parse<IncidentKind>(json.GetProperty("kind"u8).GetString()!),
        new LocalizedText(json.GetProperty("zh"u8).GetString()!, json.GetProperty("en"u8).GetString()!))
    {
        Run = json.TryGetProperty("run"u8, out var number) ? runs.GetValueOrDefault(number.GetInt32()) : null,
        Outcomes = [.. json.Items("outcomes"u8).Select(x => x.GetString()!)],
        WaitKey = json.Text("wait"u8),
        Inputs = ReadInputs(json),
    };

    private static JsonObject ReadInputs(JsonElement json) => json.TryGetProperty("inputs"u8, out var inputs) ? (JsonObject)Node(inputs)! : [];

    private static string? Text(this JsonElement json, ReadOnlySpan<byte> name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var items) ? items.EnumerateArray() : default;

    // The document's memory is given back after the reading, so nothing may refer to it.
    private static JsonNode? Node(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        JsonValueKind.String => JsonValue.Create(json.GetString()),
        JsonValueKind.Object when json.GetPropertyCount() == 0 => new JsonObject(),
        _ => JsonNode.Parse(JsonMarshal.GetRawUtf8Value(json)),
    };
}
