namespace CaseWorkflows.Cases.Ports;

/// <summary>The eligibility assessments that histories hold, for judging them again by other rules.</summary>
public interface IStoredDecisions
{
    /// <summary>The assessments in the order of cases and rows, after <paramref name="after"/>.</summary>
    /// <param name="after">The last one read; null: from the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops.</param>
    ValueTask<IReadOnlyList<StoredDecision>> ReadAsync(StoredDecision? after, int limit, CancellationToken cancellationToken);
}

/// <summary>One assessment as history holds it.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Code">Its code.</param>
/// <param name="Region">The region whose policies applied to it.</param>
/// <param name="Seq">The row of its history.</param>
/// <param name="PayloadJson">What was written with the row; null if it was erased.</param>
/// <param name="ApplicationJson">The application as the case holds it today; null if it was erased.</param>
public sealed record StoredDecision(CaseId CaseId, string Code, string Region, long Seq, string? PayloadJson, string? ApplicationJson);
