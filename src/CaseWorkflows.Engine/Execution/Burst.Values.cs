using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Execution;

// Inputs, variables and results.
internal sealed partial class Burst
{
    private JsonNode? Input(ActivityRun run, string name)
    {
        if (run.Inputs is null) EvaluateInputs(run, _catalog.Find(run.Activity.Type, run.Activity.Version)!);
        return run.Inputs!.GetValueOrDefault(name);
    }

    private void EvaluateInputs(ActivityRun run, ActivityDescription description)
    {
        var inputs = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var scope = new RunScope(this, run);
        foreach (var input in description.Inputs)
        {
            // The condition of a While is worked out before each round, not once.
            if (!input.IsWrapped || run.Activity.Type == BuiltInActivities.While) continue;
            inputs[input.Name] = run.Activity.Input(input.Name) is { } written
                ? Evaluate(input.Name, () => input.TypeName == "String" ? _evaluator.Evaluate(written, "String", scope) : _evaluator.Raw(written, scope))
                : input.DefaultValue?.DeepClone();
        }
        run.Inputs = inputs;
    }

    private Dictionary<string, JsonNode?> HandlerInputs(ActivityRun run, ActivityDescription description) =>
        Inputs(run.Activity, description, expression => _evaluator.Raw(expression, new RunScope(this, run)));

    /// <summary>The inputs of a waiting activity as they were when it began to wait.</summary>
    private Dictionary<string, JsonNode?> Kept(ActivityDefinition activity, ActivityDescription description, JsonObject evaluated)
    {
        var inputs = Inputs(activity, description, expression => expression.IsConstant ? expression.Value?.DeepClone() : null);
        foreach (var (name, value) in evaluated) inputs[name] = value?.DeepClone();
        return inputs;
    }

    private Dictionary<string, JsonNode?> Inputs(ActivityDefinition activity, ActivityDescription description, Func<Expression, JsonNode?> worth)
    {
        var inputs = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var input in description.Inputs)
            inputs[input.Name] = Evaluate(input.Name, () =>
            {
                if (!input.IsWrapped) return activity.Json[JsonReading.Camel(input.Name)]?.DeepClone() ?? input.DefaultValue?.DeepClone();
                var value = activity.Input(input.Name) is { } written ? worth(written) : null;
                if (value is null || value is JsonValue && value.AsText().Length == 0 && input.TypeName != "String") value = input.DefaultValue?.DeepClone();
                return input.TypeName == "Object" ? Structured(value) : _evaluator.Conversion.Convert(value, input.TypeName);
            });
        return inputs;
    }

    // The designer's JSON editor writes the JSON as a text.
    private static JsonNode? Structured(JsonNode? value) =>
        value is JsonValue && value.AsText().TrimStart() is ['{' or '[', ..] ? JsonReading.TryParse(value.AsText()) ?? value : value;

    private static T Evaluate<T>(string input, Func<T> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (EvaluationException exception)
        {
            throw InputFailed(input, exception);
        }
    }

    private static ActivityFault InputFailed(string input, EvaluationException exception, Exception? inner = null) =>
        new(StateText.Texts.Get("input-failed", ("input", input), ("reason", exception.Text)), inner ?? exception);

    private void Record(ActivityRun run, string output, JsonNode? value)
    {
        _recorded.Add((run.Activity.Id, output, value?.DeepClone(), run.Owner?.Number ?? 0));
        if (!_state.Results.TryGetValue(run.Activity.Id, out var results)) _state.Results[run.Activity.Id] = results = new(StringComparer.Ordinal);
        results[output] = value?.DeepClone();
        if (output == "Result") _state.LastResult = value?.DeepClone();
        if (run.Activity.OutputTarget(output) is not { } target) return;
        if (FindVariable(run, target, null) is { } variable)
        {
            if (Habits) variable.Value = value?.DeepClone();
            else Assign(variable, value);
        }
        if (_definition.Outputs.Any(x => x.Name == target)) _state.Outputs[target] = value?.DeepClone();
    }

    private void Assign(Variable variable, JsonNode? value)
    {
        try
        {
            variable.Value = _evaluator.Conversion.Convert(value, variable.TypeName, variable.IsArray)?.DeepClone();
        }
        catch (EvaluationException exception)
        {
            throw new ActivityFault(exception.Text, exception);
        }
    }

    private static Variable? FindVariable(ActivityRun from, string? id, string? name)
    {
        for (var run = from; run is not null; run = run.Owner)
            if (run.Variables.Values.FirstOrDefault(x => x.Id == id) is { } variable)
                return variable;
        return name is null ? null : FindByName(from, name);
    }

    private static Variable? FindByName(ActivityRun from, string name)
    {
        for (var run = from; run is not null; run = run.Owner)
            if (run.Variables.TryGetValue(name, out var variable))
                return variable;
        return null;
    }

    /// <summary>What an expression of one run sees.</summary>
    private sealed class RunScope(Burst burst, ActivityRun run) : IExpressionScope
    {
        public string ActivityId => run.Activity.Id;

        public DateTimeOffset Now => burst._now;

        public int Seed => ++burst._state.Evaluations;

        public IReadOnlyCollection<string> VariableNames
        {
            get
            {
                var names = new HashSet<string>(StringComparer.Ordinal);
                for (var holder = run; holder is not null; holder = holder.Owner) names.UnionWith(holder.Variables.Keys);
                return names;
            }
        }

        public IReadOnlyCollection<string> InputNames => [.. burst._definition.Inputs.Select(x => x.Name)];

        public IEnumerable<(string ActivityId, string ActivityName, string Output)> Results =>
            from activity in burst._definition.Activities
            from output in burst._catalog.Find(activity.Type, activity.Version)?.Outputs ?? []
            select (activity.Id, activity.Name, output.Name);

        public JsonNode? LastResult => burst._state.LastResult;

        public string? CorrelationId
        {
            get => burst._state.CorrelationId;
            set => burst._state.CorrelationId = value;
        }

        public string? InstanceName
        {
            get => burst._state.Name;
            set => burst._state.Name = value;
        }

        public string DefinitionId => burst._definition.DefinitionId;

        public string DefinitionVersionId => burst._definition.VersionId;

        public int DefinitionVersion => burst._definition.Version;

        public (JsonNode? Value, string TypeName)? Variable(string name) =>
            FindByName(run, name) is { } variable ? (variable.Value, variable.IsArray ? "Object" : variable.TypeName) : null;

        public (JsonNode? Value, string TypeName)? VariableById(string? id, string? name) =>
            FindVariable(run, id, name) is { } variable ? (variable.Value, variable.TypeName) : null;

        public void SetVariable(string name, JsonNode? value)
        {
            if (FindByName(run, name) is not { } variable)
                Container(run).Variables[name] = variable = new Variable($"{JsonReading.Camel(name)}Variable", name, "Object", false);
            variable.Value = burst._evaluator.Conversion.Convert(value, variable.TypeName, variable.IsArray)?.DeepClone();
        }

        public Action Remember()
        {
            // Elsa keeps what a script wrote before it failed.
            if (burst.Habits) return () => { };
            var (name, correlationId) = (InstanceName, CorrelationId);
            var values = run.Ancestors().Prepend(run).Select(x => (x.Variables, Kept: x.Variables.Values.Select(v => (Variable: v, v.Value)).ToList())).ToList();
            return () =>
            {
                (InstanceName, CorrelationId) = (name, correlationId);
                foreach (var (variables, kept) in values)
                {
                    variables.Clear();
                    foreach (var (variable, value) in kept)
                    {
                        variable.Value = value;
                        variables[variable.Name] = variable;
                    }
                }
            };
        }

        public JsonNode? Input(string name) => burst._state.Input[name];

        public JsonNode? Output(string activityIdOrName, string? output)
        {
            var near = Container(run).Activity.Children;
            var activity = near.Concat(burst._definition.Activities).FirstOrDefault(x => x.Name == activityIdOrName || x.Id == activityIdOrName)
                ?? throw EvaluationException.Of("no-such-activity", ("activity", activityIdOrName));
            output ??= "Result";
            if (!burst.Habits) return burst._state.Results.GetValueOrDefault(activity.Id)?.GetValueOrDefault(output);
            // Elsa answers the first value of the burst, not the last.
            var holders = run.Ancestors().Select(x => x.Number).ToHashSet();
            return burst._recorded.Find(x => x.ActivityId == activity.Id && x.Output == output && holders.Contains(x.Container)).Value;
        }
    }
}
