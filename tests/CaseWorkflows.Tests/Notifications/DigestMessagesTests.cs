using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Tests.Notifications;

public sealed class DigestMessagesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 0, 30, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_missed_stands_first_then_what_ends_first_and_each_is_there_once()
    {
        var message = Digest(Alert("A", "Warning", "2026-03-20T16:00:00Z"), Alert("B", "Warning", "2026-03-12T16:00:00Z"), Alert("C", "Breach", "2026-03-08T16:00:00Z"))!;
        Assert.Equal(("mail", "digest", "chen", null), (message.Channel, message.Kind, message.Recipient, message.CaseId));
        var mail = CaseMail.Of(message, "陈")!;
        Assert.Contains("3", mail.Subject, StringComparison.Ordinal);
        string[] lines = [.. mail.Body.Split('\n').Where(x => x.StartsWith("· ", StringComparison.Ordinal))];
        Assert.Equal(["· 提醒C（C，期限届满 2026-03-08 24:00）", "· 提醒B（B，期限届满 2026-03-12 24:00）", "· 提醒A（A，期限届满 2026-03-20 24:00）"], lines);
        Assert.Equal(["- alert C (C, the limit ends 2026-03-08 24:00)", "- alert B (B, the limit ends 2026-03-12 24:00)", "- alert A (A, the limit ends 2026-03-20 24:00)"],
            mail.Body.Split('\n').Where(x => x.StartsWith("- ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_digest_of_warnings_can_wait_and_one_with_a_missed_limit_or_a_last_day_cannot()
    {
        Assert.False(AlertFacts.Of(Digest(Alert("A", "Warning", "2026-03-20T16:00:00Z"))!).IsUrgent);
        Assert.True(AlertFacts.Of(Digest(Alert("A", "Warning", "2026-03-10T16:00:00Z"))!).IsUrgent);
        Assert.True(AlertFacts.Of(Digest(Alert("A", "Escalation", "2026-03-01T16:00:00Z"))!).IsUrgent);
    }

    [Fact]
    public void Erased_alerts_are_left_out_and_an_empty_digest_is_none()
    {
        Assert.Contains("1", CaseMail.Of(Digest("{}", Alert("A", "Warning", "2026-03-20T16:00:00Z"))!, "陈")!.Subject, StringComparison.Ordinal);
        Assert.Null(Digest("{}", "{}"));
        Assert.Null(Digest());
    }

    [Fact]
    public void An_alert_cannot_bring_lines_of_its_own()
    {
        var mail = CaseMail.Of(Digest("""{"zh":"一\n· 二","en":"one\r\n- two","code":"A","level":"Warning"}""")!, "陈")!;
        Assert.Single(mail.Body.Split('\n'), x => x.StartsWith("· ", StringComparison.Ordinal));
        Assert.Single(mail.Body.Split('\n'), x => x.StartsWith("- ", StringComparison.Ordinal));
    }

    private static string Alert(string code, string level, string due) => $$"""{"alert":"{{code}}","code":"{{code}}","zh":"提醒{{code}}","en":"alert {{code}}","level":"{{level}}","role":"supervisor","due":"{{due}}"}""";

    private static OutboxMessage? Digest(params string[] payloads) => DigestMessages.Of(Guid.NewGuid(), new UserId("chen"), [.. payloads.Select(x => new DigestItem(x, Now))], Now);
}
