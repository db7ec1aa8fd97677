using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.History;

/// <summary>Walks the histories of all cases and names the first row that does not fit.</summary>
public sealed class HistoryVerification(ICaseQueries queries)
{
    private const int BatchSize = 500;

    /// <summary>Checks every case, also after a bad one was found, so that the extent of the damage is known.</summary>
    /// <param name="progress">Told the number of cases checked so far after each batch; null if nobody looks on.</param>
    /// <param name="cancellationToken">Stops between two cases.</param>
    public async Task<HistoryVerdict> RunAsync(IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var (cases, badCases, rows) = (0, 0, 0L);
        BadHistoryRow? first = null;
        CaseId? after = null;
        while (await queries.CaseIdsAsync(after, BatchSize, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var id in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await queries.HistoryAsync(id, cancellationToken) is not { } material) continue;
                cases++;
                rows += material.Rows.Count;
                if (HistoryCheck.FirstBad(material.Rows, material.Payloads, material.DigestKey, material.ExpectedSeq, material.ExpectedHash) is not { } bad) continue;
                badCases++;
                first ??= new BadHistoryRow(id, material.Code, bad.Seq, bad.Code);
            }
            after = batch[^1];
            progress?.Report(cases);
        }
        return new HistoryVerdict(cases, rows, badCases, first);
    }
}

/// <summary>What a walk through all histories found.</summary>
/// <param name="Cases">How many cases were checked.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="BadCases">In how many cases something does not fit.</param>
/// <param name="First">The first row that does not fit; null if all do.</param>
public sealed record HistoryVerdict(int Cases, long Rows, int BadCases, BadHistoryRow? First);

/// <summary>A row of a history that does not fit.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="Seq">The row's number in the case.</param>
/// <param name="Reason">What is wrong: <c>history.row-missing</c>, <c>history.row-changed</c>, <c>history.link-broken</c>, …</param>
public sealed record BadHistoryRow(CaseId CaseId, string CaseCode, long Seq, string Reason);
