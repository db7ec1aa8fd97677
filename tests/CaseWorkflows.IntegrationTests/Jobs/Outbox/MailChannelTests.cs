using System.Net;
using System.Net.Sockets;
using System.Text;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Outbox;

namespace CaseWorkflows.IntegrationTests.Jobs.Outbox;

public sealed class MailChannelTests
{
    private const string Payload = """{"code":"42-2026-ABC","zh":"案件 42-2026-ABC 的“审查期限”即将届满。","en":"The review limit of case 42-2026-ABC is about to end."}""";

    [Fact]
    public async Task A_mail_arrives_in_both_languages_with_the_messages_id_for_its_own()
    {
        await using var server = new SmtpReceiver();
        var message = Message(Payload);
        await Channel(server.Port).DeliverAsync(message, default);
        var mail = Assert.Single(server.Mails);
        Assert.Equal(["wang@example.org"], mail.Recipients);
        Assert.Equal($"<{message.Id}@centre.example>", mail.Headers["Message-ID"]);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Equal("desk@centre.example", mail.Headers["Reply-To"]);
        Assert.Contains("alert", mail.Headers["List-Id"], StringComparison.Ordinal);
        Assert.Equal("案件 42-2026-ABC 的“审查期限”即将届满。 / The review limit of case 42-2026-ABC is about to end.", mail.Subject);
        Assert.StartsWith("text/plain; charset=utf-8", mail.Headers["Content-Type"], StringComparison.Ordinal);
        foreach (var part in new[] { "王芳，您好", "“审查期限”即将届满", "Dear 王芳", "The review limit", "42-2026-ABC" })
            Assert.Contains(part, mail.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_break_in_a_text_begins_no_header()
    {
        await using var server = new SmtpReceiver();
        await Channel(server.Port).DeliverAsync(Message("""{"zh":"提醒\r\nBcc: all@example.org","en":"Alert"}"""), default);
        var mail = Assert.Single(server.Mails);
        Assert.Equal(["wang@example.org"], mail.Recipients);
        Assert.False(mail.Headers.ContainsKey("Bcc"));
        Assert.Contains("Bcc: all@example.org", mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_greylisted_mail_is_taken_the_second_time()
    {
        var asked = 0;
        await using var server = new SmtpReceiver { OnRecipient = _ => ++asked == 1 ? "451 4.7.1 come again later" : null };
        var failed = await FailAsync(Channel(server.Port));
        Assert.Equal(DeliveryFailure.Passing, failed.Why);
        Assert.Contains("451", failed.Message, StringComparison.Ordinal);
        await Channel(server.Port).DeliverAsync(Message(Payload), default);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task An_address_that_the_server_does_not_know_is_final()
    {
        await using var server = new SmtpReceiver { OnRecipient = _ => "550 5.1.1 no such mailbox" };
        var failed = await FailAsync(Channel(server.Port));
        Assert.Equal(DeliveryFailure.Final, failed.Why);
        Assert.Contains("550", failed.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_for_now()
    {
        await using var server = new SmtpReceiver { IsSilent = true };
        Assert.Equal(DeliveryFailure.Passing, (await FailAsync(Channel(server.Port, timeout: 0.3))).Why);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal(DeliveryFailure.Passing, (await FailAsync(Channel(port))).Why);
    }

    [Fact]
    public async Task A_server_without_encryption_gets_neither_mail_nor_password()
    {
        await using var server = new SmtpReceiver { OffersSignIn = true };
        var failed = await FailAsync(Channel(server.Port, x => x with { UsesTls = true, UserName = "desk", Password = "a-secret-word" }));
        Assert.Equal(DeliveryFailure.Passing, failed.Why);
        Assert.Empty(server.Mails);
        Assert.DoesNotContain(server.Commands, x => x.StartsWith("AUTH", StringComparison.Ordinal) || x == Convert.ToBase64String(Encoding.UTF8.GetBytes("a-secret-word")));
    }

    [Fact]
    public async Task The_channel_signs_in_where_a_name_is_set()
    {
        await using var server = new SmtpReceiver { OffersSignIn = true };
        await Channel(server.Port, x => x with { UserName = "desk", Password = "a-secret-word" }).DeliverAsync(Message(Payload), default);
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("a-secret-word")), server.Commands);
        Assert.Single(server.Mails);
    }

    [Theory]
    [InlineData("nobody", Payload)]
    [InlineData("wang", "{}")]
    public async Task Who_is_gone_and_what_was_erased_is_not_sent(string recipient, string payload)
    {
        await using var server = new SmtpReceiver();
        var failed = await Assert.ThrowsAsync<DeliveryFailedException>(async () => await Channel(server.Port).DeliverAsync(Message(payload, recipient), default));
        Assert.Equal(DeliveryFailure.NobodyToTell, failed.Why);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Mail_that_was_switched_off_waits_for_a_person()
    {
        var off = new MailChannel(new ChannelSettings(), new FakeMailDirectory(), TimeProvider.System);
        var failed = await FailAsync(off);
        Assert.Equal(DeliveryFailure.Final, failed.Why);
        Assert.Contains("CASEWORKFLOWS__MAIL__HOST", failed.Message, StringComparison.Ordinal);
    }

    private static Task<DeliveryFailedException> FailAsync(MailChannel channel) => Assert.ThrowsAsync<DeliveryFailedException>(async () => await channel.DeliverAsync(Message(Payload), default));

    private static MailChannel Channel(int port, Func<MailSettings, MailSettings>? change = null, double timeout = 10)
    {
        var mail = new MailSettings("127.0.0.1", port, "alerts@centre.example") { FromName = "法律援助中心", ReplyTo = "desk@centre.example", UsesTls = false };
        var settings = new ChannelSettings { Mail = change is null ? mail : change(mail), Timeout = TimeSpan.FromSeconds(timeout) };
        return new MailChannel(settings, new FakeMailDirectory(new MailRecipient(new("wang"), "王芳", "wang@example.org")), TimeProvider.System);
    }

    private static OutboxMessage Message(string payload, string recipient = "wang") => new(Guid.NewGuid(), new CaseId(Guid.NewGuid()), "mail", "alert", recipient, payload, Guid.NewGuid().ToString(), DateTimeOffset.UnixEpoch);
}
