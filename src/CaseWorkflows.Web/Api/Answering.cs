using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using Actor = CaseWorkflows.Cases.People.Actor;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.Web.Api;

/// <summary>Makes the API's answers from what the read side returns. Keys, flow states and digest keys never leave the house.</summary>
internal sealed class Answering(WorkflowLibrary library, PinnedForms forms, CaseDesk desk)
{
    private static readonly Dictionary<string, string> Nobody = [];

    public CaseLineAnswer Of(CaseLine x) => new(
        x.Id.Value, x.Code, x.ServiceType, x.Applicant, Stage(x.Stage), x.Status, x.IsUrgent, Office(x.OfficePath), x.ReceivedAt, x.ClosedAt, x.Result, x.NextDueAt);

    public TaskLineAnswer Of(TaskLine x) => new(
        x.CaseId.Value, x.CaseCode, x.Applicant, Stage(x.Stage), x.IsUrgent,
        Of(x.Task, x.AssigneeName is { } name ? new Dictionary<string, string> { [x.Task.Assignee?.Value ?? ""] = name } : Nobody));

    public IncidentLineAnswer Of(IncidentLine x, Actor actor)
    {
        var names = new Dictionary<string, string> { [x.Incident.CausedBy] = x.CauserName };
        if (x.Incident.Assignee is { } assignee) names[assignee.Value] = x.AssigneeName ?? assignee.Value;
        return new(x.CaseId.Value, x.CaseCode, Office(x.OfficePath), Stage(x.Stage), x.MaySeeCase, Of(x.Incident, names, MaySeeDetail(actor)));
    }

    /// <summary>Whether the actor is shown what a program reported: it may quote what a script worked on.</summary>
    public static bool MaySeeDetail(Actor actor) => actor.Has(Cases.People.Role.Supervisor) || actor.Has(Cases.People.Role.Head) || actor.Has(Cases.People.Role.Administrator);

    public AlertAnswer Of(AlertLine x) => Of(x.Alert, x.CaseId, x.CaseCode, x.Region, x.DueAt, Nobody);

    public async Task<CaseAnswer> OfAsync(LegalCase x, Actor actor, IReadOnlyList<LinkLine> links)
    {
        var people = x.Tasks.SelectMany(t => new[] { t.Assignee?.Value, t.CompletedBy?.Value }).Concat(x.Alerts.SelectMany(a => new[] { a.ToUser, a.AcknowledgedBy })).Concat(PeopleOf(x.Incidents)).OfType<string>();
        var names = await desk.NamesAsync(people);
        return new CaseAnswer(
            x.Id.Value, x.Code, x.ServiceType, x.Region, Office(x.Office.Value), x.DefinitionId, x.DefinitionVersion, x.Status, Stage(x.Stage), x.IsUrgent,
            x.ReceivedAt, x.OpenedAt, x.ClosedAt, x.Result, x.Cycle, x.Version, x.Dossier.Application(), x.Dossier.Facts(),
            [.. x.Tasks.Select(t => Of(t, names))], [.. x.Clocks.Select(Of)],
            [.. x.File.Select(f => new FileAnswer(f.Id, f.Kind, f.Title, f.Origin, f.At, f.Number, f.Recipient, f.Text))],
            [.. x.Alerts.Select(a => Of(a, x.Id, x.Code, x.Region, x.Clocks.FirstOrDefault(c => c.Id.Value == a.ClockId)?.DueAt, names))],
            [.. x.Incidents.Select(i => Of(i, names, MaySeeDetail(actor)))],
            x.OriginCode is { } origin ? new OriginAnswer(origin, new Named(x.OriginRelation ?? "", library.Relation(x.OriginRelation ?? "")?.Inverse ?? library.RelationName(x.OriginRelation ?? ""))) : null,
            [.. links.Select(Of)]);
    }

    public LinkAnswer Of(LinkLine x) => new(
        x.Link.Id, new Named(x.Link.Relation, x.IsOutward ? library.RelationName(x.Link.Relation) : library.Relation(x.Link.Relation)?.Inverse ?? library.RelationName(x.Link.Relation)),
        x.IsOutward, x.Link.State, x.OtherCase?.Value, x.OtherCode, new Named(x.OtherService, library.Services.NameOf(x.OtherService)), x.OfficePath is { } office ? Office(office) : null,
        x.Status, x.Stage is { } stage ? Stage(stage) : null, x.Result is { } result ? new Named(result, library.ResultName(result)) : null,
        new PersonAnswer(x.Link.OrderedBy, x.Link.OrderedByName), x.Link.OrderedAt, x.Link.ReasonZh is { } zh ? new LocalizedText(zh, x.Link.ReasonEn ?? zh) : null);

    public async Task<HistoryAnswer> HistoryOfAsync(CaseView view, CancellationToken cancellationToken)
    {
        var bad = await ChainAsync(view.Case.Id, cancellationToken);
        var names = await desk.NamesAsync(HistorySentences.PeopleIn(view.History));
        var sentences = new HistorySentences(view.Case, library, await forms.OfAsync(view.Case.DefinitionId, view.Case.DefinitionVersion, cancellationToken), names);
        return new HistoryAnswer(view.Case.Code, bad is null, bad?.Seq, bad is { } b ? Refusal.Text(b.Code) : null, [.. view.History.Select(line =>
        {
            var body = JsonNode.Parse(line.Row.Body)!.AsObject();
            var actor = (string?)body["actor"] ?? "";
            return new HistoryRowAnswer(
                line.Row.Seq, line.Row.Kind, sentences.Of(line), new PersonAnswer(actor, names.GetValueOrDefault(actor, actor)),
                body["occurred"]!.GetValue<DateTimeOffset>(), line.Row.RecordedAt, (JsonObject)(body["facts"]?.DeepClone() ?? new JsonObject()),
                line.Payload is null ? null : JsonNode.Parse(line.Payload), Convert.ToHexStringLower(line.Row.Hash));
        })]);
    }

    /// <summary>The first row of a case's history that does not fit its chain, or null.</summary>
    public async Task<(long Seq, string Code)?> ChainAsync(CaseId id, CancellationToken cancellationToken) =>
        await desk.AskAsync(x => x.HistoryAsync(id, cancellationToken)) is { } material
            ? HistoryCheck.FirstBad(material.Rows, material.Payloads, material.DigestKey, material.ExpectedSeq, material.ExpectedHash)
            : null;

    /// <summary>The code of a case that was just opened.</summary>
    public async Task<string?> CodeOfAsync(CaseId id, CancellationToken cancellationToken) => (await desk.AskAsync(x => x.HistoryAsync(id, cancellationToken)))?.Code;

    public Named Office(string path) => new(path, library.Office(path)?.Name ?? new LocalizedText(path, path));

    public Named Role(string key) => new(key, library.RoleName(key));

    private Named Stage(string key) => new(key, library.StageName(key));

    private TaskAnswer Of(CaseTask x, IReadOnlyDictionary<string, string> names) => new(
        x.Id.Value, x.StepId, new LocalizedText(x.TitleZh, x.TitleEn), Role(x.Role), Office(x.Office.Value), x.FormKey, x.Outcomes, x.State, Person(x.Assignee?.Value, names),
        x.OpenedAt, x.DueAt, x.EndedAt, x.Outcome, Person(x.CompletedBy?.Value, names), x.ClockKey, x.Cycle);

    public static ClockAnswer Of(Clock x) => new(
        x.Id.Value, x.Key, x.Name, x.LegalBasis, x.Generation, x.RuleVersion, x.CalendarVersion, x.State, x.Verdict, x.StartedAt, x.DueOn, x.DueAt, x.BreachedAt, x.StoppedAt, x.Pauses,
        x.ProvisionalDueAt, x.AwaitsCalendarYear);

    private AlertAnswer Of(Alert x, CaseId @case, string code, string region, DateTimeOffset? due, IReadOnlyDictionary<string, string> names) => new(
        x.Id, @case.Value, code, new Named(x.ClockKey, ClockWords.Name(x.ClockKey, region, library)), x.Generation, x.Step, x.Level, Role(x.ToRole), Person(x.ToUser, names), x.ToOffice is { } office ? Office(office) : null, x.ToName,
        x.RaisedAt, due, x.AcknowledgedAt, Person(x.AcknowledgedBy, names));

    /// <summary>The accounts that incidents mention.</summary>
    public static IEnumerable<string?> PeopleOf(IEnumerable<Incident> incidents) => incidents.SelectMany(x => new[] { x.CausedBy, x.Assignee?.Value, x.ResolvedBy });

    private static IncidentAnswer Of(Incident x, IReadOnlyDictionary<string, string> names, bool withDetail) => new(
        x.Key, x.StepId, new LocalizedText(x.StepZh, x.StepEn), x.DefinitionId, x.DefinitionVersion, new LocalizedText(x.MessageZh, x.MessageEn), withDetail ? x.Detail : null,
        Person(x.CausedBy, names)!, x.Cause, x.OpenedAt, x.Since, x.ReachedAt, x.Retries, x.Outcomes, Person(x.Assignee?.Value, names), x.AssignedAt,
        x.ResolvedAt, x.Resolution, Person(x.ResolvedBy, names));

    private static PersonAnswer? Person(string? id, IReadOnlyDictionary<string, string> names) => id is null ? null : new(id, names.GetValueOrDefault(id, id));
}
