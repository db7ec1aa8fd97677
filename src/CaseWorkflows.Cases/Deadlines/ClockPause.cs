namespace CaseWorkflows.Cases.Deadlines;

/// <summary>A stretch in which a clock did not run, with what stopped it.</summary>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended; null while it lasts.</param>
/// <param name="Cause">The code of the cause, one of the rule's.</param>
public sealed record ClockPause(DateTimeOffset From, DateTimeOffset? To, string Cause);

/// <summary>One step of a clock's ladder, with its instant.</summary>
/// <param name="Key">Unique within the clock: <c>80%:supervisor</c>.</param>
/// <param name="At">When, relative to the limit.</param>
/// <param name="Level">How grave.</param>
/// <param name="To">Who is told.</param>
/// <param name="FireAt">When it fires, unless the clock is paused or stopped before. Recomputed at each resume while it has not fired.</param>
/// <param name="FiredAt">When it was fired; null until then.</param>
/// <param name="Round">
/// 1; one more each time a pause is recorded that had begun before an instant at which the step fired: that alert was a mistake of late
/// news, so the step is armed again and its next alert is another one.
/// </param>
/// <param name="AwaitsCalendarYear">
/// The year whose holidays are missing to count a step before or after the due instant; null normally. Until it is loaded
/// <paramref name="FireAt"/> counts each of its days as a working day, so that an escalation may come early and is never lost.
/// </param>
public sealed record ClockStep(
    string Key, LadderMoment At, AlertLevel Level, AlertRecipient To, DateTimeOffset FireAt, DateTimeOffset? FiredAt, int Round, int? AwaitsCalendarYear);
