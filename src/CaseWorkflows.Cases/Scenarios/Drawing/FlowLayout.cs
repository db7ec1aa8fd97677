using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios.Drawing;

/// <summary>Where everything of a definition stands on paper: where the designer put it, or in layers from the start where nobody placed it.</summary>
internal static class FlowLayout
{
    private const double Width = 200;
    private const double Height = 54;
    private const double Least = 40;
    private const double Most = 1_000;
    private const double Across = 60;
    private const double Down = 70;
    // A place that a designer can't have meant would make a picture nobody can open.
    private const double Farthest = 200_000;

    /// <summary>The panels from top to bottom: the flow itself, and each container in it that holds steps.</summary>
    public static IReadOnlyList<DrawnPanel> Of(WorkflowDefinition definition)
    {
        List<DrawnPanel> panels = [];
        foreach (var container in definition.Activities.Where(x => x == definition.Root || x.Children.Any()))
        {
            List<ActivityDefinition> steps = container.Children.Any() ? [.. container.Children.DistinctBy(x => x.Id)] : [container];
            var ids = steps.Select(x => x.Id).ToHashSet();
            List<Connection> ways = [.. container.Connections.Where(x => ids.Contains(x.SourceId) && ids.Contains(x.TargetId)).Distinct()];
            if (container.Connections.Count == 0 && container.Activities.Count > 1 && container.Type.EndsWith(".Sequence", StringComparison.Ordinal))
                ways.AddRange(steps.Zip(steps.Skip(1), (one, next) => new Connection(one.Id, "Done", next.Id, "In")));
            panels.Add(new DrawnPanel(container == definition.Root ? null : container.DisplayText, Shifted(Designed(steps) ?? Layered(steps, ways)), ways));
        }
        return panels;
    }

    private static List<DrawnNode>? Designed(List<ActivityDefinition> steps)
    {
        List<DrawnNode> nodes = [];
        foreach (var step in steps)
        {
            if ((step.Json["metadata"] as JsonObject)?["designer"] is not JsonObject designer || designer["position"] is not JsonObject position
                || Number(position["x"]) is not { } x || Number(position["y"]) is not { } y || Math.Abs(x) > Farthest || Math.Abs(y) > Farthest) return null;
            var size = designer["size"] as JsonObject;
            nodes.Add(Node(step, x, y, Number(size?["width"]) ?? 0, Number(size?["height"]) ?? 0));
        }
        // What was made by a program often lies on one heap.
        return nodes.Select(x => (x.X, x.Y)).Distinct().Count() == nodes.Count ? nodes : null;
    }

    private static List<DrawnNode> Layered(List<ActivityDefinition> steps, List<Connection> ways)
    {
        var layers = Layers(steps, ways);
        var order = steps.Select((x, i) => (x.Id, i)).ToDictionary(x => x.Id, x => (double)x.i);
        var before = ways.ToLookup(x => x.TargetId, x => x.SourceId);
        List<DrawnNode> nodes = [];
        Dictionary<string, double> middle = [];
        foreach (var layer in steps.GroupBy(x => layers[x.Id]).OrderBy(x => x.Key))
        {
            var row = layer.OrderBy(x => before[x.Id].Where(middle.ContainsKey).Select(y => middle[y]).DefaultIfEmpty(0).Average()).ThenBy(x => order[x.Id]).ToList();
            var left = -((row.Count * (Width + Across)) - Across) / 2;
            for (var i = 0; i < row.Count; i++)
            {
                nodes.Add(Node(row[i], left + (i * (Width + Across)), layer.Key * (Height + Down), Width, Height));
                middle[row[i].Id] = nodes[^1].X + (Width / 2);
            }
        }
        return nodes;
    }

    /// <summary>The longest way from a start to each step, ways back left out.</summary>
    private static Dictionary<string, int> Layers(List<ActivityDefinition> steps, List<Connection> ways)
    {
        var next = ways.ToLookup(x => x.SourceId, x => x.TargetId);
        var targets = ways.Select(x => x.TargetId).ToHashSet();
        var forward = new List<(string From, string To)>();
        Dictionary<string, bool> done = [];
        List<string> finished = [];
        foreach (var root in steps.OrderByDescending(x => x.Type == "Elsa.Start").ThenBy(x => targets.Contains(x.Id)))
        {
            // With a stack of its own: a chain of some thousand steps would exhaust that of the process.
            var stack = new Stack<(string Id, IEnumerator<string> Ahead)>();
            if (done.TryAdd(root.Id, false)) stack.Push((root.Id, next[root.Id].GetEnumerator()));
            while (stack.TryPeek(out var top))
            {
                if (!top.Ahead.MoveNext())
                {
                    done[top.Id] = true;
                    finished.Add(top.Id);
                    stack.Pop();
                }
                else if (done.TryAdd(top.Ahead.Current, false))
                {
                    forward.Add((top.Id, top.Ahead.Current));
                    stack.Push((top.Ahead.Current, next[top.Ahead.Current].GetEnumerator()));
                }
                else if (done[top.Ahead.Current])
                {
                    forward.Add((top.Id, top.Ahead.Current));
                }
            }
        }
        var layers = steps.ToDictionary(x => x.Id, _ => 0);
        var after = forward.ToLookup(x => x.From, x => x.To);
        foreach (var id in Enumerable.Reverse(finished))
            foreach (var target in after[id]) layers[target] = Math.Max(layers[target], layers[id] + 1);
        return layers;
    }

    private static List<DrawnNode> Shifted(List<DrawnNode> nodes)
    {
        var (left, top) = (nodes.Min(x => x.X), nodes.Min(x => x.Y));
        return [.. nodes.Select(x => x with { X = x.X - left, Y = x.Y - top })];
    }

    private static DrawnNode Node(ActivityDefinition step, double x, double y, double width, double height) =>
        new(step.Id, step.DisplayText, KindOf(step), x, y, Math.Clamp(width, Least, Most) is var w && width > 0 ? w : Width, Math.Clamp(height, Least, Most) is var h && height > 0 ? h : Height);

    private static DrawnKind KindOf(ActivityDefinition step) => step.Type switch
    {
        "Elsa.Start" or "Elsa.End" or "Elsa.Finish" => DrawnKind.End,
        Steps.HumanTask or "Elsa.RunTask" => DrawnKind.Person,
        Steps.Event or "Elsa.Delay" or "Elsa.Timer" or "Elsa.StartAt" or Steps.WaitForClock => DrawnKind.Wait,
        _ => DrawnKind.Other,
    };

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : null;
}

/// <summary>A flowchart or another container on paper.</summary>
/// <param name="Title">What the container is called; null for the flow itself.</param>
/// <param name="Nodes">Its steps; the leftmost and the topmost lie at 0.</param>
/// <param name="Ways">Its connections.</param>
internal sealed record DrawnPanel(string? Title, IReadOnlyList<DrawnNode> Nodes, IReadOnlyList<Connection> Ways)
{
    private readonly Lazy<(ILookup<string, Connection> From, ILookup<string, Connection> Into)> _ends = new(() => (Ways.ToLookup(x => x.SourceId), Ways.ToLookup(x => x.TargetId)));
    private readonly Lazy<bool> _runsRight = new(() =>
    {
        var at = Nodes.ToDictionary(x => x.Id);
        return Ways.Count(x => Math.Abs(at[x.TargetId].X - at[x.SourceId].X) > Math.Abs(at[x.TargetId].Y - at[x.SourceId].Y)) > Ways.Count / 2;
    });

    public double Right => Nodes.Max(x => x.X + x.Width);

    public double Bottom => Nodes.Max(x => x.Y + x.Height);

    /// <summary>Whether most of it was drawn from left to right, not from top to bottom.</summary>
    public bool RunsRight => _runsRight.Value;

    /// <summary>The ways that leave where this one does.</summary>
    public IEnumerable<Connection> From(Connection way) => _ends.Value.From[way.SourceId];

    /// <summary>The ways that enter where this one does.</summary>
    public IEnumerable<Connection> Into(Connection way) => _ends.Value.Into[way.TargetId];
}

/// <summary>A step on paper.</summary>
internal sealed record DrawnNode(string Id, string Label, DrawnKind Kind, double X, double Y, double Width, double Height)
{
    public double Middle => X + (Width / 2);
}

/// <summary>What a step is at first sight.</summary>
internal enum DrawnKind
{
    /// <summary>The system does it.</summary>
    Other,

    /// <summary>A person does it.</summary>
    Person,

    /// <summary>Something is waited for.</summary>
    Wait,

    /// <summary>Start and end.</summary>
    End,
}
