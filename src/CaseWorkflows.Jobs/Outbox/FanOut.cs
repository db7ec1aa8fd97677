using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>
/// What one message for pages becomes on the other channels: a message for each person who wants mail and for each program that is told. They are kept in
/// the transaction that marks the first one as delivered, under keys made of its own, so none is lost and none is told twice.
/// </summary>
internal sealed class FanOut(ChannelSettings settings, IMailDirectory people, TimeProvider time)
{
    // Notices and documents quote names; mail leaves the house.
    private static readonly string[] MailedKinds = ["alert", "incident", "stuck"];

    public async ValueTask<IReadOnlyList<OutboxMessage>> OfAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (message.Channel != ChannelNames.Page) return [];
        List<OutboxMessage> following = [];
        if (settings.Mail is not null && MailedKinds.Contains(message.Kind))
            foreach (var person in await people.RecipientsAsync(message.CaseId, message.Recipient, cancellationToken))
                following.Add(Copy(message, ChannelNames.Mail, person.Id.Value));
        foreach (var target in settings.Webhooks.Where(x => x.Kinds.Contains(message.Kind)))
            following.Add(Copy(message, ChannelNames.Webhook, target.Name));
        return following;
    }

    private OutboxMessage Copy(OutboxMessage message, string channel, string recipient)
    {
        var now = time.GetUtcNow();
        return new OutboxMessage(Guid.CreateVersion7(now), message.CaseId, channel, message.Kind, recipient, message.Payload, $"{message.DedupKey}|{channel}|{recipient}", now);
    }
}
