namespace CaseWorkflows.Cases.Deadlines;

/// <summary>The identity of a clock.</summary>
public readonly record struct ClockId(Guid Value)
{
    /// <summary>A new id; ids made later sort later.</summary>
    public static ClockId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
