namespace CaseWorkflows.Engine.Definitions;

/// <summary>A document is no workflow definition that can be read.</summary>
public sealed class DefinitionException : Exception
{
    internal DefinitionException(LocalizedText text, string? activityId = null, string? field = null, Exception? inner = null)
        : base(text.En, inner)
    {
        Text = text;
        ActivityId = activityId;
        Field = field;
    }

    /// <summary>What is wrong and what to do, for people.</summary>
    public LocalizedText Text { get; }

    /// <summary>The activity concerned, or null if it is the document as a whole.</summary>
    public string? ActivityId { get; }

    /// <summary>The field concerned, as a path in the document, or null.</summary>
    public string? Field { get; }
}
