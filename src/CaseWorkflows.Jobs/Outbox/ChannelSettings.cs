namespace CaseWorkflows.Jobs.Outbox;

/// <summary>Which channels beside open pages an installation has. None are there by default.</summary>
public sealed record ChannelSettings
{
    /// <summary>The mail server; null: no mail is sent.</summary>
    public MailSettings? Mail { get; init; }

    /// <summary>Other programs that are told.</summary>
    public IReadOnlyList<WebhookTarget> Webhooks { get; init; } = [];

    /// <summary>How long the other side has to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How mail is handed in.</summary>
/// <param name="Host">The server.</param>
/// <param name="Port">Its port, usually 587.</param>
/// <param name="From">The sender's address.</param>
public sealed record MailSettings(string Host, int Port, string From)
{
    /// <summary>The sender's name; empty for none.</summary>
    public string FromName { get; init; } = "";

    /// <summary>Where answers go; null: to the sender.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether the connection must be encrypted (STARTTLS); a server that does not offer it gets neither mail nor password.</summary>
    public bool UsesTls { get; init; } = true;

    /// <summary>The name to sign in with; null: no signing in.</summary>
    public string? UserName { get; init; }

    /// <summary>Its password.</summary>
    public string Password { get; init; } = "";
}

/// <summary>A program that is told by HTTP.</summary>
/// <param name="Name">What it is called in messages, lists and errors; stays the same when the address changes.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="Secret">The key of the signatures, known to both sides.</param>
/// <param name="Kinds">Which kinds of messages it gets.</param>
public sealed record WebhookTarget(string Name, Uri Url, string Secret, IReadOnlyList<string> Kinds)
{
    /// <summary>Whether people are rung by it, so that it keeps quiet hours; a program that only takes note never sleeps.</summary>
    public bool KeepsQuietHours { get; init; }
}
