namespace CaseWorkflows.Cases.Model;

/// <summary>
/// Where a case stands as a whole. It begins Open. Closed and Withdrawn are the ends; only a reopening leads back to Open.
/// A stage (review, handling, …) is not a status: the flow sets it. An incident or an overdue clock never changes the status.
/// </summary>
public enum CaseStatus
{
    /// <summary>Being worked on.</summary>
    Open,

    /// <summary>Suspended by a person with a reason; clocks go on unless the cause of the pause holds them, tasks can't be completed.</summary>
    Paused,

    /// <summary>Ended by its flow or by a person.</summary>
    Closed,

    /// <summary>The applicant withdrew, or is deemed to have withdrawn (视为撤回申请).</summary>
    Withdrawn,
}
