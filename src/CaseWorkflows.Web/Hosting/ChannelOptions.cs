using System.Net.Mail;
using CaseWorkflows.Jobs.Outbox;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>The mail server, as an installation sets it.</summary>
public sealed class MailOptions
{
    /// <summary>The server; empty: no mail is sent.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary><c>starttls</c> (the default) or <c>none</c>.</summary>
    public string Security { get; init; } = "starttls";

    /// <summary>The sender's address.</summary>
    public string From { get; init; } = "";

    /// <summary>The sender's name.</summary>
    public string FromName { get; init; } = "";

    /// <summary>Where answers go; empty: to the sender.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>The name to sign in with; empty: no signing in.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Its password.</summary>
    public string Password { get; init; } = "";
}

/// <summary>A program that is told, as an installation sets it.</summary>
public sealed class WebhookOptions
{
    /// <summary>What it is called; empty: host and path of the address.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it listens.</summary>
    public string Url { get; init; } = "";

    /// <summary>The key of the signatures.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Kinds of messages, separated by commas.</summary>
    public string Kinds { get; init; } = "alert,incident,stuck";

    /// <summary>Whether it rings people, so that it keeps quiet hours.</summary>
    public bool QuietHours { get; init; }

    /// <summary>Whether the address may be http, unencrypted.</summary>
    public bool AllowHttp { get; init; }
}

/// <summary>Checks what an installation sets for its channels, before anything starts.</summary>
internal static class ChannelOptions
{
    private const int ShortestSecret = 16;

    private static readonly string[] Kinds = ["alert", "incident", "stuck", "system", "notice", "document"];

    /// <summary>The channels that are set.</summary>
    /// <exception cref="StartRefusedException">A setting can't be; the message names it.</exception>
    public static ChannelSettings Read(ProductOptions options)
    {
        List<WebhookTarget> targets = [];
        for (var i = 0; i < options.Webhooks.Count; i++)
        {
            var target = Target(options.Webhooks[i], $"CASEWORKFLOWS__WEBHOOKS__{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}__");
            if (targets.Exists(x => x.Name == target.Name)) throw Refused("start.webhook-twice", ("name", target.Name));
            targets.Add(target);
        }
        return new ChannelSettings { Mail = options.Mail.Host.Length == 0 ? null : Mail(options.Mail), Webhooks = targets };
    }

    private static MailSettings Mail(MailOptions mail)
    {
        const string Prefix = "CASEWORKFLOWS__MAIL__";
        if (mail.Port is < 1 or > 65535) throw Refused("start.mail-port", ("setting", Prefix + "PORT"), ("value", mail.Port));
        if (!MailAddress.TryCreate(mail.From, out var from) || from.Address != mail.From) throw Refused("start.mail-address", ("setting", Prefix + "FROM"), ("value", mail.From));
        if (mail.ReplyTo.Length > 0 && !MailAddress.TryCreate(mail.ReplyTo, out _)) throw Refused("start.mail-address", ("setting", Prefix + "REPLYTO"), ("value", mail.ReplyTo));
        if (mail.Security is not ("starttls" or "none")) throw Refused("start.mail-security", ("setting", Prefix + "SECURITY"), ("value", mail.Security));
        // A password in the clear is everybody's on the way; to this machine itself there is no way.
        if (mail.UserName.Length > 0 && mail.Security == "none" && mail.Host is not ("localhost" or "127.0.0.1" or "::1")) throw Refused("start.mail-password-open", ("setting", Prefix + "SECURITY"));
        return new MailSettings(mail.Host, mail.Port, mail.From)
        {
            FromName = mail.FromName,
            ReplyTo = mail.ReplyTo.Length == 0 ? null : mail.ReplyTo,
            UsesTls = mail.Security == "starttls",
            UserName = mail.UserName.Length == 0 ? null : mail.UserName,
            Password = mail.Password,
        };
    }

    private static WebhookTarget Target(WebhookOptions webhook, string prefix)
    {
        if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) throw Refused("start.webhook-url", ("setting", prefix + "URL"), ("value", webhook.Url));
        if (url.Scheme == "http" && !webhook.AllowHttp) throw Refused("start.webhook-http", ("setting", prefix + "URL"), ("value", webhook.Url), ("allow", prefix + "ALLOWHTTP"));
        if (webhook.Secret.Length < ShortestSecret) throw Refused("start.webhook-secret", ("setting", prefix + "SECRET"), ("length", ShortestSecret));
        var kinds = webhook.Kinds.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (kinds.Length == 0 || Array.Find(kinds, x => !Kinds.Contains(x)) is not null)
            throw Refused("start.webhook-kinds", ("setting", prefix + "KINDS"), ("value", webhook.Kinds), ("kinds", string.Join(", ", Kinds)));
        return new WebhookTarget(webhook.Name.Length > 0 ? webhook.Name : url.Authority + url.AbsolutePath, url, webhook.Secret, kinds) { KeepsQuietHours = webhook.QuietHours };
    }

    private static StartRefusedException Refused(string code, params (string Name, object? Value)[] args) => new(Ui.Text(code, args));
}
