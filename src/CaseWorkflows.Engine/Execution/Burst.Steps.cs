using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Execution;

// What each activity does.
internal sealed partial class Burst
{
    private void Perform(ActivityRun run)
    {
        if (_catalog.Handler(run.Activity.Type, run.Activity.Version) is { } handler)
        {
            var inputs = HandlerInputs(run, handler.Description);
            Take(run, handler, Ask(handler, Call(run.Activity, run.Key, inputs)), inputs, StepPhase.Begin);
            return;
        }
        if (run.Activity != _definition.Workflow)
        {
            var description = _catalog.Find(run.Activity.Type, run.Activity.Version)
                ?? throw ActivityFault.Of("unknown-activity", ("type", run.Activity.Type), ("version", run.Activity.Version));
            EvaluateInputs(run, description);
        }
        switch (run.Activity.Type)
        {
            case BuiltInActivities.Flowchart:
                StartFlowchart(run);
                break;
            case BuiltInActivities.Sequence or BuiltInActivities.While or BuiltInActivities.For or BuiltInActivities.ForEach:
                GoOn(run);
                break;
            case BuiltInActivities.If:
                Choose(run);
                break;
            case BuiltInActivities.Switch:
                ChooseCases(run);
                break;
            case BuiltInActivities.Complete:
                CompleteWorkflow(run);
                break;
            case BuiltInActivities.Finish:
                Finish(run);
                break;
            case BuiltInActivities.Fault:
                throw Input(run, "Message").AsText() is { Length: > 0 } message
                    ? new ActivityFault(new LocalizedText(message, message))
                    : ActivityFault.Of("fault");
            case BuiltInActivities.Event or BuiltInActivities.RunTask or BuiltInActivities.Delay or BuiltInActivities.Timer or BuiltInActivities.StartAt:
                WaitFor(run);
                break;
            default:
                if (run.Activity == _definition.Workflow) Schedule(_definition.Root, run);
                else Complete(run, Act(run));
                break;
        }
    }

    /// <summary>The activities that do something at once; the outcomes by which the flow goes on, null for Done.</summary>
    private IReadOnlyList<string>? Act(ActivityRun run)
    {
        switch (run.Activity.Type)
        {
            case BuiltInActivities.FlowDecision:
                return [ValueConversion.IsTrue(Input(run, "Condition")) ? "True" : "False"];
            case BuiltInActivities.FlowSwitch:
                var matching = MatchingCases(run);
                return matching.Count > 0 ? [.. matching.Select(x => x.Label)] : ["Default"];
            case BuiltInActivities.FlowFork:
                var branches = Input(run, "Branches");
                if (ValueConversion.AsList(branches) is { } list) return [.. list.Select(x => x.AsText())];
                return branches is JsonValue && branches.AsText() is var only && !string.IsNullOrWhiteSpace(only) ? [only] : Done;
            case BuiltInActivities.FlowJoin:
                CancelUpstream(run.Owner!, run);
                return null;
            case BuiltInActivities.Break:
                BreakOut(run);
                return null;
            case BuiltInActivities.RunJavaScript:
                return RunScript(run);
            case BuiltInActivities.SetVariable:
                SetVariable(run);
                return null;
            case BuiltInActivities.SetOutput:
                _state.Outputs[Input(run, "OutputName").AsText()] = Input(run, "OutputValue")?.DeepClone();
                return null;
            case BuiltInActivities.SetName:
                _state.Name = Input(run, "Value")?.AsText();
                return null;
            case BuiltInActivities.Correlate:
                _state.CorrelationId = Input(run, "CorrelationId")?.AsText();
                return null;
            default:
                return null;
        }
    }

    private void CancelUpstream(ActivityRun owner, ActivityRun join)
    {
        if (owner.Activity.Type == BuiltInActivities.Flowchart) CancelUpstream(owner, GraphOf(owner).NodeOf(join.Activity));
    }

    private IReadOnlyList<string>? RunScript(ActivityRun run)
    {
        var script = Input(run, "Script").AsText();
        if (string.IsNullOrWhiteSpace(script)) return null;
        try
        {
            var (value, outcomes) = _evaluator.Script(script, new RunScope(this, run));
            if (value is not null) Record(run, "Result", value);
            return outcomes;
        }
        catch (EvaluationException exception)
        {
            throw new ActivityFault(exception.Text, exception);
        }
    }

    private void SetVariable(ActivityRun run)
    {
        var reference = run.Activity.Json["variable"] switch
        {
            JsonObject json => (Id: json.TextOrNull("id"), Name: json.TextOrNull("name")),
            var text => (Id: text?.AsText(), Name: text?.AsText()),
        };
        var variable = FindVariable(run, reference.Id, reference.Name)
            ?? throw ActivityFault.Of("no-variable", ("variable", reference.Name ?? reference.Id));
        Assign(variable, Input(run, "Value"));
    }

    private void Finish(ActivityRun run)
    {
        if (_state.Ended is not null) throw ActivityFault.Of("fault-after-end");
        foreach (var wait in _state.Waits.ToList()) TakeBack(wait);
        GiveUpIncidents();
        End(FlowStatus.Finished);
        Complete(run);
    }

    private void WaitFor(ActivityRun run)
    {
        switch (run.Activity.Type)
        {
            case BuiltInActivities.Event:
                if (_startEventOpen && run.Activity.Id == _state.StartedAt)
                {
                    // In Elsa the event answers every arrival at its activity until the flow first waits.
                    _startEventOpen = Habits;
                    Record(run, "Result", _startPayload);
                    Complete(run);
                    return;
                }
                if (Input(run, "EventName").AsText() is not { Length: > 0 } name) throw ActivityFault.Of("no-event-name");
                _state.Waits.Add(new Wait(run.Key, run, WaitKind.Event, name, null));
                return;
            case BuiltInActivities.RunTask:
                _state.Waits.Add(new Wait(run.Key, run, WaitKind.Task, Input(run, "TaskName").AsText(), null));
                return;
            case BuiltInActivities.StartAt:
                var at = Evaluate("DateTime", () => _evaluator.Conversion.Instant(Input(run, "DateTime"))) ?? throw ActivityFault.Of("no-instant");
                if (at <= _now) Complete(run);
                else _state.Waits.Add(new Wait(run.Key, run, WaitKind.Clock, null, at.ToUniversalTime()));
                return;
            default:
                var input = run.Activity.Type == BuiltInActivities.Delay ? "TimeSpan" : "Interval";
                var duration = Evaluate(input, () => _evaluator.Conversion.Duration(Input(run, input))) ?? TimeSpan.Zero;
                _state.Waits.Add(new Wait(run.Key, run, WaitKind.Clock, null, Later(input, duration)));
                return;
        }
    }

    private DateTimeOffset Later(string input, TimeSpan duration)
    {
        try
        {
            return _now.ToUniversalTime().Add(duration);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw InputFailed(input, EvaluationException.Of("out-of-range", ("value", duration.ToString("c", CultureInfo.InvariantCulture)), ("type", "TimeSpan")), exception);
        }
    }

    /// <summary>What an activity waited for has come.</summary>
    private void Continue(ActivityRun run, Wait wait, string? outcome, JsonNode? result)
    {
        if (_catalog.Handler(run.Activity.Type, run.Activity.Version) is { } handler)
        {
            var inputs = Kept(run.Activity, handler.Description, wait.Inputs);
            var trigger = new ResumeTrigger(wait.Key, outcome, result);
            _state.Waits.Remove(wait);
            Take(run, handler, Ask(handler, Call(run.Activity, wait.Key, inputs), trigger), inputs, StepPhase.Resume);
            return;
        }
        if (run.Activity.Type is BuiltInActivities.Event or BuiltInActivities.RunTask) Record(run, "Result", result);
        Complete(run);
    }

    private void Take(ActivityRun run, IActivityHandler handler, ActivityStep step, IReadOnlyDictionary<string, JsonNode?> inputs, StepPhase phase)
    {
        switch (step)
        {
            case ActivityStep.Completed completed:
                MustBeDescribed(run.Activity, completed.Outcomes);
                foreach (var (output, value) in completed.Outputs) Record(run, output, value);
                Emit(step.Effects, run.Key, phase);
                Learn(step.Facts);
                Complete(run, completed.Outcomes is { Length: > 0 } outcomes ? outcomes : null);
                break;
            case ActivityStep.Waiting waiting:
                Emit(step.Effects, run.Key, phase);
                _state.Waits.Add(new Wait(run.Key, run, waiting.Kind, waiting.Name, waiting.DueAt?.ToUniversalTime())
                {
                    Inputs = Evaluated(run.Activity, handler.Description, inputs),
                });
                break;
            case ActivityStep.Faulted faulted:
                Emit(step.Effects, run.Key, phase);
                throw new ActivityFault(faulted.Message);
        }
    }

    // No way leads on from an outcome that nobody could draw one for: the case would end there and nobody would notice.
    private void MustBeDescribed(ActivityDefinition activity, IReadOnlyList<string>? outcomes)
    {
        if (!Holds || outcomes is not { Count: > 0 } || Outcomes.AreDynamic(activity, _catalog) || Outcomes.Of(activity, _catalog) is not { Count: > 0 } known) return;
        if (outcomes.FirstOrDefault(x => !known.Contains(x)) is { } unknown)
            throw new ActivityFault(StateText.Texts.Get("outcome-undescribed", ("outcome", unknown), ("type", activity.Type), ("known", string.Join(", ", known))));
    }

    private static ActivityStep Ask(IActivityHandler handler, ActivityCall call, ResumeTrigger? answer = null)
    {
        try
        {
            return answer is null ? handler.Begin(call) : handler.Resume(call, answer);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new ActivityFault(StateText.Texts.Get("handler-failed", ("detail", exception.Message)), exception);
        }
    }

    private ActivityCall Call(ActivityDefinition activity, string waitKey, IReadOnlyDictionary<string, JsonNode?> inputs) =>
        new(activity.Id, waitKey, inputs, _facts, _now) { DisplayText = activity.DisplayText };
}
