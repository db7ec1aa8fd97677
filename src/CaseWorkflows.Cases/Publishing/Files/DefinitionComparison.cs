using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Files;

/// <summary>What differs between two versions of one definition, or that only one side has it.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Before">The one; null if that side does not have it.</param>
/// <param name="After">The other; null if that side does not have it.</param>
/// <param name="Steps">Steps that were added, removed or changed.</param>
/// <param name="Ways">Connections that were added or removed.</param>
/// <param name="Whole">What differs in the definition itself.</param>
public sealed record DefinitionComparison(
    string DefinitionId, WorkflowDefinition? Before, WorkflowDefinition? After, IReadOnlyList<StepDifference> Steps, IReadOnlyList<WayDifference> Ways, IReadOnlyList<ValueDifference> Whole)
{
    private static readonly string[] Texts = ["name", "description", "title", "titleEn", "subject", "subjectEn", "question"];
    private static readonly string[] Ports = ["outcomes", "branches", "cases", "expireOutcome"];
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether both sides say the same.</summary>
    public bool IsEmpty => Before is not null && After is not null && Steps.Count == 0 && Ways.Count == 0 && Whole.Count == 0;

    /// <summary>Compares two versions; one may be missing, not both.</summary>
    public static DefinitionComparison Between(WorkflowDefinition? before, WorkflowDefinition? after)
    {
        var id = (after ?? before ?? throw new ArgumentNullException(nameof(after))).DefinitionId;
        if (before is null || after is null) return new DefinitionComparison(id, before, after, [], [], []);
        var found = FlowDifference.Between(before, after);
        return new DefinitionComparison(id, before, after, found.Steps, found.Ways, [.. found.Whole, .. Options(before, after).Where(x => found.Whole.All(y => y.Key != x.Key))]);
    }

    /// <summary>What sort of thing a value is.</summary>
    public static ValueSort SortOf(ValueDifference value) =>
        value.IsLimit ? ValueSort.Limit : Texts.Contains(value.Key, StringComparer.OrdinalIgnoreCase) ? ValueSort.Text : Ports.Contains(value.Key, StringComparer.OrdinalIgnoreCase) ? ValueSort.Port : ValueSort.Value;

    private static IEnumerable<ValueDifference> Options(WorkflowDefinition before, WorkflowDefinition after)
    {
        var (old, now) = (before.Document["options"] as JsonObject ?? [], after.Document["options"] as JsonObject ?? []);
        foreach (var key in old.Select(x => x.Key).Union(now.Select(x => x.Key)).Order(StringComparer.Ordinal))
            // A field that the designer writes as null says as much as one that is not there.
            if (!JsonNode.DeepEquals(old[key], now[key])) yield return new ValueDifference($"options.{key}", old[key]?.ToJsonString(Readable), now[key]?.ToJsonString(Readable), false);
    }
}

/// <summary>What sort of thing differs.</summary>
public enum ValueSort
{
    /// <summary>A limit: a clock, its start, what pauses it.</summary>
    Limit,

    /// <summary>What people read.</summary>
    Text,

    /// <summary>A way out of the step.</summary>
    Port,

    /// <summary>Anything else.</summary>
    Value,
}
