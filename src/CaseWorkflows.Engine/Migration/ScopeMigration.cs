using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Engine.Migration;

/// <summary>
/// Carries the visit counts of one running flowchart over to a changed one. A merge runs when all ways into it were visited once more than
/// it was itself; so a way that is new has to get the count it would have if the flow had come here by the new version, without anything
/// having run on it. Wrong counts would let a join wait for ever, or run it and all that follows twice.
/// </summary>
/// <remarks>
/// Where the flow stands ("live" activities) decides: a way whose source can still be reached will be visited, so it counts as not yet
/// visited; one whose source can't is passed over for this round and counts as visited, in the way that does not decide the merge.
/// </remarks>
internal sealed class ScopeMigration
{
    private readonly FlowGraph _old;
    private readonly FlowGraph _new;
    private readonly FlowScope _counts;
    private readonly Counters _activities;
    private readonly Counters _ways;
    private readonly StepMap _map;
    private readonly IReadOnlyList<ActivityRun> _live;
    private readonly Func<ActivityDefinition, string> _modeOf;
    private readonly HashSet<FlowWay> _kept = [];
    private readonly HashSet<FlowNode> _ahead;
    private readonly HashSet<FlowNode> _behind;
    private readonly HashSet<FlowNode> _aheadBefore;
    private readonly HashSet<FlowNode> _behindBefore;
    private readonly HashSet<FlowNode> _passed = [];

    /// <param name="before">The flowchart's run in the old version.</param>
    /// <param name="after">Its run in the new version, with the live runs in it.</param>
    /// <param name="old">The shape of the old flowchart.</param>
    /// <param name="new">The shape of the new one.</param>
    /// <param name="map">Which step became which.</param>
    /// <param name="modeOf">How an activity of the new flowchart merges.</param>
    public ScopeMigration(ActivityRun before, ActivityRun after, FlowGraph old, FlowGraph @new, StepMap map, Func<ActivityDefinition, string> modeOf)
    {
        (_old, _new, _map, _modeOf) = (old, @new, map, modeOf);
        (_activities, _ways) = (new Counters(@new.Nodes.Count), new Counters(@new.Ways.Count));
        _counts = new FlowScope(_activities, _ways);
        _live = after.Children;
        foreach (var run in _live)
            if (!@new.IsReachable(run.Activity.Id))
                throw MigrationException.Of("not-reachable", map.Before(run.Activity.Id), ("to", run.Activity.Id));
        var places = _live.Select(x => @new.NodeOf(x.Activity)).ToList();
        var placesBefore = before.Children.Select(x => old.NodeOf(x.Activity)).ToList();
        (_ahead, _behind) = (Ahead(places), Behind(places));
        (_aheadBefore, _behindBefore) = (Ahead(placesBefore), Behind(placesBefore));
        Carry(before);
    }

    /// <summary>Activities of the new version that lie before where the flow stands and will not be reached in this round.</summary>
    public IEnumerable<string> Skipped => _new.Nodes
        .Where(x => (_behind.Contains(x) || _passed.Contains(x)) && !_ahead.Contains(x))
        .Where(x => Before(x) is not { } before || (_aheadBefore.Contains(before) && !_behindBefore.Contains(before)))
        .Select(x => x.Activity.Id);

    /// <summary>The counts for the new flowchart.</summary>
    /// <param name="wasBegun">Whether a step of the old version was ever begun.</param>
    /// <exception cref="MigrationException">A merge would come to a wrong end, or a step would be done again.</exception>
    public FlowScope Run(Func<ActivityDefinition, bool> wasBegun)
    {
        foreach (var node in _new.Nodes)
            if (Before(node) is { } before && wasBegun(before.Activity) && Does(node.Activity)
                && _behindBefore.Contains(before) && !_aheadBefore.Contains(before) && _ahead.Contains(node))
                throw MigrationException.Of("would-repeat", before.Activity.Id, ("to", node));
        var changed = _new.Nodes.Where(Fill).ToList();
        Settle(changed);
        return new FlowScope(_activities, _ways);
    }

    /// <summary>Whether the activity does something that people or the case notice; ways apart and together do not.</summary>
    public static bool Does(ActivityDefinition activity) => activity.Type is not (BuiltInActivities.FlowDecision or BuiltInActivities.FlowSwitch
        or BuiltInActivities.FlowFork or BuiltInActivities.FlowJoin or BuiltInActivities.Start or BuiltInActivities.End or BuiltInActivities.WriteLine);

    private void Carry(ActivityRun before)
    {
        foreach (var node in _old.Nodes)
            if (After(node) is { } after && before.Scope is { } counted) _activities[after.Index] = counted.Activities[node.Index];
        foreach (var way in _old.Ways)
        {
            if (After(way.Source) is not { } source || After(way.Target) is not { } target) continue;
            if (source.Outbound.Find(x => x.Target == target && x.IsSameAs(way)) is not { } same) continue;
            if (before.Scope is { } counted) _ways[same.Index] = counted.Ways[way.Index];
            if (!same.IsBackward && !way.IsBackward) _kept.Add(same);
        }
    }

    private FlowNode? After(FlowNode old) => _map.Of(old.Activity.Id) is { } id ? _new.Find(id) : null;

    private FlowNode? Before(FlowNode node) => _map.Before(node.Activity.Id) is { } id ? _old.Find(id) : null;

    /// <summary>Gives the new ways into an activity their counts; whether anything about these ways is changed.</summary>
    private bool Fill(FlowNode target)
    {
        var inbound = target.ForwardInbound;
        if (inbound.Count == 0) return false;
        var fresh = inbound.Where(x => !_kept.Contains(x)).ToList();
        var lost = inbound.Except(fresh).Where(x => !_ahead.Contains(x.Source) && Before(x.Source) is { } source && _aheadBefore.Contains(source)).ToList();
        var running = _live.Where(x => x.Activity == target.Activity).ToList();
        var arrived = inbound.Except(fresh).Any(x => _counts.Visits(x) > _counts.Visits(target));
        var awaited = inbound.Exists(x => _ahead.Contains(x.Source));
        if (running.Count > 0)
        {
            foreach (var way in fresh)
            {
                if (_ahead.Contains(way.Source) && _modeOf(target.Activity) != "WaitAny")
                    throw MigrationException.Of("merge-running", _map.Before(target.Activity.Id), ("source", way.Source));
                _ways[way.Index] = _counts.Visits(target) + (running.Exists(x => !x.Backward) ? 1 : 0);
            }
            return false;
        }
        var passed = !arrived && _behind.Contains(target) && Before(target) is not null;
        if (passed && fresh.Exists(x => _ahead.Contains(x.Source)) && _counts.Visits(target) == 0) Raise(target);
        foreach (var way in fresh)
        {
            if (_ahead.Contains(way.Source)) Set(way, _counts.Visits(target) - (passed ? 1 : 0));
            else if (!passed && (arrived || awaited)) PassOver(way);
            else Set(way, _counts.Visits(target));
        }
        // What led here and does so no more would be waited for without end.
        if (!passed && (arrived || awaited))
            foreach (var way in lost.Where(x => _counts.Visits(x) <= _counts.Visits(target))) PassOver(way);
        return fresh.Count > 0 || lost.Count > 0 || inbound.Count < (Before(target)?.ForwardInbound.Count ?? 0);
    }

    private void PassOver(FlowWay way)
    {
        Set(way, Math.Max(_counts.Visits(way.Target) + 1, way.Target.ForwardInbound.Max(_counts.Visits)));
        _passed.Add(way.Source);
        _passed.UnionWith(Behind([way.Source]));
    }

    // A way that nothing came along must not decide: where all have to be followed it counts as followed, where one is enough it does not.
    private void Set(FlowWay way, int visits) => _ways[way.Index] = _modeOf(way.Target.Activity) == "WaitAll" ? visits : -visits;

    // Only differences between counts mean anything, so one can be made room for below.
    private void Raise(FlowNode target)
    {
        _activities[target.Index]++;
        foreach (var way in target.ForwardInbound.Where(_kept.Contains)) _ways[way.Index] += _ways[way.Index] < 0 ? -1 : 1;
    }

    /// <summary>
    /// A merge that has everything it waits for in the new version would never be looked at again. If it would be skipped, the ways after it
    /// are skipped too, as the engine would; if it would run, the flow can't be migrated here, because a migration runs nothing.
    /// </summary>
    private void Settle(List<FlowNode> changed)
    {
        var open = new Queue<FlowNode>(changed);
        while (open.TryDequeue(out var target))
        {
            if (IsLive(target) || !_counts.AllVisited(target)) continue;
            if (_modeOf(target.Activity) == "WaitAll" ? _counts.AllFollowed(target) : _counts.AnyFollowed(target)) throw Due(target);
            _counts.Visit(target);
            foreach (var way in target.Outbound)
            {
                // A running step has got this visit already.
                if (way.IsBackward || IsLive(way.Target)) continue;
                _counts.Visit(way, followed: false);
                open.Enqueue(way.Target);
            }
        }
        foreach (var target in changed)
            if (!IsLive(target) && _modeOf(target.Activity) == "WaitAny" && _counts.AnyFollowed(target))
                throw Due(target);
    }

    private bool IsLive(FlowNode node) => _live.Any(x => x.Activity == node.Activity);

    private MigrationException Due(FlowNode target) => MigrationException.Of("merge-due", _map.Before(target.Activity.Id), ("to", target));

    private static HashSet<FlowNode> Ahead(IEnumerable<FlowNode> from)
    {
        var ahead = new HashSet<FlowNode>();
        var open = new Stack<FlowNode>(from);
        while (open.TryPop(out var node))
            if (ahead.Add(node))
                foreach (var way in node.Outbound)
                    if (!way.IsBackward) open.Push(way.Target);
        return ahead;
    }

    private static HashSet<FlowNode> Behind(IEnumerable<FlowNode> from)
    {
        var behind = new HashSet<FlowNode>();
        var open = new Stack<FlowNode>(from);
        while (open.TryPop(out var node))
            foreach (var way in node.ForwardInbound)
                if (behind.Add(way.Source)) open.Push(way.Source);
        return behind;
    }
}
