using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Who may see and touch what: staff their office and those below, everybody the tasks given to them.</summary>
public static class CaseAccess
{
    /// <summary>Whether the actor may see the case and send commands to it.</summary>
    public static bool MayTouch(Actor actor, LegalCase @case) =>
        actor.IsSystem
        || @case.Tasks.Any(x => x.Assignee == actor.Id)
        || (!IsOutsider(actor) && (actor.Office.Covers(@case.Office) || @case.Tasks.Any(x => x.IsLive && actor.Office == x.Office && actor.Has(x.Role))));

    /// <summary>
    /// Whether the actor may read the case: who may touch it, but nobody whom a complaint is about. Who complained is not theirs to know (order 149, 法律援助投诉处理办法); what they
    /// have to answer they are asked in a step of the inquiry.
    /// </summary>
    public static bool MaySee(Actor actor, LegalCase @case) =>
        MayTouch(actor, @case) && (actor.IsSystem || @case.ServiceType != Complaint || !@case.Tasks.Any(x => ExcludedPeople.Contains(x, actor.Id, actor.Office)));

    /// <summary>The service whose cases are hidden from those whom they are about (投诉).</summary>
    public const string Complaint = "complaint";

    /// <summary>
    /// Whether the actor may deal with failed steps of the case: whoever may see it, and the administrators of its office or one above, who repair
    /// flows and see nothing of the case but the incident.
    /// </summary>
    public static bool MayMend(Actor actor, LegalCase @case) => MayTouch(actor, @case) || (actor.Has(Role.Administrator) && actor.Office.Covers(@case.Office));

    /// <summary>Whether the actor sees only what was given to them: a lawyer, and a village's counsel, is no member of the centre's staff.</summary>
    public static bool IsOutsider(Actor actor) => actor.Roles.All(x => x is Role.Lawyer or Role.VillageAdviser or Role.Administrator);

    /// <summary>The entries by which a task's <see cref="CaseTask.NotBySteps"/> would exclude the actor by name, for lists of tasks.</summary>
    public static IReadOnlyList<string> ExclusionsOf(Actor actor) => [.. ExcludedPeople.EntriesFor(actor.Id, actor.Office)];

    /// <summary>Why the actor may not take the task, or null if they may.</summary>
    public static Refusal? WhyNotTake(Actor actor, CaseTask task, LegalCase @case)
    {
        if (!task.IsLive) return Refusal.Of("task.ended", ("task", new Engine.LocalizedText(task.TitleZh, task.TitleEn)));
        if (!actor.Has(task.Role)) return Refusal.Of("task.other-role", ("role", task.Role));
        if (task.Assignee != actor.Id && !actor.Office.Covers(task.Office)) return Refusal.Of("task.of-another-office", ("office", task.Office));
        return WhyExcluded(actor.Id, actor.Office, task, @case);
    }

    /// <summary>
    /// Why the actor may not end, stop, take up again or hand on the case as a whole: its tasks keep them out by name (a complaint is about them, an objection is against
    /// what they decided; Legal Aid Law art. 49), and what they may not decide they may not end either. Null if they may.
    /// </summary>
    public static Refusal? WhyKeptOut(Actor actor, LegalCase @case)
    {
        if (actor.IsSystem) return null;
        var named = @case.Tasks.Where(x => x.NotBySteps.Any(Activities.Instants.IsFact)).ToList();
        // What live tasks say is up to date; of a case without any, or in a step that asks everybody, those of before count.
        var telling = named.Exists(x => x.IsLive) ? named.FindAll(x => x.IsLive) : named;
        return telling.Exists(x => ExcludedPeople.Contains(x, actor.Id, actor.Office)) ? Refusal.Of("case.about-you") : null;
    }

    /// <summary>Separation of duties: why somebody is kept from a task by what they did before, or because the case is about them (回避); or null.</summary>
    public static Refusal? WhyExcluded(UserId person, OfficePath office, CaseTask task, LegalCase @case)
    {
        if (ExcludedPeople.Contains(task, person, office)) return Refusal.Of("task.about-you");
        var earlier = @case.Tasks.FirstOrDefault(x => x.CompletedBy == person && task.NotBySteps.Contains(x.StepId));
        return earlier is null ? null : Refusal.Of("task.separation-of-duties", ("earlier", new Engine.LocalizedText(earlier.TitleZh, earlier.TitleEn)));
    }
}
