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
        flowchart.Graph ??= FlowGraph.Of(flowchart.Activity, FlowGraph.FindStart(flowchart.Activity, _state.StartedAt));

    private void StartFlowchart(ActivityRun flowchart)
    {
        if (GraphOf(flowchart).Start is { } start) Schedule(start, flowchart);
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
        if (!Follow(flowchart, child.Activity.Id, outcomes ?? Done, child.Backward)) CompleteIfIdle(flowchart);
    }

    private bool Follow(ActivityRun flowchart, string activityId, IReadOnlyList<string> outcomes, bool backward = false)
    {
        // A way that is not taken is skipped through step by step; one that is longer than the stack must not end the process.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw ActivityFault.Of("too-long", ("activity", activityId));
        var graph = GraphOf(flowchart);
        if (!graph.IsReachable(activityId)) throw ActivityFault.Of("not-reachable", ("activity", activityId));
        if (!backward) flowchart.Scope.Visit(activityId);
        var scheduled = false;
        foreach (var way in graph.Outbound(activityId))
        {
            var followed = outcomes.Contains(way.SourcePort);
            flowchart.Scope.Visit(way, followed);
            if (followed) _evaluator.Followed(way);
            scheduled |= graph.IsBackward(way) ? FollowBackward(flowchart, graph, way, followed) : Arrive(flowchart, graph, way);
        }
        return scheduled;
    }

    private bool FollowBackward(ActivityRun flowchart, FlowGraph graph, Connection way, bool followed)
    {
        if (!followed) return false;
        if (!graph.IsValidBackward(way)) throw ActivityFault.Of("invalid-backward", ("source", way.SourceId), ("target", way.TargetId));
        Schedule(Child(flowchart, way.TargetId), flowchart, backward: true);
        return true;
    }

    private bool Arrive(ActivityRun flowchart, FlowGraph graph, Connection way)
    {
        var target = Child(flowchart, way.TargetId);
        var scope = flowchart.Scope;
        switch (MergeModeOf(flowchart, target))
        {
            case "WaitAny":
                if (scope.IsSpent(way, target.Id)) return false;
                if (_queue.Any(x => x.Owner == flowchart && x.Activity == target)) return false;
                // The cancellation of a branch that began to wait beside a running join is no second arrival at it.
                if (flowchart.Children.Exists(x => x.Activity == target && x.Status == RunStatus.Running)) return false;
                if (scope.AnyFollowed(graph, target.Id))
                {
                    Schedule(target, flowchart);
                    CancelUpstream(flowchart, graph, target.Id);
                    return true;
                }
                return scope.AllVisited(graph, target.Id) && Skip(flowchart, target.Id);
            case "WaitAll":
                return scope.AllVisited(graph, target.Id) && Go(scope.AllFollowed(graph, target.Id));
            default:
                return scope.AllVisited(graph, target.Id) && Go(scope.AnyFollowed(graph, target.Id));
        }

        bool Go(bool run)
        {
            if (!run) return Skip(flowchart, target.Id);
            Schedule(target, flowchart);
            return true;
        }
    }

    private bool Skip(ActivityRun flowchart, string activityId) => Follow(flowchart, activityId, []);

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

    private void CancelUpstream(ActivityRun flowchart, FlowGraph graph, string activityId)
    {
        var upstream = graph.Ancestors(activityId);
        foreach (var run in flowchart.Children.Where(x => upstream.Contains(x.Activity.Id)).ToList()) CancelWithChildren(run);
    }

    private bool IsTerminal(ActivityDefinition activity) => _catalog.Find(activity.Type, activity.Version)?.IsTerminal == true;

    private static ActivityDefinition Child(ActivityRun flowchart, string id) => flowchart.Activity.Activities.First(x => x.Id == id);
}
