using CaseWorkflows.Cases;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>
/// Lets few simulations and one exploration run at once, and none for long: they work on one processor each without pause, and the people at the counters must not wait
/// for an administrator's experiment.
/// </summary>
internal sealed class SimulationTurns : IDisposable
{
    private const int AtOnce = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private readonly SemaphoreSlim _turns = new(AtOnce);

    // An exploration keeps every state it finds in memory.
    private readonly SemaphoreSlim _explorationTurns = new(1);

    /// <summary>Runs simulations when it is their turn; a problem if that does not come, or if they take too long.</summary>
    public Task<IResult> RunAsync(Func<CancellationToken, Task<IResult>> work, CancellationToken cancelled) => InTurnAsync(_turns, "simulation", work, x => Problems.Of(x), cancelled);

    /// <summary>Runs simulations for a page when it is their turn; what <paramref name="otherwise"/> makes of the refusal if that does not come, or if they take too long.</summary>
    public Task<T> PlayAsync<T>(Func<CancellationToken, Task<T>> work, Func<Refusal, T> otherwise, CancellationToken cancelled) => InTurnAsync(_turns, "simulation", work, otherwise, cancelled);

    /// <summary>The same for an exploration.</summary>
    public Task<IResult> ExploreAsync(Func<CancellationToken, Task<IResult>> work, CancellationToken cancelled) => InTurnAsync(_explorationTurns, "exploration", work, x => Problems.Of(x), cancelled);

    private static async Task<T> InTurnAsync<T>(SemaphoreSlim turns, string kind, Func<CancellationToken, Task<T>> work, Func<Refusal, T> otherwise, CancellationToken cancelled)
    {
        if (!await turns.WaitAsync(Patience, cancelled)) return otherwise(new Refusal($"{kind}.busy", Ui.Text($"{kind}.busy")));
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
                return otherwise(new Refusal($"{kind}.too-long", Ui.Text($"{kind}.too-long", ("seconds", Longest.TotalSeconds))));
            }
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose()
    {
        _turns.Dispose();
        _explorationTurns.Dispose();
    }
}
