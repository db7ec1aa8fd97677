using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>Alerts that waited, as one message: what is missed first, then by the end of the limit. Each is named with its case's code and nobody by name.</summary>
public static class DigestMessages
{
    /// <summary>The kind of these messages.</summary>
    public const string Kind = "digest";

    /// <summary>The message; null if the texts of all alerts have been erased.</summary>
    public static OutboxMessage? Of(Guid id, UserId recipient, IReadOnlyList<DigestItem> items, DateTimeOffset now)
    {
        var told = items.Select(x => JsonNode.Parse(x.Payload) as JsonObject).OfType<JsonObject>().Where(x => x["zh"] is not null || x["en"] is not null)
            .Select(x => (Payload: x, Level: Level(x), Due: Due(x)))
            .OrderByDescending(x => x.Level != AlertLevel.Warning).ThenBy(x => x.Due ?? DateTimeOffset.MaxValue).ThenBy(x => (string?)x.Payload["code"], StringComparer.Ordinal).ToList();
        if (told.Count == 0) return null;
        var title = MessageTexts.Get("digest.title", ("count", told.Count));
        var payload = new JsonObject
        {
            ["zh"] = title.Zh,
            ["en"] = title.En,
            // What is missed was only put together because it was too much; it waits for no morning.
            ["urgent"] = told.Exists(x => x.Level != AlertLevel.Warning || (x.Due is { } due && now >= ChinaTime.StartOf(AlertFacts.LastDay(due)))),
            ["items"] = new JsonArray([.. told.Select(x => (JsonNode)Item(x.Payload, x.Due))]),
        };
        return new OutboxMessage(id, null, ChannelNames.Mail, Kind, recipient.Value, payload.ToJsonString(Model.CaseJson.Readable), $"digest:{recipient}:{id}", now);
    }

    /// <summary>The alerts of a digest, one a line.</summary>
    public static LocalizedText Lines(JsonObject payload)
    {
        var lines = (payload["items"] as JsonArray ?? []).OfType<JsonObject>().Select(x =>
        {
            var (zh, en) = ((string?)x["zh"], (string?)x["en"]);
            return MessageTexts.Get("digest.line", ("text", new LocalizedText(OneLine(zh ?? en!), OneLine(en ?? zh!))), ("code", (string?)x["code"]), ("due", Due(x) is { } due ? Moment(due) : "—"));
        }).ToList();
        return new(string.Join('\n', lines.Select(x => x.Zh)), string.Join('\n', lines.Select(x => x.En)));
    }

    private static JsonObject Item(JsonObject alert, DateTimeOffset? due) => new()
    {
        ["alert"] = (string?)alert["alert"], ["code"] = (string?)alert["code"], ["level"] = (string?)alert["level"], ["due"] = due, ["zh"] = (string?)alert["zh"], ["en"] = (string?)alert["en"],
    };

    private static AlertLevel Level(JsonObject alert) => Enum.TryParse<AlertLevel>((string?)alert["level"], ignoreCase: true, out var level) ? level : AlertLevel.Breach;

    private static DateTimeOffset? Due(JsonObject alert) => DateTimeOffset.TryParse(alert["due"]?.ToString(), CultureInfo.InvariantCulture, out var due) ? due : null;

    // The end of a day is read as that day's 24:00, not as the next day.
    private static string Moment(DateTimeOffset due)
    {
        var local = ChinaTime.ToChina(due);
        return local.TimeOfDay == TimeSpan.Zero
            ? local.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 24:00"
            : local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string OneLine(string text) => string.Concat(text.Select(x => char.IsControl(x) ? ' ' : x)).Trim();
}
