using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CaseWorkflows.Jobs.Calendars;

/// <summary>Says which year is missing next. A missing year is a matter for people until it begins; then dates can't be counted.</summary>
internal sealed class CalendarHealth(CalendarsInForce calendars, ICalendarStore store, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var outlook = CalendarOutlook.Of(calendars.Book, ChinaTime.DayOf(time.GetUtcNow()));
        var awaiting = await store.AwaitingAsync(outlook.MissingYear, cancellationToken);
        var facts = new Dictionary<string, object>
        {
            ["calendar"] = calendars.Book.Version,
            ["missingYear"] = outlook.MissingYear,
            ["daysUntilMissingYear"] = outlook.DaysLeft,
            ["isDueForImport"] = outlook.Stage is not null,
            ["clocksAwaitingMissingYear"] = awaiting.Values.Sum(),
        };
        return outlook.DaysLeft > 0 ? HealthCheckResult.Healthy(data: facts) : HealthCheckResult.Degraded(data: facts);
    }
}
