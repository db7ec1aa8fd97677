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

/// <summary>When a job runs: again and again, or once a day.</summary>
/// <param name="Interval">From one start to the next; a longer run delays the next one, so that a job never runs beside itself.</param>
/// <param name="DailyAt">The time of the day in China at which it runs; null for a job that follows its interval alone.</param>
public readonly record struct JobSchedule(TimeSpan Interval, TimeOnly? DailyAt = null)
{
    /// <summary>Runs once per interval.</summary>
    public static JobSchedule Every(TimeSpan interval) => new(interval);

    /// <summary>
    /// Runs once a day, at a time of the day in China to the minute. A run for which no node was up is made up for once, as soon as one is; where schedules are kept
    /// in memory (SQLite) it is not, so a job that must not miss a day looks at its data for what was not done.
    /// </summary>
    /// <exception cref="ArgumentException">The time has seconds.</exception>
    public static JobSchedule Daily(TimeOnly inChina) =>
        inChina.Ticks % TimeSpan.TicksPerMinute == 0 ? new(TimeSpan.FromDays(1), inChina) : throw new ArgumentException("A daily job runs at a whole minute.", nameof(inChina));
}
