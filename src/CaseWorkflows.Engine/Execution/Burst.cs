using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>
/// One advance: a queue of activities, first in first out, run until it is empty. Nothing outside is touched; what is to be done
/// there is collected as effects.
/// </summary>
internal sealed partial class Burst(
    WorkflowDefinition definition,
    FlowState state,
    ActivityCatalog catalog,
    ExpressionEvaluator evaluator,
    EngineOptions options,
    JsonObject facts,
    DateTimeOffset now,
    IReadOnlyDictionary<StepMoment, LocalizedText> impossible,
    CancellationToken cancellationToken)
{
    private readonly WorkflowDefinition _definition = definition;
    private readonly FlowState _state = state;
    private readonly ActivityCatalog _catalog = catalog;
    private readonly ExpressionEvaluator _evaluator = evaluator;
    private readonly EngineOptions _options = options;
    private JsonObject _facts = facts;
    private bool _ownsFacts;
    private readonly DateTimeOffset _now = now;
    private readonly IReadOnlyDictionary<StepMoment, LocalizedText> _impossible = impossible;
    private readonly CancellationToken _cancellationToken = cancellationToken;
    private readonly LinkedList<WorkItem> _queue = [];
    private readonly List<Effect> _effects = [];
    private readonly List<StepMoment> _sources = [];
    private readonly List<JournalEntry> _journal = [];
    private readonly List<(string ActivityId, string Output, JsonNode? Value, int Container)> _recorded = [];
    private JsonNode? _startPayload;
    private bool _startEventOpen;
    private bool _resumed;
    private int _steps;

    private sealed record WorkItem(ActivityDefinition Activity, ActivityRun? Owner)
    {
        public ActivityRun? Existing { get; init; }

        public bool Backward { get; init; }

        public (string Name, JsonNode? Value)[] Variables { get; init; } = [];

        public (Wait Wait, string? Outcome, JsonNode? Result)? Resuming { get; init; }
    }

    private bool Habits => _options.KeepElsaHabits;

    private bool Holds => _options.FaultMode == FaultMode.Hold;

    public void Start(StartTrigger trigger, ActivityDefinition? startedAt)
    {
        _state.Input = (JsonObject)trigger.Input.DeepClone();
        _state.CorrelationId = trigger.CorrelationId;
        _state.StartedAt = startedAt?.Id;
        _startPayload = trigger.Payload;
        _startEventOpen = startedAt is not null;
        _queue.AddLast(new WorkItem(_definition.Workflow, null));
        Drain();
    }

    public void Resume(Wait wait, string? outcome, JsonNode? result)
    {
        if (Habits) TurnRound();
        _queue.AddLast(new WorkItem(wait.Run.Activity, wait.Run.Owner) { Existing = wait.Run, Resuming = (wait, outcome, result) });
        Drain();
    }

    // Elsa writes the executions down in reverse each time a flow comes to rest; the order in which branches are canceled shows it.
    private void TurnRound()
    {
        foreach (var run in _state.Runs) run.Children.Reverse();
        var ordered = new List<ActivityRun>(_state.Runs.Count);
        Collect(_state.Workflow);
        ordered.AddRange(_state.Runs.Except(ordered).ToList());
        _state.Runs.Clear();
        _state.Runs.AddRange(ordered);
        _resumed = true;

        void Collect(ActivityRun run)
        {
            ordered.Add(run);
            foreach (var child in run.Children) Collect(child);
        }
    }

    /// <summary>Resumes everything that waits for the event at this moment, one after the other, each run to rest.</summary>
    public void Publish(string eventName, JsonNode? payload)
    {
        foreach (var wait in _state.Waits.Where(x => x.Kind == WaitKind.Event && x.Name == eventName).ToList())
            if (_state.Waits.Contains(wait) && _state.Ended is null)
                Resume(wait, null, payload);
    }

    /// <summary>The flow is given up. As in Elsa the journal says nothing of it; what waited is taken back.</summary>
    public void Cancel()
    {
        foreach (var wait in _state.Waits.ToList()) TakeBack(wait);
        GiveUpIncidents();
        End(FlowStatus.Cancelled);
    }

    public Advanced Result()
    {
        var status = _state.Ended ?? (_state.Runs.TrueForAll(x => x.IsOver) ? FlowStatus.Finished : FlowStatus.Suspended);
        if (status != FlowStatus.Suspended) _state.Ended = status;
        return new Advanced
        {
            State = StateText.Write(_state, status, _definition.AsksForResults && !Habits),
            Status = status,
            Waits = [.. _state.Waits.Select(x => new OpenWait(x.Key, x.Run.Activity.Id, x.Kind, x.Name, x.DueAt))],
            Effects = _effects,
            Sources = _sources,
            Journal = _journal,
            Incidents = [.. _state.Incidents.Select(x => new EngineIncident(x.Key, x.ActivityId, x.Message)
            {
                AnsweredWait = x.Kind == IncidentKind.Step ? x.WaitKey : null,
                Outcomes = x.WaysOut(_catalog),
            })],
            Variables = Variables(),
            // Handed over, not copied, as the variables are: after this the burst is done with them.
            Outputs = _state.Outputs,
            Name = _state.Name,
            CorrelationId = _state.CorrelationId,
        };
    }

    private JsonObject Variables()
    {
        var values = new KeyValuePair<string, JsonNode?>[_state.Workflow.Variables.Count];
        var count = 0;
        foreach (var variable in _state.Workflow.Variables.Values)
            if (_definition.Declares(variable.Name))
                values[count++] = new(variable.Name, variable.Value);
        return new JsonObject(new ArraySegment<KeyValuePair<string, JsonNode?>>(values, 0, count));
    }

    private void Drain()
    {
        while (_queue.First is { } first)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _queue.RemoveFirst();
            Execute(first.Value);
        }
        foreach (var run in _state.Runs) run.Inputs = null;
        if (!Habits) return;
        _recorded.Clear();
        _state.LastResult = null;
    }

    private void Execute(WorkItem item)
    {
        var run = item.Existing ?? Begin(item);
        if (++_steps > _options.StepsPerAdvance)
        {
            Fault(run, StateText.Texts.Get("step-limit", ("limit", _options.StepsPerAdvance)));
            if (!Holds) _queue.Clear();
            return;
        }
        Log(run, _state.Waits.Exists(x => x.Run.Activity == run.Activity) ? "Resumed" : "Started");
        try
        {
            run.Status = RunStatus.Running;
            run.Inputs = null;
            if (_impossible.TryGetValue(new StepMoment(run.Key, item.Resuming is null ? StepPhase.Begin : StepPhase.Resume), out var why)) throw new ActivityFault(why);
            if (item.Resuming is { } resuming) Continue(run, resuming.Wait, resuming.Outcome, resuming.Result);
            else Perform(run);
            if (run.Status == RunStatus.Running && _state.Waits.Exists(x => x.Run == run)) Log(run, "Suspended");
        }
        catch (ActivityFault fault)
        {
            var answered = Holds ? item.Resuming?.Wait : null;
            if (answered is not null) _state.Waits.Remove(answered);
            Fault(run, fault.Text, answered: answered);
        }
    }

    private ActivityRun Begin(WorkItem item)
    {
        var run = _state.Begin(item.Activity, item.Owner, item.Backward);
        foreach (var declared in item.Activity.Variables)
            run.Variables[declared.Name] = new Variable(declared.Id, declared.Name, declared.TypeName, declared.IsArray) { Value = Default(declared, run) };
        foreach (var (name, value) in item.Variables)
        {
            var id = $"{JsonReading.Camel(name)}Variable";
            var variables = Container(run).Variables;
            // In Elsa the loop variables of nested loops are one: after the inner loop the outer one's current value is gone.
            var variable = Habits ? FindVariable(run, id, null) : variables.GetValueOrDefault(name);
            if (variable is null) variables[name] = variable = new Variable(id, name, "Object", false);
            variable.Value = value?.DeepClone();
        }
        return run;
    }

    // A default that doesn't convert is left out, in a case as in Elsa: the gate reports it before a definition is published.
    private JsonNode? Default(VariableDefinition declared, ActivityRun holder)
    {
        // An empty text is no default for a variable of the workflow, but is one for a variable of a container.
        if (string.IsNullOrWhiteSpace(declared.DefaultText))
            return holder.Owner is not null && declared is { DefaultText: not null, TypeName: "String" or "Object", IsArray: false } ? JsonValue.Create(declared.DefaultText) : null;
        try
        {
            return _evaluator.Conversion.Convert(JsonValue.Create(declared.DefaultText), declared.TypeName, declared.IsArray);
        }
        catch (EvaluationException)
        {
            return null;
        }
    }

    private void Schedule(ActivityDefinition activity, ActivityRun owner, bool backward = false, params (string Name, JsonNode? Value)[] variables)
    {
        owner.Expects.Add(activity.Id);
        _queue.AddLast(new WorkItem(activity, owner) { Backward = backward, Variables = variables });
    }

    private void Complete(ActivityRun run, IReadOnlyList<string>? outcomes = null)
    {
        if (run.Status != RunStatus.Running) return;
        run.Completing = true;
        if (run.Children.Count > 0)
            foreach (var child in run.Children.Where(x => !x.IsOver).ToList()) CancelFromAbove(child);
        // Elsa's log has a container twice that is completed by the cancellation of its last child.
        if (run.Status != RunStatus.Running && !Habits) return;
        run.Status = RunStatus.Completed;
        if (!Habits) Unschedule(run);
        _journal.Add(new JournalEntry(run.Activity.Id, "Completed") { Outcomes = outcomes ?? [] });
        TellOwner(run, outcomes);
        _state.Waits.RemoveAll(x => x.Run == run);
        run.Expects.Clear();
    }

    private void TellOwner(ActivityRun run, IReadOnlyList<string>? outcomes)
    {
        if (run.Owner is not { } owner || !owner.Expects.Remove(run.Activity.Id)) return;
        if (!Holds)
        {
            ChildCompleted(owner, run, outcomes);
            return;
        }
        var moment = owner.Scope?.Moment ?? 0;
        var last = _queue.Last;
        var expects = owner.Expects.ToList();
        try
        {
            ChildCompleted(owner, run, outcomes);
        }
        catch (ActivityFault fault) when (owner.Activity.Type == BuiltInActivities.Flowchart)
        {
            // Half of what follows the step may have been scheduled: back to before, so that a retry finds the flowchart as it was.
            owner.Scope?.BackTo(moment);
            while (_queue.Last != last) _queue.RemoveLast();
            owner.Expects.Clear();
            owner.Expects.AddRange(expects);
            Fault(run, fault.Text, IncidentKind.Following, outcomes ?? Done);
        }
        catch (ActivityFault fault)
        {
            Fault(owner, fault.Text, IncidentKind.Continuation);
        }
    }

    private void Fault(ActivityRun run, LocalizedText text, IncidentKind kind = IncidentKind.Step, IReadOnlyList<string>? outcomes = null, Wait? answered = null)
    {
        _journal.Add(new JournalEntry(run.Activity.Id, "Faulted", text.En) { Text = text });
        run.Status = RunStatus.Faulted;
        _state.Incidents.Add(new Incident($"{run.Key}!{++_state.Faults}", run.Activity.Id, kind, text) { Run = run, Outcomes = outcomes ?? [], WaitKey = answered?.Key, Inputs = answered?.Inputs ?? [] });
        if (!Holds && !_definition.ContinuesWithIncidents) _state.Ended ??= FlowStatus.Faulted;
    }

    private void End(FlowStatus status)
    {
        _state.Ended = status;
        _queue.Clear();
        _state.Waits.Clear();
        foreach (var run in _state.Runs) run.Expects.Clear();
    }

    private void Log(ActivityRun run, string entry) => _journal.Add(new JournalEntry(run.Activity.Id, entry));

    private void Learn(IReadOnlyDictionary<string, JsonNode?> facts)
    {
        if (facts.Count == 0) return;
        // The request's own facts stay as they were given.
        if (!_ownsFacts) (_facts, _ownsFacts) = ((JsonObject)_facts.DeepClone(), true);
        foreach (var (name, value) in facts) _facts[name] = value?.DeepClone();
    }

    private void Emit(IReadOnlyList<Effect> effects, string runKey, StepPhase phase)
    {
        _effects.AddRange(effects);
        for (var i = 0; i < effects.Count; i++) _sources.Add(new StepMoment(runKey, phase));
    }

    private void Unschedule(ActivityRun container)
    {
        for (var node = _queue.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Owner is { } owner && (owner == container || owner.Ancestors().Contains(container))) _queue.Remove(node);
            node = next;
        }
    }

    private static ActivityRun Container(ActivityRun run)
    {
        while (run.Owner is not null && run.Activity.Type is not (BuiltInActivities.Flowchart or BuiltInActivities.Sequence)) run = run.Owner;
        return run;
    }
}
