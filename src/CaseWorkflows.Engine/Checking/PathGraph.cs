using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Engine.Checking;

/// <summary>One place in a flow: an activity that begins, or a container that is through with what it holds.</summary>
internal sealed class PathNode(int number, ActivityDefinition? activity, bool isExit)
{
    public int Number => number;

    /// <summary>The activity; null for the end of the whole flow.</summary>
    public ActivityDefinition? Activity => activity;

    public bool IsExit => isExit;

    public List<PathEdge> Out { get; } = [];

    public List<PathEdge> In { get; } = [];

    /// <summary>The branches of which each must have arrived before the flow goes on here: what a fork has parted is waited for.</summary>
    public List<AwaitedBranch> Awaited { get; } = [];
}

/// <summary>One branch that a merge waits for.</summary>
/// <param name="Ways">The last steps of it, of which one must be taken.</param>
/// <param name="Own">The places that lead to this branch alone.</param>
internal sealed record AwaitedBranch(HashSet<PathEdge> Ways, HashSet<PathNode> Own);

/// <summary>A step from one place to the next, taken if the activity leaves by that port; by any if it is null.</summary>
internal sealed class PathEdge(PathNode from, PathNode to, string? port, bool isImplicit)
{
    public PathNode From => from;

    public PathNode To => to;

    public string? Port => port;

    /// <summary>Nothing is connected there, so the flowchart has come to an end.</summary>
    public bool IsImplicit => isImplicit;
}

/// <summary>Every step a flow can take from place to place, flowcharts, sequences and bodies taken together.</summary>
internal sealed class PathGraph
{
    private readonly ActivityCatalog _catalog;
    private readonly Dictionary<ActivityDefinition, PathNode> _enter = [];
    private readonly Dictionary<ActivityDefinition, PathNode> _exit = [];
    private readonly List<PathNode> _nodes = [];

    public PathGraph(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        _catalog = catalog;
        End = Node(null, isExit: true);
        Add(definition.Root, _ => Lead(Leaving(definition.Root), End, null));
        Start = _enter[definition.Root];
        foreach (var node in _nodes)
            foreach (var edge in node.Out) edge.To.In.Add(edge);
        foreach (var holder in _exit.Keys) AwaitForks(holder);
    }

    public PathNode Start { get; }

    public PathNode End { get; }

    public IReadOnlyList<PathNode> Nodes => _nodes;

    private PathNode Node(ActivityDefinition? activity, bool isExit)
    {
        var node = new PathNode(_nodes.Count, activity, isExit);
        _nodes.Add(node);
        return node;
    }

    private PathNode Leaving(ActivityDefinition activity) => _exit.GetValueOrDefault(activity) ?? _enter[activity];

    private static void Lead(PathNode from, PathNode to, string? port, bool isImplicit = false) => from.Out.Add(new PathEdge(from, to, port, isImplicit));

    /// <param name="activity">What is added, with all it holds.</param>
    /// <param name="goOn">Connects it to what follows; called once what it leads to exists.</param>
    private void Add(ActivityDefinition activity, Action<ActivityDefinition> goOn)
    {
        var enter = _enter[activity] = Node(activity, isExit: false);
        List<Action> later = [() => goOn(activity)];
        switch (activity.Type)
        {
            case BuiltInActivities.Flowchart:
                var chart = Exit();
                foreach (var child in activity.Activities) Inside(child, x => Follow(activity, x));
                if (FlowGraph.FindStart(activity, null) is { } start) Lead(enter, _enter[start], null);
                else Lead(enter, chart, null);
                break;
            case BuiltInActivities.Sequence:
                var end = Exit();
                for (var i = 0; i < activity.Activities.Count; i++)
                {
                    var next = i + 1 < activity.Activities.Count ? activity.Activities[i + 1] : null;
                    Inside(activity.Activities[i], x => Lead(Leaving(x), next is null || IsTerminal(x) ? end : _enter[next], null));
                }
                Lead(enter, activity.Activities.Count > 0 ? _enter[activity.Activities[0]] : end, null);
                break;
            case BuiltInActivities.If:
                Branch("then", "True");
                Branch("else", "False");
                break;
            case BuiltInActivities.Switch:
                for (var i = 0; i < SwitchCase.Of(activity).Count; i++) Branch($"cases[{i}]", $"{i}");
                Branch("default", "Default");
                break;
            case BuiltInActivities.While or BuiltInActivities.For or BuiltInActivities.ForEach:
                var after = Exit();
                if (activity.Body("body") is { } body) Inside(body, x => Lead(Leaving(x), enter, null));
                if (activity.Body("body") is { } round) Lead(enter, _enter[round], "True");
                Lead(enter, after, "False");
                break;
        }
        foreach (var step in later) step();

        PathNode Exit() => _exit.GetValueOrDefault(activity) ?? (_exit[activity] = Node(activity, isExit: true));

        void Inside(ActivityDefinition child, Action<ActivityDefinition> follow)
        {
            switch (child.Type)
            {
                case BuiltInActivities.Finish or BuiltInActivities.Complete:
                    Add(child, x => Lead(_enter[x], End, null));
                    break;
                case BuiltInActivities.Break:
                    Add(child, x => later.Add(() => Lead(_enter[x], LoopOf(x) is { } loop ? _exit[loop] : Exit(), null)));
                    break;
                default:
                    Add(child, x => later.Add(() => follow(x)));
                    break;
            }
        }

        void Branch(string slot, string port)
        {
            var exit = Exit();
            if (activity.Body(slot) is { } body)
            {
                Inside(body, x => Lead(Leaving(x), exit, null));
                Lead(enter, _enter[body], port);
            }
            else
            {
                Lead(enter, exit, port);
            }
        }
    }

    private void Follow(ActivityDefinition flowchart, ActivityDefinition child)
    {
        var exit = _exit[flowchart];
        if (IsTerminal(child))
        {
            Lead(Leaving(child), exit, null);
            return;
        }
        var ways = flowchart.Connections.Where(x => x.SourceId == child.Id).Distinct().ToList();
        foreach (var way in ways)
            if (flowchart.Activities.FirstOrDefault(x => x.Id == way.TargetId) is { } target)
                Lead(Leaving(child), _enter[target], way.SourcePort);
        foreach (var outcome in Outcomes.Of(child, _catalog).Where(x => ways.All(way => way.SourcePort != x)))
            Lead(Leaving(child), exit, outcome, isImplicit: true);
    }

    private static ActivityDefinition? LoopOf(ActivityDefinition activity)
    {
        for (var holder = activity.Parent; holder is not null; holder = holder.Parent)
            if (holder.Type is BuiltInActivities.While or BuiltInActivities.For or BuiltInActivities.ForEach)
                return holder;
        return null;
    }

    private bool IsTerminal(ActivityDefinition activity) => _catalog.Find(activity.Type, activity.Version)?.IsTerminal == true;

    private void AwaitForks(ActivityDefinition flowchart)
    {
        if (flowchart.Type != BuiltInActivities.Flowchart) return;
        var inside = flowchart.Activities.Select(x => Leaving(x)).ToList();
        var forks = inside.Where(x => Parallel(x)).Take(64).ToList();
        var meeting = flowchart.Activities.Select(x => _enter[x]).Where(x => x.In.Count > 1).Append(_exit[flowchart]);
        foreach (var node in meeting)
        {
            var isExit = node.IsExit;
            var ways = isExit ? node.In.Where(x => x.IsImplicit).ToList() : node.In;
            var mode = isExit ? "WaitAllActive" : JoinModes.Of(node.Activity!);
            if (mode == "WaitAll")
            {
                var before = Reached([_enter[flowchart]], node);
                Await(node, [.. ways.Where(x => before.Contains(x.From)).Select(x => (HashSet<PathEdge>)[x])]);
            }
            else if (mode == "WaitAllActive" && ways.Count > 1)
            {
                foreach (var fork in forks) AwaitBranches(node, fork, ways);
            }
        }
    }

    private static void AwaitBranches(PathNode node, PathNode fork, List<PathEdge> ways)
    {
        var branches = fork.Out.Select(branch =>
        {
            var reached = branch.To == node ? [] : Reached([branch.To], node, fork);
            return ways.Where(x => x == branch || reached.Contains(x.From)).ToHashSet();
        }).ToList();
        var own = branches.Select((x, i) => x.Where(way => branches.Where((_, j) => j != i).All(y => !y.Contains(way))).ToHashSet()).Where(x => x.Count > 0).ToList();
        if (own.Count > 1) Await(node, own);
    }

    private static void Await(PathNode node, List<HashSet<PathEdge>> branches)
    {
        var before = branches.Select(x => Before(x, node)).ToList();
        for (var i = 0; i < branches.Count; i++)
        {
            var own = before[i].ToHashSet();
            for (var j = 0; j < branches.Count; j++)
                if (j != i) own.ExceptWith(before[j]);
            node.Awaited.Add(new AwaitedBranch(branches[i], own));
        }
    }

    private static HashSet<PathNode> Before(HashSet<PathEdge> ways, PathNode without)
    {
        var before = ways.Select(x => x.From).Where(x => x != without).ToHashSet();
        var open = new Queue<PathNode>(before);
        while (open.TryDequeue(out var node))
            foreach (var edge in node.In)
                if (edge.From != without && before.Add(edge.From))
                    open.Enqueue(edge.From);
        return before;
    }

    private static bool Parallel(PathNode node) =>
        node.Activity?.Type == BuiltInActivities.FlowFork ? node.Out.Count > 1 : node.Out.GroupBy(x => x.Port).Any(x => x.Key is not null && x.Count() > 1);

    // What can be reached without passing the places given.
    private static HashSet<PathNode> Reached(IEnumerable<PathNode> from, params PathNode[] without)
    {
        var reached = from.ToHashSet();
        var open = new Queue<PathNode>(reached);
        while (open.TryDequeue(out var node))
            foreach (var edge in node.Out)
                if (!without.Contains(edge.To) && reached.Add(edge.To))
                    open.Enqueue(edge.To);
        return reached;
    }
}
