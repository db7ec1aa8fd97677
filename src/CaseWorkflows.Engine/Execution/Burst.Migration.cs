using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

// What a migration asks of a version, without a step being run.
internal sealed partial class Burst
{
    /// <summary>How the activity merges what arrives at it.</summary>
    /// <exception cref="ActivityFault">The mode of a join can't be worked out.</exception>
    public string MergeMode(ActivityRun flowchart, ActivityDefinition activity) => MergeModeOf(flowchart, activity);

    /// <summary>The default of a variable that the version brings with it.</summary>
    public JsonNode? DefaultOf(VariableDefinition declared, ActivityRun holder) => Default(declared, holder);

    /// <summary>The value in the variable's type.</summary>
    /// <exception cref="Expressions.EvaluationException">It has none.</exception>
    public JsonNode? Convert(JsonNode? value, VariableDefinition declared) =>
        _evaluator.Conversion.Convert(value, declared.TypeName, declared.IsArray);

    /// <summary>What a wait is about if its step began now; <paramref name="known"/> are the inputs that keep what was worked out when it really began, null for all.</summary>
    /// <exception cref="ActivityFault">The step can't begin with these inputs.</exception>
    public WaitDescription? Describe(Wait wait, IReadOnlySet<string>? known)
    {
        var run = wait.Run;
        if (_catalog.Handler(run.Activity.Type, run.Activity.Version) is not { } handler)
        {
            var input = run.Activity.Type switch { BuiltInActivities.Event => "EventName", BuiltInActivities.RunTask => "TaskName", _ => null };
            return new(wait.Kind, input is null || known?.Contains(input) != false ? wait.Name : Input(run, input).AsText(), [], []);
        }
        var scope = new RunScope(this, run);
        var prepared = _evaluator.Inputs.Of(run.Activity, handler.Description, isHandled: true);
        var inputs = Inputs(prepared, input => known?.Contains(input.Name) != false && wait.Inputs.TryGetPropertyValue(input.Name, out var kept)
            ? kept?.DeepClone()
            : prepared.Worth(input.Description, _evaluator.Raw(input.Expression!, scope)));
        if (Ask(handler, Call(run.Activity, wait.Key, inputs)) is not ActivityStep.Waiting waiting) return null;
        var evaluated = new JsonObject(handler.Description.Inputs
            .Where(x => run.Activity.Input(x.Name) is { IsConstant: false })
            .Select(x => KeyValuePair.Create(x.Name, inputs.GetValueOrDefault(x.Name)?.DeepClone())));
        return new(waiting.Kind, waiting.Name, evaluated, waiting.Effects);
    }
}

/// <summary>What a waiting step asks for.</summary>
internal sealed record WaitDescription(WaitKind Kind, string? Name, JsonObject Inputs, IReadOnlyList<Effect> Effects);
