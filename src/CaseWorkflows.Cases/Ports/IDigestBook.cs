namespace CaseWorkflows.Cases.Ports;

/// <summary>An alert on its way to a supervisor: by a mail of its own while the hour's share lasts, else in a digest. In exactly one of the two.</summary>
/// <param name="Mail">The alert as a mail of its own.</param>
/// <param name="DigestAt">When the digest goes that it would be in.</param>
/// <param name="AtOnceAnHour">How many such mails of their own the person gets in an hour by the clock; 0: it always goes into the digest.</param>
public sealed record DigestEntry(OutboxMessage Mail, DateTimeOffset DigestAt, int AtOnceAnHour);

/// <summary>An alert that waited for a digest.</summary>
/// <param name="Payload">What it says, as JSON.</param>
/// <param name="CollectedAt">Since when it waited.</param>
public sealed record DigestItem(string Payload, DateTimeOffset CollectedAt);

/// <summary>Alerts that wait for digests.</summary>
public interface IDigestBook
{
    /// <summary>Who has alerts waiting whose digest is to go by now, those first who have waited longest.</summary>
    ValueTask<IReadOnlyList<UserId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Takes what waits for a person's digest by now and keeps the message that tells it, in one transaction: an alert is never in two digests, and
    /// none is taken without its message. False if nothing is left to tell: somebody else was first, or the alerts' texts have been erased.
    /// </summary>
    /// <param name="recipient">The person.</param>
    /// <param name="now">Now.</param>
    /// <param name="compose">Makes the message under this id; null if nothing of the alerts is left to be told.</param>
    /// <param name="cancellationToken">Gives up; nothing has happened then.</param>
    ValueTask<bool> CloseAsync(UserId recipient, DateTimeOffset now, Func<Guid, IReadOnlyList<DigestItem>, OutboxMessage?> compose, CancellationToken cancellationToken);
}
