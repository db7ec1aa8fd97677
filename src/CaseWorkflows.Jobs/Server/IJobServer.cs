namespace CaseWorkflows.Jobs.Server;

/// <summary>
/// What carries the jobs. Quartz.NET stands behind it today; any server that calls <see cref="JobRunner.RunAsync"/> with a job's name
/// when it is time, and never for the same job twice at once, can stand there too.
/// </summary>
public interface IJobServer
{
    /// <summary>Begins to run the jobs.</summary>
    ValueTask StartAsync(IReadOnlyList<ScheduledJob> jobs, CancellationToken cancellationToken);

    /// <summary>
    /// Puts right what is missing: jobs whose schedule was lost (somebody emptied the server's tables) or that the server gave up.
    /// </summary>
    /// <returns>The names of jobs that had to be put right.</returns>
    ValueTask<IReadOnlyList<string>> RepairAsync(IReadOnlyList<ScheduledJob> jobs, CancellationToken cancellationToken);

    /// <summary>Lets running jobs come to an end and runs no more.</summary>
    ValueTask StopAsync(CancellationToken cancellationToken);
}

/// <summary>A job as a job server knows it.</summary>
public sealed record ScheduledJob(string Name, JobSchedule Schedule);
