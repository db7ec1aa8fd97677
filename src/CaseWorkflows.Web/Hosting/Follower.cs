namespace CaseWorkflows.Web.Hosting;

/// <summary>Brings what other processes made known in the database into this one, again and again, for as long as it runs.</summary>
internal abstract partial class Follower(TimeSpan every, TimeSpan afterFailure, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>Looks once.</summary>
    protected abstract ValueTask FollowAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = every;
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Usually the database is away for a moment; what is in force here stays until it is back.
            catch (Exception error)
            {
                CannotFollow(log, error, GetType().Name, afterFailure);
                wait = afterFailure;
            }
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Follower} could not look; trying again in {Delay}.")]
    private static partial void CannotFollow(ILogger log, Exception error, string follower, TimeSpan delay);
}
