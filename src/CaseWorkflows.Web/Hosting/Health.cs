using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Desk;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Whether the database answers, and how far the work on due clocks is behind, whichever process should do it.</summary>
internal sealed class ReadyCheck(DueClockAge age, ClockPatience patience) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (wait, data) = await age.ReadAsync(cancellationToken);
        return wait > patience.LateAfter ? HealthCheckResult.Degraded(null, null, data) : HealthCheckResult.Healthy(null, data);
    }
}

/// <summary>
/// The alarm: due clocks have been waiting for so long that nobody works on them. Apart from <see cref="ReadyCheck"/>, because a process that serves
/// pages well must not be taken out of service for a job server that stands still.
/// </summary>
internal sealed class DueClockAlarm(DueClockAge age, ClockPatience patience) : IHealthCheck
{
    /// <summary>What marks it among the checks.</summary>
    public const string Tag = "clock-alarm";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (wait, data) = await age.ReadAsync(cancellationToken);
        return wait > patience.AlarmAfter ? HealthCheckResult.Unhealthy(null, null, data)
            : wait > patience.LateAfter ? HealthCheckResult.Degraded(null, null, data)
            : HealthCheckResult.Healthy(null, data);
    }
}

/// <summary>How long the oldest due clock that nobody has processed has been waiting, and how many are late. Read from the clocks themselves.</summary>
internal sealed class DueClockAge(IClockQueue clocks, IClockWatch watch, ClockPatience patience, TimeProvider time)
{
    public async Task<(TimeSpan Wait, Dictionary<string, object> Data)> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var wait = await clocks.OldestWaitAsync(now, cancellationToken) ?? TimeSpan.Zero;
        var late = wait > patience.LateAfter ? (await watch.OverdueAsync(now - patience.LateAfter, 0, cancellationToken)).Total : 0;
        return (wait, new Dictionary<string, object>
        {
            ["oldestDueClockSeconds"] = Math.Round(wait.TotalSeconds, 3),
            ["lateClocks"] = late,
            ["lateAfterSeconds"] = (long)patience.LateAfter.TotalSeconds,
            ["alarmAfterSeconds"] = (long)patience.AlarmAfter.TotalSeconds,
        });
    }
}

/// <summary>The addresses that watch over the process and over the deadlines.</summary>
internal static class Health
{
    public static void Add(IServiceCollection services, ProductOptions options)
    {
        services.AddSingleton(options.Health.ToPatience());
        services.AddSingleton<DueClockAge>();
        services.AddHealthChecks().AddCheck<ReadyCheck>("database").AddCheck<DueClockAlarm>("due-clocks", tags: [DueClockAlarm.Tag]);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = x => !x.Tags.Contains(DueClockAlarm.Tag), ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/clocks", new HealthCheckOptions { Predicate = x => x.Tags.Contains(DueClockAlarm.Tag), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // The exception stays in the log: it may name hosts and files.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(x => x.Key, x => new { status = x.Value.Status.ToString(), x.Value.Data }),
    });
}
