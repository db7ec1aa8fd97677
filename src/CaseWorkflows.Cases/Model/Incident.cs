namespace CaseWorkflows.Cases.Model;

/// <summary>How an incident ended.</summary>
public enum IncidentResolution
{
    /// <summary>Somebody had the step tried again. If it failed again, that is a new incident, which goes on counting.</summary>
    Retried,

    /// <summary>Somebody skipped the step, with a reason.</summary>
    Skipped,

    /// <summary>The flow went another way, or the case ended: nobody needs the step any more.</summary>
    Overtaken,
}

/// <summary>
/// A step that failed (异常). It changes neither the case's status nor any other step, and clocks go on; it waits until a person has it tried
/// again or skips it. Open while <see cref="ResolvedAt"/> is null.
/// </summary>
public sealed class Incident
{
    private Incident() { }

    internal Incident(string key, string stepId, string messageZh, string messageEn, DateTimeOffset openedAt)
    {
        Key = key;
        StepId = stepId;
        (StepZh, StepEn) = (stepId, stepId);
        MessageZh = messageZh;
        MessageEn = messageEn;
        OpenedAt = Since = ReachedAt = openedAt;
    }

    /// <summary>The engine's name for it, unique within the case.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Where: the step that failed.</summary>
    public string StepId { get; private set; } = "";

    /// <summary>What the step is called, in Chinese.</summary>
    public string StepZh { get; internal set; } = "";

    /// <summary>What the step is called, in English.</summary>
    public string StepEn { get; internal set; } = "";

    /// <summary>The definition it stands in.</summary>
    public string DefinitionId { get; internal init; } = "";

    /// <summary>The version of the definition.</summary>
    public int DefinitionVersion { get; internal set; }

    /// <summary>Why, in Chinese.</summary>
    public string MessageZh { get; private set; } = "";

    /// <summary>Why, in English.</summary>
    public string MessageEn { get; private set; } = "";

    /// <summary>What a program reported, for whoever repairs it; null if the message says it all.</summary>
    public string? Detail { get; internal set; }

    /// <summary>Who: on whose command the step was reached. A clock that ran out is the system's.</summary>
    public string CausedBy { get; internal init; } = "";

    /// <summary>The command on which the step was reached, <c>CompleteTask</c>, <c>FireClock</c>, …</summary>
    public string Cause { get; internal init; } = "";

    /// <summary>When it failed.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When the step failed for the first time; earlier than <see cref="OpenedAt"/> if it was tried again without success.</summary>
    public DateTimeOffset Since { get; internal init; }

    /// <summary>When the step was reached. Limits that begin with its retry count from here: what the system could not do lengthens no limit.</summary>
    public DateTimeOffset ReachedAt { get; internal init; }

    /// <summary>How often it was tried again.</summary>
    public int Retries { get; internal init; }

    /// <summary>The ways out that a skip may name; empty if any may be named.</summary>
    public IReadOnlyList<string> Outcomes { get; internal init; } = [];

    /// <summary>Who it was handed to; null: the supervisors of the office have it.</summary>
    public UserId? Assignee { get; internal set; }

    /// <summary>When it was handed over; null if it was not.</summary>
    public DateTimeOffset? AssignedAt { get; internal set; }

    /// <summary>When it ended; null while open.</summary>
    public DateTimeOffset? ResolvedAt { get; internal set; }

    /// <summary>How it ended; null while open.</summary>
    public IncidentResolution? Resolution { get; private set; }

    /// <summary>Who ended it; null while open and if it was overtaken.</summary>
    public string? ResolvedBy { get; private set; }

    /// <summary>The step as the version of the definition has it that the case goes on with.</summary>
    internal void MoveTo(IncidentStep step) => (StepId, StepZh, StepEn, DefinitionVersion) = (step.Id, step.Zh, step.En, step.Version);

    internal void Resolve(IncidentResolution how, string? by, DateTimeOffset at)
    {
        Resolution = how;
        ResolvedBy = by;
        ResolvedAt = at;
    }

    // What a script reports as its failure may quote the values it failed on.
    internal void Erase()
    {
        MessageZh = MessageEn = "";
        Detail = null;
    }
}

/// <summary>Where an incident stands.</summary>
/// <param name="Id">The step.</param>
/// <param name="Zh">What it is called, in Chinese.</param>
/// <param name="En">What it is called, in English.</param>
/// <param name="Version">The version of the definition that says so.</param>
internal sealed record IncidentStep(string Id, string Zh, string En, int Version);
