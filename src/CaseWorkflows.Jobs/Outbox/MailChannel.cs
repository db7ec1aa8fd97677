using System.Net;
using System.Net.Mail;
using System.Text;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>
/// Mail by SMTP, plain text in both languages. The Message-ID is made of the message's id, so that a mail that was delivered twice is seen to be one.
/// </summary>
internal sealed class MailChannel(ChannelSettings settings, IMailDirectory people, TimeProvider time) : IChannel
{
    // The server's own words are kept, but not a page of them.
    private const int LongestDetail = 300;

    public string Name => ChannelNames.Mail;

    public async ValueTask DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (settings.Mail is not { } mail) throw new DeliveryFailedException(DeliveryFailure.Final, MessageTexts.Both("delivery.mail-off"));
        // The address of now: it may have been corrected because of this very message.
        var to = await people.FindAsync(new UserId(message.Recipient), cancellationToken)
            ?? throw new DeliveryFailedException(DeliveryFailure.NobodyToTell, MessageTexts.Both("delivery.nobody"));
        var text = CaseMail.Of(message, to.Name) ?? throw new DeliveryFailedException(DeliveryFailure.NobodyToTell, MessageTexts.Both("delivery.erased"));
        using var letter = Letter(mail, message, to, text);
        await SendAsync(mail, letter, cancellationToken);
    }

    private static MailMessage Letter(MailSettings mail, OutboxMessage message, MailRecipient to, CaseMail text)
    {
        var from = new MailAddress(mail.From, mail.FromName, Encoding.UTF8);
        var letter = new MailMessage(from, new MailAddress(to.Address, to.Name, Encoding.UTF8))
        {
            Subject = text.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Body = text.Body,
            BodyEncoding = Encoding.UTF8,
            IsBodyHtml = false,
        };
        if (mail.ReplyTo is { } reply) letter.ReplyToList.Add(new MailAddress(reply));
        letter.Headers["Message-ID"] = $"<{message.Id}@{from.Host}>";
        letter.Headers["List-Id"] = $"<caseworkflows-{message.Kind}.{from.Host}>";
        // Without it out-of-office replies answer every alert.
        letter.Headers["Auto-Submitted"] = "auto-generated";
        return letter;
    }

    private async Task SendAsync(MailSettings mail, MailMessage letter, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient(mail.Host, mail.Port) { EnableSsl = mail.UsesTls, DeliveryFormat = SmtpDeliveryFormat.SevenBit };
        if (mail.UserName is { } user) client.Credentials = new NetworkCredential(user, mail.Password);
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Waited for from outside: the client does not look at the token while it connects.
            await client.SendMailAsync(letter, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryFailedException(DeliveryFailure.Passing, MessageTexts.Both("delivery.timeout", ("seconds", settings.Timeout.TotalSeconds)));
        }
        catch (SmtpFailedRecipientException refused)
        {
            // 5xx: this address will not be better tomorrow; 4xx (greylisting, a full mailbox) may be.
            var isFinal = (int)refused.StatusCode >= 500;
            throw new DeliveryFailedException(
                isFinal ? DeliveryFailure.Final : DeliveryFailure.Passing,
                MessageTexts.Both(isFinal ? "delivery.mail-refused" : "delivery.mail-failed", ("status", Number(refused.StatusCode)), ("detail", Detail(refused))), refused);
        }
        // Whatever else it is (no connection, a certificate, a wrong password) belongs to the server or the settings, not to the message.
        catch (SmtpException failed)
        {
            throw new DeliveryFailedException(DeliveryFailure.Passing, MessageTexts.Both("delivery.mail-failed", ("status", Number(failed.StatusCode)), ("detail", Detail(failed))), failed);
        }
    }

    private static string Number(SmtpStatusCode status) => ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Detail(Exception error)
    {
        var text = error.InnerException is { } inner ? $"{error.Message} {inner.Message}" : error.Message;
        return text.Length > LongestDetail ? text[..LongestDetail] : text;
    }
}
