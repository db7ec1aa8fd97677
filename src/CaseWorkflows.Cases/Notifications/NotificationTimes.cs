using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>When a message reaches a person, by the policy of their office's region and the calendars in force.</summary>
/// <param name="library">The policies, offices and calendars.</param>
public sealed class NotificationTimes(WorkflowLibrary library)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>When a message may reach somebody whose office this is.</summary>
    public DateTimeOffset ReachesAt(OutboxMessage message, OfficePath office, DateTimeOffset now) => PolicyOf(office).ReachesAt(now, AlertFacts.Of(message), Calendar);

    /// <summary>
    /// How an alert gets to somebody who answers for others' limits. A warning waits for the next digest. What can't wait, and a warning whose digest would
    /// come when the limit has ended, goes by itself; if that is too much for the hour, in a digest when the hour is over.
    /// </summary>
    /// <param name="mail">The alert as a mail; its next attempt is set.</param>
    /// <param name="office">The person's office.</param>
    /// <param name="now">Now.</param>
    public DigestEntry Route(OutboxMessage mail, OfficePath office, DateTimeOffset now)
    {
        var (policy, facts) = (PolicyOf(office), AlertFacts.Of(mail));
        mail.NextAttemptAt = policy.ReachesAt(now, facts, Calendar);
        var digest = policy.NextDigest(now, Calendar);
        return facts.CannotWait(now) || digest >= facts.DueAt
            ? new DigestEntry(mail, new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Hour.Ticks), TimeSpan.Zero) + Hour, policy.AtOnceAnHour)
            : new DigestEntry(mail, digest, 0);
    }

    private BusinessCalendar Calendar => library.Calendar.Calendar;

    private NotificationPolicy PolicyOf(OfficePath office)
    {
        for (var path = office; path != OfficePath.Root; path = path.Parent)
            if (library.Office(path.Value) is { } known) return library.Notifications.Of(known.Region);
        return library.Notifications.Of(null);
    }
}
