using System.Text.Json.Serialization;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>What an operation on a clock did.</summary>
public abstract record ClockResult
{
    private ClockResult()
    {
    }

    /// <summary>It is paused from now on, or paused by one more cause.</summary>
    public sealed record Paused(ClockPause Pause) : ClockResult;

    /// <summary>It runs again.</summary>
    /// <param name="DueAt">The new due instant.</param>
    public sealed record Resumed(DateTimeOffset DueAt) : ClockResult;

    /// <summary>It runs again, to a due instant that can't be counted before a year's calendar is loaded.</summary>
    /// <param name="Year">The year.</param>
    /// <param name="ProvisionalDueAt">See <see cref="Clock.ProvisionalDueAt"/>.</param>
    public sealed record ResumedProvisionally(int Year, DateTimeOffset ProvisionalDueAt) : ClockResult;

    /// <summary>The year it waited for is loaded, and it is counted anew; it may now wait for a later one.</summary>
    public sealed record Recounted : ClockResult;

    /// <summary>A change of its rule or calendar was applied to it.</summary>
    /// <param name="DueAt">The due instant now; null while it is paused or awaits a calendar.</param>
    public sealed record Changed(DateTimeOffset? DueAt) : ClockResult;

    /// <summary>One cause has ended, and others still keep it paused.</summary>
    public sealed record StillPaused(IReadOnlyList<string> Causes) : ClockResult;

    /// <summary>It is stopped.</summary>
    public sealed record Stopped(ClockVerdict Verdict) : ClockResult;

    /// <summary>Steps were due, and are marked as fired.</summary>
    public sealed record Fired(IReadOnlyList<FiredStep> Steps) : ClockResult;

    /// <summary>Nothing changed.</summary>
    /// <param name="Why">The reason, for programs.</param>
    public sealed record Unchanged(ClockNoChange Why) : ClockResult
    {
        /// <summary>The reason, for people.</summary>
        public LocalizedText Text => DeadlineTexts.Catalog.Get($"no-change.{Why}");
    }
}

/// <summary>A step that has just fired. Clock, generation, key and round together name one alert, which exists once.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Key">The step.</param>
/// <param name="Round">See <see cref="ClockStep.Round"/>.</param>
/// <param name="Level">How grave.</param>
/// <param name="To">Who is told.</param>
/// <param name="FireAt">When it was to fire.</param>
/// <param name="FiredAt">When it did.</param>
public sealed record FiredStep(
    ClockId Clock, int Generation, string Key, int Round, AlertLevel Level, AlertRecipient To, DateTimeOffset FireAt, DateTimeOffset FiredAt);

/// <summary>Why an operation on a clock changed nothing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClockNoChange>))]
public enum ClockNoChange
{
    /// <summary>Fire: no unfired step is due yet, or another firing took it.</summary>
    NotDue,

    /// <summary>Fire: the clock is paused.</summary>
    IsPaused,

    /// <summary>Any: the clock is stopped.</summary>
    IsStopped,

    /// <summary>Fire: the firing was meant for another generation.</summary>
    OtherGeneration,

    /// <summary>Pause: this cause pauses it already.</summary>
    AlreadyPaused,

    /// <summary>Resume: it isn't paused, or not by this cause.</summary>
    NotPaused,

    /// <summary>Pause: the deadline has passed before; what comes after can't bring it back.</summary>
    AfterDue,

    /// <summary>Pause: the rule doesn't let this cause pause it.</summary>
    CauseDoesNotPause,

    /// <summary>Pause, Stop: said to have happened before the clock started.</summary>
    BeforeStart,

    /// <summary>Resume: said to have happened before the pause began.</summary>
    BeforePause,

    /// <summary>Recount: it doesn't wait for a calendar.</summary>
    AwaitsNothing,

    /// <summary>Recount: the year it waits for isn't loaded.</summary>
    StillAwaits,
}
