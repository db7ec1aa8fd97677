using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;
using Jint.Parser;
using Jint.Parser.Ast;
using Expression = CaseWorkflows.Engine.Definitions.Expression;
using SwitchCase = CaseWorkflows.Engine.Definitions.SwitchCase;

namespace CaseWorkflows.Engine.Checking;

/// <summary>Checks of every expression: that it can be read, and that what it names exists.</summary>
internal sealed class ExpressionChecks
{
    private static readonly HashSet<string> Provided =
    [
        "getVariable", "getInput", "getOutputFrom", "getLastResult", "getCorrelationId", "getWorkflowInstanceName", "getWorkflowDefinitionId",
        "getWorkflowDefinitionVersionId", "getWorkflowDefinitionVersion", "getGuidString", "getShortGuid", "setVariable", "setCorrelationId",
        "setWorkflowInstanceName", "setOutcome", "setOutcomes",
    ];

    private readonly Findings _findings;
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal) { "CurrentValue", "CurrentIndex" };
    private readonly HashSet<string> _variableIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputs;
    private readonly HashSet<string> _accessors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _activities = new(StringComparer.Ordinal);

    private ExpressionChecks(Findings findings)
    {
        _findings = findings;
        var definition = findings.Definition;
        foreach (var variable in definition.Variables.Concat(definition.Activities.SelectMany(x => x.Variables)))
        {
            _variables.Add(variable.Name);
            _variableIds.Add(variable.Id);
        }
        foreach (var activity in definition.Activities)
        {
            _activities.Add(activity.Id);
            if (activity.Name.Length > 0) _activities.Add(activity.Name);
            foreach (var output in findings.Catalog.Find(activity.Type, activity.Version)?.Outputs ?? [])
                _accessors.Add($"get{output.Name}From{ScriptNames.Pascal(activity.Name)}");
        }
        _inputs = definition.Inputs.Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
    }

    public static void Run(Findings findings)
    {
        var checks = new ExpressionChecks(findings);
        var scripts = new List<(string ActivityId, LocalizedText Field, Program Script)>();
        foreach (var activity in findings.Definition.Activities)
        {
            foreach (var (field, expression, isScript) in checks.Of(activity))
                if (checks.Readable(activity.Id, field, expression, isScript) is { } script)
                    scripts.Add((activity.Id, field, script));
            checks.Targets(activity);
        }
        // A script may bring a variable into being that another one reads.
        foreach (var node in scripts.SelectMany(x => ScriptSource.Walk(x.Script)))
            if (node is CallExpression call && Callee(call) == "setVariable" && Constant(call, 0) is { } made)
                checks._variables.Add(made);
            else if (node is AssignmentExpression { Left: MemberExpression { Object: Identifier { Name: "variables" }, Property: Identifier assigned, Computed: false } })
                checks._variables.Add(assigned.Name);
        foreach (var name in checks._variables)
            checks._accessors.UnionWith([$"get{ScriptNames.Pascal(name)}", $"set{ScriptNames.Pascal(name)}"]);
        checks._accessors.UnionWith(checks._inputs.Select(x => $"get{x}"));
        foreach (var (activityId, field, script) in scripts) checks.Names(activityId, field, script);
    }

    private IEnumerable<(LocalizedText Field, Expression Expression, bool IsScript)> Of(ActivityDefinition activity)
    {
        foreach (var input in _findings.Catalog.Find(activity.Type, activity.Version)?.Inputs ?? [])
            if (input.IsWrapped && activity.Input(input.Name) is { } written)
                yield return (input.DisplayName, written, activity.Type == BuiltInActivities.RunJavaScript && input.Name == "Script" && written.IsConstant);
        if (activity.Type is BuiltInActivities.FlowSwitch or BuiltInActivities.Switch)
            foreach (var item in SwitchCase.Of(activity))
                if (item.Condition is { } condition)
                    yield return (new LocalizedText(item.Label, item.Label), condition, false);
    }

    private Program? Readable(string activityId, LocalizedText field, Expression expression, bool isScript)
    {
        switch (expression.Type)
        {
            case Expression.Literal or Expression.Structure when !isScript:
                return null;
            case Expression.Variable:
                var (id, name) = expression.Reference();
                if (!string.IsNullOrWhiteSpace(expression.Text) && !_variableIds.Contains(id ?? "") && !_variables.Contains(name ?? ""))
                    _findings.Error("unknown-variable", activityId, ("input", field), ("variable", name ?? id));
                return null;
            case Expression.Input:
                if (!string.IsNullOrWhiteSpace(expression.Text) && !_inputs.Contains(expression.Reference().Name ?? ""))
                    _findings.Error("unknown-input", activityId, ("input", field), ("name", expression.Reference().Name));
                return null;
            case Expression.JavaScript or Expression.Literal or Expression.Structure:
                try
                {
                    var program = ScriptSource.Parse(expression.Text);
                    ScriptGuard.Refuse(program);
                    return program;
                }
                catch (ParserException exception)
                {
                    _findings.Error("script-syntax", activityId, ("input", field), ("detail", ScriptSource.Reason(exception)));
                    return null;
                }
            default:
                _findings.Error("expression-type", activityId, ("input", field), ("type", expression.Type));
                return null;
        }
    }

    private void Names(string activityId, LocalizedText field, Program script)
    {
        var own = ScriptIdentifiers.Own(script);
        foreach (var name in ScriptIdentifiers.Used(script))
            if (!own.Contains(name) && !ScriptIdentifiers.IsProvided(name) && !_accessors.Contains(name) && !Provided.Contains(name) && !IsAccessor(name))
                _findings.Error("unknown-identifier", activityId, ("input", field), ("name", name));
        foreach (var node in ScriptSource.Walk(script))
            switch (node)
            {
                case CallExpression call when Callee(call) is { } callee && !own.Contains(callee):
                    Call(activityId, field, call, callee);
                    break;
                case MemberExpression { Object: Identifier { Name: "variables" }, Property: Identifier read, Computed: false } when !_variables.Contains(read.Name):
                    _findings.Error("unknown-variable", activityId, ("input", field), ("variable", read.Name));
                    break;
            }
    }

    private void Call(string activityId, LocalizedText field, CallExpression call, string callee)
    {
        switch (callee)
        {
            case "getVariable" when Constant(call, 0) is { } variable && !_variables.Contains(variable):
                _findings.Error("unknown-variable", activityId, ("input", field), ("variable", variable));
                break;
            case "getInput" when Constant(call, 0) is { } input && !_inputs.Contains(input):
                _findings.Error("unknown-input", activityId, ("input", field), ("name", input));
                break;
            case "getOutputFrom" when Constant(call, 0) is { } activity && !_activities.Contains(activity):
                _findings.Error("unknown-source", activityId, ("input", field), ("source", activity));
                break;
            case not null when IsAccessor(callee)
                && !Provided.Contains(callee) && !_accessors.Contains(callee):
                _findings.Error("unknown-name", activityId, ("input", field), ("name", callee));
                break;
        }
    }

    private void Targets(ActivityDefinition activity)
    {
        if (_findings.Catalog.Find(activity.Type, activity.Version) is not { } description) return;
        foreach (var output in description.Outputs)
            if (activity.OutputTarget(output.Name) is { } target && !_variableIds.Contains(target) && _findings.Definition.Outputs.All(x => x.Name != target))
                _findings.Error("unknown-target", activity.Id, ("output", output.DisplayName), ("target", target));
        if (activity.Type == BuiltInActivities.SetVariable)
        {
            var id = activity.Json["variable"] is JsonObject json ? json.TextOrNull("id") : activity.Json["variable"].AsText();
            var name = activity.Json["variable"] is JsonObject named ? named.TextOrNull("name") : id;
            if (!string.IsNullOrEmpty(id ?? name) && !_variableIds.Contains(id ?? "") && !_variables.Contains(name ?? ""))
                _findings.Error("unknown-variable", activity.Id, ("input", description.Inputs[0].DisplayName), ("variable", name ?? id));
        }
        if (activity.Type == BuiltInActivities.SetOutput && activity.Input("OutputName") is { IsConstant: true, Text: { Length: > 0 } outputName }
            && _findings.Definition.Outputs.All(x => x.Name != outputName))
            _findings.Warn("undeclared-output", activity.Id, ("output", outputName));
    }

    private static bool IsAccessor(string name) => name.StartsWith("get", StringComparison.Ordinal) || name.StartsWith("set", StringComparison.Ordinal);

    private static string? Callee(CallExpression call) => (call.Callee as Identifier)?.Name;

    private static string? Constant(CallExpression call, int index) =>
        call.Arguments.Count > index && call.Arguments[index] is Literal { Value: string text } ? text : null;
}
