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
        // A name given twice is, as in a script, what was given last: of a variable's or an input's own function and one of the fixed ones, its own.
        var functions = new Dictionary<string, string>
        {
            ["getVariable"] = "(name: VariableName): any",
            ["setVariable"] = "(name: VariableName, value: any): void",
            ["getInput"] = "(name: InputName): any",
            ["getOutputFrom"] = "(activityIdOrName: string, outputName?: string): any",
        };
        foreach (var function in Fixed) functions[function[..function.IndexOf('(', StringComparison.Ordinal)]] = function[function.IndexOf('(', StringComparison.Ordinal)..];
        foreach (var variable in variables.Where(x => ScriptNames.IsIdentifier(x.Name)))
        {
            var (name, type) = (ScriptNames.Pascal(variable.Name), Type(variable.TypeName, variable.IsArray));
            functions[$"get{name}"] = $"(): {type}";
            functions[$"set{name}"] = $"(value: {type}): void";
        }
        foreach (var input in definition.Inputs.Where(x => ScriptNames.IsIdentifier(x.Name))) functions[$"get{input.Name}"] = $"(): {Type(input.TypeName, input.IsArray)}";
        foreach (var (name, type) in Results(definition, catalog)) functions[name] = $"(): {type}";
        foreach (var (name, signature) in functions) Line(text, $"declare function {name}{signature};");
        // The properties of an object, not names of their own: a variable may be called as a word of the language is.
        Line(text, "declare const variables: {");
        foreach (var variable in variables.Where(x => ScriptNames.IsIdentifier(x.Name))) Line(text, $"    {Name(variable.Name)}: {Type(variable.TypeName, variable.IsArray)};");
        Line(text, "};");
        return text.ToString();
    }

    private static readonly string[] Fixed =
    [
        "getLastResult(): any", "getCorrelationId(): string | null", "setCorrelationId(value: string | null): void", "getWorkflowInstanceName(): string | null",
        "setWorkflowInstanceName(value: string | null): void", "getWorkflowDefinitionId(): string", "getWorkflowDefinitionVersionId(): string", "getWorkflowDefinitionVersion(): number",
        "setOutcome(name: string): void", "setOutcomes(names: string[]): void", "isNullOrWhiteSpace(text: string | null): boolean", "isNullOrEmpty(text: string | null): boolean",
        "toJson(value: any): string", "parseGuid(text: string): string", "newGuid(): string", "newGuidString(): string", "getGuidString(): string", "newShortGuid(): string", "getShortGuid(): string",
        "stringToBase64(text: string): string", "stringFromBase64(text: string): string", "bytesToString(bytes: any): string", "bytesFromString(text: string): any", "bytesToBase64(bytes: any): string",
        "bytesFromBase64(text: string): any",
    ];

    private static IEnumerable<(string Name, string Type)> Results(WorkflowDefinition definition, ActivityCatalog catalog) =>
        from activity in definition.Activities
        where activity.Name.Length > 0 && ScriptNames.IsIdentifier(ScriptNames.Pascal(activity.Name))
        from output in catalog.Find(activity.Type, activity.Version)?.Outputs ?? []
        group output by $"get{output.Name}From{ScriptNames.Pascal(activity.Name)}" into same
        select (same.Key, Type(same.First().TypeName, false));

    private static string Names(IEnumerable<string> names) =>
        string.Join(" | ", names.Distinct(StringComparer.Ordinal).Select(Name).Append("(string & {})"));

    private static string Name(string name) => System.Text.Json.JsonSerializer.Serialize(name, JsonReading.Readable);

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
