using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CaseWorkflows.IntegrationTests.Jobs.Outbox;

/// <summary>A mail server that speaks SMTP over a socket, as much as a client needs, and can be told to be difficult.</summary>
internal sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ReceivedMail> _mails = [];
    private readonly List<string> _commands = [];
    private readonly Task _accepting;

    public SmtpReceiver()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>What the server answers to a recipient; null: it takes it.</summary>
    public Func<string, string?> OnRecipient { get; set; } = _ => null;

    /// <summary>Whether it answers at all.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether it offers to sign in.</summary>
    public bool OffersSignIn { get; init; }

    public IReadOnlyList<ReceivedMail> Mails
    {
        get
        {
            lock (_mails) return [.. _mails];
        }
    }

    /// <summary>Every line that clients sent outside of mails.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_mails) return [.. _commands];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> talks = [];
        try
        {
            while (true) talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        finally
        {
            foreach (var talk in talks) await talk.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            if (IsSilent) await Task.Delay(Timeout.Infinite, _stopping.Token);
            await writer.WriteLineAsync("220 test ESMTP");
            List<string> recipients = [];
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                lock (_mails) _commands.Add(line);
                var verb = line.Split(' ')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "EHLO" when OffersSignIn:
                        await writer.WriteAsync("250-test\r\n250 AUTH LOGIN\r\n");
                        break;
                    case "AUTH":
                        await writer.WriteLineAsync("334 UGFzc3dvcmQ6");
                        lock (_mails) _commands.Add("");
                        var password = await reader.ReadLineAsync(_stopping.Token);
                        lock (_mails) _commands.Add(password!);
                        await writer.WriteLineAsync("235 welcome");
                        break;
                    case "RCPT":
                        var address = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                        var refusal = OnRecipient(address);
                        if (refusal is null) recipients.Add(address);
                        await writer.WriteLineAsync(refusal ?? "250 ok");
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 go on");
                        var text = new StringBuilder();
                        while (await reader.ReadLineAsync(_stopping.Token) is { } data && data != ".") text.Append(data).Append('\n');
                        lock (_mails) _mails.Add(ReceivedMail.Of(recipients, text.ToString()));
                        recipients = [];
                        await writer.WriteLineAsync("250 kept");
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 bye");
                        return;
                    default:
                        await writer.WriteLineAsync("250 ok");
                        break;
                }
            }
        }
    }
}

/// <summary>A mail as it arrived, its headers unfolded and its body decoded.</summary>
internal sealed record ReceivedMail(IReadOnlyList<string> Recipients, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Subject => Decode(Headers["Subject"]);

    public static ReceivedMail Of(IReadOnlyList<string> recipients, string text)
    {
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..split].Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal).Split('\n');
        var headers = lines.Select(x => x.Split(':', 2)).ToDictionary(x => x[0], x => x[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = text[(split + 2)..];
        return new ReceivedMail(recipients, headers, headers["Content-Transfer-Encoding"] switch
        {
            "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal))),
            "quoted-printable" => QuotedPrintable(body.Replace("=\n", "", StringComparison.Ordinal), '='),
            _ => body,
        });
    }

    /// <summary>Encoded words of RFC 2047, which follow each other without the blanks between them.</summary>
    private static string Decode(string header)
    {
        List<byte> bytes = [];
        foreach (var word in header.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.Split('?');
            Assert.True(parts.Length == 5 && parts[1].Equals("utf-8", StringComparison.OrdinalIgnoreCase), $"'{word}' is no encoded word in UTF-8.");
            bytes.AddRange(parts[2] is "B" or "b" ? Convert.FromBase64String(parts[3]) : Encoding.UTF8.GetBytes(QuotedPrintable(parts[3].Replace('_', ' '), '=')));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string QuotedPrintable(string text, char escape)
    {
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != escape)
            {
                bytes.Add((byte)text[i]);
                continue;
            }
            bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
            i += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
