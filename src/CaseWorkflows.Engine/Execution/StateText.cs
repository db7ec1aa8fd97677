using System.Buffers;
using System.Globalization;
using System.Resources;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Execution;

/// <summary>A state that can't be used with a definition.</summary>
internal sealed class StateException(string code, LocalizedText text, string? activityId = null, Exception? inner = null) : Exception(text.En, inner)
{
    public string Code { get; } = code;

    public LocalizedText Text { get; } = text;

    public string? ActivityId { get; } = activityId;
}

/// <summary>
/// A flow's state as text and back: small JSON with a version, readable by a person. Version 2 writes counts in the order of the definition
/// (<see cref="CountText"/>) and says by <c>shape</c> which definition that is; version 1 wrote each with its name and is still read.
/// </summary>
internal static partial class StateText
{
    private const int FormatVersion = 2;

    public static readonly TextCatalog Texts =
        new(new ResourceManager("CaseWorkflows.Engine.Execution.EngineTexts", typeof(StateText).Assembly));

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // A state is written at every advance, and always by one thread from beginning to end.
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? _written;

    public static string Write(FlowState state, FlowStatus status, bool withResults)
    {
        var (bytes, json) = _written ??= New();
        bytes.ResetWrittenCount();
        json.Reset();
        Write(json, state, status, withResults);
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);

        static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json) New()
        {
            var buffer = new ArrayBufferWriter<byte>();
            return (buffer, new Utf8JsonWriter(buffer, Options));
        }
    }

    private static void Write(Utf8JsonWriter json, FlowState state, FlowStatus status, bool withResults)
    {
        json.WriteStartObject();
        json.WriteNumber("v", FormatVersion);
        json.WriteString("shape", state.Definition.Shape);
        json.WriteString("status", status.ToString());
        WriteOptional(json, "name", state.Name);
        WriteOptional(json, "correlationId", state.CorrelationId);
        WriteOptional(json, "startedAt", state.StartedAt);
        Write(json, "input", state.Input);
        Write(json, "outputs", state.Outputs);
        json.WriteString("counts", CountText.Write(state.Counts));
        json.WriteNumber("nextRun", state.NextRun);
        json.WriteNumber("evaluations", state.Evaluations);
        json.WriteNumber("faults", state.Faults);
        json.WriteStartArray("runs");
        // Of a flow that has ended only the workflow's own variables are of interest.
<<<<<<< HEAD
        var runs = state.Ended is null ? state.Runs.Where(x => x.IsKept) : state.Runs.Take(1);
        json["runs"] = new JsonArray([.. runs.Select(x => (JsonNode)Write(x, state.Ended is not null))]);
        if (state.Ended is null) json["waits"] = new JsonArray([.. state.Waits.Select(x => (JsonNode)Write(x))]);
        if (state.Incidents.Count > 0) json["incidents"] = new JsonArray([.. state.Incidents.Select(x => (JsonNode)Write(x))]);
=======
        if (state.Ended is not null) Write(json, state.Runs[0], true);
        else
            foreach (var run in state.Runs)
                if (!run.IsOver)
                    Write(json, run, false);
        json.WriteEndArray();
        if (state.Ended is null)
        {
            json.WriteStartArray("waits");
            foreach (var wait in state.Waits) Write(json, wait);
            json.WriteEndArray();
        }
        if (state.Incidents.Count > 0)
        {
            json.WriteStartArray("incidents");
            foreach (var incident in state.Incidents) Write(json, incident);
            json.WriteEndArray();
        }
>>>>>>> 79001eaea18aaee4f963771de228d3ddf9a4957b
        if (withResults && state.Ended is null)
        {
            Write(json, "last", state.LastResult);
            json.WriteStartObject("results");
            foreach (var (id, outputs) in state.Results)
            {
<<<<<<< HEAD
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
=======
                json.WriteStartObject(id);
                foreach (var (output, value) in outputs) Write(json, output, value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
>>>>>>> 79001eaea18aaee4f963771de228d3ddf9a4957b
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ActivityRun run, bool variablesOnly)
    {
        json.WriteStartObject();
        json.WriteNumber("n", run.Number);
        json.WriteString("key", run.Key);
        json.WriteString("activity", run.Activity.Id);
        if (run.Owner is not null) json.WriteNumber("owner", run.Owner.Number);
        json.WriteString("status", run.Status.ToString());
        if (run.Variables.Count > 0)
        {
            json.WriteStartObject("variables");
            foreach (var variable in run.Variables.Values) Write(json, variable.Name, variable.Value);
            json.WriteEndObject();
        }
        if (!variablesOnly)
        {
            if (run.Backward) json.WriteBoolean("backward", true);
            if (run.Index > 0) json.WriteNumber("index", run.Index);
            if (run.Current is { } current) json.WriteNumber("current", current);
            if (run.Breaking) json.WriteBoolean("breaking", true);
            WriteTexts(json, "expects", run.Expects);
            WriteTexts(json, "awaited", run.Awaited);
            if (run.Scope is { } scope)
            {
                json.WriteString("visits", CountText.Write(scope.Activities));
                json.WriteString("ways", CountText.Write(scope.Ways));
            }
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Wait wait)
    {
        json.WriteStartObject();
        json.WriteString("key", wait.Key);
        json.WriteNumber("run", wait.Run.Number);
        json.WriteString("kind", wait.Kind.ToString());
        WriteOptional(json, "name", wait.Name);
        if (wait.DueAt is { } due) json.WriteString("due", due.ToString("O", CultureInfo.InvariantCulture));
        if (wait.Inputs.Count > 0) Write(json, "inputs", wait.Inputs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Incident incident)
    {
        json.WriteStartObject();
        json.WriteString("key", incident.Key);
        json.WriteString("activity", incident.ActivityId);
        json.WriteString("kind", incident.Kind.ToString());
        if (incident.Run is not null) json.WriteNumber("run", incident.Run.Number);
        WriteTexts(json, "outcomes", incident.Outcomes);
        WriteOptional(json, "wait", incident.WaitKey);
        if (incident.Inputs.Count > 0) Write(json, "inputs", incident.Inputs);
        json.WriteString("zh", incident.Message.Zh);
        json.WriteString("en", incident.Message.En);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, JsonNode? value)
    {
        json.WritePropertyName(name);
        if (value is null) json.WriteNullValue();
        else value.WriteTo(json);
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
