using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands.Linking;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Performs the effects of a flow on the case, each with its history row.</summary>
internal sealed class EffectPerformer(CaseSession session)
{
    private const string TimerPrefix = "timer:";

    private LegalCase Case => session.Case;

    public async ValueTask<Refusal?> PerformAsync(Effect effect, CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case OpenTask order: return await OpenAsync(order, cancellationToken);
            case CloseTask close: CloseTask(close); return null;
            case StartClock start: return new ClockWork(session).Start(start);
            case PauseClock pause: new ClockWork(session).Pause(pause.Key, pause.Cause); return null;
            case ResumeClock resume: new ClockWork(session).Resume(resume.Key, resume.Cause); return null;
            case StopClock stop: new ClockWork(session).Stop(stop.Key, stop.At); return null;
            case SetStage stage: EnterStage(stage.Stage); return null;
            case IssueDocument document: return Issue(document);
            case Notify notify: TellNotice(notify); return null;
            case RecordFact fact: Keep(fact); return null;
            case CloseCase close: return End(close);
            case OpenLinkedCase linked: return await LinkOrders.OpenAsync(session, new LinkOrder(linked.Relation, linked.Service, linked.Intake, linked.Office), cancellationToken);
            default: throw new InvalidOperationException($"Nobody performs {effect.GetType().Name}.");
        }
    }

    public void CancelTask(CaseTask task)
    {
        session.GiveUp(task);
    }

    public void StartTimer(string waitKey, DateTimeOffset due)
    {
        var key = TimerPrefix + FlowKeys.InCycle(waitKey, Case.Cycle);
        if (Case.Clocks.Any(x => x.Key == key)) return;
        Case.Add(Clock.Timer(key, session.OccurredAt, due));
        session.Record("ClockStarted", CaseSession.Facts(("clock", key), ("due", due)));
    }

    public void StopTimersExcept(HashSet<string> waitKeys)
    {
        foreach (var clock in Case.Clocks.Where(x => x.State != ClockState.Stopped && TimerWait(x.Key) is { } key && !waitKeys.Contains(key)).ToList())
            new ClockWork(session).Stop(clock);
    }

    /// <summary>The wait a timer clock belongs to, or null for a clock of a rule.</summary>
    public static string? TimerWait(string clockKey) => clockKey.StartsWith(TimerPrefix, StringComparison.Ordinal) ? FlowKeys.OfEngine(clockKey[TimerPrefix.Length..]) : null;

    private async ValueTask<Refusal?> OpenAsync(OpenTask order, CancellationToken cancellationToken)
    {
        var office = order.AtSupervisingOffice ? session.Rules.Library.SupervisingOffice(Case.Office) : Case.Office;
        if (session.TakeBack(order) is { } same)
        {
            same.GoOn(order);
            return null;
        }
        var task = new CaseTask(TaskId.New(session.Now), order, office, session.Now, Case.Cycle);
        Case.Add(task);
        session.Record("TaskOpened", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("role", task.Role), ("office", office.Value), ("clock", task.ClockKey)));
        if (order.AssigneeFact is { } fact && Case.Dossier.Fact(fact) is JsonValue named && named.TryGetValue<string>(out var user) && user.Length > 0)
        {
            await ExcludedPeople.RefreshAsync(session, cancellationToken);
            if (await WhyNotGivenAsync(task, new UserId(user), order.QueueIfUnassignable, cancellationToken) is { } obstacle)
            {
                if (!order.QueueIfUnassignable) return obstacle;
                session.Record("AssigneeUnavailable", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("assignee", user), ("why", obstacle.Code)));
                TellNotice(new Notify(People.Role.Supervisor, Refusal.Text("notice.assignee-unavailable", ("task", new LocalizedText(task.TitleZh, task.TitleEn)))));
                return null;
            }
            task.Give(new UserId(user));
            if (Appointed.IsKept(task.Role) && await session.FindStaffAsync(new UserId(user), cancellationToken) is { } given) Appointed.Note(session, task.Role, given);
            session.Record("TaskAssigned", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("assignee", user)));
        }
        return null;
    }

    private async ValueTask<Refusal?> WhyNotGivenAsync(CaseTask task, UserId user, bool onlyIfThere, CancellationToken cancellationToken)
    {
        if (await session.FindStaffAsync(user, cancellationToken) is not { } person || (onlyIfThere && person.IsDisabled))
            return Refusal.Of("task.unknown-person", ("person", user));
        if (!person.Roles.Contains(task.Role))
            return Refusal.Of("task.person-lacks-role", ("person", person.Name), ("role", session.Rules.Library.RoleName(task.Role)));
        return CaseAccess.WhyExcluded(person.Id, person.Office, task, Case);
    }

    private void CloseTask(CloseTask close)
    {
        if (Case.Tasks.FirstOrDefault(x => x.WaitKey == close.WaitKey && x.IsLive) is { } task)
            CancelTask(task);
    }

    private void EnterStage(string stage)
    {
        if (Case.Stage == stage) return;
        Case.Stage = stage;
        session.Record("StageEntered", CaseSession.Facts(("stage", stage)));
    }

    private Refusal? Issue(IssueDocument order)
    {
        if (session.Rules.Library.Template(order.Template) is not { } template)
            return Refusal.Of("document.unknown-template", ("template", order.Template));
        List<string?> addressees = order.Recipient == IssueDocument.EveryParty ? [.. Case.Dossier.Principals().Select(x => x.Name).Distinct()] : [];
        // A case whose parties nobody has named has its document all the same.
        foreach (var addressee in addressees.DefaultIfEmpty()) Issue(order, template, addressee);
        return null;
    }

    private void Issue(IssueDocument order, DocumentTemplate template, string? addressee)
    {
        var id = session.NewId();
        var mark = DocumentNumbering.MarkOf(id);
        var known = DocumentFacts.Of(Case, session.FactsForFlow(), session.Rules.Library, session.Forms, session.OccurredAt, template.Named);
        known["addressee"] = addressee;
        var text = template.Render(known, Case, mark, session.OccurredAt);
        var item = new FileItem(id, template.Kind, template.Title.Zh, "issued", session.OccurredAt, mark, order.Recipient, text);
        Case.Add(item);
        var facts = CaseSession.Facts(("kind", item.Kind), ("number", null), ("recipient", order.Recipient));
        session.Record("DocumentIssued", facts);
        session.Numbering.Add(item, template, facts);
        if (order.Recipient != "file")
            session.Tell(Message("document", order.Recipient, new LocalizedText(template.Title.Zh, template.Title.En), $"document:{item.Id}"));
    }

    private void TellNotice(Notify notify)
    {
        // A subject may be put together by a script and name somebody, so it goes where it can be erased.
        session.Record("NoticeGiven", CaseSession.Facts(("to", notify.To)), CaseSession.Facts(("zh", notify.Subject.Zh), ("en", notify.Subject.En)));
        session.Tell(Message("notice", notify.To is "applicant" ? "applicant" : "role:" + notify.To, notify.Subject, $"notice:{session.Envelope.Id}:{session.NewId()}"));
    }

    private OutboxMessage Message(string kind, string recipient, LocalizedText subject, string dedup) =>
        new(session.NewId(), Case.Id, "page", kind, recipient, CaseSession.Facts(("code", Case.Code), ("zh", subject.Zh), ("en", subject.En)).ToJsonString(CaseJson.Readable), dedup, session.Now);

    private void Keep(RecordFact fact)
    {
        Case.Dossier.SetFact(fact.Name, fact.Value);
        if (fact.Name == "urgent") Case.IsUrgent = fact.Value is JsonValue value && value.ToString() is "true" or "True";
        session.Record("FactRecorded", CaseSession.Facts(("name", fact.Name)), CaseSession.Facts(("value", fact.Value)));
    }

    /// <summary>Nothing runs in a case that has ended, also nothing that a step started after the end.</summary>
    public void StopClocks()
    {
        foreach (var clock in Case.Clocks.Where(x => x.State != ClockState.Stopped).ToList())
            new ClockWork(session).Stop(clock);
    }

    private Refusal? End(CloseCase close)
    {
        Case.Status = close.Withdrawn ? CaseStatus.Withdrawn : CaseStatus.Closed;
        Case.Result = close.Result;
        Case.ClosedAt = session.OccurredAt;
        // Also an empty one: what was told of an earlier cycle must not be told again.
        if (close.Tells.Count > 0 || Case.Dossier.Fact(CaseLink.Told) is not null) Case.Dossier.SetFact(CaseLink.Told, close.Tells.DeepClone());
        StopClocks();
        session.Record(close.Withdrawn ? "CaseWithdrawn" : "CaseClosed", CaseSession.Facts(("result", close.Result)));
        if (Case.FollowedSince is not null || LinkOrders.HasToTell(Case)) LinkOrders.TellEnd(session);
        return null;
    }
}
