using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <content>What happens to it: it is paused, resumed, counted anew, stopped and fired.</content>
public sealed partial class Clock
{
    /// <summary>Keeps time from counting, for one of the rule's causes. Several causes may hold it at once.</summary>
    /// <param name="at">When the cause began.</param>
    /// <param name="cause">Its code.</param>
    public ClockResult Pause(DateTimeOffset at, string cause)
    {
        at = Instant(at);
        if (State == ClockState.Stopped)
            return new ClockResult.Unchanged(ClockNoChange.IsStopped);
        if (!PausedBy.Contains(cause))
            return new ClockResult.Unchanged(ClockNoChange.CauseDoesNotPause);
        if (Pauses.Any(x => x.To is null && x.Cause == cause))
            return new ClockResult.Unchanged(ClockNoChange.AlreadyPaused);
        if (at < StartedAt)
            return new ClockResult.Unchanged(ClockNoChange.BeforeStart);
        if (at >= DueAt)
            return new ClockResult.Unchanged(ClockNoChange.AfterDue);

        var pause = new ClockPause(at, null, cause);
        Pauses = [.. Pauses, pause];
        Steps = [.. Steps.Select(x => x.FiredAt is not null && x.FireAt > at ? x with { FiredAt = null, Round = x.Round + 1 } : x)];
        State = ClockState.Paused;
        // Not before the provisional due instant: only the missing year can tell whether the deadline had passed then, so it is still awaited.
        if (!(at >= ProvisionalDueAt))
            (AwaitsCalendarYear, ProvisionalDueOn, ProvisionalDueAt) = (null, null, null);
        (DueOn, DueAt, BreachedAt, NextFireAt) = (null, null, null, null);
        return new ClockResult.Paused(pause);
    }

    /// <summary>Lets time count again when the last cause has ended, and moves the due instant and the steps that have not fired.</summary>
    /// <param name="at">When the cause ended; for units of days this day is still excluded.</param>
    /// <param name="calendar">The loaded years.</param>
    /// <param name="cause">The cause that ended; null: all of them.</param>
    public ClockResult Resume(DateTimeOffset at, BusinessCalendar calendar, string? cause = null)
    {
        at = Instant(at);
        if (State == ClockState.Stopped)
            return new ClockResult.Unchanged(ClockNoChange.IsStopped);
        var ending = Pauses.Where(x => x.To is null && (cause is null || x.Cause == cause)).ToArray();
        if (ending.Length == 0)
            return new ClockResult.Unchanged(ClockNoChange.NotPaused);
        if (ending.Any(x => at < x.From))
            return new ClockResult.Unchanged(ClockNoChange.BeforePause);

        IReadOnlyList<ClockPause> pauses = [.. Pauses.Select(x => ending.Contains(x) ? x with { To = at } : x)];
        Count(pauses, calendar);
        return (State, AwaitsCalendarYear) switch
        {
            (ClockState.Paused, _) => new ClockResult.StillPaused([.. pauses.Where(x => x.To is null).Select(x => x.Cause)]),
            (_, { } year) => new ClockResult.ResumedProvisionally(year, ProvisionalDueAt!.Value),
            _ => new ClockResult.Resumed(DueAt!.Value),
        };
    }

    /// <summary>Counts anew what waited for a year that has been loaded since: the due instant, or steps before or after it.</summary>
    /// <param name="calendar">The loaded years.</param>
    public ClockResult Recount(BusinessCalendar calendar)
    {
        if (AwaitsCalendarYear is { } year)
        {
            if (!calendar.Covers(year))
                return new ClockResult.Unchanged(ClockNoChange.StillAwaits);
            Count(Pauses, calendar);
            return new ClockResult.Recounted();
        }
        if (State != ClockState.Running || !Steps.Any(x => x.FiredAt is null && x.AwaitsCalendarYear is not null))
            return new ClockResult.Unchanged(ClockNoChange.AwaitsNothing);
        return RecountSteps(calendar) ? new ClockResult.Recounted() : new ClockResult.Unchanged(ClockNoChange.StillAwaits);
    }

    /// <summary>What it waited for is done, or no longer matters. The verdict follows from when it happened, not from when it is recorded.</summary>
    /// <param name="at">When it happened.</param>
    /// <param name="followsItsEnd">
    /// Whether the end of the limit brought the stop about, or came before it in the same instant: that is not in time, while what somebody did at that
    /// instant is.
    /// </param>
    public ClockResult Stop(DateTimeOffset at, bool followsItsEnd = false)
    {
        at = Instant(at);
        if (State == ClockState.Stopped)
            return new ClockResult.Unchanged(ClockNoChange.IsStopped);
        if (at < StartedAt && !Counting.Backward)
            return new ClockResult.Unchanged(ClockNoChange.BeforeStart);

        Pauses = [.. Pauses.Select(x => x.To is null ? x with { To = at > x.From ? at : x.From } : x)];
        (State, StoppedAt, NextFireAt) = (ClockState.Stopped, at, null);
        BreachedAt = followsItsEnd && at >= DueAt ? DueAt : null;
        Judge();
        return new ClockResult.Stopped(Verdict);
    }

    /// <summary>
    /// Takes every step that is due and has not fired, and marks it as fired. Late and double firings change nothing. Steps at and after a
    /// provisional due instant never fire; a caller who has the missing year recounts first.
    /// </summary>
    /// <param name="now">The present instant.</param>
    /// <param name="generation">The generation that the firing was meant for.</param>
    public ClockResult Fire(DateTimeOffset now, int generation)
    {
        now = Instant(now);
        if (generation != Generation)
            return new ClockResult.Unchanged(ClockNoChange.OtherGeneration);
        if (State == ClockState.Paused)
            return new ClockResult.Unchanged(ClockNoChange.IsPaused);
        if (State == ClockState.Stopped)
            return new ClockResult.Unchanged(ClockNoChange.IsStopped);

        if (now >= DueAt)
            BreachedAt = DueAt;
        var due = Steps.Where(x => MayFire(x) && x.FireAt <= now).OrderBy(x => x.FireAt).ToArray();
        if (due.Length == 0)
            return new ClockResult.Unchanged(ClockNoChange.NotDue);
        Steps = [.. Steps.Select(x => due.Contains(x) ? x with { FiredAt = now } : x)];
        Arm();
        return new ClockResult.Fired([.. due.Select(x => new FiredStep(Id, Generation, x.Key, x.Round, x.Level, x.To, x.FireAt, now))]);
    }
}
