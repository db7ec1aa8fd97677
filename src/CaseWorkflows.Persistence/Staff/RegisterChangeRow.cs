using CaseWorkflows.Cases;

namespace CaseWorkflows.Persistence.Staff;

/// <summary>A change of an entry of the register of lawyers and mediators; it is never changed itself.</summary>
internal sealed class RegisterChangeRow
{
    public required string Person { get; init; }

    /// <summary>1, 2, 3, … for each person: two who change the same entry at once take the same number, and one of them is told.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required UserId ChangedBy { get; init; }

    public required string ChangedByName { get; init; }

    public required string Reason { get; init; }

    /// <summary>The entry before; null if there was none.</summary>
    public string? OldJson { get; init; }

    public required string NewJson { get; init; }
}
