namespace CaseWorkflows.Cases.Ports;

/// <summary>
/// Where a message stands: Pending until it is delivered (Sent) or nobody is left to be told (Dropped); after too many failed attempts it is
/// Stuck, which a person sees and may retry: then it is Pending again. Sent and Dropped are final.
/// </summary>
public enum OutboxState
{
    /// <summary>To be delivered, or tried again at its next attempt.</summary>
    Pending,

    /// <summary>Delivered.</summary>
    Sent,

    /// <summary>Given up by the system, not by people.</summary>
    Stuck,

    /// <summary>Not delivered, because whoever it was for has gone, wants no such messages or was erased from the case.</summary>
    Dropped,
}

/// <summary>The names of the channels.</summary>
public static class ChannelNames
{
    /// <summary>Open pages.</summary>
    public const string Page = "page";

    /// <summary>E-mail.</summary>
    public const string Mail = "mail";

    /// <summary>Other programs, over HTTP.</summary>
    public const string Webhook = "webhook";

    /// <summary>Other cases: what one case has ordered of another.</summary>
    public const string Case = "case";
}

/// <summary>Something to be told outside the transaction that decided it.</summary>
public sealed class OutboxMessage
{
    private OutboxMessage() { }

    /// <summary>A new message.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="caseId">The case; null if it belongs to none.</param>
    /// <param name="channel"><c>page</c>, <c>mail</c>, <c>webhook</c>, <c>case</c>.</param>
    /// <param name="kind">What it is about: <c>alert</c>, <c>notice</c>, <c>document</c>, <c>incident</c>, <c>stuck</c>, <c>system</c>, <c>digest</c>.</param>
    /// <param name="recipient">A user id, <c>role:supervisor</c> or <c>applicant</c>.</param>
    /// <param name="payload">JSON with texts zh and en.</param>
    /// <param name="dedupKey">Unique: the same fact is never told twice.</param>
    /// <param name="createdAt">When it was decided.</param>
    public OutboxMessage(Guid id, CaseId? caseId, string channel, string kind, string recipient, string payload, string dedupKey, DateTimeOffset createdAt)
    {
        Id = id;
        CaseId = caseId;
        Channel = channel;
        Kind = kind;
        Recipient = recipient;
        Payload = payload;
        DedupKey = dedupKey;
        CreatedAt = createdAt;
        NextAttemptAt = createdAt;
    }

    /// <summary>Its id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The case; null for a digest and for what concerns the whole system.</summary>
    public CaseId? CaseId { get; private set; }

    /// <summary>The channel.</summary>
    public string Channel { get; private set; } = "";

    /// <summary>What it is about.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>To whom.</summary>
    public string Recipient { get; private set; } = "";

    /// <summary>What is said, as JSON.</summary>
    public string Payload { get; private set; } = "";

    /// <summary>Unique over all messages.</summary>
    public string DedupKey { get; private set; } = "";

    /// <summary>When it was decided.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public OutboxState State { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Why the last attempt failed; null if none did.</summary>
    public string? LastError { get; set; }

    /// <summary>When it was delivered; null before, and for messages that were delivered before this was kept.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Who ordered the last retry of the stuck message; null if nobody did.</summary>
    public string? RetriedBy { get; private set; }

    /// <summary>When that was; null if nobody did.</summary>
    public DateTimeOffset? RetriedAt { get; private set; }
}
