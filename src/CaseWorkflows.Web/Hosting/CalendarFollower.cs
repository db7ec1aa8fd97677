using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Brings calendars that were published elsewhere (another node, a command line) into force in this process within a second or two.</summary>
internal sealed partial class CalendarFollower(CalendarsInForce calendars, ICalendarStore store, TimeProvider time, ILogger<CalendarFollower> log)
    : Follower(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), time, log)
{
    private readonly ILogger _log = log;

    protected override async ValueTask FollowAsync(CancellationToken cancellationToken)
    {
        if (await calendars.RefreshAsync(store, cancellationToken)) Follows(_log, calendars.Book.Version);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The calendar in force is now {Version}.")]
    private static partial void Follows(ILogger log, string version);
}
