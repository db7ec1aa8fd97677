namespace CaseWorkflows.Jobs.Server;

/// <summary>
/// Work the system does by itself, again and again. A plain class: it knows no job server, takes the time from a <see cref="TimeProvider"/>
/// and speaks to cases in commands. A run that throws counts as failed; the next one comes at its time all the same.
/// </summary>
public interface IRecurringJob
{
    /// <summary>Unique among jobs; the name under which it is seen in health, logs and the job server.</summary>
    string Name { get; }

    /// <summary>When it runs.</summary>
    JobSchedule Schedule { get; }

    /// <summary>Does what there is to do now and returns when nothing is left.</summary>
    ValueTask RunAsync(CancellationToken cancellationToken);
}

/// <summary>When a job runs.</summary>
/// <param name="Interval">From one start to the next; a longer run delays the next one, so that a job never runs beside itself.</param>
public readonly record struct JobSchedule(TimeSpan Interval)
{
    /// <summary>Runs once per interval.</summary>
    public static JobSchedule Every(TimeSpan interval) => new(interval);
}
