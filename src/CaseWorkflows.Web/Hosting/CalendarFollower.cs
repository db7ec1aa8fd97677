using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Brings calendars that were published elsewhere (another node, a command line) into force in this process within a second or two.</summary>
internal sealed partial class CalendarFollower(CalendarsInForce calendars, ICalendarStore store, TimeProvider time, ILogger<CalendarFollower> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Every;
            try
            {
                if (await calendars.RefreshAsync(store, stoppingToken)) Follows(log, calendars.Book.Version);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Usually the database is away for a moment; the calendar in force stays until it is back.
            catch (Exception error)
            {
                CannotFollow(log, error, AfterFailure);
                wait = AfterFailure;
            }
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The calendar in force is now {Version}.")]
    private static partial void Follows(ILogger log, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Published calendars could not be looked for; trying again in {Delay}.")]
    private static partial void CannotFollow(ILogger log, Exception error, TimeSpan delay);
}
