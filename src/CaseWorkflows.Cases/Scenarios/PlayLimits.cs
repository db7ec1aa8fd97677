using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>How much one story may take, so that a definition or table from outside can't hold the process.</summary>
/// <param name="Commands">The most commands, those of clocks among them.</param>
/// <param name="Time">The longest it may take on the real clock.</param>
public sealed record PlayLimits(int Commands, TimeSpan Time)
{
    /// <summary>
    /// Ten times the commands of the longest shipped story. The time is only a last resort: what may be published must not depend on how busy the
    /// machine is at that moment. Who serves requests sets a shorter one of its own.
    /// </summary>
    public static PlayLimits Default { get; } = new(5_000, TimeSpan.FromMinutes(5));
}

/// <summary>A story took more than it may.</summary>
public sealed class PlayLimitException(LocalizedText text) : Exception(text.En)
{
    /// <summary>Which limit, and what to do.</summary>
    public LocalizedText Text { get; } = text;
}
