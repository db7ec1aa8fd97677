using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>What a path begins with: a step, left by any way or by the one named.</summary>
public sealed record PathStart(Func<ActivityDefinition, bool> Step, string? Port = null);

/// <summary>
/// The paths that cases can take through a definition. Values of variables that are constants on the way are followed, so that a flow which
/// is steered by a variable is not taken to jump from anywhere to anywhere; where a value is not known every way is possible.
/// </summary>
public sealed class FlowPaths
{
    /// <summary>How many places, each with its values, are followed before a definition counts as too entangled to be checked.</summary>
    public const int MostStates = 60_000;

    private readonly PathGraph _graph;
    private readonly PathValues _values;
    private readonly List<State> _states = [];
    private readonly Dictionary<(int Node, string Values), int> _known = [];

    private FlowPaths(WorkflowDefinition definition, ActivityCatalog catalog, IReadOnlyDictionary<string, JsonNode?> inputs)
    {
        _graph = new PathGraph(definition, catalog);
        _values = new PathValues(definition, catalog, _graph, inputs);
        Explore();
    }

    private sealed record State(PathNode Node, object?[] Values, List<(PathEdge Edge, int To)> Next);

    /// <summary>Whether all paths could be followed; if not, nothing can be proven and <see cref="Find"/> finds nothing.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>How many states were followed.</summary>
    public int StateCount => _states.Count;

    /// <summary>Follows a definition whose ids are unique.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="catalog">The activities.</param>
    /// <param name="inputs">The workflow's inputs that are taken as known.</param>
    public static FlowPaths Of(WorkflowDefinition definition, ActivityCatalog catalog, IReadOnlyDictionary<string, JsonNode?> inputs) => new(definition, catalog, inputs);

    /// <summary>
    /// A path on which a case gets from one of the starts (null: the start of the flow) to a step that <paramref name="to"/> accepts (null: the end of the
    /// flow) without any step that <paramref name="without"/> accepts; null if there is none. The steps of the path, the last one included.
    /// </summary>
    public IReadOnlyList<ActivityDefinition>? Find(IReadOnlyList<PathStart>? from, Func<ActivityDefinition, bool>? to, Func<ActivityDefinition, bool> without)
    {
        if (!IsComplete) return null;
        var (ends, barred) = (Asked(to), Asked(without));
        var came = new int[_states.Count];
        var open = new Queue<int>();
        var first = from is null ? [(0, null)] : Begin(from);
        var awaited = from is null ? null : Taken(first.Select(x => x.To));
        var arrived = new HashSet<PathEdge>();
        var held = new Dictionary<PathNode, List<(int From, int To)>>();
        foreach (var (at, edge) in first) Arrive(-1, at, edge);
        while (open.TryDequeue(out var at))
        {
            var state = _states[at];
            if (state.Node is { IsExit: false, Activity: not null })
            {
                if (barred(state.Node)) continue;
                if (to is not null && ends(state.Node)) return Path(at);
            }
            if (state.Node == _graph.End && to is null) return Path(at);
            foreach (var (edge, next) in state.Next) Arrive(at, next, edge);
        }
        return null;

        void Arrive(int before, int at, PathEdge? edge)
        {
            var node = _states[at].Node;
            if (edge is not null && node.Awaited.Count > 0 && node.Awaited.Exists(x => x.Ways.Contains(edge)))
            {
                arrived.Add(edge);
                // From the middle of a branch the other branches of its fork can't be seen: they are not waited for.
                if (!node.Awaited.TrueForAll(x => x.Ways.Overlaps(arrived) || awaited is not null && !x.Ways.Overlaps(awaited)))
                {
                    if (!held.TryGetValue(node, out var waiting)) held[node] = waiting = [];
                    waiting.Add((before, at));
                    return;
                }
                if (held.Remove(node, out var released))
                    foreach (var one in released) Go(one.From, one.To);
            }
            Go(before, at);
        }

        // 0 is a place not come to yet, so what is kept is one more than the number, and one more for the start.
        void Go(int before, int at)
        {
            if (came[at] != 0) return;
            came[at] = before + 2;
            open.Enqueue(at);
        }

        List<ActivityDefinition> Path(int last)
        {
            var path = new List<ActivityDefinition>();
            for (var at = last; at >= 0; at = came[at] - 2)
                if (_states[at].Node is { IsExit: false, Activity: { } activity } && activity.Children.FirstOrDefault() is null)
                    path.Add(activity);
            path.Reverse();
            return path;
        }
    }

    // Asked once for each step, not once for each state of it.
    private Func<PathNode, bool> Asked(Func<ActivityDefinition, bool>? question)
    {
        var known = new bool?[_graph.Nodes.Count];
        return node => known[node.Number] ??= question?.Invoke(node.Activity!) == true;
    }

    private List<(int To, PathEdge? Edge)> Begin(IReadOnlyList<PathStart> starts)
    {
        var asked = starts.Select(x => (Is: Asked(x.Step), x.Port)).ToList();
        return [.. _states.Where(x => x.Node is { IsExit: false, Activity: not null }).SelectMany(state =>
            asked.Where(x => x.Is(state.Node)).SelectMany(start => state.Next.Where(x => start.Port is null || x.Edge.Port == start.Port).Select(x => (x.To, (PathEdge?)x.Edge))))];
    }

    private HashSet<PathEdge> Taken(IEnumerable<int> from)
    {
        var reached = new bool[_states.Count];
        var open = new Queue<int>(from);
        var taken = new HashSet<PathEdge>();
        while (open.TryDequeue(out var at))
        {
            if (reached[at]) continue;
            reached[at] = true;
            foreach (var (edge, next) in _states[at].Next)
            {
                if (edge.To.Awaited.Count > 0) taken.Add(edge);
                open.Enqueue(next);
            }
        }
        return taken;
    }

    private void Explore()
    {
        Number(_graph.Start, _values.AtStart);
        var merges = new Dictionary<PathNode, PathMerge>();
        for (var i = 0; i < _states.Count || Release(merges.Values); i++)
        {
            if (i >= _states.Count) break;
            var state = _states[i];
            foreach (var (edge, values) in _values.Leave(state.Node, state.Values))
            {
                if (edge.To.Awaited.Exists(x => x.Ways.Contains(edge)))
                {
                    if (!merges.TryGetValue(edge.To, out var merge)) merges[edge.To] = merge = new PathMerge(edge.To, _values);
                    foreach (var met in merge.Arrive(new PathArrival(i, edge, _values.Needed(edge.To, values)))) Meet(met);
                }
                else
                {
                    state.Next.Add((edge, Number(edge.To, values)));
                }
            }
            if (_states.Count <= MostStates && merges.Values.All(x => x.Met <= MostStates)) continue;
            IsComplete = false;
            return;
        }
    }

    private void Meet((IReadOnlyList<PathArrival> Arrivals, object?[] Values) met)
    {
        foreach (var arrival in met.Arrivals) _states[arrival.State].Next.Add((arrival.Edge, Number(arrival.Edge.To, met.Values)));
    }

    // A merge that one branch never comes to goes on with those that do.
    private bool Release(IEnumerable<PathMerge> merges)
    {
        var before = _states.Count;
        foreach (var merge in merges.Where(x => x.Met == 0))
            foreach (var arrival in merge.GiveUp()) Meet(([arrival], arrival.Values));
        return _states.Count > before;
    }

    private int Number(PathNode node, object?[] values)
    {
        var live = _values.Needed(node, values);
        var key = (node.Number, string.Join('\u0001', live.Select(x => x is null ? "?" : x == KnownValues.Nothing ? "-" : $"{x.GetType().Name[0]}{x}")));
        if (_known.TryGetValue(key, out var number)) return number;
        _known[key] = number = _states.Count;
        _states.Add(new State(node, live, []));
        return number;
    }
}
