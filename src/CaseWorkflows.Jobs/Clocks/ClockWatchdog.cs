using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Clocks;

/// <summary>
/// Names every clock that is due and unprocessed for longer than it may be, with since when and why: in the log, to administrators and in
/// the health check. It looks at the clocks themselves and not at what the firing job believes of its work.
/// </summary>
internal sealed class ClockWatchdog(IClockWatch watch, ISystemNotices notices, JobSettings settings, TimeProvider time, ILogger<ClockWatchdog> log) : IRecurringJob
{
    private const int MostNamed = 100;

    public string Name => "clock-watchdog";

    public JobSchedule Schedule => JobSchedule.Every(settings.WatchEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var overdue = await watch.OverdueAsync(now - settings.LateAfter, MostNamed, cancellationToken);
        List<SystemNotice> found = [.. overdue.First.Select(x => x.Notice(now))];
        if (overdue.Total > overdue.First.Count) found.Add(OverdueClock.Backlog(overdue.Total, overdue.First.Count, now));
        await notices.EndOthersAsync(OverdueClock.NoticeKind, [.. found.Select(x => x.Key)], now, cancellationToken);
        foreach (var notice in found)
            if (await notices.RaiseAsync(notice, cancellationToken))
                JobLog.Noticed(log, notice.Key, notice.Line);
        foreach (var clock in overdue.First)
            JobLog.ClockOverdue(log, clock.ClockId, clock.CaseCode, clock.Key, clock.Since, clock.Attempts, clock.LastError);
    }
}

/// <summary>The clocks that are due and unprocessed, without the errors: anybody may ask for health, and an error may name hosts.</summary>
internal sealed class ClockWatchHealth(IClockWatch watch, JobSettings settings, TimeProvider time) : IHealthCheck
{
    private const int MostNamed = 10;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var overdue = await watch.OverdueAsync(time.GetUtcNow() - settings.LateAfter, MostNamed, cancellationToken);
        var facts = new Dictionary<string, object>
        {
            ["overdueClocks"] = overdue.Total,
            ["overdue"] = overdue.First.Select(x => new { @case = x.CaseCode, clock = x.Key, since = x.Since, attempts = x.Attempts }).ToArray(),
        };
        return overdue.Total == 0 ? HealthCheckResult.Healthy(data: facts) : HealthCheckResult.Degraded(data: facts);
    }
}
