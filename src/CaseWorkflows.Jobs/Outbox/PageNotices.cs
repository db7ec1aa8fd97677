using System.Collections.Concurrent;
using System.Threading.Channels;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>
/// The channel <c>page</c>: hands messages to the pages that are open in this process, so that they show news at once. What is told is
/// kept with the case; a page that is opened later, or on another node, reads it there.
/// </summary>
public sealed class PageNotices : IChannel
{
    // A page that has not taken so many is not being looked at; it reads the list when it is.
    private const int Backlog = 64;

    private readonly ConcurrentDictionary<PageSubscription, Channel<OutboxMessage>> _pages = new();

    /// <inheritdoc/>
    public string Name => "page";

    /// <summary>A page begins to listen. Dispose the subscription when it closes.</summary>
    public PageSubscription Subscribe()
    {
        var channel = Channel.CreateBounded<OutboxMessage>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var subscription = new PageSubscription(this, channel.Reader);
        _pages[subscription] = channel;
        return subscription;
    }

    /// <inheritdoc/>
    public ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        foreach (var channel in _pages.Values) channel.Writer.TryWrite(message);
        return ValueTask.CompletedTask;
    }

    internal void Remove(PageSubscription subscription)
    {
        if (_pages.TryRemove(subscription, out var channel)) channel.Writer.TryComplete();
    }
}

/// <summary>One open page's ear.</summary>
public sealed class PageSubscription : IDisposable
{
    private readonly PageNotices _notices;

    internal PageSubscription(PageNotices notices, ChannelReader<OutboxMessage> messages)
    {
        _notices = notices;
        Messages = messages;
    }

    /// <summary>The messages as they come; ends when the subscription is disposed. Whom they are for stands in <see cref="OutboxMessage.Recipient"/>.</summary>
    public ChannelReader<OutboxMessage> Messages { get; }

    /// <inheritdoc/>
    public void Dispose() => _notices.Remove(this);
}
