using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>
/// What differs between two versions of a flow, as far as it means something: steps, ways with their ports, values of steps, limits, variables. Where a step
/// stands on paper and in what order lists are written does not count.
/// </summary>
/// <param name="Steps">Steps that were added, removed or changed.</param>
/// <param name="Ways">Connections that were added or removed.</param>
/// <param name="Whole">What differs in the definition itself: its name, service, variables.</param>
public sealed record FlowDifference(IReadOnlyList<StepDifference> Steps, IReadOnlyList<WayDifference> Ways, IReadOnlyList<ValueDifference> Whole)
{
    private static readonly string[] LimitKeys = ["clock", "clockFrom", "clockScope", "pausesClock", "timeSpan", "interval", "executeAt"];

    // Beside the values of a step: what it is called, where it stands, and what it holds, which is compared by itself.
    private static readonly string[] NotValues = ["id", "nodeId", "type", "version", "metadata", "activities", "connections", "variables", "name", "start"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Steps.Count == 0 && Ways.Count == 0 && Whole.Count == 0;

    /// <summary>Compares two versions.</summary>
    /// <param name="before">The one that was; null if there was none, so everything is new.</param>
    /// <param name="after">The one that is to be.</param>
    public static FlowDifference Between(WorkflowDefinition? before, WorkflowDefinition after)
    {
        var (old, now) = (StepsOf(before), StepsOf(after));
        var (starts, newStarts) = (StartsOf(before), StartsOf(after));
        List<StepDifference> steps = [];
        foreach (var (id, step) in now)
            if (!old.TryGetValue(id, out var was)) steps.Add(new(id, step.DisplayText, step.Type, DifferenceKind.Added, before is null ? [] : Values([], ValuesOf(step))));
            else if (Changes(was, step, starts.GetValueOrDefault(id), newStarts.GetValueOrDefault(id)) is { Count: > 0 } changes) steps.Add(new(id, step.DisplayText, step.Type, DifferenceKind.Changed, changes));
        foreach (var (id, step) in old)
            if (!now.ContainsKey(id)) steps.Add(new(id, step.DisplayText, step.Type, DifferenceKind.Removed, []));
        var (oldWays, newWays) = (WaysOf(before), WaysOf(after));
        List<WayDifference> ways =
        [
            .. newWays.Except(oldWays).Select(x => new WayDifference(x, DifferenceKind.Added)),
            .. oldWays.Except(newWays).Select(x => new WayDifference(x, DifferenceKind.Removed)),
        ];
        List<ValueDifference> whole =
            before is null ? [] : [.. Values(WholeOf(before), WholeOf(after)), .. Changes(before.Root, after.Root, starts.GetValueOrDefault(before.Root.Id), newStarts.GetValueOrDefault(after.Root.Id)).Select(x => x with { Key = $"root.{x.Key}" })];
        // Whatever the lists do not show and a run would: nobody approves a change as none.
        if (before is not null && steps.Count + ways.Count + whole.Count == 0) whole.AddRange(InForm(before.SemanticForm(), after.SemanticForm(), "form"));
        return new FlowDifference(
            [.. steps.OrderBy(x => x.Kind).ThenBy(x => x.Id, StringComparer.Ordinal)], [.. ways.OrderBy(x => x.Kind).ThenBy(x => x.Way.ToString(), StringComparer.Ordinal)], whole);
    }

    /// <summary>Where the flow in each container begins, as the engine finds it: it may hang on nothing but the order of a list.</summary>
    internal static Dictionary<string, string> StartsOf(WorkflowDefinition? definition)
    {
        Dictionary<string, string> starts = [];
        if (definition is not null) Collect(definition.SemanticForm());
        return starts;

        void Collect(JsonNode? node)
        {
            if (node is JsonArray items) foreach (var item in items) Collect(item);
            if (node is not JsonObject form) return;
            if (form["start"] is JsonValue start && form["id"] is JsonValue id) starts[id.ToString()] = start.ToString();
            foreach (var (_, value) in form) Collect(value);
        }
    }

    private static Dictionary<string, ActivityDefinition> StepsOf(WorkflowDefinition? definition) =>
        definition is null ? [] : definition.Activities.Where(x => x != definition.Workflow && x != definition.Root).DistinctBy(x => x.Id).ToDictionary(x => x.Id);

    private static HashSet<Connection> WaysOf(WorkflowDefinition? definition) => definition is null ? [] : [.. definition.Activities.SelectMany(x => x.Connections)];

    private static List<ValueDifference> Changes(ActivityDefinition was, ActivityDefinition now, string? startedAt, string? startsAt)
    {
        var (values, newValues) = (ValuesOf(was), ValuesOf(now));
        List<ValueDifference> changes = Values(values, newValues);
        // The same text may be read as words or as a structure.
        foreach (var (key, text) in values)
            if (newValues.GetValueOrDefault(key) == text && was.Input(key)?.Type is { } read && now.Input(key)?.Type is { } reads && read != reads)
                changes.Add(new(key, $"{read}: {text}", $"{reads}: {text}", LimitKeys.Contains(key, StringComparer.OrdinalIgnoreCase)));
        if (startedAt != startsAt) changes.Add(new("start", startedAt, startsAt, false));
        // Steps in a row, and ways that leave one step at once, are gone in the order in which they are written.
        if (was.Type != "Elsa.Flowchart" && Order(was.Activities.Select(x => x.Id), now.Activities.Select(x => x.Id)) is { } steps) changes.Add(steps with { Key = "order" });
        foreach (var source in was.Connections.Select(x => x.SourceId).Distinct())
            if (Order(was.Connections.Where(x => x.SourceId == source).Select(x => x.ToString()), now.Connections.Where(x => x.SourceId == source).Select(x => x.ToString())) is { } ways)
                changes.Add(ways with { Key = $"order of {source}" });
        if (was.Type != now.Type || was.Version != now.Version) changes.Insert(0, new("type", Typed(was), Typed(now), false));
        if (was.DisplayText != now.DisplayText) changes.Insert(0, new("name", was.DisplayText, now.DisplayText, false));
        if (was.Parent?.Id != now.Parent?.Id || was.Slot != now.Slot) changes.Add(new("container", Place(was), Place(now), false));
        return changes;
    }

    private static ValueDifference? Order(IEnumerable<string> was, IEnumerable<string> now)
    {
        List<string> old = [.. was.Distinct()], present = [.. now.Distinct()];
        var (before, after) = (old.Where(present.Contains).ToList(), present.Where(old.Contains).ToList());
        return before.SequenceEqual(after) ? null : new("order", string.Join(", ", before), string.Join(", ", after), false);
    }

    internal static string Typed(ActivityDefinition step) => string.Create(CultureInfo.InvariantCulture, $"{step.Type} v{step.Version}");

    internal static string Place(ActivityDefinition step) => $"{step.Parent?.Id}/{step.Slot}";

    /// <summary>What a step says, by input: also outputs, lists of cases, variables and its technical name.</summary>
    internal static SortedDictionary<string, string> ValuesOf(ActivityDefinition step)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in step.Json)
        {
            if (NotValues.Contains(key) || value is null || step.Body(key) is not null) continue;
            if (step.Input(key) is { } written) values[key] = written.IsConstant ? Plain(written.Text) : $"{written.Type}: {written.Text}";
            else if (step.OutputTarget(key) is { } target) values[key] = $"→ {target}";
            // An input that was opened and left empty says as much as one that was never written.
            else if (value is JsonObject json && (json.ContainsKey("expression") || json.ContainsKey("memoryReference"))) continue;
            else values[key] = value.ToJsonString(Readable);
        }
        foreach (var variable in step.Variables) Put(values, variable);
        // Scripts name steps by it.
        if (step.Name.Length > 0) values["technicalName"] = step.Name;
        return values;
    }

    // A list is the same however it is laid out.
    private static string Plain(string text)
    {
        if (text.AsSpan().TrimStart() is not ['[' or '{', ..]) return text;
        try
        {
            return JsonNode.Parse(text)?.ToJsonString(Readable) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>What a definition says beside its steps.</summary>
    internal static SortedDictionary<string, string> WholeOf(WorkflowDefinition definition)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = definition.Name, ["description"] = definition.Document["description"]?.ToString() ?? "" };
        foreach (var (key, value) in definition.Document["customProperties"] as JsonObject ?? []) values[$"customProperties.{key}"] = value is JsonValue plain ? plain.ToString() : value?.ToJsonString(Readable) ?? "";
        foreach (var (key, value) in definition.Document["options"] as JsonObject ?? [])
            if (value is not null && value.ToString().Length > 0) values[$"options.{key}"] = value is JsonValue plain ? plain.ToString() : value.ToJsonString(Readable);
        foreach (var variable in definition.Variables) Put(values, variable);
        foreach (var input in definition.Inputs) values[$"input {input.Name}"] = input.TypeName + (input.IsArray ? "[]" : "");
        foreach (var output in definition.Outputs) values[$"output {output.Name}"] = output.TypeName + (output.IsArray ? "[]" : "");
        return values;
    }

    // Steps name a variable by its id and scripts by its name: two that swap ids swap what they hold.
    private static void Put(SortedDictionary<string, string> values, VariableDefinition variable)
    {
        var (key, text) = ($"variable {variable.Name}", $"{variable.TypeName}{(variable.IsArray ? "[]" : "")} {variable.DefaultText}".TrimEnd() + $" [{variable.Id}]");
        values[key] = values.TryGetValue(key, out var other) ? $"{other}; {text}" : text;
    }

    private static IEnumerable<ValueDifference> InForm(JsonNode? was, JsonNode? now, string path)
    {
        if (JsonNode.DeepEquals(was, now)) return [];
        return (was, now) switch
        {
            (JsonObject old, JsonObject present) => old.Select(x => x.Key).Union(present.Select(x => x.Key)).SelectMany(x => InForm(old[x], present[x], $"{path}.{x}")),
            (JsonArray old, JsonArray present) when old.Count == present.Count => Enumerable.Range(0, old.Count).SelectMany(x => InForm(old[x], present[x], $"{path}[{x}]")),
            _ => [new ValueDifference(path, was?.ToJsonString(Readable), now?.ToJsonString(Readable), false)],
        };
    }

    private static List<ValueDifference> Values(SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
        [.. before.Keys.Union(after.Keys).Where(x => before.GetValueOrDefault(x) != after.GetValueOrDefault(x)).Order(StringComparer.Ordinal)
            .Select(x => new ValueDifference(x, before.GetValueOrDefault(x), after.GetValueOrDefault(x), LimitKeys.Contains(x, StringComparer.OrdinalIgnoreCase)))];
}

/// <summary>How something differs.</summary>
public enum DifferenceKind
{
    /// <summary>Only the new version has it.</summary>
    Added,

    /// <summary>Both have it, and it says something else.</summary>
    Changed,

    /// <summary>Only the old version has it.</summary>
    Removed,
}

/// <summary>A step that differs.</summary>
/// <param name="Id">The step.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Values">What was changed in it.</param>
public sealed record StepDifference(string Id, string Name, string Type, DifferenceKind Kind, IReadOnlyList<ValueDifference> Values)
{
    /// <summary>Whether one of its limits was changed.</summary>
    public bool ChangesLimit => Values.Any(x => x.IsLimit);
}

/// <summary>A connection that differs: which port leads where.</summary>
/// <param name="Way">The connection.</param>
/// <param name="Kind">Added or removed.</param>
public sealed record WayDifference(Connection Way, DifferenceKind Kind);

/// <summary>A value that differs.</summary>
/// <param name="Key">The input, or another part of the step or the definition.</param>
/// <param name="Before">What was written; null for nothing.</param>
/// <param name="After">What is written now; null for nothing.</param>
/// <param name="IsLimit">Whether it is about a limit.</param>
public sealed record ValueDifference(string Key, string? Before, string? After, bool IsLimit);
