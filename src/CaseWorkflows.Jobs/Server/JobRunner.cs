using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.Jobs.Server;

/// <summary>Runs one job once, in its own scope, and notes how it went. What every job server calls.</summary>
public sealed class JobRunner(IServiceScopeFactory scopes, JobLedger ledger, TimeProvider time)
{
    /// <summary>Runs the job.</summary>
    /// <exception cref="InvalidOperationException">No job has this name: a schedule kept from an earlier version; the server should drop it.</exception>
    /// <remarks>The job's own exception is noted and passed on, for the server to log.</remarks>
    public async ValueTask RunAsync(string name, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var job = scope.ServiceProvider.GetServices<IRecurringJob>().FirstOrDefault(x => x.Name == name)
            ?? throw new InvalidOperationException($"No job is called '{name}'.");
        var startedAt = time.GetUtcNow();
        try
        {
            await job.RunAsync(cancellationToken);
            ledger.Succeeded(name, startedAt, time.GetUtcNow());
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ledger.Failed(name, startedAt, time.GetUtcNow(), error);
            throw;
        }
    }
}
