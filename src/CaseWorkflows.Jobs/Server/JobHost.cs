using CaseWorkflows.Jobs.Clocks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Server;

/// <summary>
/// Keeps the job server going for as long as the process lives: starts it when the database answers, looks after its schedules, stops it.
/// </summary>
internal sealed class JobHost(IJobServer server, ClockTurn turn, IServiceScopeFactory scopes, JobSettings settings, TimeProvider time, ILogger<JobHost> log) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        turn.Stop();
        await base.StopAsync(cancellationToken);
        await server.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var jobs = Jobs();
        var started = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!started)
                {
                    await server.StartAsync(jobs, stoppingToken);
                    started = true;
                    JobLog.ServerStarted(log, jobs.Count);
                }
                foreach (var repaired in await server.RepairAsync(jobs, stoppingToken))
                    JobLog.ScheduleRepaired(log, repaired);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Whatever it is (usually the database is away), a process without jobs would miss deadlines in silence: say so and try again.
            catch (Exception error)
            {
                JobLog.ServerFailing(log, error, settings.RepairEvery);
            }
            await Task.Delay(settings.RepairEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IReadOnlyList<ScheduledJob> Jobs()
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetServices<IRecurringJob>().Select(x => new ScheduledJob(x.Name, x.Schedule))];
    }
}
