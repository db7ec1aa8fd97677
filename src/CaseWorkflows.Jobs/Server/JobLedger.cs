using System.Collections.Concurrent;

namespace CaseWorkflows.Jobs.Server;

/// <summary>How the last runs of this process's jobs went; what the health page reads.</summary>
public sealed class JobLedger
{
    private readonly ConcurrentDictionary<string, JobRun> _runs = new();

    /// <summary>One line per job that has run here, by name.</summary>
    public IReadOnlyList<JobRun> Runs => [.. _runs.Values.OrderBy(x => x.Job, StringComparer.Ordinal)];

    internal void Succeeded(string job, DateTimeOffset startedAt, DateTimeOffset endedAt) =>
        _runs.AddOrUpdate(job, _ => new JobRun(job, startedAt, endedAt, endedAt, 0, null), (_, _) => new JobRun(job, startedAt, endedAt, endedAt, 0, null));

    internal void Failed(string job, DateTimeOffset startedAt, DateTimeOffset endedAt, Exception error) =>
        _runs.AddOrUpdate(job,
            _ => new JobRun(job, startedAt, endedAt, null, 1, error.Message),
            (_, last) => last with { StartedAt = startedAt, EndedAt = endedAt, FailuresInARow = last.FailuresInARow + 1, LastError = error.Message });
}

/// <summary>The last run of a job in this process.</summary>
/// <param name="Job">Its name.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="SucceededAt">When a run last ended well; null if none has.</param>
/// <param name="FailuresInARow">How many runs have failed since then.</param>
/// <param name="LastError">Why the last one failed; null if it did not.</param>
public sealed record JobRun(string Job, DateTimeOffset StartedAt, DateTimeOffset EndedAt, DateTimeOffset? SucceededAt, int FailuresInARow, string? LastError);
