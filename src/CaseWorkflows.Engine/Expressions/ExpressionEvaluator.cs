using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>Works out what an expression is worth. An exploration puts its own in this place, which also tries what nobody can know yet.</summary>
internal class ExpressionEvaluator(ScriptEngine scripts, ValueConversion conversion)
{
    public ValueConversion Conversion => conversion;

    /// <summary>The value, converted to the type that its input has.</summary>
    public JsonNode? Evaluate(Expression? expression, string typeName, IExpressionScope scope) =>
        expression is null ? null : conversion.Convert(Raw(expression, scope), typeName);

    /// <summary>The value as it is.</summary>
    /// <exception cref="EvaluationException">It can't be worked out.</exception>
    public virtual JsonNode? Raw(Expression expression, IExpressionScope scope)
    {
        switch (expression.Type)
        {
            case Expression.Literal:
            case Expression.Structure when expression.Value is not JsonValue:
                return expression.Value?.DeepClone();
            case Expression.Structure:
                return string.IsNullOrWhiteSpace(expression.Text) ? null : expression.Value?.DeepClone();
            case Expression.JavaScript:
                return scripts.Run(expression.Text, scope).Value;
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

    public virtual (JsonNode? Value, IReadOnlyList<string>? Outcomes) Script(string script, IExpressionScope scope) => scripts.Run(script, scope);

    /// <summary>Whether a condition holds; what is no Boolean is converted, nothing faults for it.</summary>
    public virtual bool Holds(Expression? condition, IExpressionScope scope) =>
        condition is not null && ValueConversion.IsTrue(Raw(condition, scope));

    /// <summary>A connection of a flowchart was followed.</summary>
    public virtual void Followed(Connection way)
    {
    }
}
