using CaseWorkflows.Cases;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>
/// Lets few simulations run at once and none for long: they work on one processor each without pause, and the people at the counters must not wait
/// for an administrator's experiment.
/// </summary>
internal sealed class SimulationTurns : IDisposable
{
    private const int AtOnce = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>Runs when it is its turn; a problem if that does not come, or if it takes too long.</summary>
    public async Task<IResult> RunAsync(Func<CancellationToken, Task<IResult>> work, CancellationToken cancelled)
    {
        if (!await _turns.WaitAsync(Patience, cancelled)) return Problems.Of(new Refusal("simulation.busy", Ui.Text("simulation.busy")));
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
            limited.CancelAfter(Longest);
            try
            {
                // Off the thread that serves the request: playing never waits for anything outside, so it would never give the thread back.
                return await Task.Run(() => work(limited.Token), limited.Token);
            }
            catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
            {
                return Problems.Of(new Refusal("simulation.too-long", Ui.Text("simulation.too-long", ("seconds", Longest.TotalSeconds))));
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
