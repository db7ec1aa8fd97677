using System.Text;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>The names that scripts of a definition may use, as TypeScript declarations: an editor completes and checks scripts with them.</summary>
public static class ScriptDeclarations
{
    /// <summary>The declarations for a definition.</summary>
    public static string Of(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        var text = new StringBuilder();
        var variables = definition.Workflow.Variables.Concat(definition.Activities.SelectMany(x => x.Variables)).DistinctBy(x => x.Name).ToList();
        Line(text, $"declare type VariableName = {Names(variables.Select(x => x.Name))};");
        Line(text, $"declare type InputName = {Names(definition.Inputs.Select(x => x.Name))};");
        Line(text, "declare function getVariable(name: VariableName): any;");
        Line(text, "declare function setVariable(name: VariableName, value: any): void;");
        Line(text, "declare function getInput(name: InputName): any;");
        Line(text, "declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;");
        foreach (var function in Fixed) Line(text, $"declare function {function};");
        Line(text, "declare namespace variables {");
        foreach (var variable in variables.Where(x => ScriptNames.IsIdentifier(x.Name))) Line(text, $"    let {variable.Name}: {Type(variable.TypeName, variable.IsArray)};");
        Line(text, "}");
        foreach (var variable in variables.Where(x => ScriptNames.IsIdentifier(x.Name)))
        {
            var (name, type) = (ScriptNames.Pascal(variable.Name), Type(variable.TypeName, variable.IsArray));
            Line(text, $"declare function get{name}(): {type};");
            Line(text, $"declare function set{name}(value: {type}): void;");
        }
        foreach (var input in definition.Inputs.Where(x => ScriptNames.IsIdentifier(x.Name))) Line(text, $"declare function get{input.Name}(): {Type(input.TypeName, input.IsArray)};");
        foreach (var declaration in Results(definition, catalog)) Line(text, declaration);
        return text.ToString();
    }

    private static readonly string[] Fixed =
    [
        "getLastResult(): any", "getCorrelationId(): string | null", "setCorrelationId(value: string | null): void", "getWorkflowInstanceName(): string | null",
        "setWorkflowInstanceName(value: string | null): void", "getWorkflowDefinitionId(): string", "getWorkflowDefinitionVersionId(): string", "getWorkflowDefinitionVersion(): number",
        "setOutcome(name: string): void", "setOutcomes(names: string[]): void", "isNullOrWhiteSpace(text: string | null): boolean", "isNullOrEmpty(text: string | null): boolean",
        "toJson(value: any): string", "parseGuid(text: string): string", "newGuid(): string", "newGuidString(): string", "newShortGuid(): string",
        "stringToBase64(text: string): string", "stringFromBase64(text: string): string",
    ];

    private static IEnumerable<string> Results(WorkflowDefinition definition, ActivityCatalog catalog) =>
        from activity in definition.Activities
        where activity.Name.Length > 0 && ScriptNames.IsIdentifier(ScriptNames.Pascal(activity.Name))
        from output in catalog.Find(activity.Type, activity.Version)?.Outputs ?? []
        group output by $"get{output.Name}From{ScriptNames.Pascal(activity.Name)}" into same
        select $"declare function {same.Key}(): {Type(same.First().TypeName, false)};";

    private static string Names(IEnumerable<string> names) =>
        string.Join(" | ", names.Distinct(StringComparer.Ordinal).Select(x => System.Text.Json.JsonSerializer.Serialize(x, JsonReading.Readable)).Append("(string & {})"));

    private static string Type(string typeName, bool isArray)
    {
        var type = typeName switch
        {
            "String" or "DateTime" or "DateTimeOffset" or "TimeSpan" or "Guid" => "string",
            "Boolean" => "boolean",
            "Int32" or "Int64" or "Int16" or "Double" or "Single" or "Decimal" => "number",
            "ICollection<String>" => "string[]",
            _ => "any",
        };
        return isArray ? $"{type}[]" : type;
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
