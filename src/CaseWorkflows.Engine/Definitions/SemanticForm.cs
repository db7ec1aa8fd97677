using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

public sealed partial class WorkflowDefinition
{
    /// <summary>
    /// The definition without what means nothing to a run: layout, versions, dates, links, the order of activities that are not in a
    /// sequence. Two definitions that behave alike step by step have the same form, whatever a designer did to the order of its lists.
    /// </summary>
    /// <remarks>
    /// The order of a flowchart's connections is kept per source activity, because parallel branches run in that order. The order of
    /// its activities is kept only in as far as it decides where the flow starts.
    /// </remarks>
    public JsonObject SemanticForm() => new()
    {
        ["variables"] = Sorted(Variables.Select(Form)),
        ["inputs"] = Sorted(Inputs.Select(x => new JsonObject { ["name"] = x.Name, ["type"] = x.TypeName, ["isArray"] = x.IsArray })),
        ["outputs"] = Sorted(Outputs.Select(x => new JsonObject { ["name"] = x.Name, ["type"] = x.TypeName, ["isArray"] = x.IsArray })),
        ["root"] = Form(Root),
    };

    private static JsonObject Form(VariableDefinition variable) => new()
    {
        ["id"] = variable.Id,
        ["name"] = variable.Name,
        ["type"] = variable.TypeName,
        ["isArray"] = variable.IsArray,
        ["value"] = string.IsNullOrEmpty(variable.DefaultText) ? null : variable.DefaultText,
    };

    private static JsonObject Form(ActivityDefinition activity)
    {
        var form = new JsonObject { ["id"] = activity.Id, ["type"] = activity.Type, ["version"] = activity.Version };
        if (activity.CanStartWorkflow) form["canStartWorkflow"] = true;
        if (activity.Variables.Count > 0) form["variables"] = Sorted(activity.Variables.Select(Form));
        if (activity.Type == "Elsa.Flowchart")
        {
            form["activities"] = Sorted(activity.Activities.Select(Form));
            form["connections"] = new JsonArray([.. activity.Connections
                .Distinct()
                .GroupBy(x => x.SourceId)
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .SelectMany(x => x)
                .Select(x => (JsonNode)x.ToString())]);
            if (Execution.FlowGraph.FindStart(activity, null) is { } start) form["start"] = start.Id;
        }
        else if (activity.Activities.Count > 0)
        {
            form["activities"] = new JsonArray([.. activity.Activities.Select(x => (JsonNode)Form(x))]);
        }
        foreach (var (key, value) in activity.Json.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            if (key is "id" or "nodeId" or "type" or "version" or "name" or "metadata" or "customProperties" or "activities" or "connections" or "variables" or "canStartWorkflow")
                continue;
            if (activity.Body(key) is { } body) form[key] = Form(body);
            else if (key == "cases" && value is JsonArray cases) form[key] = Cases(activity, cases);
            else if (key == "variable" && value is JsonObject variable) form[key] = variable.TextOrNull("id");
            else if (value is JsonObject output && activity.OutputTarget(key) is { } target && !output.ContainsKey("expression")) form[key] = $"-> {target}";
            else if (ActivityDefinition.ReadExpression(value) is { } expression) form[key] = Form(expression);
        }
        return form;
    }

    private static JsonArray Cases(ActivityDefinition activity, JsonArray cases)
    {
        var forms = new JsonArray();
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i] is not JsonObject one) continue;
            var form = new JsonObject { ["label"] = one.TextOrNull("label") };
            if (ActivityDefinition.ReadExpression(one["condition"]) is { } condition) form["condition"] = Form(condition);
            if (activity.Body($"cases[{i}]") is { } body) form["activity"] = Form(body);
            forms.Add((JsonNode)form);
        }
        return forms;
    }

    private static JsonNode Form(Expression expression)
    {
        if (expression.Type is Expression.Variable or Expression.Input)
            return $"{expression.Type}: {(expression.Type == Expression.Variable ? expression.Reference().Id : expression.Reference().Name)}";
        var value = expression.Type == Expression.Structure ? (JsonReading.TryParse(expression.Text)?.ToJsonString(JsonReading.Readable) ?? expression.Text) : expression.Text;
        return $"{expression.Type}: {value}";
    }

    private static JsonArray Sorted(IEnumerable<JsonObject> items) =>
        new([.. items.OrderBy(x => (x["id"] ?? x["name"]).AsText(), StringComparer.Ordinal).Select(x => (JsonNode)x)]);
}
