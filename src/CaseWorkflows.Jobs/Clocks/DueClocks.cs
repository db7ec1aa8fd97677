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
internal sealed class DueClocks(IClockQueue queue, CaseCommands commands, ClockTurn turn, JobSettings settings, TimeProvider time, ILogger<DueClocks> log) : IRecurringJob
{
    // Somebody was faster, or the clock's life went on between claim and command: the state decided, nothing is to be done.
    private static readonly HashSet<string> NothingToDo = ["clock.not-due", "clock.stopped", "clock.paused", "clock.restarted"];

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    /// <summary>The job's name.</summary>
    public const string JobName = "due-clocks";

    public string Name => JobName;

    public JobSchedule Schedule => JobSchedule.Every(settings.SweepEvery);

    // Clocks that become due within this time of each other are fired together; nobody notices who waits that long.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Fires what is due, then stays until shortly before the next run and fires what becomes due meanwhile, at its instant: a job server's own
    /// rhythm would be half a second late in the middle.
    /// </summary>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (!turn.TryTake()) return;
        try
        {
            await StayAsync(cancellationToken);
        }
        finally
        {
            turn.GiveBack();
        }
    }

    private async Task StayAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, turn.Stopping);
        while (!turn.Stopping.IsCancellationRequested)
        {
            await FireAllAsync(cancellationToken);
            var left = settings.StayFor - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return;
            var now = time.GetUtcNow();
            var wait = await queue.NextAsync(now, cancellationToken) - now + Together;
            await Task.Delay(wait is { } untilNext && untilNext < left ? untilNext : left, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task FireAllAsync(CancellationToken cancellationToken)
    {
        var first = await ClaimAsync(cancellationToken);
        var workers = first.Count == settings.ClocksTogether ? settings.ClockWorkers : 1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(x => x == 0 ? WorkAsync(first, cancellationToken) : Task.Run(() => WorkAsync(null, cancellationToken), cancellationToken)));
    }

    private async Task WorkAsync(IReadOnlyList<DueClock>? batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            batch ??= await ClaimAsync(cancellationToken);
            // Clocks of one case one after the other: together they would only make each other's version stale.
            var cases = batch.GroupBy(x => x.CaseId).Select(x => new Queue<DueClock>(x)).ToList();
            for (; cases.Count > 0; cases.RemoveAll(x => x.Count == 0))
                await FireTogetherAsync([.. cases.Select(x => x.Dequeue())], cancellationToken);
            if (batch.Count < settings.ClocksTogether || turn.Stopping.IsCancellationRequested) return;
            batch = null;
        }
    }

    private ValueTask<IReadOnlyList<DueClock>> ClaimAsync(CancellationToken cancellationToken) =>
        queue.ClaimAsync(time.GetUtcNow(), settings.ClocksTogether, settings.Owner, settings.ClockLease, cancellationToken);

    /// <summary>Fires clocks of different cases with one load and one commit; what can't be done so, each by itself.</summary>
    private async Task FireTogetherAsync(IReadOnlyList<DueClock> clocks, CancellationToken cancellationToken)
    {
        var results = clocks.Count == 1 ? [null] : await TogetherAsync(clocks, cancellationToken);
        List<DueClock> alone = [];
        for (var i = 0; i < clocks.Count; i++)
            if (results[i] is CommandResult.Refused { Refusal: var refusal }) await SettleAsync(clocks[i], refusal, cancellationToken);
            else if (results[i] is not CommandResult.Accepted { Repeated: false }) alone.Add(clocks[i]);
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(alone, options, FireAsync);
    }

    private async Task<IReadOnlyList<CommandResult?>> TogetherAsync(IReadOnlyList<DueClock> clocks, CancellationToken cancellationToken)
    {
        try
        {
            return await commands.ExecuteTogetherAsync([.. clocks.Select(x => Envelope(x, IdOf(x)))], cancellationToken);
        }
        // One of them may be at fault, or the database away: each by itself shows which.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            JobLog.FiringTogetherFailed(log, error, clocks.Count);
            return new CommandResult?[clocks.Count];
        }
    }

    private async ValueTask FireAsync(DueClock clock, CancellationToken cancellationToken)
    {
        try
        {
            var result = await commands.ExecuteAsync(Envelope(clock, IdOf(clock)), cancellationToken);
            // A step that a pause has re-armed can come at the very instant of one that has fired: the id is used up though the step is not.
            if (result is CommandResult.Accepted { Repeated: true })
                result = await commands.ExecuteAsync(Envelope(clock, CommandId.For("fire-clock", clock.ClockId, clock.Generation, clock.FireAt.UtcTicks, time.GetUtcNow().UtcTicks)), cancellationToken);
            if (result is CommandResult.Refused { Refusal: var refusal }) await SettleAsync(clock, refusal, cancellationToken);
        }
        // Whatever goes wrong with one clock, the others have their deadlines too.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var retryAt = RetryAt(clock);
            JobLog.FiringFailed(log, error, clock.ClockId, clock.CaseId.Value, retryAt);
            await queue.PostponeAsync(clock, retryAt, error.Message, cancellationToken);
        }
    }

    private async ValueTask SettleAsync(DueClock clock, Refusal refusal, CancellationToken cancellationToken)
    {
        if (NothingToDo.Contains(refusal.Code))
        {
            JobLog.NothingToFire(log, clock.ClockId, clock.CaseId.Value, refusal.Code);
            return;
        }
        var retryAt = RetryAt(clock);
        JobLog.FiringRefused(log, clock.ClockId, clock.CaseId.Value, $"{refusal}", retryAt);
        await queue.PostponeAsync(clock, retryAt, $"{refusal}", cancellationToken);
    }

    private static CommandId IdOf(DueClock clock) => CommandId.For("fire-clock", clock.ClockId, clock.Generation, clock.FireAt.UtcTicks);

    private static CommandEnvelope Envelope(DueClock clock, CommandId id) => new(id, Actor.ClockKeeper, clock.CaseId, new FireClock(clock.ClockId, clock.Generation));

    // The longer it has been failing, the longer the wait, up to a bound that a person who mends it can sit out.
    private DateTimeOffset RetryAt(DueClock clock)
    {
        var now = time.GetUtcNow();
        var wait = (now - clock.FireAt) / 4;
        return now + (wait < ShortestRetry ? ShortestRetry : wait > LongestRetry ? LongestRetry : wait);
    }
}
