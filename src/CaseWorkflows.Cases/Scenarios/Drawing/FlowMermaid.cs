using System.Globalization;
using System.Text;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Scenarios.Paths;

namespace CaseWorkflows.Cases.Scenarios.Drawing;

/// <summary>The flow and the way taken as Mermaid text, for documents that draw it themselves.</summary>
public static class FlowMermaid
{
    /// <summary>Writes the way of a simulation.</summary>
    public static string Text(Simulation simulation, WorkflowLibrary library)
    {
        var names = new WayNames(simulation.Definition, library);
        var steps = simulation.Path.Steps.ToLookup(x => x.ActivityId);
        var taken = simulation.Path.Ways.Select((x, i) => (x.Way, i)).ToDictionary(x => x.Way, x => x.i + 1);
        var text = new StringBuilder("flowchart TB\n");
        Dictionary<string, string> ids = [];
        List<int> highlighted = [];
        var line = 0;
        foreach (var panel in FlowLayout.Of(simulation.Definition))
        {
            foreach (var node in panel.Nodes.Where(x => !ids.ContainsKey(x.Id)))
            {
                ids[node.Id] = "n" + ids.Count.ToString(CultureInfo.InvariantCulture);
                var numbers = string.Join(", ", steps[node.Id].Select(x => x.Number));
                text.Append("  ").Append(ids[node.Id]).Append("[\"").Append(numbers.Length > 0 ? numbers + ". " : "").Append(Quoted(node.Label)).Append("\"]").Append(StateOf([.. steps[node.Id]])).Append('\n');
            }
            foreach (var way in panel.Ways)
            {
                var label = string.Join(" ", new[] { taken.TryGetValue(way, out var number) ? $"({number})" : null, names.Of(way.SourceId, way.SourcePort)?.Here() }.OfType<string>());
                text.Append("  ").Append(ids[way.SourceId]).Append(label.Length > 0 ? $" -->|\"{Quoted(label)}\"| " : " --> ").Append(ids[way.TargetId]).Append('\n');
                if (number > 0) highlighted.Add(line);
                line++;
            }
        }
        text.Append("  classDef done fill:#e3f4e8,stroke:#1e7e34,stroke-width:2px\n  classDef waiting fill:#fff3cf,stroke:#b7791f,stroke-width:2px\n")
            .Append("  classDef cancelled fill:#eef1f4,stroke:#4a5568,stroke-dasharray:6 4\n  classDef faulted fill:#fde3e3,stroke:#c53030,stroke-width:2px\n");
        if (highlighted.Count > 0) text.Append("  linkStyle ").AppendJoin(',', highlighted).Append(" stroke:#1e7e34,stroke-width:3px\n");
        return text.ToString();
    }

    private static string StateOf(IReadOnlyList<PathStep> steps) => steps.Count == 0 ? "" : steps[^1].State switch
    {
        PathState.Waiting or PathState.Running => ":::waiting",
        PathState.Faulted => ":::faulted",
        PathState.Cancelled => ":::cancelled",
        _ => ":::done",
    };

    private static string Quoted(string text) => text.ReplaceLineEndings(" ").Replace("\"", "#quot;", StringComparison.Ordinal);
}
