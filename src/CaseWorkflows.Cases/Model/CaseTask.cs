using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Model;

/// <summary>
/// Where a task stands: Open until somebody takes it (Claimed), back to Open when released; Completed and Cancelled are final.
/// </summary>
public enum TaskState
{
    /// <summary>Waiting in its queue.</summary>
    Open,

    /// <summary>Somebody has taken it or was given it.</summary>
    Claimed,

    /// <summary>Done, with an outcome.</summary>
    Completed,

    /// <summary>No longer needed: the flow went another way, it expired, or the case ended.</summary>
    Cancelled,
}

/// <summary>One step of a case that a person has to do.</summary>
public sealed class CaseTask
{
    private CaseTask() { }

    internal CaseTask(TaskId id, Activities.OpenTask order, OfficePath office, DateTimeOffset openedAt, int cycle)
    {
        Id = id;
        WaitKey = order.WaitKey;
        StepId = order.StepId;
        TitleZh = order.Title.Zh;
        TitleEn = order.Title.En;
        Role = order.Role;
        Office = office;
        FormKey = order.Form;
        Outcomes = order.Outcomes;
        ClockKey = order.ClockKey;
        ExpireOutcome = order.ExpireOutcome;
        NotBySteps = order.NotBySteps;
        OpenedAt = openedAt;
        Cycle = cycle;
    }

    /// <summary>Its id.</summary>
    public TaskId Id { get; private set; }

    /// <summary>The engine's wait that its completion answers.</summary>
    public string WaitKey { get; private set; } = "";

    /// <summary>The step of the definition.</summary>
    public string StepId { get; private set; } = "";

    /// <summary>What is to be done, in Chinese.</summary>
    public string TitleZh { get; private set; } = "";

    /// <summary>What is to be done, in English.</summary>
    public string TitleEn { get; private set; } = "";

    /// <summary>The role that may take it.</summary>
    public string Role { get; private set; } = "";

    /// <summary>The office in whose queue it lies.</summary>
    public OfficePath Office { get; private set; }

    /// <summary>The key of its form.</summary>
    public string FormKey { get; private set; } = "";

    /// <summary>The ways it can be completed.</summary>
    public IReadOnlyList<string> Outcomes { get; private set; } = [];

    /// <summary>The key of the clock that limits it; null if none does.</summary>
    public string? ClockKey { get; private set; }

    /// <summary>The outcome it gets by itself when its clock runs out; null if it then only is overdue.</summary>
    public string? ExpireOutcome { get; private set; }

    /// <summary>
    /// Whoever completed one of these steps may not take it (separation of duties); and places of facts that name people or offices
    /// (<c>fact:application.complaint.respondents</c>), with those they name at the moment (<c>person:zhou.min</c>, <c>office:/420700/420704/</c> with what lies below it, <c>office-only:/420700/</c>).
    /// </summary>
    public IReadOnlyList<string> NotBySteps { get; private set; } = [];

    /// <summary>Where it stands.</summary>
    public TaskState State { get; private set; }

    /// <summary>Who has it; null while nobody does.</summary>
    public UserId? Assignee { get; private set; }

    /// <summary>When the step was reached.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When it is due, from its clock; null while that is paused, or without a clock.</summary>
    public DateTimeOffset? DueAt { get; internal set; }

    /// <summary>Whether <see cref="DueAt"/> is the earliest that can be, because the calendar of a year is missing; see <see cref="Deadlines.Clock.ProvisionalDueAt"/>.</summary>
    public bool DueIsProvisional { get; internal set; }

    /// <summary>When it was completed or cancelled; null before.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How it was completed; null before and if cancelled.</summary>
    public string? Outcome { get; private set; }

    /// <summary>Who completed it; null before, if cancelled, and if it expired.</summary>
    public UserId? CompletedBy { get; private set; }

    /// <summary>The cycle of the case (1, then one more for each reopening) it belongs to.</summary>
    public int Cycle { get; private set; }

    /// <summary>Whether it still is to be done.</summary>
    public bool IsLive => State is TaskState.Open or TaskState.Claimed;

    /// <summary>What the definition says of the step; apart from who has the task, since when and until when.</summary>
    internal TaskTerms Terms => new(StepId, TitleZh, TitleEn, Role, Office.Value, FormKey, Outcomes, ClockKey, ExpireOutcome, [.. NotBySteps.Where(x => !Commands.ExcludedPeople.IsNamed(x))]);

    /// <summary>The case goes on with another version: what it says of the step holds from now on; everything else stays as it is.</summary>
    internal void Reword(TaskTerms terms) =>
        (StepId, TitleZh, TitleEn, Role, Office, FormKey, Outcomes, ClockKey, ExpireOutcome, NotBySteps) =
        (terms.Step, terms.Zh, terms.En, terms.Role, new OfficePath(terms.Office), terms.Form, terms.Outcomes, terms.Clock, terms.Expire, terms.NotBy);

    /// <summary>Who may not take it, with the people whom the facts of the case name.</summary>
    internal void Exclude(IReadOnlyList<string> entries)
    {
        if (NotBySteps.SequenceEqual(entries)) return;
        (NotBySteps, ExcludesAnew) = (entries, true);
    }

    /// <summary>Whether the command at hand has changed whom it keeps out.</summary>
    internal bool ExcludesAnew { get; private set; }

    internal void Give(UserId assignee)
    {
        State = TaskState.Claimed;
        Assignee = assignee;
    }

    internal void PutBack()
    {
        State = TaskState.Open;
        Assignee = null;
    }

    /// <summary>Nobody's any more, though it has ended: who did it stands in <see cref="CompletedBy"/>. Whoever only had it offered sees the case no longer.</summary>
    internal void Disclaim() => Assignee = null;

    /// <summary>The flow left the step and came back to it within one command: the task goes on under the new wait.</summary>
    internal void GoOn(Activities.OpenTask order)
    {
        WaitKey = order.WaitKey;
        Outcomes = order.Outcomes;
        State = Assignee is null ? TaskState.Open : TaskState.Claimed;
        EndedAt = null;
    }

    internal void Complete(string outcome, UserId? by, DateTimeOffset at)
    {
        State = TaskState.Completed;
        Outcome = outcome;
        CompletedBy = by;
        EndedAt = at;
    }

    internal void Cancel(DateTimeOffset at)
    {
        State = TaskState.Cancelled;
        EndedAt = at;
    }
}

/// <summary>What a version of a definition says of a task.</summary>
internal sealed record TaskTerms(
    string Step, string Zh, string En, string Role, string Office, string Form, IReadOnlyList<string> Outcomes, string? Clock, string? Expire, IReadOnlyList<string> NotBy)
{
    public bool Says(TaskTerms other) =>
        this with { Outcomes = other.Outcomes, NotBy = other.NotBy } == other && Outcomes.SequenceEqual(other.Outcomes) && NotBy.SequenceEqual(other.NotBy);
}
