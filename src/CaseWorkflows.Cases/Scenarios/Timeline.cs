using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>The timeline of one story: what people did, and what came of it, found by comparing the case before and after.</summary>
internal sealed class Timeline(CaseRules rules, TimeProvider time)
{
    private static readonly HashSet<string> NamedCauses = ["case-paused", "explanation", "remote-cooperation", "supplement"];
    private readonly List<TimelineLine> _lines = [];

    public IReadOnlyList<TimelineLine> Lines => _lines;

    private static LocalizedText System => ScenarioTexts.Get("system");

    private WorkflowLibrary Library => rules.Library;

    public void Say(TimelineKind kind, LocalizedText who, LocalizedText what, int? row = null) => _lines.Add(new TimelineLine(time.GetUtcNow(), kind, who, what) { Row = row });

    /// <summary>Tells what is new, causes before what they bring about.</summary>
    public async ValueTask TellChangesAsync(LegalCase? before, LegalCase now, CancellationToken cancellationToken)
    {
        foreach (var alert in now.Alerts.Skip(before?.Alerts.Count ?? 0))
            Say(TimelineKind.Clock, System, ScenarioTexts.Get($"alert.{alert.Level}", ("clock", Library.ClockName(now.Region, alert.ClockKey)), ("step", LadderName(alert.Step)), ("to", await RecipientAsync(alert, cancellationToken))));
        foreach (var task in now.Tasks.Where(x => x is { State: TaskState.Completed, CompletedBy: null } && before?.Task(x.Id) is not { State: TaskState.Completed }))
            Say(TimelineKind.Clock, System, ScenarioTexts.Get("expired", ("task", Title(task)), ("outcome", OutcomeName(task, task.Outcome))));
        if (now.Stage != (before?.Stage ?? "")) Say(TimelineKind.Stage, System, ScenarioTexts.Get("stage", ("stage", Library.StageName(now.Stage))));
        foreach (var item in now.File.Skip(before?.File.Count ?? 0).Where(x => x.Origin == "issued"))
            Say(TimelineKind.Document, System, ScenarioTexts.Get("issued", ("title", Library.Template(item.Kind)?.Title), ("number", item.Number)));
        foreach (var clock in now.Clocks) TellClock(before?.Clocks.FirstOrDefault(x => x.Id == clock.Id), clock, now);
        foreach (var task in now.Tasks.Where(x => x.State == TaskState.Cancelled && before?.Task(x.Id)?.State != TaskState.Cancelled))
            Say(TimelineKind.Task, System, ScenarioTexts.Get("task.cancelled", ("task", Title(task)), ("step", task.StepId)));
        foreach (var task in now.Tasks.Where(x => x.IsLive && before?.Task(x.Id) is null)) await TellTaskAsync(task, cancellationToken);
        foreach (var incident in now.Incidents.Skip(before?.Incidents.Count ?? 0))
            Say(TimelineKind.Incident, System, ScenarioTexts.Get("incident", ("step", incident.StepId), ("message", new LocalizedText(incident.MessageZh, incident.MessageEn))));
        foreach (var incident in now.Incidents.Where(x => x.ResolvedAt is not null && before?.Incidents.FirstOrDefault(y => y.Key == x.Key) is { ResolvedAt: null }))
            Say(TimelineKind.Incident, System, ScenarioTexts.Get("incident.resolved", ("step", incident.StepId)));
        if (now.Status != (before?.Status ?? CaseStatus.Open)) Say(TimelineKind.Stage, System, ScenarioTexts.Get($"status.{now.Status}", ("result", now.Result is { } result ? Library.ResultName(result) : null)));
    }

    /// <summary>What the button of an outcome says; the outcome itself if the form has none.</summary>
    public LocalizedText? OutcomeName(CaseTask? task, string? outcome) =>
        outcome is null ? null
        : task is not null && Library.Forms.Find(task.FormKey)?.Outcomes.FirstOrDefault(x => x.Key == outcome) is { } button ? button.Label
        : new LocalizedText(outcome, outcome);

    public LocalizedText? EventName(string? name) => name is null ? null : Library.Event(name)?.Name ?? new LocalizedText(name, name);

    public async ValueTask<LocalizedText> NameAsync(string user, CancellationToken cancellationToken) =>
        await rules.Staff.FindAsync(new UserId(user), cancellationToken) is { } person ? new LocalizedText(person.Name, person.Name) : new LocalizedText(user, user);

    public static LocalizedText Title(CaseTask task) => new(task.TitleZh, task.TitleEn);

    private async ValueTask TellTaskAsync(CaseTask task, CancellationToken cancellationToken)
    {
        var holder = task.Assignee is { } user ? await NameAsync(user.Value, cancellationToken) : null;
        Say(TimelineKind.Task, System, ScenarioTexts.Get(
            holder is null ? "task.opened" : "task.opened-for", ("task", Title(task)), ("step", task.StepId), ("role", Library.RoleName(task.Role)),
            ("office", Library.Office(task.Office.Value)?.Name ?? new LocalizedText(task.Office.Value, task.Office.Value)), ("who", holder), ("due", DueOf(task))));
    }

    private void TellClock(Clock? before, Clock clock, LegalCase @case)
    {
        var name = EffectPerformer.TimerWait(clock.Key) is null ? Library.ClockName(@case.Region, clock.Key) : ScenarioTexts.Get("timer");
        if (before is null)
            Say(TimelineKind.Deadline, System, ScenarioTexts.Get(
                clock.LegalBasis.Zh.Length > 0 ? "clock.started-by-law" : "clock.started", ("clock", name), ("from", Show(clock.StartedAt)), ("due", DueOf(clock)), ("basis", clock.LegalBasis)));
        foreach (var pause in clock.Pauses.Skip(before?.Pauses.Count ?? 0))
            Say(TimelineKind.Deadline, System, ScenarioTexts.Get("clock.paused", ("clock", name), ("cause", Cause(pause.Cause))));
        if (clock.State == ClockState.Stopped)
        {
            if (before?.State != ClockState.Stopped) Say(TimelineKind.Deadline, System, ScenarioTexts.Get($"clock.stopped.{clock.Verdict}", ("clock", name)));
            return;
        }
        if (before is null) return;
        var ended = before.Pauses.Where(x => x.To is null).Select(x => x.Cause).Except(clock.Pauses.Where(x => x.To is null).Select(x => x.Cause)).ToList();
        if (ended.Count > 0 && clock.State == ClockState.Running)
            Say(TimelineKind.Deadline, System, ScenarioTexts.Get("clock.resumed", ("clock", name), ("cause", Cause(ended[0])), ("due", DueOf(clock))));
        else if (before.State == ClockState.Running && clock.State == ClockState.Running && before.DueAt != clock.DueAt)
            Say(TimelineKind.Deadline, System, ScenarioTexts.Get("clock.moved", ("clock", name), ("due", DueOf(clock))));
    }

    private async ValueTask<LocalizedText> RecipientAsync(Alert alert, CancellationToken cancellationToken)
    {
        var role = Library.RoleName(alert.ToRole);
        if (alert.ToUser is not { } user) return role;
        var name = await NameAsync(user, cancellationToken);
        return ScenarioTexts.Get("person-of-role", ("person", name), ("role", role));
    }

    // A step's key is its moment and whom it tells: 80%:supervisor.
    private static LocalizedText LadderName(string step)
    {
        if (LadderMoment.Parse(step.Split(':')[0]) is not { } moment) return new LocalizedText(step, step);
        if (moment.Percent > 0) return ScenarioTexts.Get("ladder.share", ("percent", moment.Percent));
        if (moment.Offset == 0) return ScenarioTexts.Get("ladder.due");
        return ScenarioTexts.Get(moment.IsBefore ? "ladder.before" : "ladder.after", ("count", Math.Abs(moment.Offset)), ("unit", ScenarioTexts.Get($"unit.{moment.OffsetUnit}", ("count", Math.Abs(moment.Offset)))));
    }

    private static LocalizedText Cause(string code) => NamedCauses.Contains(code) ? ScenarioTexts.Get($"cause.{code}") : new LocalizedText(code, code);

    private static LocalizedText DueOf(Clock clock) =>
        clock.DueAt is { } due ? Instant(due, clock.DueOn)
        : clock.ProvisionalDueAt is { } provisional ? ScenarioTexts.Get("due.provisional", ("due", Instant(provisional, clock.ProvisionalDueOn)))
        : ScenarioTexts.Get("due.none");

    private static LocalizedText DueOf(CaseTask task) =>
        task.DueAt is not { } due ? ScenarioTexts.Get("due.none")
        : task.DueIsProvisional ? ScenarioTexts.Get("due.provisional", ("due", Instant(due, null)))
        : Instant(due, null);

    private static LocalizedText Instant(DateTimeOffset at, DateOnly? day)
    {
        var text = Show(at);
        // The end of a day is the midnight that begins the next; people name the day that ends.
        day ??= DateOnly.FromDateTime(ChinaTime.ToChina(at).DateTime).AddDays(-1);
        if (at == ChinaTime.EndOf(day.Value)) text = day.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 24:00";
        return new LocalizedText(text, text);
    }

    private static string Show(DateTimeOffset at) => ChinaTime.ToChina(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
