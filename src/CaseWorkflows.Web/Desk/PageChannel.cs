using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Desk;

/// <summary>
/// Delivers messages to the open pages of all processes. A page that is closed, or whose process can't be told, loses nothing: alerts and documents are
/// read from the case.
/// </summary>
internal sealed class PageChannel(INewsFeed feed) : IChannel
{
    public string Name => ChannelNames.Page;

    public ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken) => feed.TellAsync(message.Id, cancellationToken);
}

/// <summary>Hears of what any process delivers to pages, and tells the pages of this one.</summary>
internal sealed partial class PageNewsListener(INewsFeed feed, IOutboxQueue messages, PageNews news, TimeProvider time, ILogger<PageNewsListener> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var id in feed.ListenAsync(stoppingToken))
                    if (await messages.FindAsync(id, stoppingToken) is { } message)
                        Show(message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // Usually the database is away. Pages read again from time to time by themselves; a process that gave up would never be told again.
            catch (Exception error)
            {
                Deaf(log, error, Pause);
            }
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Show(OutboxMessage message)
    {
        var payload = JsonNode.Parse(message.Payload)!.AsObject();
        news.Arrived(new PageMessage(message.CaseId, message.Kind, message.Recipient, new LocalizedText((string?)payload["zh"] ?? "", (string?)payload["en"] ?? "")));
        if (message.CaseId is { } changed) news.Changed(changed);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pages of this process hear no news of others; trying again in {Pause}.")]
    private static partial void Deaf(ILogger log, Exception error, TimeSpan pause);
}
