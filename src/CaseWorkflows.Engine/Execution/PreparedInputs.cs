using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>One input: an expression to be worked out in each run, or a constant's worth, or why it can't be worked out.</summary>
internal readonly record struct PreparedInput(InputDescription Description, Expression? Expression, JsonNode? Value, EvaluationException? Failure)
{
    public string Name => Description.Name;
}

/// <summary>
/// The inputs of one activity, as far as they are the same in every run worked out once: most inputs of most steps are constants, and reading and
/// converting the same texts at every step was most of a step's memory.
/// </summary>
internal sealed class PreparedInputs
{
    private readonly bool _isHandled;
    private readonly ValueConversion _conversion;

    private PreparedInputs(ActivityDefinition activity, ActivityDescription description, bool isHandled, ExpressionEvaluator evaluator)
    {
        _isHandled = isHandled;
        _conversion = evaluator.Conversion;
        // The condition of a While is worked out before each round, not once. What is not wrapped in an expression Elsa's own activities read themselves.
        All = activity.Type == BuiltInActivities.While ? [] : [.. description.Inputs.Where(x => isHandled || x.IsWrapped).Select(x => Prepare(activity, x))];
        if (!All.Any(x => x.Expression is not null || x.Failure is not null))
            Constant = All.ToDictionary(x => x.Name, x => x.Value, StringComparer.Ordinal);
        // A shared value must not become part of another document. Held by one, it refuses that at the first attempt; unheld, it would at the second.
        _ = new JsonArray([.. All.Select(x => x.Value)]);
    }

    /// <summary>All inputs, as described.</summary>
    public IReadOnlyList<PreparedInput> All { get; }

    /// <summary>The values if all of them are the same in every run, else null. Shared by all runs.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Constant { get; }

    /// <summary>What an expression's value is worth to the activity.</summary>
    /// <exception cref="EvaluationException">It can't be converted to the input's type.</exception>
    public JsonNode? Worth(InputDescription input, JsonNode? value)
    {
        if (!_isHandled) return input.TypeName == "String" ? _conversion.Convert(value, "String") : value;
        if (value is null || value is JsonValue && value.AsText().Length == 0 && input.TypeName != "String") value = input.DefaultValue?.DeepClone();
        return input.TypeName == "Object" ? Structured(value) : _conversion.Convert(value, input.TypeName);
    }

    private PreparedInput Prepare(ActivityDefinition activity, InputDescription input)
    {
        var written = input.IsWrapped ? activity.Input(input.Name) : null;
        if (written is { IsConstant: false }) return new PreparedInput(input, written, null, null);
        if (!input.IsWrapped) return new PreparedInput(input, null, activity.Json[JsonReading.Camel(input.Name)]?.DeepClone() ?? input.DefaultValue?.DeepClone(), null);
        if (written is null && !_isHandled) return new PreparedInput(input, null, input.DefaultValue?.DeepClone(), null);
        try
        {
            return new PreparedInput(input, null, Worth(input, written is null ? null : ExpressionEvaluator.Constant(written)), null);
        }
        catch (EvaluationException exception)
        {
            return new PreparedInput(input, null, null, exception);
        }
    }

    // The designer's JSON editor writes the JSON as a text.
    private static JsonNode? Structured(JsonNode? value) =>
        value is JsonValue && value.AsText().TrimStart() is ['{' or '[', ..] ? JsonReading.TryParse(value.AsText()) ?? value : value;

    /// <summary>The prepared inputs of one engine, kept as long as the definitions live.</summary>
    internal sealed class Book(ExpressionEvaluator evaluator)
    {
        private readonly ConditionalWeakTable<ActivityDefinition, PreparedInputs> _known = [];

        public PreparedInputs Of(ActivityDefinition activity, ActivityDescription description, bool isHandled) =>
            _known.TryGetValue(activity, out var known) ? known : _known.GetValue(activity, x => new PreparedInputs(x, description, isHandled, evaluator));
    }
}
