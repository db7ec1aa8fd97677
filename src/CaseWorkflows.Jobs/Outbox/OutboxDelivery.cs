using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>Delivers what commands have decided to tell, by the message's channel; what keeps failing becomes stuck, where people see it.</summary>
internal sealed class OutboxDelivery(
    OutboxLane lane, IOutboxQueue queue, IEnumerable<IChannel> channels, FanOut fanOut, ChannelSettings outside, JobSettings settings, TimeProvider time, ILogger<OutboxDelivery> log) : IRecurringJob
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromDays(1);

    // How much of a wait is left to chance, so that what failed together is not tried again together.
    private const double Jitter = 0.2;

    // Of those whose other side may take its time so many at once, and never more than are being delivered: a claim must not run out while waiting.
    private const int AtOnce = 4;

    private readonly Dictionary<string, IChannel> _channels = channels.ToDictionary(x => x.Name);

    public string Name => lane switch { OutboxLane.Mail => "outbox-mail", OutboxLane.Webhooks => "outbox-webhooks", OutboxLane.Cases => "outbox-cases", _ => "outbox" };

    public JobSchedule Schedule => JobSchedule.Every(settings.SweepEvery);

    private bool IsPages => lane is OutboxLane.Pages or OutboxLane.Cases;

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var lease = IsPages ? settings.Lease : settings.Lease + outside.Timeout;
            var batch = await queue.ClaimAsync(lane, time.GetUtcNow(), IsPages ? settings.BatchSize : AtOnce, settings.Owner, lease, cancellationToken);
            if (batch.Count == 0) return;
            if (IsPages)
                foreach (var message in batch) await DeliverAsync(message, cancellationToken);
            else
                await Parallel.ForEachAsync(batch, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, DeliverAsync);
        }
    }

    private async ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (!IsPages && await fanOut.ReachesAtAsync(message, cancellationToken) is var reachesAt && reachesAt > time.GetUtcNow())
        {
            message.NextAttemptAt = reachesAt;
            await queue.SettleAsync(message, cancellationToken);
            return;
        }
        message.Attempts++;
        var following = FollowUp.None;
        try
        {
            if (!_channels.TryGetValue(message.Channel, out var channel))
                throw new InvalidOperationException(MessageTexts.Both("delivery.no-channel", ("channel", message.Channel)));
            await channel.DeliverAsync(message, cancellationToken);
            following = await fanOut.OfAsync(message, cancellationToken);
            (message.State, message.LastError, message.SentAt) = (OutboxState.Sent, null, time.GetUtcNow());
        }
        catch (DeliveryFailedException nobody) when (nobody.Why == DeliveryFailure.NobodyToTell)
        {
            (message.State, message.LastError) = (OutboxState.Dropped, nobody.Message);
        }
        // What a channel throws is what its other side did; it counts as a failed attempt and is kept with the message.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            message.LastError = error.Message;
            if (error is DeliveryFailedException { Why: DeliveryFailure.Final } || message.Attempts >= (IsPages ? settings.MaxDeliveries : settings.MaxOutsideDeliveries))
            {
                message.State = OutboxState.Stuck;
                following = new([StuckMessages.Alert(message, time.GetUtcNow())], []);
                JobLog.DeliveryStuck(log, error, message.Id, message.Channel, message.Attempts);
            }
            else
            {
                message.NextAttemptAt = time.GetUtcNow() + RetryDelay(message.Attempts, message.Id, (error as DeliveryFailedException)?.RetryAfter);
                JobLog.DeliveryFailed(log, error, message.Id, message.Channel, message.Attempts, message.NextAttemptAt);
            }
        }
        await queue.SettleAsync(message, following.Messages, following.Digests, cancellationToken);
    }

    /// <summary>5 s, 10 s, 20 s, … up to an hour.</summary>
    internal static TimeSpan RetryDelay(int attempts)
    {
        var delay = FirstRetry * Math.Pow(2, Math.Min(attempts - 1, 20));
        return delay > LongestRetry ? LongestRetry : delay;
    }

    /// <summary>That, up to a fifth less by the message's own chance, and no less than the other side asks for; that up to a day.</summary>
    internal static TimeSpan RetryDelay(int attempts, Guid message, TimeSpan? asked)
    {
        var chance = (uint)HashCode.Combine(message, attempts) / (double)uint.MaxValue;
        var delay = RetryDelay(attempts) * (1 - (Jitter * chance));
        var patience = asked > LongestPatience ? LongestPatience : asked;
        return patience > delay ? patience.Value : delay;
    }
}
