using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Sampling;

namespace CaseWorkflows.Cases.Ports;

/// <summary>The quality samples. What was announced and drawn can't be changed by anything here.</summary>
public interface ISampleBook
{
    /// <summary>The sample of a month, or null.</summary>
    ValueTask<QualitySample?> FindAsync(string service, DateOnly month, OfficePath city, CancellationToken cancellationToken);

    /// <summary>The sample of an id, or null.</summary>
    ValueTask<QualitySample?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The samples of the cities that an office covers, and of its own city; the newest first.</summary>
    ValueTask<IReadOnlyList<QualitySample>> ListAsync(OfficePath office, CancellationToken cancellationToken);

    /// <summary>Keeps seed and population. If the month has a sample already, nothing happens; returns the one that is kept.</summary>
    ValueTask<QualitySample> AnnounceAsync(QualitySample sample, CancellationToken cancellationToken);

    /// <summary>Keeps the drawn cases, once.</summary>
    ValueTask<SampleOutcome> DrawAsync(Guid sample, IReadOnlyList<SampledCase> drawn, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The drawn cases of a sample within an office and those below, group by group.</summary>
    ValueTask<IReadOnlyList<SampledCase>> CasesAsync(Guid sample, OfficePath office, CancellationToken cancellationToken);

    /// <summary>A drawn case, or null.</summary>
    ValueTask<SampledCase?> CaseAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Keeps a score, once.</summary>
    ValueTask<SampleOutcome> ScoreAsync(SampleScore score, CancellationToken cancellationToken);

    /// <summary>The scored cases within an office and those below, by when their work was done.</summary>
    ValueTask<IReadOnlyList<CountedSample>> ScoredAsync(OfficePath office, Period period, CancellationToken cancellationToken);

    /// <summary>The drawn cases within an office and those below, by when their work was done, and whether each was scored.</summary>
    ValueTask<IReadOnlyDictionary<CaseId, bool>> DrawnAsync(OfficePath office, Period period, CancellationToken cancellationToken);

    /// <summary>The scores of somebody's work, the newest first: they go into the person's integrity record (诚信档案).</summary>
    ValueTask<IReadOnlyList<SampledCase>> OfPersonAsync(UserId person, CancellationToken cancellationToken);
}

/// <summary>What became of a draw or a score.</summary>
public enum SampleOutcome
{
    /// <summary>It is kept.</summary>
    Kept,

    /// <summary>It was there already; nothing has changed.</summary>
    WasThere,
}

/// <summary>A score.</summary>
public sealed record SampleScore(Guid Case, UserId Reviewer, string ReviewerName, DateTimeOffset At, string ScoresJson, decimal Score, bool Passed);
