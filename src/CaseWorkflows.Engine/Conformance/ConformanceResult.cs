namespace CaseWorkflows.Engine.Conformance;

/// <summary>How one conformance case came out.</summary>
public enum ConformanceOutcome
{
    /// <summary>The engine did what Elsa did, in every step that may be asserted.</summary>
    Passed,

    /// <summary>It did something else, and should not.</summary>
    Failed,

    /// <summary>It did something else where Elsa's behaviour is a defect or a choice.</summary>
    DiffersOnPurpose,
}

/// <summary>The result of one conformance case.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Differences">What was different, one line each, with step and field; empty if it passed.</param>
/// <param name="MayDiffer">Why this case may come out otherwise, or null.</param>
public sealed record ConformanceResult(string Name, ConformanceOutcome Outcome, IReadOnlyList<string> Differences, string? MayDiffer);
