using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>
/// What a flow says, piece by piece, to find whose work a piece is: each step, each of its values, each way, what stands in order, where a container begins, what the definition itself says.
/// Where a step is drawn and what a designer writes without anybody deciding it do not count.
/// </summary>
internal sealed class FlowPieces
{
    private const string Step = "step ";
    private const string InOrder = "next ";

    // A designer's own notes.
    private static readonly string[] Notes = ["Source", "notFoundConnections", "VariableTestValues"];

    private readonly Dictionary<string, string> _pieces = new(StringComparer.Ordinal);

    // The step to which a piece belongs: with the step it goes as well, and nobody takes it out by itself.
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    private FlowPieces() { }

    /// <summary>A flow that says nothing.</summary>
    public static FlowPieces None { get; } = new();

    /// <summary>How many pieces there are.</summary>
    public int Count => _pieces.Count;

    /// <summary>The pieces of a kept document; none if it can't be read any more.</summary>
    public static FlowPieces Of(string json)
    {
        try
        {
            return Of(WorkflowDefinition.Parse(json));
        }
        catch (DefinitionException)
        {
            // Drafts were read before they were kept; what an older program kept may not be readable any more, and then nothing of it can have been handed in.
            return None;
        }
    }

    /// <summary>The pieces of a definition.</summary>
    public static FlowPieces Of(WorkflowDefinition definition)
    {
        var pieces = new FlowPieces();
        foreach (var (key, value) in FlowDifference.WholeOf(definition)) pieces.Add($"whole {key}", value, null);
        foreach (var step in definition.Activities.Where(x => x != definition.Workflow).DistinctBy(x => x.Id)) pieces.AddStep(step, step == definition.Root);
        foreach (var (id, start) in FlowDifference.StartsOf(definition)) pieces.Add($"start {id}", start, Step + id);
        return pieces;
    }

    /// <summary>What differs from what was before: what was added or says something else, and with a minus what was taken out.</summary>
    public HashSet<string> Since(FlowPieces before)
    {
        HashSet<string> work = new(StringComparer.Ordinal);
        foreach (var (name, content) in _pieces)
            if (!before._pieces.TryGetValue(name, out var was) || was != content) work.Add(Written(name, content));
        foreach (var name in before._pieces.Keys)
            if (Lacks(name) && !name.StartsWith(InOrder, StringComparison.Ordinal) && (!before._owners.TryGetValue(name, out var owner) || _pieces.ContainsKey(owner))) work.Add($"-{name}");
        return work;
    }

    /// <summary>Whether a piece of <see cref="Since"/> holds of this flow too.</summary>
    public bool Holds(string work) => work[0] == '-' ? Lacks(work[1..]) : work.IndexOf('\0', StringComparison.Ordinal) is > 0 and var end && _pieces.TryGetValue(work[..end], out var content) && content == work[(end + 1)..];

    /// <summary>Which part of another flow's pieces this one has as well, from 0 to 1.</summary>
    public double PartOf(FlowPieces other) => other.Count == 0 ? 0 : (double)other._pieces.Count(x => _pieces.TryGetValue(x.Key, out var content) && content == x.Value) / other.Count;

    private bool Lacks(string name) => !_pieces.ContainsKey(name);

    private static string Written(string name, string content) => $"{name}\0{content}";

    private void AddStep(ActivityDefinition step, bool isRoot)
    {
        var owner = Step + step.Id;
        _pieces[owner] = FlowDifference.Typed(step);
        Add($"name {step.Id}", step.DisplayText, owner);
        if (!isRoot) Add($"container {step.Id}", FlowDifference.Place(step), owner);
        foreach (var (key, value) in FlowDifference.ValuesOf(step))
            if (key != "customProperties") Add($"value {step.Id} {key}", value, owner);
        foreach (var (key, value) in step.Json["customProperties"] as JsonObject ?? [])
            if (!Notes.Contains(key)) Add($"value {step.Id} customProperties.{key}", value is JsonValue plain ? plain.ToString() : value?.ToJsonString() ?? "", owner);
        foreach (var way in step.Connections) _pieces[$"way {way}"] = "";
        // Steps in a row, and ways that leave one step at once, are gone in the order in which they are written.
        if (step.Type != "Elsa.Flowchart") AddOrder(step.Id, [.. step.Activities.Select(x => x.Id)]);
        foreach (var ways in step.Connections.GroupBy(x => x.SourceId)) AddOrder($"{step.Id} {ways.Key}", [.. ways.Select(x => x.ToString())]);
    }

    private void AddOrder(string of, List<string> items)
    {
        for (var i = 1; i < items.Count; i++) _pieces[$"{InOrder}{of} {items[i - 1]} {items[i]}"] = "";
    }

    // A designer writes many a value that says no more than none.
    private void Add(string name, string value, string? owner)
    {
        if (name is "whole description" || name.EndsWith("customProperties.VariableTestValues", StringComparison.Ordinal)) return;
        var content = Plain(value);
        if (content is "" or "null" or "{}" or "[]" || string.Equals(content, "false", StringComparison.OrdinalIgnoreCase)) return;
        _pieces[name] = content;
        if (owner is not null) _owners[name] = owner;
    }

    // An object says the same in whatever order its fields stand, and with those that are left empty.
    private static string Plain(string value)
    {
        if (value.AsSpan().TrimStart() is not ['[' or '{', ..]) return value;
        try
        {
            return Sorted(JsonNode.Parse(value))?.ToJsonString() ?? "";
        }
        catch (Exception odd) when (odd is JsonException or ArgumentException or InvalidOperationException)
        {
            // No list after all, a key that stands twice, half a character: the text itself is then what it says.
            return value;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.OrderBy(x => x.Key, StringComparer.Ordinal).Where(x => x.Value is not null).Select(x => KeyValuePair.Create(x.Key, Sorted(x.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
