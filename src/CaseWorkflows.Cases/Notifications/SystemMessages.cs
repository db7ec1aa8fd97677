using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>Tells administrators of a system notice: on their pages, and by mail those who want it.</summary>
public static class SystemMessages
{
    /// <summary>The kind of these messages.</summary>
    public const string Kind = "system";

    /// <summary>The message of a notice. One that has ended and is raised again is told again.</summary>
    public static OutboxMessage Of(SystemNotice notice)
    {
        var payload = new JsonObject
        {
            ["notice"] = notice.Key, ["zh"] = notice.Text.Zh, ["en"] = notice.Text.En,
            // A deadline that nobody processes is being missed while the administrator sleeps; a calendar has weeks.
            ["urgent"] = notice.Kind == OverdueClock.NoticeKind,
        };
        return new OutboxMessage(Guid.CreateVersion7(notice.RaisedAt), null, ChannelNames.Page, Kind, "role:" + Role.Administrator, payload.ToJsonString(CaseJson.Readable),
            $"system:{notice.Key}:{notice.RaisedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}", notice.RaisedAt);
    }
}
