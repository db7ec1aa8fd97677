using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>An activity of a flowchart with its ways.</summary>
internal sealed class FlowNode(ActivityDefinition activity, int index)
{
    public ActivityDefinition Activity => activity;

    /// <summary>Its place in the flowchart.</summary>
    public int Index => index;

    /// <summary>The ways that leave it, in the document's order.</summary>
    public List<FlowWay> Outbound { get; } = [];

    /// <summary>The ways that lead forward to it.</summary>
    public List<FlowWay> ForwardInbound { get; } = [];

    public override string ToString() => activity.Id;
}

/// <summary>A connection of a flowchart; the same connection written twice is one way.</summary>
internal sealed class FlowWay(Connection connection, int index, FlowNode source, FlowNode target)
{
    /// <summary>Its place among the ways of the flowchart.</summary>
    public int Index => index;

    public FlowNode Source => source;

    public FlowNode Target => target;

    /// <summary>The outcome it leaves by.</summary>
    public string Port => connection.SourcePort;

    /// <summary>It closes a loop, or can't be reached.</summary>
    public bool IsBackward { get; set; } = true;

    public override string ToString() => connection.ToString();
}

/// <summary>
/// The shape of one flowchart as seen from where it started: which connections lead forward and which close a loop.
/// </summary>
internal sealed class FlowGraph
{
    // A definition is parsed once and runs for many cases: finding its loops anew at every advance was most of an advance's time.
    private static readonly ConditionalWeakTable<ActivityDefinition, ConcurrentDictionary<string, FlowGraph>> Known = [];

    private readonly FlowNode[] _nodes;
    private readonly FlowWay[] _ways;
    private readonly Dictionary<string, FlowNode> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<Connection, FlowWay> _byConnection = [];
    private readonly ForwardOrder _order;
    private readonly bool[]?[] _upstream;
    private Dictionary<string, FlowWay>? _byText;

    public FlowGraph(ActivityDefinition flowchart, ActivityDefinition? start)
    {
        _nodes = [.. flowchart.Activities.Select((x, i) => new FlowNode(x, i))];
        foreach (var node in _nodes) _byId.TryAdd(node.Activity.Id, node);
        // A connection to an activity that isn't there is a gate problem; a run goes on as if it weren't written, as Elsa does.
        foreach (var connection in flowchart.Connections)
            if (_byId.TryGetValue(connection.SourceId, out var source) && _byId.TryGetValue(connection.TargetId, out var target)
                && _byConnection.TryAdd(connection, new FlowWay(connection, _byConnection.Count, source, target)))
                source.Outbound.Add(_byConnection[connection]);
        _ways = new FlowWay[_byConnection.Count];
        foreach (var way in _byConnection.Values) _ways[way.Index] = way;
        _upstream = new bool[]?[_nodes.Length];
        Start = start is null ? null : _byId[start.Id];
        _order = new ForwardOrder(_nodes.Length, Start);
    }

    /// <summary>The shape of a flowchart as seen from where it starts; made once for each start, as long as the definition lives.</summary>
    public static FlowGraph Of(ActivityDefinition flowchart, string? startedAt)
    {
        var known = Known.GetOrCreateValue(flowchart);
        var key = startedAt ?? "";
        return known.TryGetValue(key, out var graph) ? graph : known.GetOrAdd(key, new FlowGraph(flowchart, FindStart(flowchart, startedAt)));
    }

    /// <summary>Where the flowchart started.</summary>
    public FlowNode? Start { get; }

    /// <summary>Its activities, in the document's order.</summary>
    public IReadOnlyList<FlowNode> Nodes => _nodes;

    /// <summary>Its connections, in the document's order.</summary>
    public IReadOnlyList<FlowWay> Ways => _ways;

    public FlowNode? Find(string activityId) => _byId.GetValueOrDefault(activityId);

    /// <summary>The way with this text (<see cref="Connection.ToString"/>), or null.</summary>
    public FlowWay? FindWay(string text) => (_byText ??= _ways.ToDictionary(x => x.ToString(), StringComparer.Ordinal)).GetValueOrDefault(text);

    public FlowNode NodeOf(ActivityDefinition activity) => _nodes[activity.Position];

    /// <summary>Whether the activity can be reached at all.</summary>
    public bool IsReachable(FlowNode node) => _order.Has(node);

    /// <inheritdoc cref="IsReachable(FlowNode)"/>
    public bool IsReachable(string activityId) => Find(activityId) is { } node && IsReachable(node);

    public bool IsBackward(Connection connection) => !_byConnection.TryGetValue(connection, out var way) || way.IsBackward;

    /// <summary>A loop is valid only if every way from the start to its source passes its target.</summary>
    public bool IsValidBackward(FlowWay way) => Start is not null && (way.Target == Start || way.Target == way.Source || _order.Dominates(way.Target, way.Source));

    /// <inheritdoc cref="IsValidBackward(FlowWay)"/>
    public bool IsValidBackward(Connection connection) => _byConnection.TryGetValue(connection, out var way) && IsValidBackward(way);

    /// <summary>Whether forward connections lead from one activity to another.</summary>
    public bool IsUpstream(FlowNode node, FlowNode of) => (_upstream[of.Index] ??= Upstream(of))[node.Index];

    /// <summary>
    /// Where a flowchart starts: the activity that an event started it at, a Start, the first that can start a workflow, the first without inbound
    /// connection, the first.
    /// </summary>
    public static ActivityDefinition? FindStart(ActivityDefinition flowchart, string? startedAt)
    {
        var written = (startedAt is null ? null : flowchart.Activities.FirstOrDefault(x => x.Id == startedAt))
            ?? flowchart.Activities.FirstOrDefault(x => x.Type == BuiltInActivities.Start)
            ?? flowchart.Activities.FirstOrDefault(x => x.CanStartWorkflow);
        if (written is not null) return written;
        var targets = flowchart.Connections.Select(x => x.TargetId).ToHashSet(StringComparer.Ordinal);
        return flowchart.Activities.FirstOrDefault(x => !targets.Contains(x.Id)) ?? (flowchart.Activities.Count > 0 ? flowchart.Activities[0] : null);
    }

    private bool[] Upstream(FlowNode of)
    {
        var upstream = new bool[_nodes.Length];
        var open = new Stack<FlowNode>([of]);
        while (open.TryPop(out var node))
            foreach (var way in node.ForwardInbound)
                if (!upstream[way.Source.Index])
                {
                    upstream[way.Source.Index] = true;
                    open.Push(way.Source);
                }
        return upstream;
    }
}
