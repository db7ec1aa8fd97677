using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>Delivers what commands have decided to tell, by the message's channel; what keeps failing becomes stuck, where people see it.</summary>
internal sealed class OutboxDelivery(IOutboxQueue queue, IEnumerable<IChannel> channels, JobSettings settings, TimeProvider time, ILogger<OutboxDelivery> log) : IRecurringJob
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    private readonly Dictionary<string, IChannel> _channels = channels.ToDictionary(x => x.Name);

    public string Name => "outbox";

    public JobSchedule Schedule => JobSchedule.Every(settings.SweepEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = await queue.ClaimAsync(time.GetUtcNow(), settings.BatchSize, settings.Owner, settings.Lease, cancellationToken);
            if (batch.Count == 0) return;
            foreach (var message in batch) await DeliverAsync(message, cancellationToken);
        }
    }

    private async ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        message.Attempts++;
        try
        {
            if (!_channels.TryGetValue(message.Channel, out var channel))
                throw new InvalidOperationException($"No channel is called '{message.Channel}'.");
            await channel.DeliverAsync(message, cancellationToken);
            message.State = OutboxState.Sent;
            message.LastError = null;
        }
        // What a channel throws is what its other side did; it counts as a failed attempt and is kept with the message.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            message.LastError = error.Message;
            if (message.Attempts >= settings.MaxDeliveries)
            {
                message.State = OutboxState.Stuck;
                JobLog.DeliveryStuck(log, error, message.Id, message.Channel, message.Attempts);
            }
            else
            {
                message.NextAttemptAt = time.GetUtcNow() + RetryDelay(message.Attempts);
                JobLog.DeliveryFailed(log, error, message.Id, message.Channel, message.Attempts, message.NextAttemptAt);
            }
        }
        await queue.SettleAsync(message, cancellationToken);
    }

    /// <summary>5 s, 10 s, 20 s, … up to an hour.</summary>
    internal static TimeSpan RetryDelay(int attempts)
    {
        var delay = FirstRetry * Math.Pow(2, Math.Min(attempts - 1, 20));
        return delay > LongestRetry ? LongestRetry : delay;
    }
}
