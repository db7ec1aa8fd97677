using CaseWorkflows.Cases.Calendars;

namespace CaseWorkflows.Cases.Deadlines;

/// <content>How a person brings it to another rule or calendar. Nothing else moves a clock that runs, and nothing moves one that has ended.</content>
public sealed partial class Clock
{
    /// <summary>
    /// Brings it to another rule, from its beginning; the pauses it had stay, those of causes that the new rule doesn't know among them. Steps
    /// that have fired and come again later by the new terms are armed again; new ones whose instant has passed fire at once.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="calendar">The calendar it stands on.</param>
    /// <param name="now">The present instant.</param>
    internal ClockResult Change(ClockRule rule, BusinessCalendar calendar, DateTimeOffset now)
    {
        if (State == ClockState.Stopped)
            return new ClockResult.Unchanged(ClockNoChange.IsStopped);
        (IsInCustody, Counting) = (IsHeldByCustody(rule), LimitBy(rule).Counting);
        (Region, RuleVersion, RuleDigest, Name, LegalBasis) = (rule.Region, rule.Version, rule.Digest, rule.Name, rule.Basis.Citation);
        (Force, Unit, Length) = (rule.Force, rule.Unit, rule.Length);
        PausedBy = [.. rule.PausedBy.Select(x => x.Cause)];
        // A step that has fired stays known though the new ladder lacks it: under a later rule it would be told a second time.
        Steps =
        [
            .. rule.Ladder.Select(x => Steps.FirstOrDefault(y => y.Key == x.Key) is { } known
                ? known with { Level = x.Level }
                : new ClockStep(x.Key, x.At, x.Level, x.To, default, null, 1, null)),
            .. Steps.Where(x => x.FiredAt is not null && rule.Ladder.All(y => y.Key != x.Key)),
        ];
        return Recount(calendar, now, rule.Ladder.Select(x => x.Key).ToHashSet());
    }

    /// <summary>Counts it anew by another calendar.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="now">The present instant.</param>
    internal ClockResult Change(BusinessCalendar calendar, DateTimeOffset now) => State == ClockState.Stopped
        ? new ClockResult.Unchanged(ClockNoChange.IsStopped)
        : Recount(calendar, now, Steps.Select(x => x.Key).ToHashSet());

    /// <summary>Remembers that a person wants a change not to be applied to it: it is not proposed again.</summary>
    /// <param name="mark">See <see cref="ClockChange.Mark"/>.</param>
    internal void Reject(string mark) => RejectedChanges = RejectedChanges is null ? mark : $"{RejectedChanges} {mark}";

    /// <summary>Whether a person has rejected a change for it.</summary>
    internal bool HasRejected(string mark) => RejectedChanges is { } rejected && rejected.Split(' ').Contains(mark);

    /// <summary>
    /// When it would be due by other terms. While it is paused: if it went on at <paramref name="now"/>. Provisional where a year is missing.
    /// </summary>
    internal DateTimeOffset DueBy(TimeLimit limit, BusinessCalendar calendar, DateTimeOffset now)
    {
        now = Instant(now);
        IReadOnlyList<PauseInterval> intervals = [.. Pauses.Select(x => new PauseInterval(x.From, x.To ?? (x.From < now ? now : x.From)))];
        // No interval is open, so there is an end.
        return Instant(((DueDateResult)Answer(limit, intervals, calendar).Answer).DueAt);
    }

    /// <summary>The limit of a rule as it is counted for this clock.</summary>
    internal TimeLimit LimitBy(ClockRule rule) => rule.LimitFor(IsHeldByCustody(rule));

    // Clocks from before custody was kept show it by their way of counting.
    private bool IsHeldByCustody(ClockRule rule) => IsInCustody ?? (rule.StaysOnRestDaysInCustody && !Counting.RollsOffRestDays);

    private ClockResult.Changed Recount(BusinessCalendar calendar, DateTimeOffset now, HashSet<string> ladder)
    {
        now = Instant(now);
        var left = Steps.Where(x => !ladder.Contains(x.Key)).ToArray();
        Steps = [.. Steps.Except(left)];
        Count(Pauses, calendar, now);
        Steps = [.. Steps, .. left];
        BreachedAt = BreachedAt is not null && DueAt <= now ? DueAt : null;
        return new ClockResult.Changed(DueAt);
    }
}
