using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Execution;

// Activities that hold others, apart from flowcharts.
internal sealed partial class Burst
{
    private void ChildCompleted(ActivityRun owner, ActivityRun child, IReadOnlyList<string>? outcomes)
    {
        switch (owner.Activity.Type)
        {
            case BuiltInActivities.Flowchart:
                FlowchartChildCompleted(owner, child, outcomes);
                break;
            case BuiltInActivities.Sequence when owner.Breaking || IsTerminal(child.Activity):
                Complete(owner);
                break;
            case BuiltInActivities.Switch:
                if (owner.Awaited.Remove(child.Activity.Id) && owner.Awaited.Count == 0) Complete(owner);
                break;
            default:
                GoOn(owner);
                break;
        }
    }

    /// <summary>The next round or the next item, or the end.</summary>
    private void GoOn(ActivityRun owner)
    {
        switch (owner.Activity.Type)
        {
            case BuiltInActivities.Sequence:
                NextInSequence(owner);
                break;
            case BuiltInActivities.While:
                NextWhile(owner);
                break;
            case BuiltInActivities.For:
                NextFor(owner);
                break;
            case BuiltInActivities.ForEach:
                NextForEach(owner);
                break;
            default:
                Complete(owner);
                break;
        }
    }

    private void NextInSequence(ActivityRun sequence)
    {
        if (sequence.Index >= sequence.Activity.Activities.Count)
        {
            Complete(sequence);
            return;
        }
        Schedule(sequence.Activity.Activities[sequence.Index], sequence);
        sequence.Index++;
    }

    private void Choose(ActivityRun run)
    {
        var holds = ValueConversion.IsTrue(Input(run, "Condition"));
        Record(run, "Result", JsonValue.Create(holds));
        if (run.Activity.Body(holds ? "then" : "else") is { } body) Schedule(body, run);
        else Complete(run);
    }

    private void ChooseCases(ActivityRun run)
    {
        var matching = MatchingCases(run);
        var bodies = matching.Count > 0
            ? matching.Select(x => run.Activity.Body($"cases[{x.Index}]"))
            : [run.Activity.Body("default")];
        foreach (var body in bodies)
        {
            if (body is null) continue;
            Schedule(body, run);
            run.Awaited.Add(body.Id);
        }
        if (run.Awaited.Count == 0) Complete(run);
    }

    private List<(int Index, string Label)> MatchingCases(ActivityRun run)
    {
        var first = Input(run, "Mode").AsText().Trim().ToUpperInvariant() switch
        {
            "" or "0" or "MATCHFIRST" => true,
            "1" or "MATCHANY" => false,
            var mode => throw ActivityFault.Of("switch-mode", ("mode", mode)),
        };
        var scope = new RunScope(this, run);
        var matching = new List<(int Index, string Label)>();
        foreach (var (item, index) in SwitchCase.Of(run.Activity).Select((x, i) => (x, i)))
        {
            try
            {
                if (CaseHolds(item.Condition, scope)) matching.Add((index, item.Label));
            }
            catch (EvaluationException exception)
            {
                throw InputFailed($"Cases[{item.Label}]", exception);
            }
        }
        return first ? [.. matching.Take(1)] : matching;
    }

    // What a case takes from a variable or an input Elsa does not convert, unlike what a script answers.
    private bool CaseHolds(Expression? condition, RunScope scope)
    {
        if (!Habits || condition is not { Type: Expression.Variable or Expression.Input }) return _evaluator.Holds(condition, scope);
        return _evaluator.Raw(condition, scope) is { } value
            && (value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.GetValue<bool>() : throw ActivityFault.Of("no-boolean", ("value", value.AsText())));
    }

    private void NextWhile(ActivityRun loop)
    {
        var holds = false;
        if (!loop.Breaking && loop.Activity.Input("Condition") is { } condition)
        {
            try
            {
                holds = _evaluator.Holds(condition, new RunScope(this, loop));
            }
            catch (EvaluationException exception)
            {
                throw InputFailed("Condition", exception);
            }
        }
        if (!holds) Complete(loop);
        else if (loop.Activity.Body("body") is { } body) Schedule(body, loop);
        else throw ActivityFault.Of("no-body");
    }

    private void NextFor(ActivityRun loop)
    {
        if (loop.Activity.Body("body") is not { } body)
        {
            Complete(loop);
            return;
        }
        var start = WholeNumber(loop, "Start", 0);
        var end = WholeNumber(loop, "End", 0);
        var step = WholeNumber(loop, "Step", 1);
        var inclusive = Input(loop, "OuterBoundInclusive") is not { } written || ValueConversion.IsTrue(written);
        var value = loop.Current is { } current ? (long)current + step : start;
        var inside = step >= 0 ? inclusive ? value <= end : value < end : inclusive ? value >= end : value > end;
        if (loop.Breaking || !inside || value is < int.MinValue or > int.MaxValue)
        {
            Complete(loop);
            return;
        }
        var number = JsonValue.Create((int)value);
        Schedule(body, loop, false, ("CurrentValue", number));
        loop.Current = (int)value;
        Record(loop, "CurrentValue", number);
    }

    private void NextForEach(ActivityRun loop)
    {
        if (loop.Breaking)
        {
            Complete(loop);
            return;
        }
        var written = Input(loop, "Items");
        var items = written is null && loop.Activity.Input("Items") is null
            ? []
            : ValueConversion.AsList(written) ?? (Habits ? Characters(written) : null) ?? throw ActivityFault.Of("not-a-list");
        if (loop.Index >= items.Count)
        {
            Complete(loop);
            return;
        }
        var value = items[loop.Index];
        Record(loop, "CurrentValue", value);
        if (loop.Activity.Body("body") is { } body)
            Schedule(body, loop, false, ("CurrentIndex", JsonValue.Create(loop.Index)), ("CurrentValue", value));
        else Complete(loop);
        loop.Index++;
    }

    // To Elsa a text is the list of its characters.
    private static JsonArray? Characters(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.String && value.AsText() is var text && !string.IsNullOrWhiteSpace(text) && text.TrimStart()[0] is not ('{' or '[')
            ? [.. text.Select(x => (JsonNode)JsonValue.Create(x.ToString()))]
            : null;

    private int WholeNumber(ActivityRun run, string input, int otherwise)
    {
        try
        {
            return _evaluator.Conversion.Integer(Input(run, input), otherwise);
        }
        catch (EvaluationException exception)
        {
            throw InputFailed(input, exception);
        }
    }

    // The signal goes up to the nearest loop; every sequence on its way ends with it.
    private static void BreakOut(ActivityRun run)
    {
        foreach (var holder in run.Ancestors())
        {
            if (holder.Activity.Type == BuiltInActivities.Sequence) holder.Breaking = true;
            if (!IsLoop(holder)) continue;
            holder.Breaking = true;
            return;
        }
    }

    // Complete is taken up by the workflow, and by every loop on its way there.
    private void CompleteWorkflow(ActivityRun run)
    {
        foreach (var loop in run.Ancestors().Where(IsLoop)) CancelWithChildren(loop);
        Complete(run);
        Complete(_state.Workflow);
    }

    private static bool IsLoop(ActivityRun run) => run.Activity.Type is BuiltInActivities.While or BuiltInActivities.For or BuiltInActivities.ForEach;
}
