using System.Globalization;
using CaseWorkflows.Cases.Ports;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Whether the database answers, and how far the work on due clocks is behind.</summary>
internal sealed class ReadyCheck(IClockQueue clocks, TimeProvider time) : IHealthCheck
{
    // The jobs look every few seconds; ten minutes behind means that nobody looks.
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var wait = await clocks.OldestWaitAsync(time.GetUtcNow(), cancellationToken);
        var data = new Dictionary<string, object> { ["oldestDueClockSeconds"] = Math.Max(0, (long)(wait?.TotalSeconds ?? 0)) };
        return wait > TooLate
            ? HealthCheckResult.Degraded($"A due clock has waited {wait.Value.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} minutes.", null, data)
            : HealthCheckResult.Healthy(null, data);
    }
}

/// <summary>The two addresses that watch over the process.</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // The exception stays in the log: it may name hosts and files.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(x => x.Key, x => new { status = x.Value.Status.ToString(), x.Value.Data }),
    });
}
