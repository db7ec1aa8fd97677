using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>What decides when a message may reach a person.</summary>
/// <param name="Level">How high an alert is; null for what is no alert, and for alerts from before this was kept.</param>
/// <param name="Role">The role that is told; null if the message does not say.</param>
/// <param name="DueAt">When the limit ends; null without one.</param>
/// <param name="IsUrgent">Whether it says of itself that it can't wait.</param>
public sealed record AlertFacts(AlertLevel? Level, string? Role, DateTimeOffset? DueAt, bool IsUrgent)
{
    /// <summary>The office whose people of the role are told; null if the message does not say.</summary>
    public OfficePath? Office { get; init; }

    /// <summary>The facts of a message.</summary>
    public static AlertFacts Of(OutboxMessage message)
    {
        if (JsonNode.Parse(message.Payload) is not JsonObject payload) return new(null, null, null, false);
        return new(
            Enum.TryParse<AlertLevel>((string?)payload["level"], ignoreCase: true, out var level) ? level : null,
            (string?)payload["role"],
            DateTimeOffset.TryParse(payload["due"]?.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var due) ? due : null,
            (bool?)payload["urgent"] ?? false)
        {
            Office = (string?)payload["office"] is { Length: > 0 } office ? new OfficePath(office) : null,
        };
    }

    /// <summary>Whether those it goes to answer for others' limits and get warnings together.</summary>
    public bool IsForSupervision => Role is People.Role.Supervisor or People.Role.Head;

    /// <summary>Whether it can't wait: a missed limit, the last day of one, or what says so of itself.</summary>
    public bool CannotWait(DateTimeOffset now) =>
        IsUrgent || Level is AlertLevel.Breach or AlertLevel.Escalation || (DueAt is { } due && now >= ChinaTime.StartOf(LastDay(due)));

    /// <summary>The last day of a limit: one that ends at 24:00 ends on the day before that instant.</summary>
    public static DateOnly LastDay(DateTimeOffset dueAt) => ChinaTime.DayOf(dueAt.AddTicks(-1));
}
