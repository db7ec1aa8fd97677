using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Calendars;

/// <summary>Looks whether a year without holidays, or without a means-test threshold, comes near; see <see cref="CalendarWarnings"/>.</summary>
internal sealed class CalendarCheck(CalendarWarnings warnings, JobSettings settings, TimeProvider time, ILogger<CalendarCheck> log) : IRecurringJob
{
    public string Name => "calendar-check";

    public JobSchedule Schedule => JobSchedule.Every(settings.CheckCalendarsEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        foreach (var notice in await warnings.TellAsync(time.GetUtcNow(), cancellationToken))
            JobLog.Noticed(log, notice.Key, notice.Line);
    }
}
