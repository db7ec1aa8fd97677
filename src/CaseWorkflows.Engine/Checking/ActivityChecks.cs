using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>Checks of each activity by itself: type, id, inputs, bodies.</summary>
internal static class ActivityChecks
{
    private static readonly ValueConversion Strict = new(lenient: false, TimeZoneInfo.Utc);

    public static void Run(Findings findings)
    {
        foreach (var id in findings.Definition.DuplicateIds) findings.Error("duplicate-id", id);
        Twice(findings.Definition.Variables.Select(x => x.Name), null, findings);
        Twice(findings.Definition.Inputs.Select(x => x.Name), null, findings);
        Twice(findings.Definition.Outputs.Select(x => x.Name), null, findings);
        Twice(findings.Definition.Variables.Concat(findings.Definition.Activities.SelectMany(x => x.Variables)).Where(x => x.Id != x.Name).Select(x => x.Id), null, findings);
        foreach (var variable in findings.Definition.Variables) Default(variable, null, findings);
        foreach (var activity in findings.Definition.Activities)
        {
            if (activity.Id == WorkflowDefinition.WorkflowActivityId) findings.Error("reserved-id", activity.Id);
            Twice(activity.Variables.Select(x => x.Name), activity.Id, findings);
            foreach (var variable in activity.Variables) Default(variable, activity.Id, findings);
            if (findings.Catalog.Find(activity.Type, activity.Version) is { } description) Known(activity, description, findings);
            else if (findings.Catalog.VersionsOf(activity.Type) is { Count: > 0 } versions)
                findings.Error("unknown-version", activity.Id, ("type", activity.Type), ("version", activity.Version), ("versions", string.Join(", ", versions)));
            else findings.Error("unknown-activity", activity.Id, ("type", activity.Type));
        }
    }

    private static void Known(ActivityDefinition activity, ActivityDescription description, Findings findings)
    {
        foreach (var input in description.Inputs)
        {
            var written = input.IsWrapped ? activity.Input(input.Name) : Unwrapped(activity, input.Name);
            if (IsEmpty(written))
            {
                if (input is { IsRequired: true, DefaultValue: null }) findings.Error("required-input", activity.Id, ("input", input.DisplayName));
                continue;
            }
            if (!written!.IsConstant || !input.IsWrapped) continue;
            Constant(activity, input, written, findings);
        }
        foreach (var (key, value) in activity.Json)
            if (value is JsonObject json && json.ContainsKey("expression") && description.Inputs.All(x => JsonReading.Camel(x.Name) != key))
                findings.Warn("unused-input", activity.Id, ("input", key));
        switch (activity.Type)
        {
            case BuiltInActivities.While or BuiltInActivities.For or BuiltInActivities.ForEach when activity.Body("body") is null:
                findings.Error("no-body", activity.Id);
                break;
            case BuiltInActivities.Break when !IsInLoop(activity):
                findings.Error("break-outside-loop", activity.Id);
                break;
            case BuiltInActivities.FlowSwitch or BuiltInActivities.Switch:
                Labels(activity, findings);
                break;
            case BuiltInActivities.FlowFork when Outcomes.Of(activity, findings.Catalog) is ["Done"]:
                findings.Error("fork-without-branches", activity.Id);
                break;
        }
    }

    private static void Constant(ActivityDefinition activity, InputDescription input, Expression written, Findings findings)
    {
        var value = written.Text;
        if (input.Options.Count > 0 && !IsMode(activity, input, value) && !input.Options.Any(x => string.Equals(x.Value, value, StringComparison.Ordinal)))
            findings.Error("option", activity.Id, ("input", input.DisplayName), ("value", value), ("options", string.Join(", ", input.Options.Select(x => x.Value))));
        if (input.Picker is { } picker && findings.Context.Pickers.TryGetValue(picker, out var offered))
            foreach (var one in Several(input, written))
                if (!offered.Contains(one))
                    findings.Error("picker", activity.Id, ("input", input.DisplayName), ("value", one), ("options", string.Join(", ", offered)));
        try
        {
            Strict.Convert(written.Value, input.TypeName);
            if (written.Type == Expression.Structure && written.Value is JsonValue && input.TypeName is not ("Object" or "String") && JsonReading.TryParse(value) is null && value.TrimStart() is ['[' or '{', ..])
                findings.Error("input-json", activity.Id, ("input", input.DisplayName));
        }
        catch (EvaluationException exception)
        {
            findings.Error("input-value", activity.Id, ("input", input.DisplayName), ("reason", exception.Text));
        }
    }

    // The designer writes modes by name, other tools by number; the run takes both.
    private static bool IsMode(ActivityDefinition activity, InputDescription input, string value) => input.Name == "Mode" && activity.Type switch
    {
        BuiltInActivities.FlowJoin => JoinModes.Of(activity) is not null,
        BuiltInActivities.FlowSwitch or BuiltInActivities.Switch => value.Trim().ToUpperInvariant() is "0" or "1" or "MATCHFIRST" or "MATCHANY",
        _ => false,
    };

    private static void Twice(IEnumerable<string> names, string? activityId, Findings findings)
    {
        foreach (var name in names.GroupBy(x => x, StringComparer.Ordinal).Where(x => x.Count() > 1)) findings.Error("duplicate-name", activityId, ("name", name.Key));
    }

    private static IEnumerable<string> Several(InputDescription input, Expression written) =>
        input.TypeName.Contains("Collection", StringComparison.Ordinal) || input.TypeName.EndsWith("[]", StringComparison.Ordinal)
            ? (ValueConversion.AsList(written.Value) ?? [written.Text]).Select(x => x.AsText())
            : [written.Text];

    private static void Default(VariableDefinition variable, string? activityId, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(variable.DefaultText)) return;
        try
        {
            Strict.Convert(JsonValue.Create(variable.DefaultText), variable.TypeName, variable.IsArray);
        }
        catch (EvaluationException exception)
        {
            findings.Error("variable-default", activityId, ("variable", variable.Name), ("reason", exception.Text));
        }
    }

    private static void Labels(ActivityDefinition activity, Findings findings)
    {
        var cases = SwitchCase.Of(activity);
        foreach (var label in cases.Select(x => x.Label).GroupBy(x => x, StringComparer.Ordinal).Where(x => x.Count() > 1 || x.Key.Length == 0))
            findings.Error("switch-label", activity.Id, ("label", label.Key));
        foreach (var item in cases.Where(x => x.Condition is null || string.IsNullOrWhiteSpace(x.Condition.Text)))
            findings.Error("switch-condition", activity.Id, ("label", item.Label));
    }

    private static Expression? Unwrapped(ActivityDefinition activity, string name) =>
        activity.Json[JsonReading.Camel(name)] is { } node ? new Expression(Expression.Structure, node) : null;

    private static bool IsEmpty(Expression? written) =>
        written?.Value is null
        || written.Value is JsonArray { Count: 0 }
        || written.Value is JsonValue && string.IsNullOrWhiteSpace(written.Text)
        || written.Type == Expression.Structure && written.Text.Trim() is "[]" or "{}";

    private static bool IsInLoop(ActivityDefinition activity)
    {
        for (var holder = activity.Parent; holder is not null; holder = holder.Parent)
            if (holder.Type is BuiltInActivities.While or BuiltInActivities.For or BuiltInActivities.ForEach)
                return true;
        return false;
    }
}
