using CaseWorkflows.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace CaseWorkflows.IntegrationTests.Hosting;

public sealed class ChannelOptionsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Mail:Host"] = "mail.example.org",
        ["Mail:From"] = "alerts@example.org",
        ["Mail:UserName"] = "desk",
        ["Mail:Password"] = "word",
        ["Webhooks:0:Url"] = "https://partner.example/hook?x=1",
        ["Webhooks:0:Secret"] = "0123456789abcdef",
        ["Webhooks:1:Url"] = "http://inside.example:8080/",
        ["Webhooks:1:Secret"] = "0123456789abcdef",
        ["Webhooks:1:AllowHttp"] = "true",
        ["Webhooks:1:Kinds"] = "alert, document",
        ["Webhooks:1:Name"] = "inside",
    };

    [Fact]
    public void Settings_become_channels()
    {
        var channels = Read([]);
        Assert.Equal(("mail.example.org", 587, "alerts@example.org", true, "desk"), (channels.Mail!.Host, channels.Mail.Port, channels.Mail.From, channels.Mail.UsesTls, channels.Mail.UserName));
        Assert.Equal(["partner.example/hook", "inside"], channels.Webhooks.Select(x => x.Name));
        Assert.Equal([["alert", "incident", "stuck"], ["alert", "document"]], channels.Webhooks.Select(x => x.Kinds));
    }

    [Fact]
    public void Without_settings_there_are_no_channels()
    {
        var channels = ChannelOptions.Read(new ProductOptions());
        Assert.Null(channels.Mail);
        Assert.Empty(channels.Webhooks);
    }

    [Theory]
    [InlineData("Mail:Port", "70000", "MAIL__PORT")]
    [InlineData("Mail:From", "nobody", "MAIL__FROM")]
    [InlineData("Mail:From", "", "MAIL__FROM")]
    [InlineData("Mail:ReplyTo", "@", "MAIL__REPLYTO")]
    [InlineData("Mail:Security", "ssl", "MAIL__SECURITY")]
    [InlineData("Mail:Security", "none", "MAIL__SECURITY")]
    [InlineData("Webhooks:0:Url", "partner.example", "WEBHOOKS__0__URL")]
    [InlineData("Webhooks:0:Url", "ftp://partner.example", "WEBHOOKS__0__URL")]
    [InlineData("Webhooks:0:Url", "http://partner.example", "WEBHOOKS__0__ALLOWHTTP")]
    [InlineData("Webhooks:0:Secret", "short", "WEBHOOKS__0__SECRET")]
    [InlineData("Webhooks:0:Kinds", "alert,alarm", "WEBHOOKS__0__KINDS")]
    [InlineData("Webhooks:0:Kinds", ",", "WEBHOOKS__0__KINDS")]
    [InlineData("Webhooks:0:Name", "inside", "inside")]
    public void A_setting_that_cant_be_stops_the_start_and_is_named_in_both_languages(string setting, string value, string named)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(new() { [setting] = value }));
        Assert.Contains(named, refused.Text.Zh, StringComparison.Ordinal);
        Assert.Contains(named, refused.Text.En, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", refused.Message, StringComparison.Ordinal);
    }

    private static CaseWorkflows.Jobs.Outbox.ChannelSettings Read(Dictionary<string, string?> changes)
    {
        var settings = Good.Concat(changes).GroupBy(x => x.Key).ToDictionary(x => "CaseWorkflows:" + x.Key, x => x.Last().Value);
        return ChannelOptions.Read(Composition.OptionsOf(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
    }
}
