using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Clocks;

/// <summary>
/// Has each node of several look for due clocks, beside the job server's run on one of them. So nodes share a backlog, and when one dies no clock waits
/// until the job server has noticed. What one node has claimed the others do not see.
/// </summary>
internal sealed class ClockHand(JobRunner runner, ClockTurn turn, TimeProvider time, ILogger<ClockHand> log) : BackgroundService
{
    // While the job server's run has this node's turn.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        turn.Stop();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                // It ends by itself when the process stops: broken off, its clocks would wait for the end of the claim.
                await runner.RunAsync(DueClocks.JobName, CancellationToken.None);
            }
            // Usually the database is away. Whatever it is, a node that gave up would leave its share undone in silence.
            catch (Exception error)
            {
                JobLog.LookingFailed(log, error, AfterFailure);
                pause = AfterFailure;
            }
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Who looks for due clocks in this process: the job server's run or the node's own hand, whichever comes first; one of them is enough.</summary>
internal sealed class ClockTurn : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private int _isTaken;

    /// <summary>The process ends: who looks finishes what is claimed, and looks no more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Says that the process ends.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    /// <summary>Takes the turn; false if the other has it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    /// <summary>Gives it back.</summary>
    public void GiveBack() => Volatile.Write(ref _isTaken, 0);
}
