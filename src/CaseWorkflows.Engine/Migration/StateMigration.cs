using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Migration;

/// <summary>One flow's way from a version to another: the runs, their variables and counts, what is waited for, the incidents.</summary>
internal sealed class StateMigration(MigrationRequest request, Func<WorkflowDefinition, FlowState, Burst> ask)
{
    private readonly WorkflowDefinition _from = request.From;
    private readonly WorkflowDefinition _to = request.To;
    private readonly StepMap _map = request.Map;
    private readonly List<LocalizedText> _notes = [];
    private readonly List<string> _skipped = [];
    private readonly Dictionary<ActivityRun, ActivityRun> _runs = [];

    public Migrated Run()
    {
        var (old, status) = StateText.Read(request.State, _from);
        if (status != FlowStatus.Suspended) throw MigrationException.Of("ended", null);
        var state = Carry(old);
        // What the new version is asked must leave no trace: scripts may write variables, and every one of them counts.
        var copy = Copy(state, _to);
        var answers = ask(_to, copy);
        foreach (var (before, after) in _runs.Where(x => x.Value.Activity.Type == BuiltInActivities.Flowchart))
            Count(before, after, old, state, copy, answers);
        var changes = Waits(old, state, copy, answers);
        var text = StateText.Write(state, FlowStatus.Suspended, _to.AsksForResults);
        if (_to.AsksForResults && !_from.AsksForResults) _notes.Add(MigrationTexts.Get("note-results"));
        StateText.Read(text, _to);
        return new Migrated
        {
            State = text,
            Waits = [.. changes.Select(x => x.After)],
            Changes = changes,
            Incidents = [.. old.Incidents.Zip(state.Incidents, (x, y) => new IncidentMove(x.Key, x.ActivityId, y.ActivityId))],
            Skipped = _skipped,
            Notes = _notes,
        };
    }

    private FlowState Carry(FlowState old)
    {
        // Incidents in front: for a person the failed step is the reason, not the container around it.
        foreach (var incident in old.Incidents) Counterpart(incident.ActivityId, "incident-step-gone");
        foreach (var wait in old.Waits) Counterpart(wait.Run.Activity.Id, "step-gone");
        var state = new FlowState(_to)
        {
            Name = old.Name,
            CorrelationId = old.CorrelationId,
            StartedAt = old.StartedAt is { } started ? _map.Of(started) : null,
            Input = old.Input,
            Outputs = old.Outputs,
            NextRun = old.NextRun,
            Evaluations = old.Evaluations,
            Faults = old.Faults,
            LastResult = old.LastResult,
        };
        CountRuns(old, state);
        foreach (var run in old.Runs) state.Runs.Add(_runs[run] = Carry(run));
        foreach (var (before, after) in _runs) Place(before, after);
        foreach (var (id, results) in old.Results)
            if (_map.Of(id) is { } to) state.Results[to] = results;
        foreach (var wait in old.Waits) state.Waits.Add(wait with { Run = _runs[wait.Run] });
        foreach (var incident in old.Incidents)
            state.Incidents.Add(incident with { ActivityId = _map.Of(incident.ActivityId)!, Run = incident.Run is null ? null : _runs[incident.Run] });
        Variables(state);
        return state;
    }

    /// <summary>
    /// The next keys of each step. A step whose id is new here may have had that id in a version before, and keys were given under it: it goes on
    /// behind every number that any step ever had, because a key that comes a second time would be taken for the first.
    /// </summary>
    private void CountRuns(FlowState old, FlowState state)
    {
        var highest = Math.Max(old.NextRun, old.Counts.Max());
        state.Counts[0] = old.Counts[0];
        foreach (var activity in _to.Activities)
            state.Counts[activity.Index] = _from.FindActivity(activity.Id) is { } same ? old.Counts[same.Index] : highest;
        if (_from.Activities.Any(x => _to.FindActivity(x.Id) is null)) state.NextRun = Math.Max(state.NextRun, highest);
    }

    private ActivityRun Carry(ActivityRun old)
    {
        var owner = old.Owner is null ? null : _runs[old.Owner];
        var activity = old.Owner is null ? _to.Workflow : Counterpart(old.Activity.Id, old.Children.Count > 0 ? "container-gone" : "step-gone");
        if (owner is not null && activity.Parent?.Id != owner.Activity.Id)
            throw MigrationException.Of("moved", old.Activity.Id, ("to", activity.Id), ("container", activity.Parent!.Id), ("was", old.Owner!.Activity.Id));
        var run = new ActivityRun(old.Number, old.Key, activity, owner)
        {
            Backward = old.Backward,
            Status = old.Status,
            Index = old.Index,
            Current = old.Current,
            Breaking = old.Breaking,
        };
        owner?.Children.Add(run);
        run.Awaited.AddRange(old.Awaited.Select(_map.Of).OfType<string>());
        // Of a branch that was given up an expectation may be left over; what became of its step does not matter.
        run.Expects.AddRange(old.Expects.Select(x => old.Owner is null && x == _from.Root.Id ? _to.Root.Id : _map.Of(x)).OfType<string>());
        return run;
    }

    private ActivityDefinition Counterpart(string id, string otherwise)
    {
        var match = _map.Steps.FirstOrDefault(x => x.From == id);
        if (match?.To is not { } to || _to.FindActivity(to) is not { } activity)
            throw MigrationException.Of(match?.Reason == MatchReason.OtherType ? "other-type" : otherwise, id);
        return StepProposal.AreCompatible(_from.FindActivity(id)!, activity) ? activity : throw MigrationException.Of("other-type", id);
    }

    /// <summary>The place in a sequence: the steps that come before the present one are not done any more.</summary>
    private void Place(ActivityRun before, ActivityRun after)
    {
        if (before.Activity.Type != BuiltInActivities.Sequence || before.Index == 0) return;
        var at = before.Activity.Activities[before.Index - 1].Id;
        var place = _map.Of(at) is { } to ? after.Activity.Activities.ToList().FindIndex(x => x.Id == to) : -1;
        if (place < 0) throw MigrationException.Of("sequence-place", at, ("container", before.Activity.Id));
        var done = before.Activity.Activities.Take(before.Index).Select(x => _map.Of(x.Id)).ToHashSet();
        if (after.Activity.Activities.Skip(place + 1).FirstOrDefault(x => done.Contains(x.Id)) is { } again)
            throw MigrationException.Of("would-repeat", _map.Before(again.Id), ("to", again.Id));
        _skipped.AddRange(after.Activity.Activities.Take(place).Select(x => x.Id).Where(x => !done.Contains(x)));
        after.Index = place + 1;
    }

    private void Variables(FlowState state)
    {
        Burst? defaults = null;
        foreach (var (before, after) in _runs)
        {
            var rest = before.Variables.Values.ToList();
            foreach (var declared in after.Activity.Variables)
            {
                var variable = after.Variables[declared.Name] = new Variable(declared.Id, declared.Name, declared.TypeName, declared.IsArray);
                if ((rest.Find(x => x.Id == declared.Id) ?? rest.Find(x => x.Name == declared.Name)) is { } known)
                {
                    rest.Remove(known);
                    variable.Value = Value(known, declared, defaults ??= ask(_to, state));
                    continue;
                }
                variable.Value = (defaults ??= ask(_to, state)).DefaultOf(declared, after);
                _notes.Add(MigrationTexts.Get("note-variable-new", ("variable", declared.Name)));
            }
            foreach (var left in rest.Where(x => !after.Variables.ContainsKey(x.Name)))
                // What a script or a loop made was never declared and stays.
                if (before.Activity.Variables.All(x => x.Name != left.Name)) after.Variables[left.Name] = left;
                else _notes.Add(MigrationTexts.Get("note-variable-dropped", ("variable", left.Name)));
        }
    }

    private System.Text.Json.Nodes.JsonNode? Value(Variable known, VariableDefinition declared, Burst conversion)
    {
        if (known.TypeName == declared.TypeName && known.IsArray == declared.IsArray) return known.Value;
        try
        {
            var value = conversion.Convert(known.Value, declared);
            _notes.Add(MigrationTexts.Get("note-variable-converted", ("variable", declared.Name), ("type", declared.TypeName)));
            return value?.DeepClone();
        }
        catch (EvaluationException)
        {
            throw MigrationException.Of("variable", null, ("variable", known.Name), ("from", known.TypeName), ("type", declared.TypeName));
        }
    }

    private void Count(ActivityRun before, ActivityRun after, FlowState old, FlowState state, FlowState copy, Burst answers)
    {
        var asked = copy.Runs.Find(x => x.Number == after.Number)!;
        var scope = new ScopeMigration(
            before, after,
            FlowGraph.Of(before.Activity, old.StartedAt),
            FlowGraph.Of(after.Activity, state.StartedAt),
            _map,
            target =>
            {
                try
                {
                    return answers.MergeMode(asked, target);
                }
                catch (ActivityFault fault)
                {
                    throw MigrationException.Of("join-mode", _map.Before(target.Id), ("to", target.Id), ("reason", fault.Text));
                }
            });
        var counts = scope.Run(x => old.Counts[x.Index] > 0);
        if (before.Scope is not null || counts.Ways.Any(x => x != 0)) after.Scope = counts;
        _skipped.AddRange(scope.Skipped.Where(x => ScopeMigration.Does(_to.FindActivity(x)!)));
    }

    private List<WaitChange> Waits(FlowState old, FlowState state, FlowState copy, Burst answers)
    {
        var before = Copy(old, _from);
        var asked = ask(_from, before);
        var changes = new List<WaitChange>();
        for (var i = 0; i < old.Waits.Count; i++)
        {
            var (was, now) = (old.Waits[i], state.Waits[i]);
            var then = Describe(asked, before.Waits[i], null, was.Run.Activity.Id);
            var next = Describe(answers, copy.Waits[i], Unchanged(was.Run.Activity, now.Run.Activity), was.Run.Activity.Id);
            if (next.Kind != was.Kind) throw MigrationException.Of("waits-otherwise", was.Run.Activity.Id);
            state.Waits[i] = now with { Name = next.Name, Inputs = next.Inputs };
            changes.Add(new WaitChange(
                new OpenWait(was.Key, was.Run.Activity.Id, was.Kind, was.Name, was.DueAt),
                new OpenWait(now.Key, now.Run.Activity.Id, now.Kind, next.Name, now.DueAt), then.Effects, next.Effects));
        }
        return changes;
    }

    private static WaitDescription Describe(Burst version, Wait wait, HashSet<string>? known, string step)
    {
        try
        {
            return version.Describe(wait, known) ?? throw MigrationException.Of("waits-no-more", step);
        }
        catch (ActivityFault fault)
        {
            throw MigrationException.Of("cannot-wait", step, ("reason", fault.Text));
        }
    }

    /// <summary>The inputs that are written the same way in both versions: they keep the values they had when the wait began.</summary>
    private static HashSet<string> Unchanged(ActivityDefinition before, ActivityDefinition after)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in after.Json)
            if (System.Text.Json.Nodes.JsonNode.DeepEquals(value, before.Json[key])) names.Add(char.ToUpperInvariant(key[0]) + key[1..]);
        return names;
    }

    private static FlowState Copy(FlowState state, WorkflowDefinition definition) =>
        StateText.Read(StateText.Write(state, FlowStatus.Suspended, withResults: true), definition).State;
}
