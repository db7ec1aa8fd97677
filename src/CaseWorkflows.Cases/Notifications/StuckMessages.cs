using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>Tells administrators that messages are stuck: once an hour for a channel, however many there are.</summary>
public static class StuckMessages
{
    /// <summary>The kind of these messages.</summary>
    public const string Kind = "stuck";

    /// <summary>The message that follows from one being stuck.</summary>
    public static OutboxMessage Alert(OutboxMessage stuck, DateTimeOffset now)
    {
        var text = MessageTexts.Get("stuck.alert", ("channel", MessageTexts.Get($"channel.{stuck.Channel}")));
        var payload = new JsonObject { ["channel"] = stuck.Channel, ["zh"] = text.Zh, ["en"] = text.En };
        return new OutboxMessage(Guid.CreateVersion7(now), stuck.CaseId, ChannelNames.Page, Kind, "role:" + Role.Administrator, payload.ToJsonString(CaseJson.Readable),
            $"stuck:{stuck.Channel}:{now.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture)}", now);
    }
}
