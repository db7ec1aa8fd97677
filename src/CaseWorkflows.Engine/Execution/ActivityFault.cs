namespace CaseWorkflows.Engine.Execution;

/// <summary>A step can't be done; caught at the step and turned into an incident.</summary>
internal sealed class ActivityFault(LocalizedText text, Exception? inner = null) : Exception(text.En, inner)
{
    public LocalizedText Text { get; } = text;

    public static ActivityFault Of(string code, params (string Name, object? Value)[] args) => new(StateText.Texts.Get(code, args));
}
