using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Desk;

/// <summary>Why a clock is due when it is, what was done on the way, and who was told; in both languages.</summary>
internal sealed record ClockExplanation
{
    /// <summary>The clock's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The case's code.</summary>
    public required string CaseCode { get; init; }

    /// <summary>The rule's key.</summary>
    public required string Key { get; init; }

    /// <summary>1, and one more for each clock that replaced it.</summary>
    public required int Generation { get; init; }

    /// <summary>Its name.</summary>
    public required LocalizedText Name { get; init; }

    /// <summary>Where the limit comes from.</summary>
    public required LocalizedText LegalBasis { get; init; }

    /// <summary>Whether the law sets it.</summary>
    public required bool IsStatutory { get; init; }

    /// <summary>The length and its unit, as in policy files.</summary>
    public required string Limit { get; init; }

    /// <summary>The event from which it is counted; null where no rule in force says so.</summary>
    public required LocalizedText? StartsOn { get; init; }

    /// <summary>The rule's version.</summary>
    public required string RuleVersion { get; init; }

    /// <summary>The calendar it was counted by.</summary>
    public required string CalendarVersion { get; init; }

    /// <summary>How it stands.</summary>
    public required ClockStanding Standing { get; init; }

    /// <summary>How much time is left, in words.</summary>
    public required LocalizedText Remaining { get; init; }

    /// <summary>The event.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The last day; null while at rest or provisional.</summary>
    public required DateOnly? DueOn { get; init; }

    /// <summary>The last instant; null while at rest or provisional.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>The earliest it can be due while a year's calendar is missing.</summary>
    public required DateTimeOffset? ProvisionalDueAt { get; init; }

    /// <summary>The year whose calendar is missing.</summary>
    public required int? AwaitsCalendarYear { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Whether the deadline was kept.</summary>
    public required ClockVerdict Verdict { get; init; }

    /// <summary>Stretches in which it did not run.</summary>
    public required IReadOnlyList<ExplainedPause> Pauses { get; init; }

    /// <summary>Day by day, or stretch by stretch.</summary>
    public required IReadOnlyList<PathEntry> Path { get; init; }

    /// <summary>Why there is no path, or why it differs from the date that holds; null normally.</summary>
    public required LocalizedText? PathNote { get; init; }

    /// <summary>The ladder.</summary>
    public required IReadOnlyList<ExplainedStep> Steps { get; init; }

    /// <summary>When the next step fires; null if none will.</summary>
    public required DateTimeOffset? NextFireAt { get; init; }

    /// <summary>Explains a clock of a case.</summary>
    public static ClockExplanation Of(Clock clock, LegalCase @case, WorkflowLibrary library, IReadOnlyDictionary<string, string> names, DateTimeOffset now)
    {
        var (path, note) = Reason(clock, library.Calendars);
        return new()
        {
            Id = clock.Id.Value,
            CaseCode = @case.Code,
            Key = clock.Key,
            Generation = clock.Generation,
            Name = ClockWords.Name(clock, @case.Region, library),
            LegalBasis = clock.LegalBasis,
            IsStatutory = clock.Force == LimitForce.Hard,
            Limit = $"{clock.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)} {clock.Unit.Word()}",
            StartsOn = library.Clocks.Rules.FirstOrDefault(x => x.Key == clock.Key && x.Version == clock.RuleVersion)?.StartsOn,
            RuleVersion = clock.RuleVersion,
            CalendarVersion = clock.CalendarVersion,
            Standing = ClockStandings.Of(clock, now, new Cases.Ports.ClockFilter().Within, clock.NextFireAt < now - Cases.Ports.ClockFilter.UsualPatience),
            Remaining = ClockWords.Left(clock, now, CalendarOf(clock, library.Calendars)),
            StartedAt = clock.StartedAt,
            DueOn = clock.DueOn,
            DueAt = clock.DueAt,
            ProvisionalDueAt = clock.ProvisionalDueAt,
            AwaitsCalendarYear = clock.AwaitsCalendarYear,
            StoppedAt = clock.StoppedAt,
            Verdict = clock.Verdict,
            Pauses = [.. clock.Pauses.Select(x => new ExplainedPause(x.From, x.To, x.Cause, OutcomeNames.Cause(x.Cause, @case)))],
            Path = path,
            PathNote = note,
            Steps = [.. clock.Steps.Select(x => new ExplainedStep(
                x.Key, ClockWords.Of(x.At), x.Level, x.To, clock.State == ClockState.Running || x.FiredAt is not null ? x.FireAt : null, x.FiredAt, x.AwaitsCalendarYear is not null && x.FiredAt is null,
                [.. @case.Alerts.Where(y => y.ClockId == clock.Id.Value && y.Generation == clock.Generation && y.Step == x.Key).OrderBy(y => y.RaisedAt).Select(y => Told(y, library, names))]))],
            NextFireAt = clock.NextFireAt,
        };
    }

    /// <summary>The calendar by which the clock was counted, or the present one where that is no longer known.</summary>
    public static BusinessCalendar CalendarOf(Clock clock, CalendarsInForce calendars) => calendars.AsOf(clock.CalendarVersion) ?? calendars.Book.Calendar;

    private static (IReadOnlyList<PathEntry>, LocalizedText?) Reason(Clock clock, CalendarsInForce calendars)
    {
        // A timer of a flow was given its end: there is nothing to count.
        if (clock.RuleVersion.Length == 0) return ([], Texts.ClockTexts.Get("path.timer"));
        var answer = clock.Explain(CalendarOf(clock, calendars));
        var differs = clock.DueAt is { } due && answer is DueDateResult counted && counted.DueAt.UtcTicks / TimeSpan.TicksPerMicrosecond != due.UtcTicks / TimeSpan.TicksPerMicrosecond;
        return (answer.Path, differs ? Texts.ClockTexts.Get("path.differs", ("at", ClockWords.At(((DueDateResult)answer).DueAt)), ("due", ClockWords.At(clock.DueAt)), ("version", clock.CalendarVersion)) : null);
    }

    private static ToldPerson Told(Alert alert, WorkflowLibrary library, IReadOnlyDictionary<string, string> names) => new(
        alert.Id, ClockWords.Told(alert, library, names), alert.ToRole, alert.ToUser, alert.Round, alert.RaisedAt, alert.AcknowledgedAt, alert.AcknowledgedBy is { } by ? names.GetValueOrDefault(by, by) : null);
}

/// <summary>A stretch in which a clock did not run.</summary>
internal sealed record ExplainedPause(DateTimeOffset From, DateTimeOffset? To, string Cause, LocalizedText CauseName);

/// <summary>A step of a ladder.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Moment">When it comes, in words.</param>
/// <param name="Level">How grave.</param>
/// <param name="To">Whom it tells by the rule.</param>
/// <param name="FireAt">When it fires; null while the clock rests, and if it will not.</param>
/// <param name="FiredAt">When it was fired; null until then.</param>
/// <param name="IsProvisional">Whether a missing year may move it.</param>
/// <param name="Told">Who was told, if it fired.</param>
internal sealed record ExplainedStep(
    string Key, LocalizedText Moment, AlertLevel Level, AlertRecipient To, DateTimeOffset? FireAt, DateTimeOffset? FiredAt, bool IsProvisional, IReadOnlyList<ToldPerson> Told);

/// <summary>Somebody who was told.</summary>
internal sealed record ToldPerson(
    Guid AlertId, LocalizedText Name, string Role, string? User, int Round, DateTimeOffset RaisedAt, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy);
