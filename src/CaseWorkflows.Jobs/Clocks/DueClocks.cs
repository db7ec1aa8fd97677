using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Clocks;

/// <summary>
/// Fires the clocks whose next step has come, each by a command like any person's. Whether a firing acts is decided there, by the clock's
/// state; here it is only seen to that every due clock gets its command, and that one which fails neither blocks others nor looks done.
/// </summary>
internal sealed class DueClocks(IClockQueue queue, CaseCommands commands, JobSettings settings, TimeProvider time, ILogger<DueClocks> log) : IRecurringJob
{
    // Somebody was faster, or the clock's life went on between claim and command: the state decided, nothing is to be done.
    private static readonly HashSet<string> NothingToDo = ["clock.not-due", "clock.stopped", "clock.paused", "clock.restarted"];

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    public string Name => "due-clocks";

    public JobSchedule Schedule => JobSchedule.Every(settings.SweepEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellationToken };
        while (true)
        {
            var batch = await queue.ClaimAsync(time.GetUtcNow(), settings.BatchSize, settings.Owner, settings.Lease, cancellationToken);
            if (batch.Count == 0) return;
            // Clocks of one case one after the other: side by side they would only make each other's version stale.
            await Parallel.ForEachAsync(batch.GroupBy(x => x.CaseId), options, async (clocks, token) =>
            {
                foreach (var clock in clocks) await FireAsync(clock, token);
            });
        }
    }

    private async ValueTask FireAsync(DueClock clock, CancellationToken cancellationToken)
    {
        try
        {
            var result = await SendAsync(clock, CommandId.For("fire-clock", clock.ClockId, clock.Generation, clock.FireAt.UtcTicks), cancellationToken);
            // A step that a pause has re-armed can come at the very instant of one that has fired: the id is used up though the step is not.
            if (result is CommandResult.Accepted { Repeated: true })
                result = await SendAsync(clock, CommandId.For("fire-clock", clock.ClockId, clock.Generation, clock.FireAt.UtcTicks, time.GetUtcNow().UtcTicks), cancellationToken);
            if (result is not CommandResult.Refused { Refusal: var refusal }) return;
            if (NothingToDo.Contains(refusal.Code))
            {
                JobLog.NothingToFire(log, clock.ClockId, clock.CaseId.Value, refusal.Code);
                return;
            }
            var retryAt = RetryAt(clock);
            JobLog.FiringRefused(log, clock.ClockId, clock.CaseId.Value, $"{refusal}", retryAt);
            await queue.PostponeAsync(clock, retryAt, $"{refusal}", cancellationToken);
        }
        // Whatever goes wrong with one clock, the others have their deadlines too.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var retryAt = RetryAt(clock);
            JobLog.FiringFailed(log, error, clock.ClockId, clock.CaseId.Value, retryAt);
            await queue.PostponeAsync(clock, retryAt, error.Message, cancellationToken);
        }
    }

    private ValueTask<CommandResult> SendAsync(DueClock clock, CommandId id, CancellationToken cancellationToken) =>
        commands.ExecuteAsync(new CommandEnvelope(id, Actor.ClockKeeper, clock.CaseId, new FireClock(clock.ClockId, clock.Generation)), cancellationToken);

    // The longer it has been failing, the longer the wait, up to a bound that a person who mends it can sit out.
    private DateTimeOffset RetryAt(DueClock clock)
    {
        var now = time.GetUtcNow();
        var wait = (now - clock.FireAt) / 4;
        return now + (wait < ShortestRetry ? ShortestRetry : wait > LongestRetry ? LongestRetry : wait);
    }
}
