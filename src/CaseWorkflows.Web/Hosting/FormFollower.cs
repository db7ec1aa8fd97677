using CaseWorkflows.Cases.Forms.Editing;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Brings forms that were approved on another node into this process within a few seconds.</summary>
internal sealed partial class FormFollower(FormsInForce forms, TimeProvider time, ILogger<FormFollower> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Every;
            try
            {
                if (await forms.RefreshAsync(stoppingToken) is > 0 and var taken) Follows(log, taken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Usually the database is away for a moment; the forms in use stay until it is back.
            catch (Exception error)
            {
                CannotFollow(log, error, AfterFailure);
                wait = AfterFailure;
            }
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} approved forms are in use now.")]
    private static partial void Follows(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Approved forms could not be looked for; trying again in {Delay}.")]
    private static partial void CannotFollow(ILogger log, Exception error, TimeSpan delay);
}
