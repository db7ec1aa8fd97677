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

    private void EvaluateInputs(ActivityRun run, ActivityDescription description) =>
        run.Inputs = Inputs(run, _evaluator.Inputs.Of(run.Activity, description, isHandled: false));

    private IReadOnlyDictionary<string, JsonNode?> HandlerInputs(ActivityRun run, ActivityDescription description) =>
        Inputs(run, _evaluator.Inputs.Of(run.Activity, description, isHandled: true));

    private IReadOnlyDictionary<string, JsonNode?> Inputs(ActivityRun run, PreparedInputs prepared)
    {
        if (prepared.Constant is { } constant) return constant;
        var scope = new RunScope(this, run);
        return Inputs(prepared, input => prepared.Worth(input.Description, _evaluator.Raw(input.Expression!, scope)));
    }

    /// <summary>The inputs of a waiting activity as they were when it began to wait.</summary>
    private IReadOnlyDictionary<string, JsonNode?> Kept(ActivityDefinition activity, ActivityDescription description, JsonObject evaluated)
    {
        var prepared = _evaluator.Inputs.Of(activity, description, isHandled: true);
        return prepared.Constant ?? Inputs(prepared, input => evaluated.TryGetPropertyValue(input.Name, out var value) ? value : prepared.Worth(input.Description, null));
    }

    /// <summary>What of a step's inputs was worked out in this run and must be kept while it waits.</summary>
    private JsonObject Evaluated(ActivityDefinition activity, ActivityDescription description, IReadOnlyDictionary<string, JsonNode?> inputs)
    {
        var evaluated = new JsonObject();
        var prepared = _evaluator.Inputs.Of(activity, description, isHandled: true);
        if (prepared.Constant is not null) return evaluated;
        foreach (var input in prepared.All)
            if (input.Expression is not null)
                evaluated[input.Name] = inputs.GetValueOrDefault(input.Name)?.DeepClone();
        return evaluated;
    }

    private static Dictionary<string, JsonNode?> Inputs(PreparedInputs prepared, Func<PreparedInput, JsonNode?> worth)
    {
        var inputs = new Dictionary<string, JsonNode?>(prepared.All.Count, StringComparer.Ordinal);
        foreach (var input in prepared.All)
            inputs[input.Name] = input.Failure is { } failure ? throw InputFailed(input.Name, failure)
                : input.Expression is null ? input.Value : Evaluate(input.Name, () => worth(input));
        return inputs;
    }

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
        if (_definition.AsksForResults) Keep(run, output, value?.DeepClone());
        if (run.Activity.OutputTarget(output) is not { } target) return;
        if (FindVariable(run, target, null) is { } variable)
        {
            if (Habits) variable.Value = value?.DeepClone();
            else Assign(variable, value);
        }
        if (_definition.Outputs.Any(x => x.Name == target)) _state.Outputs[target] = value?.DeepClone();
    }

    private void Keep(ActivityRun run, string output, JsonNode? value)
    {
        if (Habits) _recorded.Add((run.Activity.Id, output, value, run.Owner?.Number ?? 0));
        if (!_state.Results.TryGetValue(run.Activity.Id, out var results)) _state.Results[run.Activity.Id] = results = new(StringComparer.Ordinal);
        results[output] = value;
        if (output == "Result") _state.LastResult = value;
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
            if (run.HasVariables && run.Variables.Values.FirstOrDefault(x => x.Id == id) is { } variable)
                return variable;
        return name is null ? null : FindByName(from, name);
    }

    private static Variable? FindByName(ActivityRun from, string name)
    {
        for (var run = from; run is not null; run = run.Owner)
            if (run.HasVariables && run.Variables.TryGetValue(name, out var variable))
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

        public JsonNode? Input(string name)
        {
            var input = burst._state.Input;
            if (!input.ContainsKey(name)) name = input.FirstOrDefault(x => string.Equals(x.Key, name, StringComparison.OrdinalIgnoreCase)).Key ?? name;
            return burst.Habits && burst._resumed && !burst._definition.KeepsInput(name) ? null : input[name];
        }

        public JsonNode? Output(string activityIdOrName, string? output)
        {
            var near = Container(run).Activity.Children;
            // Elsa finds only what stands in the same container.
            var activity = (burst.Habits ? near : near.Concat(burst._definition.Activities)).FirstOrDefault(x => x.Name == activityIdOrName || x.Id == activityIdOrName)
                ?? throw EvaluationException.Of("no-such-activity", ("activity", activityIdOrName));
            output ??= "Result";
            if (!burst.Habits) return burst._state.Results.GetValueOrDefault(activity.Id)?.GetValueOrDefault(output);
            // Elsa answers the first value of the burst, not the last.
            var holders = run.Ancestors().Select(x => x.Number).ToHashSet();
            return burst._recorded.Find(x => x.ActivityId == activity.Id && x.Output == output && holders.Contains(x.Container)).Value;
        }
    }
}
