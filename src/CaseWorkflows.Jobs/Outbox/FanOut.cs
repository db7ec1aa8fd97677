using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>
/// What one message for pages becomes on the other channels: a message for each person who wants mail and for each program that is told, and for those who
/// answer for others' limits perhaps a line in a digest. They are kept in the transaction that marks the first one as delivered, under keys made of its
/// own, so none is lost and none is told twice.
/// </summary>
internal sealed class FanOut(ChannelSettings settings, IMailDirectory people, NotificationTimes times, TimeProvider time)
{
    // Notices and documents quote names; mail leaves the house.
    private static readonly string[] MailedKinds = ["alert", "incident", StuckMessages.Kind, SystemMessages.Kind];

    public async ValueTask<FollowUp> OfAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (message.Channel != ChannelNames.Page) return FollowUp.None;
        List<OutboxMessage> messages = [];
        List<DigestEntry> digests = [];
        var now = time.GetUtcNow();
        if (settings.Mail is not null && MailedKinds.Contains(message.Kind))
            foreach (var person in await people.RecipientsAsync(message.CaseId, message.Recipient, AlertFacts.Of(message).Office, cancellationToken))
            {
                if (message.Kind == SystemMessages.Kind && !person.WantsSystem) continue;
                var mail = Copy(message, ChannelNames.Mail, person.Id.Value, now);
                if (message.Kind == "alert" && person.WantsDigest && AlertFacts.Of(message).IsForSupervision)
                {
                    digests.Add(times.Route(mail, person.Office, now));
                    continue;
                }
                mail.NextAttemptAt = times.ReachesAt(message, person.Office, now);
                messages.Add(mail);
            }
        foreach (var target in settings.Webhooks.Where(x => x.Kinds.Contains(message.Kind)))
        {
            var call = Copy(message, ChannelNames.Webhook, target.Name, now);
            if (target.KeepsQuietHours) call.NextAttemptAt = times.ReachesAt(message, OfficePath.Root, now);
            messages.Add(call);
        }
        return new(messages, digests);
    }

    /// <summary>
    /// When a message that is due may reach whom it is for: now, or later if the quiet hours have begun since it was made. Without it a failed mail would
    /// be tried again at night.
    /// </summary>
    public async ValueTask<DateTimeOffset> ReachesAtAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return message.Channel switch
        {
            ChannelNames.Mail when await people.FindAsync(new(message.Recipient), cancellationToken) is { } person => times.ReachesAt(message, person.Office, now),
            ChannelNames.Webhook when settings.Webhooks.Any(x => x.Name == message.Recipient && x.KeepsQuietHours) => times.ReachesAt(message, OfficePath.Root, now),
            _ => now,
        };
    }

    private static OutboxMessage Copy(OutboxMessage message, string channel, string recipient, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), message.CaseId, channel, message.Kind, recipient, message.Payload, $"{message.DedupKey}|{channel}|{recipient}", now);
}

/// <summary>What follows from a message that was delivered.</summary>
internal sealed record FollowUp(IReadOnlyList<OutboxMessage> Messages, IReadOnlyList<DigestEntry> Digests)
{
    public static FollowUp None { get; } = new([], []);
}
