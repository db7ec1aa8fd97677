using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Conformance;

/// <summary>What a step should have led to, against what it did lead to.</summary>
internal static partial class Comparison
{
    private static readonly ValueConversion Conversion = new(lenient: true, TimeZoneInfo.Utc);

    public static IEnumerable<string> Of(WorkflowDefinition definition, JsonObject expect, ConformanceRun.Player player)
    {
        var flow = player.Flow;
        var status = flow?.Status ?? FlowStatus.Suspended;
        foreach (var difference in Text("status", flow is null ? null : status == FlowStatus.Suspended ? "Running" : "Finished")) yield return difference;
        foreach (var difference in Text("subStatus", flow is null ? null : status.ToString())) yield return difference;

        var journal = new JsonArray([.. player.Journal.Select(x => (JsonNode)new JsonArray(x.ActivityId, x.Event))]);
        foreach (var difference in Value("journal", expect["journal"], journal)) yield return difference;

        foreach (var (name, value) in expect["variables"] as JsonObject ?? [])
            foreach (var difference in Value($"variables.{name}", value, Shown(definition, name, flow))) yield return difference;
        if (expect["outputs"] is JsonObject)
            foreach (var difference in Value("outputs", expect["outputs"], flow?.Outputs ?? [])) yield return difference;

        if (expect["bookmarks"] is JsonArray bookmarks)
        {
            var expected = bookmarks.OfType<JsonObject>().Select(x => $"{x.TextOrNull("activity")} {x.TextOrNull("eventName") ?? x.TextOrNull("taskName")}".Trim());
            var actual = (flow?.Waits ?? []).Select(x => $"{x.ActivityId} {(x.Kind is WaitKind.Event or WaitKind.Task ? x.Name : null)}".Trim());
            foreach (var difference in List("bookmarks", expected, actual)) yield return difference;
        }
        if (expect["incidents"] is JsonArray incidents)
            foreach (var difference in List("incidents", incidents.OfType<JsonObject>().Select(x => x.TextOrNull("activity") ?? ""), player.Incidents))
                yield return difference;
        // Messages of the engine are its own; only what the Fault activity was told to say is the definition's.
        foreach (var (activity, message) in expect["faultMessages"] as JsonObject ?? [])
            if (definition.FindActivity(activity) is { Type: BuiltInActivities.Fault } fault && fault.Input("Message") is not null)
                foreach (var difference in Value($"faultMessages.{activity}", message, Message(player, activity)))
                    yield return difference;
        if (expect.ContainsKey("instanceName"))
            foreach (var difference in Text("instanceName", flow?.Name)) yield return difference;
        if (expect.ContainsKey("correlationId"))
            foreach (var difference in Text("correlationId", flow?.CorrelationId)) yield return difference;

        IEnumerable<string> Text(string field, string? actual) => expect.ContainsKey(field) ? Value(field, expect[field], actual) : [];
    }

    private static JsonNode? Message(ConformanceRun.Player player, string activity) =>
        player.Journal.LastOrDefault(x => x.ActivityId == activity && x.Event == "Faulted")?.Message;

    // Elsa's API shows the default of a variable that its instance storage doesn't keep, whatever the run wrote.
    private static JsonNode? Shown(WorkflowDefinition definition, string name, Advanced? flow)
    {
        var declared = definition.Variables.FirstOrDefault(x => x.Name == name);
        var kept = declared?.StorageDriver?.Contains("WorkflowInstanceStorageDriver", StringComparison.Ordinal) == true
            || declared?.StorageDriver?.Contains("WorkflowStorageDriver", StringComparison.Ordinal) == true;
        if (declared is null || kept) return flow?.Variables[name];
        return string.IsNullOrWhiteSpace(declared.DefaultText) ? null : Conversion.Convert(JsonValue.Create(declared.DefaultText), declared.TypeName, declared.IsArray);
    }

    private static IEnumerable<string> Value(string field, JsonNode? expected, JsonNode? actual) =>
        JsonReading.Same(Plain(expected), Plain(actual)) ? [] : [$"{field}: {Show(expected)} != {Show(actual)}"];

    // The same instant has many texts.
    private static JsonNode? Plain(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Plain)]),
        JsonObject json => new JsonObject(json.Select(x => KeyValuePair.Create(x.Key, Plain(x.Value)))),
        JsonValue when node.GetValueKind() == JsonValueKind.String && Instant().IsMatch(node.AsText())
            && DateTimeOffset.TryParse(node.AsText(), CultureInfo.InvariantCulture, out var instant) => instant.UtcTicks,
        _ => node?.DeepClone(),
    };

    private static IEnumerable<string> List(string field, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var one = string.Join(", ", expected.Order(StringComparer.Ordinal));
        var other = string.Join(", ", actual.Order(StringComparer.Ordinal));
        return one == other ? [] : [$"{field}: [{one}] != [{other}]"];
    }

    private static string Show(JsonNode? node) => node?.ToJsonString(JsonReading.Readable) ?? "null";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Instant();
}
