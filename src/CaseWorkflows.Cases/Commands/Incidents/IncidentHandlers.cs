using CaseWorkflows.Cases.Commands.Tasks;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Incidents;

/// <summary>
/// Tries a failed step again. A step that failed on an answer gets the same answer again: nobody has to do their work twice. What it does counts
/// as done for whoever's command had reached it, and limits that begin with it count from then.
/// </summary>
internal sealed class RetryIncidentHandler : ICommandHandler<RetryIncident>
{
    public async ValueTask<Refusal?> DecideAsync(RetryIncident command, CaseSession session, CancellationToken cancellationToken)
    {
        if (IncidentRules.Find(command.IncidentKey, session, out var incident) is { } refusal) return refusal;
        if (IncidentRules.WhyNotRetry(session.Actor, incident!) is { } not) return not;
        session.Record("IncidentRetried", IncidentRules.FactsOf(incident!));
        var answer = IncidentBook.HeldAnswer(session.Case, incident!);
        session.Mending = await IncidentRules.MendingAsync(incident!, IncidentResolution.Retried, session, cancellationToken);
        return await session.Flow.AdvanceAsync(new RetryTrigger(FlowKeys.OfEngine(incident!.Key)) { Answer = answer }, cancellationToken);
    }
}

/// <summary>Skips a failed step; the reason is kept.</summary>
internal sealed class SkipStepHandler : ICommandHandler<SkipStep>
{
    public async ValueTask<Refusal?> DecideAsync(SkipStep command, CaseSession session, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusal.Of("command.reason-missing");
        if (IncidentRules.Find(command.IncidentKey, session, out var incident) is { } refusal) return refusal;
        if (IncidentRules.WhyNotSkip(session.Actor, incident!) is { } not) return not;
        if (string.IsNullOrWhiteSpace(command.Outcome)) return Refusal.Of("incident.outcome-missing", ("outcomes", string.Join(", ", incident!.Outcomes)));
        session.Record("StepSkipped", CaseSession.Facts(("incident", incident!.Key), ("step", incident.StepId), ("outcome", command.Outcome)), CaseSession.Facts(("reason", command.Reason)));
        session.Mending = await IncidentRules.MendingAsync(incident, IncidentResolution.Skipped, session, cancellationToken);
        return await session.Flow.AdvanceAsync(new SkipTrigger(FlowKeys.OfEngine(incident.Key), command.Outcome), cancellationToken);
    }
}

/// <summary>Hands a failed step to somebody; they are told, and find it in their list.</summary>
internal sealed class AssignIncidentHandler : ICommandHandler<AssignIncident>
{
    public async ValueTask<Refusal?> DecideAsync(AssignIncident command, CaseSession session, CancellationToken cancellationToken)
    {
        if (IncidentRules.Find(command.IncidentKey, session, out var incident) is { } refusal) return refusal;
        if (IncidentRules.WhyNotRetry(session.Actor, incident!) is { } not) return not;
        if (await session.Rules.Staff.FindAsync(command.Assignee, cancellationToken) is not { IsDisabled: false } person) return Refusal.Of("task.unknown-person", ("person", command.Assignee));
        if (!CaseAccess.MayMend(person.AsActor(), session.Case)) return Refusal.Of("incident.person-sees-it-not", ("person", person.Name), ("code", session.Case.Code));
        if (incident!.Assignee == person.Id) return Refusal.Of("incident.theirs-already", ("person", person.Name));
        (incident.Assignee, incident.AssignedAt) = (person.Id, session.Now);
        session.Record("IncidentAssigned", CaseSession.Facts(("incident", incident.Key), ("step", incident.StepId), ("assignee", person.Id.Value)),
            string.IsNullOrWhiteSpace(command.Note) ? null : CaseSession.Facts(("note", command.Note.Trim())));
        IncidentBook.Tell(session, incident, person.Id.Value, Refusal.Text("alert.incident-handed-over", ("code", session.Case.Code), ("step", new LocalizedText(incident.StepZh, incident.StepEn))));
        return null;
    }
}

/// <summary>Who may deal with an incident.</summary>
public static class IncidentRules
{
    /// <summary>Why the actor may not have the step tried again nor hand it over, or null: supervisors, heads and administrators may, and whoever has it.</summary>
    public static Refusal? WhyNotRetry(Actor actor, Incident incident) =>
        Naming.Leads(actor) || actor.Has(Role.Administrator) || incident.Assignee == actor.Id ? null : Refusal.Of("incident.not-yours");

    /// <summary>Why the actor may not skip the step, or null: that decides how the case goes on, so an administrator may only if it was handed to them.</summary>
    public static Refusal? WhyNotSkip(Actor actor, Incident incident) =>
        Naming.Leads(actor) || incident.Assignee == actor.Id ? null : Refusal.Of("incident.skip-not-yours");

    internal static Refusal? Find(string key, CaseSession session, out Incident? incident)
    {
        incident = session.Case.Incidents.FirstOrDefault(x => x.Key == key && x.ResolvedAt is null);
        return incident is null ? Refusal.Of("incident.unknown") : null;
    }

    internal static System.Text.Json.Nodes.JsonObject FactsOf(Incident incident) => CaseSession.Facts(("incident", incident.Key), ("step", incident.StepId));

    internal static async ValueTask<Mending> MendingAsync(Incident incident, IncidentResolution how, CaseSession session, CancellationToken cancellationToken) =>
        new(incident, (await session.Rules.Staff.FindAsync(new UserId(incident.CausedBy), cancellationToken))?.Name ?? incident.CausedBy, how);
}
