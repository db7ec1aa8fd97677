using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>A time limit can't be counted as asked. Names the argument and what to do.</summary>
public sealed class DeadlineException : Exception
{
    internal DeadlineException(string argument, string code, params (string Name, object? Value)[] args)
        : this(argument, code, DeadlineTexts.Catalog.Get(code, args))
    {
    }

    private DeadlineException(string argument, string code, LocalizedText text) : base(text.Here())
    {
        Argument = argument;
        Code = code;
        Text = text;
    }

    /// <summary>What is wrong: <c>length</c>, <c>unit</c>, <c>from</c>, <c>pause</c>, <c>shifts</c>, <c>key</c>, <c>region</c>.</summary>
    public string Argument { get; }

    /// <summary>Why, for programs.</summary>
    public string Code { get; }

    /// <summary>Why, for people.</summary>
    public LocalizedText Text { get; }
}
