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
        Write(json, "counts", state.Counts);
        json.WriteNumber("nextRun", state.NextRun);
        json.WriteNumber("evaluations", state.Evaluations);
        json.WriteNumber("faults", state.Faults);
        json.WriteStartArray("runs");
        // Of a flow that has ended only the workflow's own variables are of interest.
        if (state.Ended is not null) Write(json, state.Runs[0], true);
        else
            foreach (var run in state.Runs)
                if (run.IsKept)
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
        if (withResults && state.Ended is null)
        {
            Write(json, "last", state.LastResult);
            json.WriteStartObject("results");
            foreach (var (id, outputs) in state.Results)
            {
                json.WriteStartObject(id);
                foreach (var (output, value) in outputs) Write(json, output, value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
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
        if (run.HasVariables)
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
            if (run.HasAwaited) WriteTexts(json, "awaited", run.Awaited);
            if (run.Scope is { } scope)
            {
                Write(json, "visits", scope.Activities);
                Write(json, "ways", scope.Ways);
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

    private static void Write(Utf8JsonWriter json, string name, Counters counts)
    {
        var text = ArrayPool<byte>.Shared.Rent(CountText.Room(counts.Count));
        json.WriteString(name, text.AsSpan(0, CountText.Write(counts, text)));
        ArrayPool<byte>.Shared.Return(text);
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
