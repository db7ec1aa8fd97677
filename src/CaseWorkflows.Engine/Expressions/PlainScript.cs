using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using Jint.Parser;
using Jint.Parser.Ast;
using ScriptExpression = Jint.Parser.Ast.Expression;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>
/// A script that only compares variables and inputs with constants, as nearly every condition of a definition does. It changes nothing, can't run long
/// and needs no room of its own. Whatever is more than that, in the script or in a value that it meets, is left to <see cref="ScriptEngine"/>: both
/// answer the same.
/// </summary>
internal sealed class PlainScript
{
    private const int MaxLength = 400;
    private const int MaxText = 1_000;

    // Scripts come from definitions, of which there are few; somebody who tries out endless ones must not fill the memory.
    private const int MaxKnown = 10_000;

    private static readonly ConcurrentDictionary<string, PlainScript?> Known = new(StringComparer.Ordinal);

    private readonly Func<IExpressionScope, object?> _evaluate;

    private PlainScript(Func<IExpressionScope, object?> evaluate) => _evaluate = evaluate;

    /// <summary>The script, if it is one of these; else null.</summary>
    public static PlainScript? Of(string script)
    {
        if (script.Length > MaxLength) return null;
        if (Known.TryGetValue(script, out var known)) return known;
        if (Known.Count >= MaxKnown) Known.Clear();
        return Known.GetOrAdd(script, Read);
    }

    /// <summary>Evaluates it; false if it met a value that asks for the whole language.</summary>
    public bool TryRun(IExpressionScope scope, out JsonNode? value)
    {
        value = null;
        var result = _evaluate(scope);
        if (result is NotPlain) return false;
        value = result switch
        {
            bool boolean => JsonValue.Create(boolean),
            double number => ScriptValues.Number(number),
            string text => JsonValue.Create(JsonReading.Writable(text)),
            _ => null,
        };
        return true;
    }

    private static PlainScript? Read(string script)
    {
        try
        {
            return ScriptSource.Parse(script).Body.ToList() is [ExpressionStatement { Expression: { } only }] && Compile(only) is { } evaluate ? new PlainScript(evaluate) : null;
        }
        catch (ParserException)
        {
            // Its message is for whoever runs the script, so running it has to say it.
            return null;
        }
    }

    private static Func<IExpressionScope, object?>? Compile(ScriptExpression expression)
    {
        switch (expression)
        {
            case Literal { Type: SyntaxNodes.Literal, Value: null or bool or string or double } literal:
                return _ => literal.Value;
            case CallExpression { Callee: Identifier { Name: "getVariable" }, Arguments: var arguments } when NameIn(arguments) is { } name:
                return scope => scope.Variable(name) is { } found ? Value(found.Value, found.TypeName) : null;
            case CallExpression { Callee: Identifier { Name: "getInput" }, Arguments: var arguments } when NameIn(arguments) is { } name:
                return scope => Value(scope.Input(name), "Object");
            case CallExpression { Callee: MemberExpression { Computed: false, Property: Identifier { Name: "indexOf" }, Object: ArrayExpression list }, Arguments: var arguments }
                when Constants(list) is { } items && arguments.ToList() is [{ } only] && Compile(only) is { } sought:
                return scope => sought(scope) is var value && value is NotPlain ? value : (double)Array.FindIndex(items, x => Same(x, value));
            case UnaryExpression { Operator: UnaryOperator.LogicalNot, Argument: { } negated } when Compile(negated) is { } inner:
                return scope => inner(scope) is var value && value is NotPlain ? value : !Holds(value);
            case LogicalExpression { Left: { } first, Right: { } second } logical when Compile(first) is { } left && Compile(second) is { } right:
                return scope => left(scope) is var value && value is NotPlain || Holds(value) != (logical.Operator == LogicalOperator.LogicalAnd) ? value : right(scope);
            case ConditionalExpression { Test: { } test, Consequent: { } consequent, Alternate: { } alternate }
                when Compile(test) is { } condition && Compile(consequent) is { } yes && Compile(alternate) is { } no:
                return scope => condition(scope) is var value && value is NotPlain ? value : Holds(value) ? yes(scope) : no(scope);
            case BinaryExpression { Left: { } first, Right: { } second } binary when Comparison(binary.Operator) is { } compare && Compile(first) is { } left && Compile(second) is { } right:
                return scope => left(scope) is var a && a is NotPlain ? a : right(scope) is var b && b is NotPlain ? b : compare(a, b);
            default:
                return null;
        }
    }

    private static Func<object?, object?, object?>? Comparison(BinaryOperator compared) => compared switch
    {
        BinaryOperator.StrictlyEqual => (a, b) => Same(a, b),
        BinaryOperator.StricltyNotEqual => (a, b) => !Same(a, b),
        BinaryOperator.Equal => (a, b) => AreOfOneKind(a, b) ? Same(a, b) : NotPlain.Value,
        BinaryOperator.NotEqual => (a, b) => AreOfOneKind(a, b) ? !Same(a, b) : NotPlain.Value,
        BinaryOperator.Greater => (a, b) => a is double x && b is double y ? x > y : NotPlain.Value,
        BinaryOperator.GreaterOrEqual => (a, b) => a is double x && b is double y ? x >= y : NotPlain.Value,
        BinaryOperator.Less => (a, b) => a is double x && b is double y ? x < y : NotPlain.Value,
        BinaryOperator.LessOrEqual => (a, b) => a is double x && b is double y ? x <= y : NotPlain.Value,
        _ => null,
    };

    private static object? Value(JsonNode? node, string typeName)
    {
        if (node is null) return null;
        if (node is not JsonValue) return NotPlain.Value;
        switch (node.GetValueKind())
        {
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Number: return JsonReading.Number(node);
            // A text of a date's type is a date to a script.
            default: return typeName is "DateTime" or "DateTimeOffset" || node.AsText() is not { Length: <= MaxText } text ? NotPlain.Value : text;
        }
    }

    // No value is like nothing but itself; other kinds are converted before they are compared.
    private static bool AreOfOneKind(object? a, object? b) => a is null || b is null || a.GetType() == b.GetType();

    private static bool Same(object? a, object? b) => a is double x && b is double y ? x == y : Equals(a, b);

    private static bool Holds(object? value) => value switch
    {
        bool boolean => boolean,
        double number => number != 0 && !double.IsNaN(number),
        string text => text.Length > 0,
        _ => false,
    };

    private static string? NameIn(IEnumerable<ScriptExpression> arguments) => arguments.ToList() is [Literal { Value: string name }] ? name : null;

    private static object?[]? Constants(ArrayExpression list) =>
        list.Elements.All(x => x is Literal { Type: SyntaxNodes.Literal, Value: null or bool or string or double }) ? [.. list.Elements.Select(x => ((Literal)x).Value)] : null;

    private sealed class NotPlain
    {
        public static readonly NotPlain Value = new();
    }
}
