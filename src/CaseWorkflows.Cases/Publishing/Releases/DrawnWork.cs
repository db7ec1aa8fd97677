using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>
/// Finds whose work is in a document, whatever way it came: drawn by one administrator, carried out as a file, in a bundle or as a copy, and handed in by another. What was
/// published before is nobody's work any more: it was approved.
/// </summary>
internal sealed class DrawnWork(IDraftStore drafts, IDefinitionStore published)
{
    private const int MostSaves = 2000;

    // Of another flow only who drew most of its steps made it: two flows may well have some alike, and with two administrators nobody would be left to approve.
    private const double PartOfOther = 2.0 / 3;
    private const string Step = "step ";

    /// <summary>The accounts of all who were the first to save, in any draft of the definition, something new that the document holds; and of who drew two thirds of its new steps in drafts of another one.</summary>
    /// <param name="submitted">What is handed in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyCollection<string>> AuthorsAsync(WorkflowDefinition submitted, CancellationToken cancellationToken)
    {
        var work = Of(submitted.Document);
        HashSet<string> others = [];
        foreach (var version in await published.ListAsync(cancellationToken))
        {
            if (version.DefinitionId != submitted.DefinitionId) others.Add(version.DefinitionId);
            if (work.Count > 0 && await published.FindAsync(version.DefinitionId, version.Version, cancellationToken) is { } text) work.ExceptWith(Of(text));
        }
        HashSet<string> authors = [];
        if (work.Count == 0) return authors;
        foreach (var draft in await drafts.ListAsync(cancellationToken)) others.Add(draft.DefinitionId);
        others.Remove(submitted.DefinitionId);
        authors.UnionWith(await AuthorsAsync(submitted.DefinitionId, work, 1, cancellationToken));
        var steps = work.Where(x => x.StartsWith(Step, StringComparison.Ordinal)).ToHashSet();
        if (steps.Count == 0) return authors;
        foreach (var other in others) authors.UnionWith(await AuthorsAsync(other, steps, (int)Math.Ceiling(steps.Count * PartOfOther), cancellationToken));
        return authors;
    }

    // Whoever saves keeps what others drew before: a piece is its first author's.
    private async ValueTask<IEnumerable<string>> AuthorsAsync(string definitionId, IReadOnlySet<string> work, int least, CancellationToken cancellationToken)
    {
        var left = work.ToHashSet();
        Dictionary<string, int> drew = [];
        HashSet<string> seen = [];
        foreach (var save in (await drafts.HistoryAsync(definitionId, cancellationToken)).Take(MostSaves).Reverse())
        {
            if (left.Count == 0) break;
            // A published or a given up row names who ended the draft, not who drew it.
            if (save.Kind is SaveKind.Published or SaveKind.Discarded || !seen.Add(save.Digest) || await drafts.DocumentAsync(definitionId, save.Revision, cancellationToken) is not { } text) continue;
            var pieces = Of(text);
            pieces.IntersectWith(left);
            left.ExceptWith(pieces);
            drew[save.By] = drew.GetValueOrDefault(save.By) + pieces.Count;
        }
        return drew.Where(x => x.Value >= least).Select(x => x.Key);
    }

    private static HashSet<string> Of(string json) => JsonNode.Parse(json) is JsonObject document ? Of(document) : [];

    /// <summary>What a document says, piece by piece: each step with its inputs, each way, each variable. Where a step is drawn does not count.</summary>
    private static HashSet<string> Of(JsonObject document)
    {
        HashSet<string> pieces = [];
        Collect(document["root"], pieces);
        foreach (var variable in (document["variables"] as JsonArray ?? []).OfType<JsonObject>()) pieces.Add($"variable {variable["name"]} {variable["typeName"]} {variable["value"]}");
        return pieces;
    }

    private static void Collect(JsonNode? node, HashSet<string> pieces)
    {
        switch (node)
        {
            case JsonObject activity when activity["id"] is not null && activity["type"] is JsonValue && !activity.ContainsKey("expression"):
                var inputs = activity.Select(x => (x.Key, Expression: (x.Value as JsonObject)?["expression"] as JsonObject)).Where(x => x.Expression is not null).OrderBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => $"{x.Key}={x.Expression!["type"]}:{x.Expression["value"]}").ToList();
                // A step that says nothing is like any other of its kind.
                if (inputs.Count > 0) pieces.Add($"{Step}{activity["id"]} {activity["type"]} {string.Join('\n', inputs)}");
                foreach (var (key, value) in activity)
                    if (key is not ("metadata" or "customProperties") && (value as JsonObject)?.ContainsKey("expression") != true) Collect(value, pieces);
                break;
            case JsonObject way when way["source"] is JsonObject source && way["target"] is JsonObject target:
                pieces.Add($"way {source["activity"]} {source["port"]} {target["activity"]} {target["port"]}");
                break;
            case JsonObject other:
                foreach (var (_, value) in other) Collect(value, pieces);
                break;
            case JsonArray list:
                foreach (var item in list) Collect(item, pieces);
                break;
        }
    }
}
