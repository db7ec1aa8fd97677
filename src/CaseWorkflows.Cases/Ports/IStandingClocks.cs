using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>The clocks that have not ended, by what they stand on. Timers of flows stand on nothing and are not among them.</summary>
public interface IStandingClocks
{
    /// <summary>On what the clocks stand that the actor may see: each combination once.</summary>
    ValueTask<IReadOnlyList<StandingTerms>> TermsAsync(Actor actor, CancellationToken cancellationToken);

    /// <summary>The clocks on these terms that the actor may see, the one that is due first before others.</summary>
    IAsyncEnumerable<StandingClock> ClocksAsync(Actor actor, StandingTerms terms, CancellationToken cancellationToken);
}

/// <summary>What clocks stand on.</summary>
/// <param name="Region">The region of their cases.</param>
/// <param name="Key">The key of their rule.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="RuleDigest">What it said; null if that was not kept.</param>
/// <param name="CalendarVersion">The calendar.</param>
public sealed record StandingTerms(string Region, string Key, string RuleVersion, string? RuleDigest, string CalendarVersion);

/// <summary>A clock that has not ended.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="Region">Its region.</param>
/// <param name="OfficePath">Its office.</param>
/// <param name="Clock">The clock.</param>
public sealed record StandingClock(CaseId CaseId, string CaseCode, string Region, string OfficePath, Clock Clock);
