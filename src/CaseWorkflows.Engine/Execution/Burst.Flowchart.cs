using System.Runtime.CompilerServices;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Execution;

// How a flowchart goes on: every activity that completes visits its connections, followed or not; what they lead to runs as soon as its
// merge mode is satisfied, and is skipped through if it never can be.
internal sealed partial class Burst
{
    private static readonly string[] Done = ["Done"];

    private FlowGraph GraphOf(ActivityRun flowchart) =>
        flowchart.Graph ??= FlowGraph.Of(flowchart.Activity, StartedAt);

    // Elsa forgets the starting event when the flow waits, and then sees the flowchart from its ordinary start.
    private string? StartedAt => Habits && _resumed ? null : _state.StartedAt;

    private FlowScope ScopeOf(ActivityRun flowchart) => flowchart.Scope ??= new FlowScope(GraphOf(flowchart));

    private void StartFlowchart(ActivityRun flowchart)
    {
        if (GraphOf(flowchart).Start is { } start) Schedule(start.Activity, flowchart);
        else Complete(flowchart);
    }

    private void FlowchartChildCompleted(ActivityRun flowchart, ActivityRun child, IReadOnlyList<string>? outcomes)
    {
        if (child.Status != RunStatus.Completed) return;
        if (IsTerminal(child.Activity))
        {
            Complete(flowchart);
            return;
        }
        if (!Follow(flowchart, GraphOf(flowchart).NodeOf(child.Activity), outcomes ?? Done, child.Backward)) CompleteIfIdle(flowchart);
    }

    private bool Follow(ActivityRun flowchart, FlowNode from, IReadOnlyList<string> outcomes, bool backward = false)
    {
        // A way that is not taken is skipped through step by step; one that is longer than the stack must not end the process.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw ActivityFault.Of("too-long", ("activity", from));
        var graph = GraphOf(flowchart);
        if (!graph.IsReachable(from)) throw ActivityFault.Of("not-reachable", ("activity", from));
        var scope = ScopeOf(flowchart);
        if (!backward) scope.Visit(from);
        var scheduled = false;
        var chosen = outcomes.Count > 8 ? outcomes.ToHashSet(StringComparer.Ordinal) : null;
        foreach (var way in from.Outbound)
        {
            var followed = chosen?.Contains(way.Port) ?? outcomes.Contains(way.Port);
            scope.Visit(way, followed);
            if (followed) _evaluator.Followed(way.Connection);
            scheduled |= way.IsBackward ? FollowBackward(flowchart, graph, way, followed) : Arrive(flowchart, scope, way);
        }
        return scheduled;
    }

    private bool FollowBackward(ActivityRun flowchart, FlowGraph graph, FlowWay way, bool followed)
    {
        if (!followed) return false;
        if (!graph.IsValidBackward(way)) throw ActivityFault.Of("invalid-backward", ("source", way.Source), ("target", way.Target));
        Schedule(way.Target.Activity, flowchart, backward: true);
        return true;
    }

    private bool Arrive(ActivityRun flowchart, FlowScope scope, FlowWay way)
    {
        var target = way.Target;
        return MergeModeOf(flowchart, target.Activity) switch
        {
            "WaitAny" => ArriveFirst(flowchart, scope, way),
            "WaitAll" => scope.AllVisited(target) && Go(flowchart, target, scope.AllFollowed(target)),
            _ => scope.AllVisited(target) && Go(flowchart, target, scope.AnyFollowed(target)),
        };
    }

    private bool ArriveFirst(ActivityRun flowchart, FlowScope scope, FlowWay way)
    {
        var target = way.Target;
        if (scope.IsSpent(way)) return false;
        if (_queue.Any(x => x.Owner == flowchart && x.Activity == target.Activity)) return false;
        // The cancellation of a branch that began to wait beside a running join is no second arrival at it.
        if (flowchart.Children.Exists(x => x.Activity == target.Activity && x.Status == RunStatus.Running)) return false;
        if (!scope.AnyFollowed(target)) return scope.AllVisited(target) && Skip(flowchart, target);
        Schedule(target.Activity, flowchart);
        CancelUpstream(flowchart, target);
        return true;
    }

    private bool Go(ActivityRun flowchart, FlowNode target, bool run)
    {
        if (!run) return Skip(flowchart, target);
        Schedule(target.Activity, flowchart);
        return true;
    }

    private bool Skip(ActivityRun flowchart, FlowNode activity) => Follow(flowchart, activity, []);

    private string MergeModeOf(ActivityRun flowchart, ActivityDefinition activity)
    {
        if (activity.Type != BuiltInActivities.FlowJoin) return "WaitAllActive";
        try
        {
            return activity.Input("Mode") is { } mode ? JoinMode(_evaluator.Raw(mode, new RunScope(this, flowchart)).AsText()) : "WaitAny";
        }
        catch (EvaluationException exception)
        {
            throw InputFailed("Mode", exception);
        }
    }

    // Elsa's enumeration counts WaitAll, WaitAllActive, WaitAny; a mode that is written but empty is its first.
    private static string JoinMode(string text) => text.Trim().ToUpperInvariant() switch
    {
        "" or "0" or "WAITALL" => "WaitAll",
        "1" or "WAITALLACTIVE" => "WaitAllActive",
        "2" or "WAITANY" => "WaitAny",
        _ => throw ActivityFault.Of("join-mode", ("mode", text)),
    };

    private void CompleteIfIdle(ActivityRun flowchart)
    {
        if (!HasPendingWork(flowchart) && !flowchart.Children.Exists(x => x.Status == RunStatus.Faulted)) Complete(flowchart);
    }

    private bool HasPendingWork(ActivityRun flowchart) =>
        flowchart.Children.Exists(x => x.Status == RunStatus.Running)
        || _queue.Any(x => x.Owner is { } owner && (owner == flowchart || owner.Ancestors().Contains(flowchart)));

    private void CancelUpstream(ActivityRun flowchart, FlowNode join)
    {
        var graph = GraphOf(flowchart);
        foreach (var run in flowchart.Children.Where(x => graph.IsUpstream(graph.NodeOf(x.Activity), join)).ToList()) CancelWithChildren(run);
    }

    private bool IsTerminal(ActivityDefinition activity) => _catalog.Find(activity.Type, activity.Version)?.IsTerminal == true;
}
