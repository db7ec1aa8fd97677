using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands.Opening;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Tasks;

/// <summary>Completes a task: checks who, the outcome and the form, keeps what was filled in, and lets the flow go on.</summary>
internal sealed class CompleteTaskHandler : ICommandHandler<CompleteTask>
{
    public async ValueTask<Refusal?> DecideAsync(CompleteTask command, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        if (@case.Task(command.Task) is not { } task) return Refusal.Of("task.unknown");
        if (@case.Status == CaseStatus.Paused) return Refusal.Of("case.is-paused");
        if (CaseAccess.WhyNotTake(session.Actor, task, @case) is { } refusal) return await Naming.RolesAsync(refusal, task, session);
        if (task.Assignee is { } holder && holder != session.Actor.Id)
            return Refusal.Of("task.taken-by-another", ("holder", await Naming.PersonAsync(holder, session, cancellationToken)));
        if (!task.Outcomes.Contains(command.Outcome))
            return Refusal.Of("task.unknown-outcome", ("outcome", command.Outcome), ("outcomes", string.Join(", ", task.Outcomes)));
        // Without this a late decision could be dated before what it rests on, and a missed limit would look kept.
        if (@case.Tasks.Where(x => x.State == TaskState.Completed && x.EndedAt <= task.OpenedAt).Max(x => x.EndedAt) is { } earliest && session.OccurredAt < earliest)
            return Refusal.Of("task.before-the-step-before", ("at", session.OccurredAt), ("earliest", earliest));
        var data = (JsonObject)command.Form.DeepClone();
        if (session.Forms.Find(task.FormKey) is { } form)
        {
            var checkedForm = FormValidator.Validate(FormBounds.Of(form, session.FactsForFlow), command.Form, command.Outcome, ChinaTime.DayOf(session.OccurredAt), parties: @case.Dossier.PrincipalNames(), application: @case.Dossier.Application());
            if (!checkedForm.IsValid)
                return Refusal.Of("form.has-errors") with { Fields = [.. checkedForm.Errors.Select(x => new FieldProblem(x.Field, new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}")))] };
            data = checkedForm.Values;
            if (await LawyerChoice.WhyNotAsync(form, data, session, cancellationToken) is { } notAble) return notAble;
            if (await StaffChoice.WhyNotAsync(form, data, session, cancellationToken) is { } unknown) return unknown;
            if (CounselRecords.WhyNot(data, form.Outcomes.FirstOrDefault(x => x.Key == command.Outcome), session) is { } notKept) return notKept;
        }
        if (session.Forms.Find(task.FormKey) is { } paying) Subsidies.SubsidyProposal.Note(paying, data, session);
        if (data["application"] is JsonObject change)
        {
            var application = JsonMerge.Apply(@case.Dossier.Application(), change);
            (application, var unfit) = Intake.Check(session.Rules.Library, session.Forms, @case.ServiceType, application, ChinaTime.DayOf(session.OccurredAt), "application.");
            if (unfit is not null) return unfit;
            @case.Dossier.SetApplication(application, Intake.PartiesOf(session.Rules.Library, @case.ServiceType, application));
            // Whoever finds out by this very task that the case is about them can't be the one who has done it.
            await ExcludedPeople.RefreshAsync(session, cancellationToken);
            if (CaseAccess.WhyExcluded(session.Actor.Id, session.Actor.Office, task, @case) is { } excluded) return excluded;
        }
        if (data["papers"] is JsonArray papers)
            foreach (var paper in papers.OfType<JsonObject>())
                Files.AddEvidenceHandler.Put(session, paper["kind"]?.ToString() ?? "other", paper["title"]?.ToString() ?? "", paper);

        Remember(session, task, command.Outcome, data);
        if (Appointed.IsKept(task.Role) && await session.FindStaffAsync(session.Actor.Id, cancellationToken) is { } performer) Appointed.Note(session, task.Role, performer);
        task.Complete(command.Outcome, session.Actor.Id, session.OccurredAt);
        session.Record("TaskCompleted", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("outcome", command.Outcome)), data);
        return await session.Flow.AdvanceAsync(new ResumeTrigger(task.WaitKey, command.Outcome, data), cancellationToken);
    }

    /// <summary>Keeps the latest result of the step among the facts, where documents and later steps find it.</summary>
    private static void Remember(CaseSession session, CaseTask task, string outcome, JsonObject data)
    {
        var kept = (JsonObject)data.DeepClone();
        kept.Remove("application");
        session.Case.Dossier.SetFact("steps", task.StepId, CaseSession.Facts(("outcome", outcome), ("by", session.Actor.Id.Value), ("byName", session.Actor.Name), ("at", session.OccurredAt), ("data", kept)));
    }
}

/// <summary>Sends a case back by the step's own way <c>send-back</c>; a flow without one can't be sent back there.</summary>
internal sealed class SendBackHandler : ICommandHandler<SendBack>
{
    public const string Outcome = "send-back";

    public async ValueTask<Refusal?> DecideAsync(SendBack command, CaseSession session, CancellationToken cancellationToken)
    {
        if (session.Case.Task(command.Task) is not { } task) return Refusal.Of("task.unknown");
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (!task.Outcomes.Contains(Outcome)) return Refusal.Of("task.no-way-back", ("task", new LocalizedText(task.TitleZh, task.TitleEn)));
        return await new CompleteTaskHandler().DecideAsync(new CompleteTask(command.Task, Outcome, CaseSession.Facts(("reason", command.Reason))), session, cancellationToken);
    }
}

/// <summary>JSON merge patch (RFC 7396): objects merge, null removes, everything else replaces.</summary>
internal static class JsonMerge
{
    public static JsonObject Apply(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is null) target.Remove(name);
            else if (value is JsonObject part) target[name] = Apply(target[name] is JsonObject old ? (JsonObject)old.DeepClone() : [], part);
            else target[name] = value.DeepClone();
        }
        return target;
    }
}
