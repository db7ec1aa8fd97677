using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Commands.Tasks;

/// <summary>Takes a task; whoever comes second is told who has it.</summary>
internal sealed class ClaimTaskHandler : ICommandHandler<ClaimTask>
{
    public async ValueTask<Refusal?> DecideAsync(ClaimTask command, CaseSession session, CancellationToken cancellationToken)
    {
        if (session.Case.Task(command.Task) is not { } task) return Refusal.Of("task.unknown");
        if (session.Case.Status == CaseStatus.Paused) return Refusal.Of("case.is-paused");
        if (CaseAccess.WhyNotTake(session.Actor, task, session.Case) is { } refusal) return await Naming.RolesAsync(refusal, task, session);
        if (task.Assignee is { } holder)
            return holder == session.Actor.Id ? Refusal.Of("task.yours-already") : Refusal.Of("task.taken-by-another", ("holder", await Naming.PersonAsync(holder, session, cancellationToken)));
        task.Give(session.Actor.Id);
        session.Record("TaskClaimed", Naming.Of(task));
        return null;
    }
}

/// <summary>Puts a task back.</summary>
internal sealed class ReleaseTaskHandler : ICommandHandler<ReleaseTask>
{
    public ValueTask<Refusal?> DecideAsync(ReleaseTask command, CaseSession session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Decide(command, session));

    private static Refusal? Decide(ReleaseTask command, CaseSession session)
    {
        if (session.Case.Task(command.Task) is not { } task) return Refusal.Of("task.unknown");
        if (task.State != TaskState.Claimed) return Refusal.Of("task.not-claimed");
        if (task.Assignee != session.Actor.Id && !Naming.Leads(session.Actor)) return Refusal.Of("task.not-yours");
        task.PutBack();
        session.Record("TaskReleased", Naming.Of(task));
        return null;
    }
}

/// <summary>Gives a task to somebody who holds its role; supervisors and dispatchers do that.</summary>
internal sealed class AssignTaskHandler : ICommandHandler<AssignTask>
{
    public async ValueTask<Refusal?> DecideAsync(AssignTask command, CaseSession session, CancellationToken cancellationToken)
    {
        if (session.Case.Task(command.Task) is not { } task) return Refusal.Of("task.unknown");
        if (!task.IsLive) return Refusal.Of("task.ended", ("task", new Engine.LocalizedText(task.TitleZh, task.TitleEn)));
        if (!Naming.Leads(session.Actor) && !session.Actor.Has(Role.Dispatcher)) return Refusal.Of("task.assign-not-allowed");
        if (CaseAccess.WhyKeptOut(session.Actor, session.Case) is { } keptOut) return keptOut;
        if (await session.FindStaffAsync(command.Assignee, cancellationToken) is not { } person) return Refusal.Of("task.unknown-person", ("person", command.Assignee));
        if (!person.Roles.Contains(task.Role)) return Refusal.Of("task.person-lacks-role", ("person", person.Name), ("role", session.Rules.Library.RoleName(task.Role)));
        if (task.Role != Role.Lawyer && !person.Office.Covers(task.Office)) return Refusal.Of("task.person-of-another-office", ("person", person.Name));
        if (CaseAccess.WhyExcluded(person.Id, person.Office, task, session.Case) is { } excluded) return excluded;
        task.Give(person.Id);
        session.Record("TaskAssigned", CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId), ("assignee", person.Id.Value)), command.Reason is { } reason ? CaseSession.Facts(("reason", reason)) : null);
        return null;
    }
}

internal static class Naming
{
    public static System.Text.Json.Nodes.JsonObject Of(CaseTask task) => CaseSession.Facts(("task", task.Id.ToString()), ("step", task.StepId));

    public static bool Leads(Actor actor) => actor.Has(Role.Supervisor) || actor.Has(Role.Head);

    public static async ValueTask<string> PersonAsync(UserId id, CaseSession session, CancellationToken cancellationToken) =>
        (await session.FindStaffAsync(id, cancellationToken))?.Name ?? id.Value;

    // The access rules know keys only; people read names.
    public static ValueTask<Refusal> RolesAsync(Refusal refusal, CaseTask task, CaseSession session) =>
        ValueTask.FromResult(refusal.Code == "task.other-role" ? Refusal.Of("task.other-role", ("role", session.Rules.Library.RoleName(task.Role))) : refusal);
}
