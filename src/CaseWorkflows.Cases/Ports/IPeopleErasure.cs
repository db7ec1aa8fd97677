using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>
/// Erases the people of a case when their data may no longer be kept. The case, its course and the chain of its history stay and verify;
/// who the people were is gone, and later reads say since when (<see cref="Model.CaseDossier.ErasedAt"/>).
/// </summary>
public interface IPeopleErasure
{
    /// <summary>Erases in one transaction. Whoever calls has made sure that the actor may do it.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="reason">Why; it stays in the history for ever, so it must not name the person.</param>
    /// <param name="actor">Who erases.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    ValueTask<ErasureOutcome> ErasePeopleAsync(CaseId caseId, string reason, Actor actor, CancellationToken cancellationToken);
}

/// <summary>How an erasure ended.</summary>
public enum ErasureOutcome
{
    /// <summary>The data is gone.</summary>
    Erased,

    /// <summary>It was gone before. Nothing changed.</summary>
    ErasedBefore,

    /// <summary>The case has not ended, its people are still needed. Nothing changed.</summary>
    CaseHasNotEnded,

    /// <summary>There is no such case.</summary>
    CaseUnknown,

    /// <summary>Somebody changed the case at the same time. Nothing changed; try again.</summary>
    CaseIsBusy,
}
