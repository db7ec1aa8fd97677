using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>
/// The shape of one flowchart as seen from where it started: which connections lead forward and which close a loop.
/// </summary>
internal sealed class FlowGraph
{
    // A definition is parsed once and runs for many cases: finding its loops anew at every advance was most of an advance's time.
    private static readonly ConditionalWeakTable<ActivityDefinition, ConcurrentDictionary<string, FlowGraph>> Known = [];

    private readonly List<Connection> _forward = [];
    private readonly Dictionary<string, List<Connection>> _out;
    private readonly Dictionary<string, List<Connection>> _forwardIn;

    public FlowGraph(ActivityDefinition flowchart, ActivityDefinition? start)
    {
        Start = start;
        var ids = flowchart.Activities.Select(x => x.Id).ToHashSet(StringComparer.Ordinal);
        // A connection to an activity that isn't there is a gate problem; a run goes on as if it weren't written, as Elsa does.
        var connections = flowchart.Connections.Where(x => ids.Contains(x.SourceId) && ids.Contains(x.TargetId)).Distinct().ToList();
        _out = connections.GroupBy(x => x.SourceId).ToDictionary(x => x.Key, x => x.ToList(), StringComparer.Ordinal);
        if (start is not null) FindForward(start.Id);
        _forwardIn = _forward.GroupBy(x => x.TargetId).ToDictionary(x => x.Key, x => x.ToList(), StringComparer.Ordinal);
    }

    /// <summary>The shape of a flowchart as seen from a start; made once for each, as long as the definition lives.</summary>
    public static FlowGraph Of(ActivityDefinition flowchart, ActivityDefinition? start) =>
        Known.GetOrCreateValue(flowchart).GetOrAdd(start?.Id ?? "", _ => new FlowGraph(flowchart, start));

    /// <summary>Where the flowchart started.</summary>
    public ActivityDefinition? Start { get; }

    /// <summary>All connections that lead forward.</summary>
    public IReadOnlyList<Connection> Forward => _forward;

    public IReadOnlyList<Connection> Outbound(string activityId) => _out.GetValueOrDefault(activityId) ?? [];

    public IReadOnlyList<Connection> ForwardInbound(string activityId) => _forwardIn.GetValueOrDefault(activityId) ?? [];

    public bool IsBackward(Connection connection) => !ForwardInbound(connection.TargetId).Contains(connection);

    /// <summary>Whether the activity can be reached at all.</summary>
    public bool IsReachable(string activityId) => activityId == Start?.Id || _forwardIn.ContainsKey(activityId);

    /// <summary>A loop is valid only if every way from the start to its source passes its target.</summary>
    public bool IsValidBackward(Connection connection)
    {
        if (Start is null) return false;
        if (connection.TargetId == Start.Id || connection.TargetId == connection.SourceId) return true;
        var seen = new HashSet<string>(StringComparer.Ordinal) { Start.Id, connection.TargetId };
        var open = new Queue<string>([Start.Id]);
        while (open.TryDequeue(out var id))
        {
            if (id == connection.SourceId) return false;
            foreach (var next in Outbound(id))
                if (!IsBackward(next) && seen.Add(next.TargetId))
                    open.Enqueue(next.TargetId);
        }
        return true;
    }

    /// <summary>Every activity from which forward connections lead to this one.</summary>
    public IReadOnlySet<string> Ancestors(string activityId)
    {
        var ancestors = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([activityId]);
        while (open.TryDequeue(out var id))
            foreach (var connection in ForwardInbound(id))
                if (ancestors.Add(connection.SourceId))
                    open.Enqueue(connection.SourceId);
        return ancestors;
    }

    /// <summary>
    /// Where a flowchart starts: the activity that an event started it at, a Start, the first that can start a workflow, the first without inbound
    /// connection, the first.
    /// </summary>
    public static ActivityDefinition? FindStart(ActivityDefinition flowchart, string? startedAt) =>
        (startedAt is null ? null : flowchart.Activities.FirstOrDefault(x => x.Id == startedAt))
        ?? flowchart.Activities.FirstOrDefault(x => x.Type == BuiltInActivities.Start)
        ?? flowchart.Activities.FirstOrDefault(x => x.CanStartWorkflow)
        ?? flowchart.Activities.FirstOrDefault(x => flowchart.Connections.All(c => c.TargetId != x.Id))
        ?? (flowchart.Activities.Count > 0 ? flowchart.Activities[0] : null);

    // Breadth first from the start; a connection whose target already leads to its source closes a loop.
    private void FindForward(string start)
    {
        var edges = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([start]);
        var order = new List<(string Source, string Target)>();
        while (open.TryDequeue(out var source))
        {
            visited.Add(source);
            foreach (var target in Outbound(source).Select(x => x.TargetId))
            {
                if (edges.TryGetValue(source, out var known) && known.Contains(target)) continue;
                if (Leads(target, source)) continue;
                if (known is null) edges[source] = known = [];
                known.Add(target);
                order.Add((source, target));
                if (!visited.Contains(target)) open.Enqueue(target);
            }
        }
        foreach (var (source, target) in order)
            _forward.AddRange(Outbound(source).Where(x => x.TargetId == target));

        bool Leads(string from, string to)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var stack = new Stack<string>([from]);
            while (stack.TryPop(out var id))
            {
                if (id == to) return true;
                if (seen.Add(id) && edges.TryGetValue(id, out var next))
                    foreach (var one in next) stack.Push(one);
            }
            return false;
        }
    }
}
