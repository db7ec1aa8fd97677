using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>
/// Says where the order of answers makes no difference. Lanes between a fork and a join of all that share no activity, no variable and no event, and of which none
/// can give up another, come to the same in every order; so one of them is walked to the join first. (A persistent set in the terms of partial-order reduction;
/// that a lane going round for ever does not keep the others from being walked is seen to by <see cref="FlowExplorer"/>.)
/// </summary>
internal sealed class Lanes(FlowReading reading, ActivityCatalog catalog, IFlowWatch watch)
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly bool _isImpossible = reading.Definition.AsksForResults || reading.IsNamed;

    private sealed record Lane(HashSet<string> Activities, HashSet<string> Joins, HashSet<string> Reads, HashSet<string> Writes, HashSet<string> Events, bool IsAlone);

    /// <summary>A wait whose answers alone need to be tried now; null if the order may matter.</summary>
    public OpenWait? First(ExploredState state)
    {
        if (_isImpossible || state.Waits.Count < 2 || state.Incidents.Count > 0) return null;
        if (state.Waits.DistinctBy(x => x.ActivityId).Count() < state.Waits.Count) return null;
        var parent = reading.Definition.FindActivity(state.Waits[0].ActivityId)!.Parent;
        if (parent?.Type != BuiltInActivities.Flowchart || state.Waits.Any(x => reading.Definition.FindActivity(x.ActivityId)!.Parent != parent || !watch.CanCome(state.Watched, x))) return null;
        var lanes = state.Waits.Select(x => LaneOf(x.ActivityId)).ToList();
        if (lanes.Exists(x => !x.IsAlone)) return null;
        for (var i = 0; i < lanes.Count; i++)
            if (Enumerable.Range(0, lanes.Count).All(j => j == i || AreApart(lanes[i], lanes[j])) && lanes[i].Joins.All(x => Enumerable.Range(0, lanes.Count).Any(j => j != i && lanes[j].Joins.Contains(x))))
                return state.Waits[i];
        return null;
    }

    private static bool AreApart(Lane a, Lane b) =>
        !a.Activities.Overlaps(b.Activities) && !a.Events.Overlaps(b.Events) && !a.Writes.Overlaps(b.Writes) && !a.Writes.Overlaps(b.Reads) && !a.Reads.Overlaps(b.Writes);

    private Lane LaneOf(string activityId)
    {
        if (_lanes.TryGetValue(activityId, out var known)) return known;
        var start = reading.Definition.FindActivity(activityId)!;
        var flowchart = start.Parent!;
        var lane = new Lane(new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), true);
        var open = new Queue<string>([activityId]);
        var isAlone = true;
        while (open.TryDequeue(out var id))
        {
            if (flowchart.Activities.FirstOrDefault(x => x.Id == id) is not { } activity) continue;
            if (WaitsForAll(activity))
            {
                lane.Joins.Add(id);
                continue;
            }
            if (!lane.Activities.Add(id)) continue;
            foreach (var within in Within(activity)) isAlone &= Take(within, lane);
            foreach (var way in flowchart.Connections.Where(x => x.SourceId == id)) open.Enqueue(way.TargetId);
        }
        return _lanes[activityId] = lane with { IsAlone = isAlone };
    }

    private bool Take(ActivityDefinition activity, Lane lane)
    {
        foreach (var name in reading.Names)
        {
            if (reading.IsReadBy(name, activity.Id)) lane.Reads.Add(name);
            if (activity.Type == BuiltInActivities.RunJavaScript && reading.Mentions(activity.Input("Script")?.Text ?? "", name)) lane.Writes.Add(name);
        }
        if (activity.Type == BuiltInActivities.SetVariable) lane.Writes.UnionWith(reading.TargetsOf(activity).Where(reading.Matters));
        var description = catalog.Find(activity.Type, activity.Version);
        foreach (var output in description?.Outputs ?? [])
            if (activity.OutputTarget(output.Name) is { } target) lane.Writes.UnionWith(reading.NamesOf(target).Where(reading.Matters));
        if (activity.Type == BuiltInActivities.Event)
        {
            if (activity.Input("EventName") is not { IsConstant: true } name) return false;
            lane.Events.Add(name.Text);
        }
        // What ends a flow, gives up other branches, fails, or asks for more than the lane itself is no lane's own business.
        return description is { IsTerminal: false } && activity.Type is not (BuiltInActivities.FlowJoin or BuiltInActivities.Fault) && watch.KeepsToItself(activity);
    }

    private static bool WaitsForAll(ActivityDefinition activity) =>
        activity.Type == BuiltInActivities.FlowJoin && activity.Input("Mode") is { IsConstant: true } mode && mode.Text.Trim().ToUpperInvariant() is "WAITALL" or "0" or "WAITALLACTIVE" or "1";

    private static IEnumerable<ActivityDefinition> Within(ActivityDefinition activity) => activity.Children.SelectMany(Within).Prepend(activity);
}
