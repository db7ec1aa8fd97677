using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Ports;

/// <summary>What a person has been told on pages: what was sent to them, or to a role of theirs for a case of their office or below. Read or unread is each person's own.</summary>
public interface INoticeBook
{
    /// <summary>The actor's notices, the youngest first.</summary>
    ValueTask<Page<NoticeLine>> ListAsync(Actor actor, NoticeFilter filter, CancellationToken cancellationToken);

    /// <summary>How many the actor has not read.</summary>
    ValueTask<int> CountUnreadAsync(Actor actor, CancellationToken cancellationToken);

    /// <summary>Notes that the actor has read a notice; false if there is none for them. Repeating it changes nothing.</summary>
    ValueTask<bool> ReadAsync(Actor actor, Guid id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Notes that the actor has read all notices up to an instant (those that came while the list was looked at stay unread); how many were unread.</summary>
    ValueTask<int> ReadAllAsync(Actor actor, DateTimeOffset upTo, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>Which notices.</summary>
/// <param name="OnlyUnread">Only those not read yet.</param>
/// <param name="Kind"><c>alert</c>, <c>incident</c>, <c>notice</c>, <c>stuck</c>, <c>system</c>, …; null: any.</param>
/// <param name="PageNumber">From 0.</param>
/// <param name="PageSize">At most 200.</param>
public sealed record NoticeFilter(bool OnlyUnread = false, string? Kind = null, int PageNumber = 0, int PageSize = 50);

/// <summary>A notice in a list.</summary>
/// <param name="Id">The message.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="CaseCode">The case; null for none.</param>
/// <param name="Text">What it says; null once the personal data of the case was erased.</param>
/// <param name="Level"><c>Warning</c>, <c>Breach</c> or <c>Escalation</c> for alerts; null for others.</param>
/// <param name="DueAt">When the limit ends; null without one.</param>
/// <param name="CreatedAt">When it was decided.</param>
/// <param name="ReadAt">When the actor read it; null before.</param>
public sealed record NoticeLine(Guid Id, string Kind, string? CaseCode, LocalizedText? Text, string? Level, DateTimeOffset? DueAt, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);
