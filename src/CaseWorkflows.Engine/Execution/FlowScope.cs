namespace CaseWorkflows.Engine.Execution;

/// <summary>How often the activities and connections of one flowchart were visited; decides when a merge may run.</summary>
/// <param name="activities">The visits of each activity, in the order of the graph's nodes.</param>
/// <param name="ways">The visits of each connection, in the order of the graph's ways; negative where the last visit did not follow it.</param>
internal sealed class FlowScope(int[] activities, int[] ways)
{
    private readonly int[] _activities = activities;
    private readonly int[] _ways = ways;
    private readonly List<(int[] Counts, int Index, int Before)> _changes = [];

    /// <summary>Nothing was visited.</summary>
    public FlowScope(FlowGraph graph)
        : this(new int[graph.Nodes.Count], new int[graph.Ways.Count])
    {
    }

    public ReadOnlySpan<int> Activities => _activities;

    public ReadOnlySpan<int> Ways => _ways;

    /// <summary>The moment, for <see cref="BackTo"/>.</summary>
    public int Moment => _changes.Count;

    /// <summary>Takes back every visit since a moment.</summary>
    public void BackTo(int moment)
    {
        for (; _changes.Count > moment; _changes.RemoveAt(_changes.Count - 1))
        {
            var (counts, index, before) = _changes[^1];
            counts[index] = before;
        }
    }

    public void Visit(FlowNode activity) => Set(_activities, activity.Index, Visits(activity) + 1);

    public void Visit(FlowWay way, bool followed) => Set(_ways, way.Index, followed ? Visits(way) + 1 : -Visits(way) - 1);

    public bool AllVisited(FlowNode activity)
    {
        var visits = Visits(activity);
        foreach (var way in activity.ForwardInbound)
            if (Visits(way) <= visits)
                return false;
        return true;
    }

    public bool AnyFollowed(FlowNode activity)
    {
        var most = Most(activity);
        return most > Visits(activity) && activity.ForwardInbound.Exists(way => _ways[way.Index] == most);
    }

    public bool AllFollowed(FlowNode activity)
    {
        var most = Most(activity);
        return most > Visits(activity) && activity.ForwardInbound.TrueForAll(way => _ways[way.Index] == most);
    }

    /// <summary>The activity has already run for this visit of the way.</summary>
    public bool IsSpent(FlowWay way) => Visits(way) <= Visits(way.Target);

    public int Visits(FlowNode activity) => _activities[activity.Index];

    public int Visits(FlowWay way) => Math.Abs(_ways[way.Index]);

    private int Most(FlowNode activity)
    {
        var most = 0;
        foreach (var way in activity.ForwardInbound) most = Math.Max(most, Visits(way));
        return most;
    }

    private void Set(int[] counts, int index, int visits)
    {
        _changes.Add((counts, index, counts[index]));
        counts[index] = visits;
    }
}
