using CaseWorkflows.Engine.Expressions;
using Jint.Parser.Ast;

namespace CaseWorkflows.Engine.Checking;

/// <summary>
/// Which of the workflow's variables a script may assign. What is not written in one of the plain ways counts as an assignment of every variable: else
/// <c>var s = setVariable; s('Phase', 'x')</c> would steer a case past a step that the gate believes it passes.
/// </summary>
internal static class ScriptWrites
{
    private static readonly HashSet<string> NoVariable = new(["setOutcome", "setOutcomes", "setCorrelationId", "setWorkflowInstanceName"], StringComparer.Ordinal);

    /// <summary>The names that are assigned, as written: of a variable, or of the accessor <c>set…</c>; null if it can be any.</summary>
    public static IReadOnlySet<string>? Of(Program script)
    {
        var nodes = ScriptSource.Walk(script).ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var understood = new HashSet<SyntaxNode>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes)
            switch (node)
            {
                case CallExpression { Callee: Identifier { Name: "setVariable" } called } call:
                    if (call.Arguments.FirstOrDefault() is not Literal { Value: string name }) return null;
                    names.Add(name);
                    understood.Add(called);
                    break;
                case CallExpression { Callee: Identifier called } when IsSetter(called.Name):
                    names.Add(called.Name[3..]);
                    understood.Add(called);
                    break;
                case AssignmentExpression assigned when VariableOf(assigned.Left) is { } target:
                    names.Add(target);
                    break;
                case UpdateExpression updated when VariableOf(updated.Argument) is { } target:
                    names.Add(target);
                    break;
                case UnaryExpression { Operator: UnaryOperator.Delete } deleted when VariableOf(deleted.Argument) is { } target:
                    names.Add(target);
                    break;
                case MemberExpression { Object: Identifier { Name: "variables" } read } member when NameOf(member) is not null:
                    understood.Add(read);
                    break;
                case MemberExpression member when NameOf(member) is "constructor":
                case ThisExpression or WithStatement:
                    return null;
            }
        foreach (var member in nodes.OfType<MemberExpression>().Where(x => !x.Computed)) understood.Add(member.Property);
        foreach (var property in nodes.OfType<Property>())
            if (property.Key is SyntaxNode key) understood.Add(key);
        return nodes.OfType<Identifier>().Any(x => !understood.Contains(x) && (x.Name is "setVariable" or "variables" or "eval" or "Function" || IsSetter(x.Name))) ? null : names;
    }

    private static bool IsSetter(string? name) => name is { Length: > 3 } && name.StartsWith("set", StringComparison.Ordinal) && name != "setVariable" && !NoVariable.Contains(name);

    // variables.X, variables['X'] and what lies below them.
    private static string? VariableOf(SyntaxNode? target)
    {
        while (target is MemberExpression member)
        {
            if (member.Object is Identifier { Name: "variables" }) return NameOf(member);
            target = member.Object;
        }
        return null;
    }

    private static string? NameOf(MemberExpression member) => member switch
    {
        { Computed: false, Property: Identifier named } => named.Name,
        { Computed: true, Property: Literal { Value: string text } } => text,
        _ => null,
    };
}
