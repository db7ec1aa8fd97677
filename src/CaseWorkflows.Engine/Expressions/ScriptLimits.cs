namespace CaseWorkflows.Engine.Expressions;

/// <summary>What one script may use before it ends in an incident.</summary>
public sealed record ScriptLimits
{
    /// <summary>How long it may run. The only limit that depends on the machine; the others come first in practice.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many statements it may execute.</summary>
    public int Statements { get; init; } = 50_000;

    /// <summary>How deeply its functions may call each other.</summary>
    public int Recursion { get; init; } = 100;

    /// <summary>How long a text, or how large a value as JSON, it may make, in characters.</summary>
    public int Size { get; init; } = 200_000;

    /// <summary>How much memory it may ask for from beginning to end, in bytes, what is free again included.</summary>
    public long Memory { get; init; } = 256 * 1024 * 1024;
}
