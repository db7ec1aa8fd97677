using System.Diagnostics.CodeAnalysis;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Api;

namespace CaseWorkflows.Web.Desk;

/// <summary>What pages, the API and the verb ask of the clocks, and the answers they give.</summary>
internal sealed class ClockDesk(WorkflowLibrary library, IClockQueries queries, ICaseQueries cases, IStaffDirectory staff, ClockPatience patience)
{
    public IClockQueries Queries => queries;

    /// <summary>The filter that is meant, or a refusal that names everything that is wrong.</summary>
    public async Task<ClockReading> ReadAsync(ClockQuestion question, Actor actor, CancellationToken cancellationToken)
    {
        var (filter, problems) = await question.ReadAsync(actor, library, queries, cases, staff, cancellationToken);
        return new(filter is null ? null : filter with { UnprocessedAfter = patience.LateAfter }, filter is null ? ClockEndpoints.Unreadable(problems) : null);
    }

    /// <summary>A clock of a case by its id, or by its key for the newest of its rule, or by key and generation: <c>legal-aid.review#2</c>.</summary>
    public static Clock? Find(LegalCase @case, string clock)
    {
        if (Guid.TryParse(clock, out var id)) return @case.Clocks.FirstOrDefault(x => x.Id.Value == id);
        var at = clock.LastIndexOf('#');
        return at > 0 && int.TryParse(clock.AsSpan(at + 1), System.Globalization.CultureInfo.InvariantCulture, out var generation)
            ? @case.Clocks.FirstOrDefault(x => x.Key == clock[..at] && x.Generation == generation)
            : @case.Clock(clock);
    }

    public async Task<ClockExplanation> ExplainAsync(LegalCase @case, Clock clock, DateTimeOffset now) => ClockExplanation.Of(clock, @case, library, await NamesAsync(@case), now);

    public ClockLineAnswer Of(ClockLine x, ClockFilter filter, DateTimeOffset now, bool withError) => new(
        x.CaseId.Value, x.CaseCode, Office(x.Office.Value), x.Region, x.ServiceType, x.IsUrgent, Answering.Of(x.Clock) with { Name = ClockWords.Name(x.Clock, x.Region, library) },
        x.StandingAt(now, filter), Left(x, now), x.Clock.State == ClockState.Running && (x.Clock.DueAt ?? x.Clock.ProvisionalDueAt) - now is { } left ? (long)Math.Floor(left.TotalSeconds) : null,
        x.Task is { } task ? new ClockTaskAnswer(task.Title, new Named(task.Role, library.RoleName(task.Role)), Office(task.Office.Value), task.Assignee is { } person ? new PersonAnswer(person.Value, task.AssigneeName ?? person.Value) : null) : null,
        x.OpenAlerts, x.Clock.NextFireAt, x.Attempts, withError ? x.LastError : null);

    /// <summary>How much time a clock has, in words.</summary>
    public LocalizedText Left(ClockLine line, DateTimeOffset now) => ClockWords.Left(line.Clock, now, ClockExplanation.CalendarOf(line.Clock, library.Calendars));

    private Named Office(string path) => new(path, library.Office(path)?.Name ?? new LocalizedText(path, path));

    private async Task<IReadOnlyDictionary<string, string>> NamesAsync(LegalCase @case)
    {
        var names = new Dictionary<string, string>();
        foreach (var id in @case.Alerts.SelectMany(x => new[] { x.ToUser, x.AcknowledgedBy }).OfType<string>().Distinct())
            if (await staff.FindAsync(new UserId(id), default) is { } person)
                names[id] = person.Name;
        return names;
    }
}

/// <summary>A question that was read: a filter, or why there is none.</summary>
internal sealed record ClockReading(ClockFilter? Filter, Refusal? Refusal)
{
    public bool Try([NotNullWhen(true)] out ClockFilter? filter, [NotNullWhen(false)] out Refusal? refusal)
    {
        (filter, refusal) = (Filter, Refusal);
        return filter is not null;
    }
}

/// <summary>After what time a due clock that nobody has processed is late, and when that is an alarm.</summary>
/// <param name="LateAfter">Late.</param>
/// <param name="AlarmAfter">An alarm.</param>
internal sealed record ClockPatience(TimeSpan LateAfter, TimeSpan AlarmAfter);
