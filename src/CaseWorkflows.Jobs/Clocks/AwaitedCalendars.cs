using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Clocks;

/// <summary>
/// Counts the clocks anew that waited for a year's holidays, once that year is loaded. Without it a clock whose warnings have all fired
/// would wait for ever, for nothing else would look at it again.
/// </summary>
internal sealed class AwaitedCalendars(IClockQueue queue, CaseCommands commands, CalendarsInForce inForce, ICalendarStore store, JobSettings settings, ILogger<AwaitedCalendars> log) : IRecurringJob
{
    public string Name => "awaited-calendars";

    public JobSchedule Schedule => JobSchedule.Every(settings.RecountEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        // What another node published since it looked last: without this it would count by the old calendar.
        await inForce.RefreshAsync(store, cancellationToken);
        var calendars = inForce.Book;
        HashSet<Guid> tried = [];
        while (true)
        {
            var waiting = await queue.AwaitingCalendarAsync(calendars.LoadedYears, settings.BatchSize + tried.Count, cancellationToken);
            var fresh = waiting.Where(x => tried.Add(x.ClockId)).ToList();
            // A recounted clock leaves the list; what is left was refused and is tried again at the next run.
            if (fresh.Count == 0) return;
            foreach (var clock in fresh) await RecountAsync(clock, calendars.Version, cancellationToken);
        }
    }

    private async ValueTask RecountAsync(DueClock clock, string calendar, CancellationToken cancellationToken)
    {
        try
        {
            var id = CommandId.For("recount-clock", clock.ClockId, clock.Generation, calendar, clock.FireAt.UtcTicks);
            if (await commands.ExecuteAsync(new CommandEnvelope(id, Actor.ClockKeeper, clock.CaseId, new RecountClock(clock.ClockId, clock.Generation)), cancellationToken)
                is CommandResult.Refused { Refusal: var refusal })
                JobLog.RecountRefused(log, clock.ClockId, clock.CaseId.Value, $"{refusal}");
        }
        // One clock that can't be counted must not keep the others from their dates.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            JobLog.RecountFailed(log, error, clock.ClockId, clock.CaseId.Value);
        }
    }
}
