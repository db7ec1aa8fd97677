using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Which messages a worker takes. Each lane has its own, so that a mail server that does not answer keeps back no page.</summary>
public enum OutboxLane
{
    /// <summary>Everything that is not in another lane: open pages.</summary>
    Pages,

    /// <summary>E-mail.</summary>
    Mail,

    /// <summary>Webhooks.</summary>
    Webhooks,

    /// <summary>What cases have ordered of other cases.</summary>
    Cases,
}

/// <summary>Messages to deliver.</summary>
public interface IOutboxQueue
{
    /// <summary>Claims up to <paramref name="limit"/> pending messages of a lane whose next attempt has come.</summary>
    ValueTask<IReadOnlyList<OutboxMessage>> ClaimAsync(OutboxLane lane, DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps how an attempt ended and, in the same transaction, adds the messages and the alerts for digests that follow from it. A message that was
    /// sent or dropped before stays as it is and nothing follows from it a second time; one that follows under a known
    /// <see cref="OutboxMessage.DedupKey"/> is left out.
    /// </summary>
    ValueTask SettleAsync(OutboxMessage message, IReadOnlyList<OutboxMessage> following, IReadOnlyList<DigestEntry> digests, CancellationToken cancellationToken);

    /// <summary>Keeps how an attempt ended and adds the messages that follow from it.</summary>
    ValueTask SettleAsync(OutboxMessage message, IReadOnlyList<OutboxMessage> following, CancellationToken cancellationToken) => SettleAsync(message, following, [], cancellationToken);

    /// <summary>Keeps how an attempt ended.</summary>
    ValueTask SettleAsync(OutboxMessage message, CancellationToken cancellationToken) => SettleAsync(message, [], [], cancellationToken);

    /// <summary>The message, or null.</summary>
    ValueTask<OutboxMessage?> FindAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>Delivers messages of one channel.</summary>
public interface IChannel
{
    /// <summary>The channel's name, see <see cref="ChannelNames"/>.</summary>
    string Name { get; }

    /// <summary>
    /// Delivers, at least once: a message whose worker died is delivered again under the same id. An exception counts as a failed attempt and is
    /// kept with the message; <see cref="DeliveryFailedException"/> says more about it.
    /// </summary>
    ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken);
}

/// <summary>What a failed delivery means for the message.</summary>
public enum DeliveryFailure
{
    /// <summary>It may work later.</summary>
    Passing,

    /// <summary>It will not work by itself however often it is tried: a person has to do something first.</summary>
    Final,

    /// <summary>There is nobody to be told any more.</summary>
    NobodyToTell,
}

/// <summary>A delivery failed in a way that the channel understands. The message is read by people, in both languages.</summary>
public sealed class DeliveryFailedException(DeliveryFailure why, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What it means for the message.</summary>
    public DeliveryFailure Why { get; } = why;

    /// <summary>How long the other side asks to be left alone; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Lets every process of the product hear of what was delivered to pages, each having its own people connected.</summary>
public interface INewsFeed
{
    /// <summary>Tells all processes that a message has something for open pages. Who is not listening misses it.</summary>
    ValueTask TellAsync(Guid messageId, CancellationToken cancellationToken);

    /// <summary>The ids of messages from the first one on that is told after this has begun to listen; ends with an exception if the connection breaks.</summary>
    IAsyncEnumerable<Guid> ListenAsync(CancellationToken cancellationToken);
}

/// <summary>Who gets messages by mail.</summary>
public interface IMailDirectory
{
    /// <summary>
    /// Everybody with an address who wants mail and whom a message means: the person themselves, or for <c>role:…</c> those of the role whose
    /// office has the case or stands above it, and without a case all of the role. Nobody for other recipients, and never lawyers as a role: they
    /// see only what was given to them. Where the message names the office that is told, only those of the role in that very office, unless
    /// nobody there holds it any more.
    /// </summary>
    ValueTask<IReadOnlyList<MailRecipient>> RecipientsAsync(CaseId? caseId, string recipient, OfficePath? toldOffice, CancellationToken cancellationToken);

    /// <summary>The person with their address of now; null if they are gone, disabled, have none or want no mail.</summary>
    ValueTask<MailRecipient?> FindAsync(UserId id, CancellationToken cancellationToken);
}

/// <summary>Somebody who gets mail.</summary>
public sealed record MailRecipient(UserId Id, string Name, string Address)
{
    /// <summary>Their office: its region says when they are left in peace.</summary>
    public OfficePath Office { get; init; } = OfficePath.Root;

    /// <summary>Whether warnings come together in a digest; if not, each comes by itself. It matters to supervisors and heads alone.</summary>
    public bool WantsDigest { get; init; } = true;

    /// <summary>Whether what concerns the whole system comes by mail. It matters to administrators alone.</summary>
    public bool WantsSystem { get; init; } = true;
}

/// <summary>What a person may switch off beside a whole channel.</summary>
public static class MailWishes
{
    /// <summary>Warnings together in one mail.</summary>
    public const string Digest = "digest";

    /// <summary>What concerns the whole system.</summary>
    public const string System = "system";
}

/// <summary>Messages as administrators see them. What a message says is not shown: administrators see no case.</summary>
public interface IMessageBook
{
    /// <summary>Messages of cases in the actor's office and below, and those of no case, the youngest first.</summary>
    ValueTask<Page<MessageLine>> ListAsync(Actor actor, MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>Makes a stuck message pending again, with all its attempts before it.</summary>
    ValueTask<RetryOutcome> RetryAsync(Actor actor, Guid id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes all stuck messages of a channel (of all channels for null) pending again; how many there were.</summary>
    ValueTask<int> RetryAllAsync(Actor actor, string? channel, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Which messages; null: any.</summary>
public sealed record MessageFilter(OutboxState? State = null, string? Channel = null, int PageNumber = 0, int PageSize = 50);

/// <summary>A message in a list; without a case it has no code.</summary>
public sealed record MessageLine(CaseId? CaseId, string? CaseCode, OutboxMessage Message);

/// <summary>How the order to retry a message ended.</summary>
public enum RetryOutcome
{
    /// <summary>It is pending again.</summary>
    Retried,

    /// <summary>It is not stuck: it is being tried, or it was delivered.</summary>
    NotStuck,

    /// <summary>There is no such message, or not for this actor.</summary>
    Unknown,
}
