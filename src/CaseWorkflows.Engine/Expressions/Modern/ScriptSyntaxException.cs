using Jint.Parser;

namespace CaseWorkflows.Engine.Expressions.Modern;

/// <summary>A script that can't be read, or uses what scripts can't do here.</summary>
internal sealed class ScriptSyntaxException(LocalizedText text) : ParserException(text.En)
{
    public LocalizedText Text { get; } = text;

    public static ScriptSyntaxException Of(string code, int line, params (string Name, object? Value)[] args) =>
        new(EvaluationException.Texts.Get($"syntax.{code}", [("line", line), .. args]));
}
