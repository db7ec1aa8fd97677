using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>The cases that indicators are computed from.</summary>
public interface IIndicatorRows
{
    /// <summary>
    /// The cases of a region, within an office and those below, that were there at some time of the period: received before its end, and not ended before
    /// its beginning. In no order.
    /// </summary>
    ValueTask<IReadOnlyList<CountedCase>> CasesAsync(RowQuestion question, CancellationToken cancellationToken);
}

/// <summary>Which cases are asked for.</summary>
/// <param name="Region">The region.</param>
/// <param name="Office">This office and those below.</param>
/// <param name="Period">When.</param>
/// <param name="Services">Of these services.</param>
public sealed record RowQuestion(string Region, OfficePath Office, Period Period, IReadOnlyList<string> Services);
