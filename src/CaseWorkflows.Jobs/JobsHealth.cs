using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CaseWorkflows.Jobs;

/// <summary>
/// Says whether deadlines are being looked after: how long the oldest due clock has been waiting, and which jobs of this process fail.
/// </summary>
internal sealed class JobsHealth(IClockQueue clocks, JobLedger ledger, JobSettings settings, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var oldest = await clocks.OldestWaitAsync(time.GetUtcNow(), cancellationToken);
        var failing = ledger.Runs.Where(x => x.FailuresInARow > 0).ToList();
        var facts = new Dictionary<string, object>
        {
            ["oldestDueClockSeconds"] = Math.Round(oldest?.TotalSeconds ?? 0, 3),
            ["failingJobs"] = failing.Select(x => $"{x.Job}: {x.LastError}").ToArray(),
        };
        return failing.Count == 0 && !(oldest > settings.LateAfter)
            ? HealthCheckResult.Healthy(data: facts)
            : HealthCheckResult.Degraded(data: facts);
    }
}
