using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using Jint.Parser.Ast;
using Expression = CaseWorkflows.Engine.Definitions.Expression;

namespace CaseWorkflows.Engine.Checking;

/// <summary>
/// What can be said of an expression's value before a run: all values it can have, or null where nothing can be said. Values are
/// <see cref="string"/>, <see cref="double"/>, <see cref="bool"/> or <see cref="Nothing"/>.
/// </summary>
internal sealed class KnownValues(Func<string, object?> variable, Func<string, object?> input)
{
    /// <summary>A value that is not there: null or undefined.</summary>
    public static readonly object Nothing = new();

    // More than this many possible values are as good as unknown.
    private const int Most = 12;

    /// <summary>Whether a condition holds, can't hold, or (null) nobody knows.</summary>
    public static bool? Holds(IReadOnlyList<object>? values) =>
        values is null ? null : values.All(IsTrue) ? true : values.Any(IsTrue) ? null : false;

    /// <summary>All values of an expression; null if unknown.</summary>
    public IReadOnlyList<object>? Of(Expression? expression, Func<Expression, Program?> parsed) => expression switch
    {
        null => [Nothing],
        { IsConstant: true } => [Constant(expression.Value)],
        { Type: Expression.JavaScript } => parsed(expression)?.Body.ToList() is [ExpressionStatement only] ? Worth(only.Expression) : null,
        { Type: Expression.Variable } => Known(variable(expression.Reference().Name ?? "")),
        { Type: Expression.Input } => Known(input(expression.Reference().Name ?? "")),
        _ => null,
    };

    /// <summary>A value as the type of the variable that it goes to makes it.</summary>
    public static object? As(object value, string typeName) => (typeName, value) switch
    {
        ("Boolean", string text) => bool.TryParse(text, out var yes) ? yes : text.Length == 0 ? Nothing : null,
        ("Int32" or "Int64" or "Double" or "Decimal", string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : text.Length == 0 ? Nothing : null,
        ("String", bool or double) => null,
        _ => value,
    };

    public static object Constant(JsonNode? node) => node?.GetValueKind() switch
    {
        null => Nothing,
        System.Text.Json.JsonValueKind.True => true,
        System.Text.Json.JsonValueKind.False => false,
        System.Text.Json.JsonValueKind.Number => JsonReading.Number(node),
        _ => node.AsText(),
    };

    private IReadOnlyList<object>? Worth(Jint.Parser.Ast.Expression node)
    {
        switch (node)
        {
            case Literal literal:
                return literal.Value switch { string or bool or double => [literal.Value], int whole => [(double)whole], null => [Nothing], _ => null };
            case Identifier { Name: "undefined" }:
                return [Nothing];
            case UnaryExpression { Operator: UnaryOperator.LogicalNot } not:
                return Holds(Script(Worth(not.Argument))) is { } holds ? [!holds] : [true, false];
            case ConditionalExpression choice:
                return Holds(Script(Worth(choice.Test))) switch
                {
                    true => Worth(choice.Consequent),
                    false => Worth(choice.Alternate),
                    null => Together(Worth(choice.Consequent), Worth(choice.Alternate)),
                };
            case LogicalExpression logical:
                var (left, and) = (Worth(logical.Left), logical.Operator == LogicalOperator.LogicalAnd);
                return Holds(Script(left)) switch
                {
                    true => and ? Worth(logical.Right) : left,
                    false => and ? left : Worth(logical.Right),
                    // What is not known may be false, and nothing true can come of a false part; and the other way round.
                    null => Holds(Script(Worth(logical.Right))) is { } right && right != and ? (and ? [false] : [true]) : Together(left, Worth(logical.Right)),
                };
            case BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.StrictlyEqual } equal:
                return Compare(Worth(equal.Left), Worth(equal.Right), same: true);
            case BinaryExpression { Operator: BinaryOperator.NotEqual or BinaryOperator.StricltyNotEqual } unequal:
                return Compare(Worth(unequal.Left), Worth(unequal.Right), same: false);
            case MemberExpression { Object: Identifier { Name: "variables" }, Property: Identifier { } name, Computed: false }:
                return Known(variable(name.Name));
            case CallExpression { Callee: Identifier { Name: "getVariable" }, Arguments: [Literal { Value: string name }] }:
                return Known(variable(name));
            case CallExpression { Callee: Identifier { Name: "getInput" }, Arguments: [Literal { Value: string name }] }:
                return Known(input(name));
            case CallExpression { Callee: Identifier { Name: var accessor }, Arguments.Count: 0 } when accessor.StartsWith("get", StringComparison.Ordinal):
                return Known(variable(accessor[3..]) ?? input(accessor[3..]));
            default:
                return null;
        }
    }

    private static IReadOnlyList<object>? Known(object? value) => value is null ? null : [value];

    private static List<object>? Together(IReadOnlyList<object>? one, IReadOnlyList<object>? other) =>
        one is null || other is null ? null : one.Union(other).ToList() is { Count: <= Most } both ? both : null;

    private static IReadOnlyList<object>? Compare(IReadOnlyList<object>? one, IReadOnlyList<object>? other, bool same)
    {
        if (one is null || other is null) return null;
        var results = new HashSet<object>();
        foreach (var a in one)
            foreach (var b in other)
            {
                // Values of two kinds may still be equal to a script ("1" == 1).
                if (a.GetType() != b.GetType() && a != Nothing && b != Nothing) return null;
                results.Add(a.Equals(b) == same);
            }
        return [.. results];
    }

    // To a script, other than to a flow, a text that is not empty is true.
    private static List<object>? Script(IReadOnlyList<object>? values) =>
        values?.Select(x => x is string text ? text.Length > 0 : x is double number ? number != 0 : x).ToList();

    private static bool IsTrue(object value) => value switch
    {
        bool yes => yes,
        double number => number != 0,
        string text => bool.TryParse(text, out var yes) && yes,
        _ => false,
    };
}
