using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>
/// One running deadline of a case (期限). It keeps what it was started with: rule version, calendar version, legal basis and the way of
/// counting; and the stretches in which it was paused. Everything else follows from these. All instants are UTC, to the microsecond.
/// Operations take the instant at which something happened, which may lie before the one at which it is recorded.
/// </summary>
public sealed partial class Clock
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

    /// <summary>What the rule said, see <see cref="ClockRule.Digest"/>; null for a timer of a flow, and for clocks from before this was kept.</summary>
    public string? RuleDigest { get; private set; }

    /// <summary>
    /// The calendar by which <see cref="DueAt"/> was counted last; see <see cref="BusinessCalendar.Version"/>. It goes on being counted by these
    /// years, whatever has been published since, until a person applies a change; see <see cref="CalendarsInForce.For"/>.
    /// </summary>
    public string CalendarVersion { get; private set; } = "";

    /// <summary>Whether the person concerned was in custody (在押) when it started; null for clocks from before this was kept.</summary>
    public bool? IsInCustody { get; private set; }

    /// <summary>Which changes of rule or calendar a person has rejected for it, see <see cref="ClockChange.Mark"/>, separated by spaces; null: none.</summary>
    public string? RejectedChanges { get; private set; }

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
            RuleDigest = rule.Digest,
            IsInCustody = inCustody,
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

    // Databases keep microseconds: without this an instant would change by being stored, and a clock read back could differ from itself.
    private static DateTimeOffset Instant(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
