using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <content>How its dates follow from its terms, its pauses and a calendar.</content>
public sealed partial class Clock
{
    /// <summary>
    /// How the due date came about, day by day, by a calendar (the due date itself is the stored one). Days of a missing year are marked as
    /// counted for now.
    /// </summary>
    public DueDateAnswer Explain(BusinessCalendar calendar) => Answer(Limit, Intervals(Pauses), calendar).Answer;

    /// <summary>
    /// The time that has counted against the limit: for hours and minutes exact; for units of days 24 hours for each counted day that is
    /// over. Never more than the limit, and never past the stop; zero for a backward count.
    /// </summary>
    public TimeSpan Elapsed(DateTimeOffset now, BusinessCalendar calendar)
    {
        if (Counting.Backward)
            return TimeSpan.Zero;
        var until = StoppedAt < now ? StoppedAt.Value : now;
        var counted = Explain(calendar).Path.Where(x => x.Counts);
        return Unit.IsElapsed()
            ? counted.Aggregate(TimeSpan.Zero, (sum, x) => until <= x.From ? sum : sum + ((until < x.To!.Value ? until : x.To.Value) - x.From))
            : TimeSpan.FromDays(counted.Count(x => x.To <= until));
    }

    /// <summary>
    /// The time left: while running, until the due instant (negative when overdue), or until the provisional one (there may be more, see
    /// <see cref="IsProvisional"/>); while paused, what remains of the limit, a day as 24 hours; null when stopped.
    /// </summary>
    public TimeSpan? Remaining(DateTimeOffset now, BusinessCalendar calendar) => State switch
    {
        ClockState.Running => (DueAt ?? ProvisionalDueAt) - now,
        ClockState.Paused => Whole() - Elapsed(now, calendar),
        _ => null,
    };

    private TimeSpan Whole() => Unit switch
    {
        TimeUnit.Minutes or TimeUnit.Hours => HourCount.Span(Limit),
        TimeUnit.Months => TimeSpan.FromDays(DayCount.MonthDays(ChinaTime.DayOf(StartedAt), Length)),
        _ => TimeSpan.FromDays(Length),
    };

    /// <summary>
    /// Counts by these pauses. A cause that is still open holds the clock only if it began before the due instant: with late news, or with
    /// the year that was missing, it may turn out that it did not.
    /// </summary>
    /// <param name="pauses">The pauses.</param>
    /// <param name="calendar">The calendar.</param>
    /// <param name="rearmAfter">
    /// Steps that have fired and by this count come only after this instant are armed again: their alert was true by the former terms, and the
    /// present ones have not been warned of. Null where what has fired stays so.
    /// </param>
    private void Count(IReadOnlyList<ClockPause> pauses, BusinessCalendar calendar, DateTimeOffset? rearmAfter = null)
    {
        var intervals = Intervals(pauses);
        var (answer, year) = Answer(Limit, intervals, calendar);
        (Pauses, CalendarVersion) = (pauses, calendar.Version);
        (DueOn, DueAt, AwaitsCalendarYear, ProvisionalDueOn, ProvisionalDueAt, NextFireAt) = (null, null, null, null, null, null);
        if (answer is not DueDateResult due)
        {
            State = ClockState.Paused;
            return;
        }
        if (year is null)
            (DueOn, DueAt) = (due.Due, Instant(due.DueAt));
        else
            (AwaitsCalendarYear, ProvisionalDueOn, ProvisionalDueAt) = (year, due.Due, Instant(due.DueAt));
        if (State == ClockState.Stopped)
        {
            Judge();
            return;
        }
        State = year is not null && pauses.Any(x => x.To is null) ? ClockState.Paused : ClockState.Running;
        if (State == ClockState.Paused)
            return;
        Steps = [.. Steps.Select(step =>
        {
            if (step.FiredAt is not null && rearmAfter is null)
                return step;
            var (fireAt, missing) = LadderSchedule.Moment(step.At, StartedAt, Limit, calendar, intervals, due);
            if (step.FiredAt is not null)
                return fireAt > rearmAfter ? step with { FireAt = Instant(fireAt), AwaitsCalendarYear = missing, FiredAt = null, Round = step.Round + 1 } : step;
            return step with { FireAt = Instant(fireAt), AwaitsCalendarYear = missing };
        })];
        Arm();
    }

    /// <summary>The due date, or the provisional one with the year that is missing.</summary>
    private (DueDateAnswer Answer, int? Missing) Answer(TimeLimit limit, IReadOnlyList<PauseInterval> intervals, BusinessCalendar calendar)
    {
        try
        {
            return (DueDates.Compute(StartedAt, limit, calendar, intervals), null);
        }
        catch (CalendarMissingException missing)
        {
            var provisional = DueDates.Compute(StartedAt, limit, calendar.Provisional(limit.Counting.Backward), intervals);
            // An open pause that began before the provisional due instant began before the real one too: nothing depends on the year yet.
            return (provisional, provisional is DueDateResult ? missing.Year : null);
        }
    }

    /// <summary>Finds the verdict, if it can be found without the missing year. What pauses a clock began in time, so its stop is in time too.</summary>
    private void Judge()
    {
        if (AwaitsCalendarYear is not null && !(StoppedAt <= ProvisionalDueAt))
            return;
        // At the very instant the limit ends it was in time if somebody did it, and not if the end itself brought it about.
        var inTime = DueAt is null || StoppedAt < DueAt || (StoppedAt == DueAt && BreachedAt is null);
        Verdict = inTime ? ClockVerdict.Met : CanBeMissed ? ClockVerdict.Missed : ClockVerdict.Lapsed;
        BreachedAt = inTime ? null : DueAt;
        AwaitsCalendarYear = null;
    }

    /// <summary>Counts again the steps that waited for a year which has been loaded since; false if none did. The due instant stays.</summary>
    private bool RecountSteps(BusinessCalendar calendar)
    {
        if (!Steps.Any(Loaded))
            return false;
        var due = new DueDateResult(DueOn!.Value, DueAt!.Value) { Path = [] };
        Steps = [.. Steps.Select(x =>
        {
            if (!Loaded(x))
                return x;
            var (fireAt, missing) = LadderSchedule.Moment(x.At, StartedAt, Limit, calendar, [], due);
            return x with { FireAt = Instant(fireAt), AwaitsCalendarYear = missing };
        })];
        Arm();
        return true;

        bool Loaded(ClockStep step) => step.FiredAt is null && step.AwaitsCalendarYear is { } year && calendar.Covers(year);
    }

    // Nothing is over by a provisional date, and nobody is called to account for it.
    private bool MayFire(ClockStep step) => step.FiredAt is null && (AwaitsCalendarYear is null || step.At.IsBefore);

    private void Arm() => NextFireAt = Steps.Where(MayFire).Min(x => (DateTimeOffset?)x.FireAt);

    private static IReadOnlyList<PauseInterval> Intervals(IReadOnlyList<ClockPause> pauses) => [.. pauses.Select(x => new PauseInterval(x.From, x.To))];
}
