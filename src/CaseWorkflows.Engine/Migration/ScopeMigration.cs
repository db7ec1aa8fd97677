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
    private readonly FlowScope _scope = new();
    private readonly StepMap _map;
    private readonly IReadOnlyList<ActivityDefinition> _activities;
    private readonly IReadOnlyList<ActivityRun> _live;
    private readonly Func<ActivityDefinition, string> _modeOf;
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ahead;
    private readonly HashSet<string> _behind;
    private readonly HashSet<string> _aheadBefore;
    private readonly HashSet<string> _behindBefore;
    private readonly HashSet<string> _passed = new(StringComparer.Ordinal);

    /// <param name="before">The flowchart's run in the old version.</param>
    /// <param name="after">Its run in the new version, with the live runs in it.</param>
    /// <param name="old">The shape of the old flowchart.</param>
    /// <param name="new">The shape of the new one.</param>
    /// <param name="map">Which step became which.</param>
    /// <param name="modeOf">How an activity of the new flowchart merges.</param>
    public ScopeMigration(ActivityRun before, ActivityRun after, FlowGraph old, FlowGraph @new, StepMap map, Func<ActivityDefinition, string> modeOf)
    {
        (_old, _new, _map, _modeOf) = (old, @new, map, modeOf);
        _activities = after.Activity.Activities;
        _live = after.Children;
        foreach (var run in _live)
            if (!@new.IsReachable(run.Activity.Id))
                throw MigrationException.Of("not-reachable", map.Before(run.Activity.Id), ("to", run.Activity.Id));
        _ahead = Ahead(@new, _live.Select(x => x.Activity.Id));
        _behind = [.. _live.SelectMany(x => @new.Ancestors(x.Activity.Id))];
        _aheadBefore = Ahead(old, before.Children.Select(x => x.Activity.Id));
        _behindBefore = [.. before.Children.SelectMany(x => old.Ancestors(x.Activity.Id))];
        Carry(before);
    }

    /// <summary>Activities of the new version that lie before where the flow stands and will not be reached in this round.</summary>
    public IEnumerable<string> Skipped => _activities.Select(x => x.Id)
        .Where(x => (_behind.Contains(x) || _passed.Contains(x)) && !_ahead.Contains(x))
        .Where(x => _map.Before(x) is not { } before || (_aheadBefore.Contains(before) && !_behindBefore.Contains(before)));

    /// <summary>The counts for the new flowchart.</summary>
    /// <exception cref="MigrationException">A merge would come to a wrong end, or a step would be done again.</exception>
    public FlowScope Run(IReadOnlyDictionary<string, int> begun)
    {
        foreach (var activity in _activities)
            if (_map.Before(activity.Id) is { } before && begun.GetValueOrDefault(before) > 0 && Does(activity)
                && _behindBefore.Contains(before) && !_aheadBefore.Contains(before) && _ahead.Contains(activity.Id))
                throw MigrationException.Of("would-repeat", before, ("to", activity.Id));
        var changed = _activities.Where(Fill).ToList();
        Settle(changed);
        return _scope;
    }

    /// <summary>Whether the activity does something that people or the case notice; ways apart and together do not.</summary>
    public static bool Does(ActivityDefinition activity) => activity.Type is not (BuiltInActivities.FlowDecision or BuiltInActivities.FlowSwitch
        or BuiltInActivities.FlowFork or BuiltInActivities.FlowJoin or BuiltInActivities.Start or BuiltInActivities.End or BuiltInActivities.WriteLine);

    private void Carry(ActivityRun before)
    {
        foreach (var (id, visits) in before.Scope.Activities)
            if (_map.Of(id) is { } to && _activities.Any(x => x.Id == to)) _scope.Activities[to] = visits;
        var ways = before.Activity.Connections.DistinctBy(x => x.ToString()).ToDictionary(x => x.ToString(), StringComparer.Ordinal);
        foreach (var (text, visit) in before.Scope.Ways)
            if (ways.TryGetValue(text, out var way) && Counterpart(way) is { } to) _scope.Ways[to.ToString()] = visit;
        foreach (var way in ways.Values)
            if (Counterpart(way) is { } to && !_new.IsBackward(to) && !_old.IsBackward(way)) _kept.Add(to.ToString());
    }

    private Connection? Counterpart(Connection way) =>
        _map.Of(way.SourceId) is { } source && _map.Of(way.TargetId) is { } target
            ? _new.Outbound(source).FirstOrDefault(x => x == way with { SourceId = source, TargetId = target })
            : null;

    /// <summary>Gives the new ways into an activity their counts; whether anything about these ways is changed.</summary>
    private bool Fill(ActivityDefinition target)
    {
        var inbound = _new.ForwardInbound(target.Id);
        if (inbound.Count == 0) return false;
        var fresh = inbound.Where(x => !_kept.Contains(x.ToString())).ToList();
        var lost = inbound.Except(fresh).Where(x => !_ahead.Contains(x.SourceId) && _aheadBefore.Contains(_map.Before(x.SourceId)!)).ToList();
        var running = _live.Where(x => x.Activity.Id == target.Id).ToList();
        var arrived = inbound.Except(fresh).Any(x => Visits(x) > Visits(target.Id));
        var awaited = inbound.Any(x => _ahead.Contains(x.SourceId));
        if (running.Count > 0)
        {
            foreach (var way in fresh)
            {
                if (_ahead.Contains(way.SourceId) && _modeOf(target) != "WaitAny")
                    throw MigrationException.Of("merge-running", _map.Before(target.Id), ("source", way.SourceId));
                if (Visits(target.Id) + (running.Exists(x => !x.Backward) ? 1 : 0) is > 0 and var visits) _scope.Ways[way.ToString()] = (visits, true);
            }
            return false;
        }
        var passed = !arrived && _behind.Contains(target.Id) && _map.Before(target.Id) is not null;
        if (passed && fresh.Exists(x => _ahead.Contains(x.SourceId)) && Visits(target.Id) == 0) Raise(target.Id, inbound);
        foreach (var way in fresh)
        {
            if (_ahead.Contains(way.SourceId)) Set(way, Visits(target.Id) - (passed ? 1 : 0), target);
            else if (!passed && (arrived || awaited)) PassOver(way, target, inbound);
            else Set(way, Visits(target.Id), target);
        }
        // What led here and does so no more would be waited for without end.
        if (!passed && (arrived || awaited))
            foreach (var way in lost.Where(x => Visits(x) <= Visits(target.Id))) PassOver(way, target, inbound);
        return fresh.Count > 0 || lost.Count > 0 || inbound.Count < _old.ForwardInbound(_map.Before(target.Id) ?? "").Count;
    }

    private void PassOver(Connection way, ActivityDefinition target, IReadOnlyList<Connection> inbound)
    {
        Set(way, Math.Max(Visits(target.Id) + 1, inbound.Max(Visits)), target);
        _passed.Add(way.SourceId);
        _passed.UnionWith(_new.Ancestors(way.SourceId));
    }

    // A way that nothing came along must not decide: where all have to be followed it counts as followed, where one is enough it does not.
    private void Set(Connection way, int visits, ActivityDefinition target)
    {
        if (visits > 0) _scope.Ways[way.ToString()] = (visits, _modeOf(target) == "WaitAll");
    }

    // Only differences between counts mean anything, so one can be made room for below.
    private void Raise(string id, IReadOnlyList<Connection> inbound)
    {
        _scope.Activities[id] = Visits(id) + 1;
        foreach (var way in inbound.Where(x => _kept.Contains(x.ToString())))
            _scope.Ways[way.ToString()] = (Visits(way) + 1, _scope.Ways.GetValueOrDefault(way.ToString()).Followed);
    }

    /// <summary>
    /// A merge that has everything it waits for in the new version would never be looked at again. If it would be skipped, the ways after it
    /// are skipped too, as the engine would; if it would run, the flow can't be migrated here, because a migration runs nothing.
    /// </summary>
    private void Settle(List<ActivityDefinition> changed)
    {
        var open = new Queue<ActivityDefinition>(changed);
        while (open.TryDequeue(out var target))
        {
            if (_live.Any(x => x.Activity.Id == target.Id) || !_scope.AllVisited(_new, target.Id)) continue;
            var runs = _modeOf(target) == "WaitAll" ? _scope.AllFollowed(_new, target.Id) : _scope.AnyFollowed(_new, target.Id);
            if (runs) throw MigrationException.Of("merge-due", _map.Before(target.Id), ("to", target.Id));
            _scope.Visit(target.Id);
            foreach (var way in _new.Outbound(target.Id))
            {
                if (_new.IsBackward(way)) continue;
                // A running step has got this visit already.
                if (_live.Any(x => x.Activity.Id == way.TargetId)) continue;
                _scope.Visit(way, followed: false);
                open.Enqueue(_activities.First(x => x.Id == way.TargetId));
            }
        }
        foreach (var target in changed.Where(x => _modeOf(x) == "WaitAny" && _live.All(y => y.Activity.Id != x.Id)))
            if (_new.ForwardInbound(target.Id).Count > 0 && _scope.AnyFollowed(_new, target.Id))
                throw MigrationException.Of("merge-due", _map.Before(target.Id), ("to", target.Id));
    }

    private int Visits(string id) => _scope.Activities.GetValueOrDefault(id);

    private int Visits(Connection way) => _scope.Ways.GetValueOrDefault(way.ToString()).Visits;

    private static HashSet<string> Ahead(FlowGraph graph, IEnumerable<string> from)
    {
        var ahead = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(from);
        while (open.TryPop(out var id))
            if (ahead.Add(id))
                foreach (var way in graph.Outbound(id))
                    if (!graph.IsBackward(way)) open.Push(way.TargetId);
        return ahead;
    }
}
