using System.Resources;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>A value can't be worked out; becomes the incident of the activity that needed it.</summary>
internal sealed class EvaluationException(LocalizedText text, Exception? inner = null) : Exception(text.En, inner)
{
    public static readonly TextCatalog Texts =
        new(new ResourceManager("CaseWorkflows.Engine.Expressions.ExpressionTexts", typeof(EvaluationException).Assembly));

    public LocalizedText Text { get; } = text;

    public static EvaluationException Of(string code, params (string Name, object? Value)[] args) => new(Texts.Get(code, args));
}
