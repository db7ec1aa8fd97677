using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Expressions;
using Jint.Parser.Ast;

namespace CaseWorkflows.Engine.Checking;

/// <summary>The names that a script uses without declaring them, and those that are there for every script.</summary>
internal static class ScriptIdentifiers
{
    private static readonly Lazy<HashSet<string>> Everywhere = new(() =>
    {
        var engine = new Jint.Engine();
        new ScriptNames(engine, new ScriptValues(engine, new ScriptLimits(), TimeZoneInfo.Utc), new NoScope(), "").Provide();
        return [.. engine.Global.GetOwnProperties().Select(x => x.Key), "arguments"];
    });

    /// <summary>Whether every script has this name.</summary>
    public static bool IsProvided(string name) => Everywhere.Value.Contains(name);

    /// <summary>The names a script declares or assigns itself, wherever in it.</summary>
    public static HashSet<string> Own(Program script) => ScriptSource.Walk(script).SelectMany(Declared).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names it uses, once each, those it declares included.</summary>
    public static IEnumerable<string> Used(Program script)
    {
        var nodes = ScriptSource.Walk(script).ToList();
        var labels = nodes.SelectMany(NotUses).ToHashSet(ReferenceEqualityComparer.Instance);
        return nodes.OfType<Identifier>().Where(x => x.Name is not null && !labels.Contains(x)).Select(x => x.Name).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Declared(SyntaxNode node) => node switch
    {
        VariableDeclarator declared => [declared.Id.Name],
        FunctionDeclaration function => [function.Id.Name, .. function.Parameters.Select(x => x.Name)],
        FunctionExpression function => function.Id is { } id ? [id.Name, .. function.Parameters.Select(x => x.Name)] : function.Parameters.Select(x => x.Name),
        CatchClause caught => [caught.Param.Name],
        AssignmentExpression { Operator: AssignmentOperator.Assign, Left: Identifier made } => [made.Name],
        _ => [],
    };

    private static IEnumerable<SyntaxNode?> NotUses(SyntaxNode node) => node switch
    {
        MemberExpression { Computed: false } member => [member.Property],
        Property property => [property.Key as SyntaxNode],
        LabelledStatement labelled => [labelled.Label],
        BreakStatement { Label: { } label } => [label],
        ContinueStatement { Label: { } label } => [label],
        UnaryExpression { Operator: UnaryOperator.TypeOf } asked => [asked.Argument],
        _ => [],
    };

    private sealed class NoScope : IExpressionScope
    {
        public string ActivityId => "";

        public DateTimeOffset Now => default;

        public int Seed => 0;

        public IReadOnlyCollection<string> VariableNames => [];

        public IReadOnlyCollection<string> InputNames => [];

        public IEnumerable<(string ActivityId, string ActivityName, string Output)> Results => [];

        public JsonNode? LastResult => null;

        public string? CorrelationId { get; set; }

        public string? InstanceName { get; set; }

        public string DefinitionId => "";

        public string DefinitionVersionId => "";

        public int DefinitionVersion => 1;

        public (JsonNode? Value, string TypeName)? Variable(string name) => null;

        public (JsonNode? Value, string TypeName)? VariableById(string? id, string? name) => null;

        public void SetVariable(string name, JsonNode? value)
        {
        }

        public Action Remember() => () => { };

        public JsonNode? Input(string name) => null;

        public JsonNode? Output(string activityIdOrName, string? output) => null;
    }
}
