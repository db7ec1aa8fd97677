namespace CaseWorkflows.Engine.Checking;

/// <summary>How bad a problem of a definition is.</summary>
public enum Severity
{
    /// <summary>It may be published, but somebody should look.</summary>
    Warning,

    /// <summary>It may not be published.</summary>
    Error,
}

/// <summary>Something wrong with a definition, found by the publish gate.</summary>
/// <param name="Severity">Whether it stops publication.</param>
/// <param name="Code">Which check found it, for programs: <c>gate.unknown-activity</c>.</param>
/// <param name="ActivityId">The activity, or null if the whole definition is concerned.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Problem(Severity Severity, string Code, string? ActivityId, LocalizedText Message, LocalizedText Remedy);
