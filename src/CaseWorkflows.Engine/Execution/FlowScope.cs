namespace CaseWorkflows.Engine.Execution;

/// <summary>How often the activities and connections of one flowchart were visited; decides when a merge may run.</summary>
/// <param name="activities">The visits of each activity, in the order of the graph's nodes.</param>
/// <param name="ways">The visits of each connection, in the order of the graph's ways; negative where the last visit did not follow it.</param>
internal sealed class FlowScope(Counters activities, Counters ways)
{
    private readonly Counters _activities = activities;
    private readonly Counters _ways = ways;

    private readonly List<(bool IsWay, int Index, int Before)> _changes = [];

    /// <summary>Nothing was visited.</summary>
    public FlowScope(FlowGraph graph)
        : this(new Counters(graph.Nodes.Count), new Counters(graph.Ways.Count))
    {
    }

    public Counters Activities => _activities;

    public Counters Ways => _ways;

    /// <summary>The moment, for <see cref="BackTo"/>.</summary>
    public int Moment => _changes.Count;

    /// <summary>Takes back every visit since a moment.</summary>
    public void BackTo(int moment)
    {
        for (; _changes.Count > moment; _changes.RemoveAt(_changes.Count - 1))
        {
            var (isWay, index, before) = _changes[^1];
            (isWay ? _ways : _activities)[index] = before;
        }
    }

    public void Visit(FlowNode activity) => Set(false, activity.Index, Visits(activity) + 1);

    public void Visit(FlowWay way, bool followed) => Set(true, way.Index, followed ? Visits(way) + 1 : -Visits(way) - 1);

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
        if (most <= Visits(activity)) return false;
        foreach (var way in activity.ForwardInbound)
            if (_ways[way.Index] == most)
                return true;
        return false;
    }

    public bool AllFollowed(FlowNode activity)
    {
        var most = Most(activity);
        if (most <= Visits(activity)) return false;
        foreach (var way in activity.ForwardInbound)
            if (_ways[way.Index] != most)
                return false;
        return true;
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

    private void Set(bool isWay, int index, int visits)
    {
        var counts = isWay ? _ways : _activities;
        _changes.Add((isWay, index, counts[index]));
        counts[index] = visits;
    }
}
