using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>How often the activities and connections of one flowchart were visited; decides when a merge may run.</summary>
internal sealed class FlowScope
{
    public Dictionary<string, int> Activities { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (int Visits, bool Followed)> Ways { get; } = new(StringComparer.Ordinal);

    public FlowScope Copy()
    {
        var copy = new FlowScope();
        foreach (var (id, visits) in Activities) copy.Activities[id] = visits;
        foreach (var (way, visit) in Ways) copy.Ways[way] = visit;
        return copy;
    }

    public void Visit(string activityId) => Activities[activityId] = Visits(activityId) + 1;

    public void Visit(Connection way, bool followed) => Ways[way.ToString()] = (Visits(way) + 1, followed);

    public bool AllVisited(FlowGraph graph, string activityId) =>
        graph.ForwardInbound(activityId).Min(Visits) > Visits(activityId);

    public bool AnyFollowed(FlowGraph graph, string activityId)
    {
        var inbound = graph.ForwardInbound(activityId);
        var most = inbound.Max(Visits);
        return most > Visits(activityId) && inbound.Any(way => Visits(way) == most && WasFollowed(way));
    }

    public bool AllFollowed(FlowGraph graph, string activityId)
    {
        var inbound = graph.ForwardInbound(activityId);
        var most = inbound.Max(Visits);
        return most > Visits(activityId) && inbound.All(way => Visits(way) == most && WasFollowed(way));
    }

    /// <summary>The activity has already run for this visit of the way.</summary>
    public bool IsSpent(Connection way, string activityId) => Visits(way) <= Visits(activityId);

    private int Visits(string activityId) => Activities.GetValueOrDefault(activityId);

    private int Visits(Connection way) => Ways.GetValueOrDefault(way.ToString()).Visits;

    private bool WasFollowed(Connection way) => Ways.GetValueOrDefault(way.ToString()).Followed;
}
