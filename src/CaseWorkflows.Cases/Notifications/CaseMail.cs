using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>A message as a mail in both languages: it names the case by its code and nobody by name, since mail leaves the house.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text, lines ending in a line feed.</param>
public sealed record CaseMail(string Subject, string Body)
{
    /// <summary>The mail for a message; null if its text has been erased.</summary>
    public static CaseMail? Of(OutboxMessage message, string recipientName)
    {
        var payload = JsonNode.Parse(message.Payload) as JsonObject;
        var (zh, en, code) = ((string?)payload?["zh"], (string?)payload?["en"], (string?)payload?["code"]);
        if (string.IsNullOrWhiteSpace(zh) && string.IsNullOrWhiteSpace(en)) return null;
        (zh, en) = (OneLine(zh ?? en!), OneLine(en ?? zh!));
        var text = new LocalizedText(zh, en);
        var body = message.Kind == DigestMessages.Kind ? MessageTexts.Get("mail.digest", ("name", recipientName), ("text", text), ("lines", DigestMessages.Lines(payload!)))
            : code is null ? MessageTexts.Get("mail.without-case", ("name", recipientName), ("text", text))
            : MessageTexts.Get("mail.body", ("name", recipientName), ("text", text), ("code", code));
        return new CaseMail($"{zh} / {en}", $"{body.Zh}\n\n{body.En}\n");
    }

    // A line break in a subject would begin another header.
    private static string OneLine(string text) => string.Concat(text.Select(x => char.IsControl(x) ? ' ' : x)).Trim();
}
