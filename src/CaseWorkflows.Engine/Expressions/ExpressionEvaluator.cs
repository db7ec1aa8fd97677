using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>Works out what an expression is worth. An exploration puts its own in this place, which also tries what nobody can know yet.</summary>
internal class ExpressionEvaluator
{
    private readonly ScriptEngine _scripts;

    public ExpressionEvaluator(ScriptEngine scripts, ValueConversion conversion)
    {
        _scripts = scripts;
        Conversion = conversion;
        Inputs = new PreparedInputs.Book(this);
    }

    public ValueConversion Conversion { get; }

    /// <summary>The inputs of activities, as far as they are the same in every run.</summary>
    public PreparedInputs.Book Inputs { get; }

    /// <summary>The value, converted to the type that its input has.</summary>
    public JsonNode? Evaluate(Expression? expression, string typeName, IExpressionScope scope) =>
        expression is null ? null : Conversion.Convert(Raw(expression, scope), typeName);

    /// <summary>The value as it is.</summary>
    /// <exception cref="EvaluationException">It can't be worked out.</exception>
    public virtual JsonNode? Raw(Expression expression, IExpressionScope scope)
    {
        switch (expression.Type)
        {
            case Expression.Literal or Expression.Structure:
                return Constant(expression);
            case Expression.JavaScript:
                return _scripts.Run(expression.Text, scope).Value;
            case Expression.Variable:
                if (string.IsNullOrWhiteSpace(expression.Text)) return null;
                var (id, name) = expression.Reference();
                return scope.VariableById(id, name) is { } found
                    ? found.Value?.DeepClone()
                    : throw EvaluationException.Of("no-such-variable", ("variable", name ?? id));
            case Expression.Input:
                return string.IsNullOrWhiteSpace(expression.Text) ? null : scope.Input(expression.Reference().Name ?? "")?.DeepClone();
            default:
                throw EvaluationException.Of("expression-type", ("type", expression.Type));
        }
    }

    /// <summary>The value of an expression that is the same in every run.</summary>
    public static JsonNode? Constant(Expression expression) =>
        expression is { Type: Expression.Structure, Value: JsonValue } && string.IsNullOrWhiteSpace(expression.Text) ? null : expression.Value?.DeepClone();

    public virtual (JsonNode? Value, IReadOnlyList<string>? Outcomes) Script(string script, IExpressionScope scope) => _scripts.Run(script, scope);

    /// <summary>Whether a condition holds; what is no Boolean is converted, nothing faults for it.</summary>
    public virtual bool Holds(Expression? condition, IExpressionScope scope) =>
        condition is not null && ValueConversion.IsTrue(Raw(condition, scope));

    /// <summary>A connection of a flowchart was followed.</summary>
    public virtual void Followed(Connection way)
    {
    }
}
