using System.Text.Json.Serialization;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>What has changed since a clock was started.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockChangeKind>))]
public enum ClockChangeKind
{
    /// <summary>Another rule is in force, or the one it stands on was corrected.</summary>
    Rule,

    /// <summary>The holidays of a year were published anew.</summary>
    Calendar,
}

/// <summary>
/// A change of rule or calendar that would move a clock which has not ended. It is only proposed: nothing happens to the clock until a
/// person applies it (<see cref="Commands.ApplyClockChange"/>), and what a person rejects is not proposed again.
/// </summary>
public sealed record ClockChange
{
    /// <summary>Names the change and what it does to this clock. Another due date is another id, so that nobody applies what they have not seen.</summary>
    public required string Id { get; init; }

    /// <summary>What has changed.</summary>
    public required ClockChangeKind Kind { get; init; }

    /// <summary>Names the change whatever the clock's due date is; kept with the clock when a person rejects it. Without spaces.</summary>
    public required string Mark { get; init; }

    /// <summary>The version it stands on.</summary>
    public required string From { get; init; }

    /// <summary>The version in force.</summary>
    public required string To { get; init; }

    /// <summary>When it is due now; provisional where it awaits a year. While it is paused: if it went on at once.</summary>
    public required DateTimeOffset OldDueAt { get; init; }

    /// <summary>When it would be due, in the same way.</summary>
    public required DateTimeOffset NewDueAt { get; init; }

    /// <summary>Whether it is paused, so that both dates are only what would be if it went on at once.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>What has changed, for people.</summary>
    public required LocalizedText Why { get; init; }

    /// <summary>The rule it would go by; null for a change of the calendar.</summary>
    internal ClockRule? Rule { get; init; }
}
