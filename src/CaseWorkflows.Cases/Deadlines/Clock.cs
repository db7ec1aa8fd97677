using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>
/// One running deadline of a case (期限). It keeps what it was started with: rule version, calendar version, legal basis and the way of
/// counting; and the stretches in which it was paused. Everything else follows from these. All instants are UTC, to the microsecond.
/// Operations take the instant at which something happened, which may lie before the one at which it is recorded.
/// </summary>
public sealed class Clock
{
    private Clock()
    {
    }

    /// <summary>Its identity.</summary>
    public ClockId Id { get; private set; }

    /// <summary>The key of its rule: <c>legal-aid.review</c>.</summary>
    public string Key { get; private set; } = "";

    /// <summary>1 for the first; a clock that replaces this one (reopened case, restarted step) has the next number.</summary>
    public int Generation { get; private set; }

    /// <summary>The region whose policy file states the rule.</summary>
    public string Region { get; private set; } = "";

    /// <summary>See <see cref="ClockRule.Version"/>.</summary>
    public string RuleVersion { get; private set; } = "";

    /// <summary>The calendar by which <see cref="DueAt"/> was counted last; see <see cref="BusinessCalendar.Version"/>.</summary>
    public string CalendarVersion { get; private set; } = "";

    /// <summary>Its name for people.</summary>
    public LocalizedText Name { get; private set; } = new("", "");

    /// <summary>The legal basis as people cite it.</summary>
    public LocalizedText LegalBasis { get; private set; } = new("", "");

    /// <summary>Whether the law sets the limit or the centre.</summary>
    public LimitForce Force { get; private set; }

    /// <summary>The unit of <see cref="Length"/>.</summary>
    public TimeUnit Unit { get; private set; }

    /// <summary>How much time there is, in <see cref="Unit"/>.</summary>
    public int Length { get; private set; }

    /// <summary>How it is counted.</summary>
    public Counting Counting { get; private set; } = Counting.Default;

    /// <summary>The codes of the causes that may pause it.</summary>
    public IReadOnlyList<string> PausedBy { get; private set; } = [];

    /// <summary>The event it is counted from; for a backward count the event to come.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>The last day, in China; null while paused, while it awaits a calendar, and after a stop during either.</summary>
    public DateOnly? DueOn { get; private set; }

    /// <summary>The last instant that is in time; null while paused, while it awaits a calendar, and after a stop during either.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>
    /// The year without which it can't be counted, because its holidays are not loaded (they are published in the November before); null
    /// normally. A clock that is stopped or paused has one only if the year decides whether that was in time.
    /// </summary>
    public int? AwaitsCalendarYear { get; private set; }

    /// <summary>The last day if the missing year brought no holiday; see <see cref="ProvisionalDueAt"/>.</summary>
    public DateOnly? ProvisionalDueOn { get; private set; }

    /// <summary>
    /// The earliest instant at which it can be due, every day of the missing year taken for a working day. The real one is never earlier;
    /// so warnings go by it, and nothing is ever missed or expires by it. Null unless it awaits a calendar, or was stopped in time by it.
    /// </summary>
    public DateTimeOffset? ProvisionalDueAt { get; private set; }

    /// <summary>Whether what is said about its end is provisional, <see cref="Remaining"/> among it.</summary>
    public bool IsProvisional => AwaitsCalendarYear is not null;

    /// <summary>
    /// Whether the centre misses something when it runs out. The period of somebody outside (to file an objection, to supplement) just ends:
    /// its rule has no breach in its ladder.
    /// </summary>
    public bool CanBeMissed => Steps.Any(x => x.Level == AlertLevel.Breach);

    /// <summary>Where it stands.</summary>
    public ClockState State { get; private set; }

    /// <summary>The due instant that passed; null while the deadline isn't missed. Set by the first firing after it, or by a late stop.</summary>
    public DateTimeOffset? BreachedAt { get; private set; }

    /// <summary>When what it waited for was done; null until it is stopped.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>Whether the deadline was kept; frozen at the stop.</summary>
    public ClockVerdict Verdict { get; private set; }

    /// <summary>
    /// The stretches in which it did not run, in the order in which they were recorded. One that turned out to have begun after the due instant
    /// has no effect. Replaced as a whole, never changed.
    /// </summary>
    public IReadOnlyList<ClockPause> Pauses { get; private set; } = [];

    /// <summary>Its ladder, in the rule's order. Replaced as a whole, never changed.</summary>
    public IReadOnlyList<ClockStep> Steps { get; private set; } = [];

    /// <summary>
    /// When the next step fires; null while paused, when stopped, when all have fired, and when only those at and after a provisional due
    /// instant are left.
    /// </summary>
    public DateTimeOffset? NextFireAt { get; private set; }

    /// <summary>What the limit is and how it is counted.</summary>
    public TimeLimit Limit => new(Length, Unit) { Counting = Counting };

    /// <summary>Starts a clock. It starts also if a year is missing that is needed to count it, and then says so.</summary>
    /// <param name="rule">The rule in force on the day of the event.</param>
    /// <param name="startAt">The event.</param>
    /// <param name="calendar">The loaded years.</param>
    /// <param name="generation">1, or one more than the clock it replaces.</param>
    /// <param name="inCustody">Whether the person concerned is in custody (在押).</param>
    /// <exception cref="DeadlineException">The event lies in no year that can be counted.</exception>
    public static Clock Start(ClockRule rule, DateTimeOffset startAt, BusinessCalendar calendar, int generation = 1, bool inCustody = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(generation, 1);
        var limit = rule.LimitFor(inCustody);
        var clock = new Clock
        {
            Id = ClockId.New(),
            Key = rule.Key,
            Generation = generation,
            Region = rule.Region,
            RuleVersion = rule.Version,
            Name = rule.Name,
            LegalBasis = rule.Basis.Citation,
            Force = rule.Force,
            Unit = rule.Unit,
            Length = rule.Length,
            Counting = limit.Counting,
            PausedBy = [.. rule.PausedBy.Select(x => x.Cause)],
            StartedAt = Instant(startAt),
            Steps = [.. rule.Ladder.Select(x => new ClockStep(x.Key, x.At, x.Level, x.To, default, null, 1, null))],
        };
        clock.Count([], calendar);
        return clock;
    }

    /// <summary>Starts a timer of a flow (a delay drawn by an administrator): no legal limit, no rule, no calendar, one step at its end.</summary>
    /// <param name="key">Its key, unique within the case.</param>
    /// <param name="startAt">When the step was reached.</param>
    /// <param name="dueAt">When it ends.</param>
    public static Clock Timer(string key, DateTimeOffset startAt, DateTimeOffset dueAt)
    {
        var clock = new Clock
        {
            Id = ClockId.New(),
            Key = key,
            Generation = 1,
            Force = LimitForce.Soft,
            Unit = TimeUnit.Minutes,
            Length = (int)Math.Clamp(Math.Ceiling((dueAt - startAt).TotalMinutes), 1, int.MaxValue),
            StartedAt = Instant(startAt),
            DueAt = Instant(dueAt),
            DueOn = ChinaTime.DayOf(dueAt),
            Steps = [new ClockStep("due", LadderMoment.Due, AlertLevel.Warning, AlertRecipient.Assignee, Instant(dueAt), null, 1, null)],
        };
        clock.Arm();
        return clock;
    }

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
    public ClockResult Stop(DateTimeOffset at)
    {
        at = Instant(at);
        if (State == ClockState.Stopped)
            return new ClockResult.Unchanged(ClockNoChange.IsStopped);
        if (at < StartedAt && !Counting.Backward)
            return new ClockResult.Unchanged(ClockNoChange.BeforeStart);

        Pauses = [.. Pauses.Select(x => x.To is null ? x with { To = at > x.From ? at : x.From } : x)];
        (State, StoppedAt, NextFireAt) = (ClockState.Stopped, at, null);
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

    /// <summary>
    /// How the due date came about, day by day, by a calendar (the due date itself is the stored one). Days of a missing year are marked as
    /// counted for now.
    /// </summary>
    public DueDateAnswer Explain(BusinessCalendar calendar) => Answer(Intervals(Pauses), calendar).Answer;

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
    private void Count(IReadOnlyList<ClockPause> pauses, BusinessCalendar calendar)
    {
        var intervals = Intervals(pauses);
        var (answer, year) = Answer(intervals, calendar);
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
            if (step.FiredAt is not null)
                return step;
            var (fireAt, missing) = LadderSchedule.Moment(step.At, StartedAt, Limit, calendar, intervals, due);
            return step with { FireAt = Instant(fireAt), AwaitsCalendarYear = missing };
        })];
        Arm();
    }

    /// <summary>The due date, or the provisional one with the year that is missing.</summary>
    private (DueDateAnswer Answer, int? Missing) Answer(IReadOnlyList<PauseInterval> intervals, BusinessCalendar calendar)
    {
        try
        {
            return (DueDates.Compute(StartedAt, Limit, calendar, intervals), null);
        }
        catch (CalendarMissingException missing)
        {
            var provisional = DueDates.Compute(StartedAt, Limit, calendar.Provisional(Counting.Backward), intervals);
            // An open pause that began before the provisional due instant began before the real one too: nothing depends on the year yet.
            return (provisional, provisional is DueDateResult ? missing.Year : null);
        }
    }

    /// <summary>Finds the verdict, if it can be found without the missing year. What pauses a clock began in time, so its stop is in time too.</summary>
    private void Judge()
    {
        if (AwaitsCalendarYear is not null && !(StoppedAt <= ProvisionalDueAt))
            return;
        var inTime = DueAt is null || StoppedAt <= DueAt;
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

    // Databases keep microseconds: without this an instant would change by being stored, and a clock read back could differ from itself.
    private static DateTimeOffset Instant(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
