using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Engine.Execution;

// Taking back what runs or waits, and dealing with incidents.
internal sealed partial class Burst
{
    /// <summary>A join or a loop gives up a branch: what the branch holds first, then the branch.</summary>
    private void CancelWithChildren(ActivityRun run)
    {
        if (run.IsOver) return;
        run.Canceling = true;
        foreach (var child in run.Children.ToList()) CancelWithChildren(child);
        MarkCanceled(run);
        Canceled(run);
    }

    /// <summary>A container completes: what still runs in it is canceled, containers before what they hold.</summary>
    private void CancelFromAbove(ActivityRun run)
    {
        if (run.IsOver) return;
        run.Canceling = true;
        MarkCanceled(run);
        Canceled(run);
        foreach (var child in run.Children.ToList()) CancelFromAbove(child);
    }

    private void MarkCanceled(ActivityRun run)
    {
        run.Status = RunStatus.Canceled;
        // It will never complete. Left there, every branch that a loop gives up would stay in the state for the rest of the case.
        if (!Habits) run.Owner?.Expects.Remove(run.Activity.Id);
        run.Expects.Clear();
        if (!Habits) Unschedule(run);
        foreach (var wait in _state.Waits.Where(x => x.Run == run).ToList()) TakeBack(wait);
        foreach (var incident in _state.Incidents.Where(x => x.Run == run).ToList()) GiveUp(incident);
        Log(run, "Canceled");
    }

    // The ways out of a canceled activity count as visited and not followed, so that no merge waits for them.
    private void Canceled(ActivityRun run)
    {
        if (run.Owner is not { Status: RunStatus.Running, Canceling: false } flowchart || flowchart.Activity.Type != BuiltInActivities.Flowchart) return;
        if (flowchart.Completing && !Habits) return;
        CompleteIfIdle(flowchart);
        var graph = GraphOf(flowchart);
        if (graph.IsReachable(graph.NodeOf(run.Activity))) Skip(flowchart, graph.NodeOf(run.Activity));
    }

    private void TakeBack(Wait wait)
    {
        _state.Waits.Remove(wait);
        TakeBack(wait.Run.Activity.Id, wait.Key, wait.Inputs);
    }

    private bool TakeBack(string activityId, string waitKey, JsonObject evaluated)
    {
        var activity = _definition.FindActivity(activityId)!;
        if (_catalog.Handler(activity.Type, activity.Version) is not { } handler) return true;
        try
        {
            if (_impossible.TryGetValue(new StepMoment(waitKey, StepPhase.TakeBack), out var why)) return Fail(why);
            Emit(handler.Cancel(Call(activity, waitKey, Kept(activity, handler.Description, evaluated))), waitKey, StepPhase.TakeBack);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Fail(StateText.Texts.Get("taking-back-failed", ("detail", exception.Message)));
        }

        bool Fail(LocalizedText text)
        {
            _journal.Add(new JournalEntry(activityId, "Faulted", text.En) { Text = text });
            _state.Incidents.Add(new Incident($"{waitKey}!{++_state.Faults}", activityId, IncidentKind.TakingBack, text) { WaitKey = waitKey, Inputs = evaluated });
            return false;
        }
    }

    /// <summary>Nobody deals with the incident any more. A step that failed on its answer still holds what it had asked for when it began.</summary>
    private void GiveUp(Incident incident)
    {
        _state.Incidents.Remove(incident);
        if (incident is { Kind: IncidentKind.Step, WaitKey: { } answered }) TakeBack(incident.ActivityId, answered, incident.Inputs);
    }

    private void GiveUpIncidents()
    {
        foreach (var incident in _state.Incidents.Where(x => x.Kind != IncidentKind.TakingBack).ToList()) GiveUp(incident);
    }

    public void Retry(Incident incident, StepAnswer? answer)
    {
        _state.Incidents.Remove(incident);
        if (incident.Kind == IncidentKind.TakingBack)
        {
            TakeBack(incident.ActivityId, incident.WaitKey!, incident.Inputs);
            return;
        }
        // As Elsa has it, an incident may outlast the branch that it happened in: then there is nothing left to try again.
        if (incident.Run is not { } run) return;
        run.Completing = false;
        switch (incident.Kind)
        {
            case IncidentKind.Following:
                run.Status = RunStatus.Completed;
                run.Owner!.Expects.Add(run.Activity.Id);
                TellOwner(run, incident.Outcomes);
                break;
            case IncidentKind.Continuation:
                run.Status = RunStatus.Running;
                try
                {
                    GoOn(run);
                }
                catch (ActivityFault fault)
                {
                    Fault(run, fault.Text, IncidentKind.Continuation);
                }
                break;
            default:
                if (answer is not null && incident.WaitKey is { } answered)
                {
                    var wait = new Wait(answered, run, WaitKind.Task, null, null) { Inputs = incident.Inputs };
                    _queue.AddLast(new WorkItem(run.Activity, run.Owner) { Existing = run, Resuming = (wait, answer.Outcome, answer.Result) });
                    break;
                }
                run.Key = _state.NextKey(run.Activity.Id);
                _queue.AddLast(new WorkItem(run.Activity, run.Owner) { Existing = run });
                break;
        }
        Drain();
    }

    public void Skip(Incident incident, string outcome)
    {
        GiveUp(incident);
        if (incident.Run is not { } run) return;
        // The owner of a step that faulted after it had completed has already been told of it once.
        if (incident.Kind == IncidentKind.Following) run.Owner!.Expects.Add(run.Activity.Id);
        run.Status = RunStatus.Running;
        run.Completing = false;
        try
        {
            Complete(run, [outcome]);
        }
        catch (ActivityFault fault)
        {
            // What follows can't be, as after a step that completed by itself.
            Fault(run, fault.Text);
        }
        Drain();
    }
}
