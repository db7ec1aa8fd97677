using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Persistence.Queues;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Notices;

internal sealed class SystemNotices(CaseDatabase database) : ISystemNotices
{
    public async ValueTask<bool> RaiseAsync(SystemNotice notice, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // Two nodes may see the same thing at once: one of them tells of it.
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into system_notices (key, kind, text_zh, text_en, raised_at)
            values ({notice.Key}, {notice.Kind}, {notice.Text.Zh}, {notice.Text.En}, {database.Parameter(notice.RaisedAt)})
            on conflict (key) do update set text_zh = excluded.text_zh, text_en = excluded.text_en, raised_at = excluded.raised_at,
                ended_at = null, acknowledged_at = null, acknowledged_by = null
            where system_notices.ended_at is not null
            """,
            cancellationToken);
        if (added == 1) await OutboxQueue.AddAsync(write, database, SystemMessages.Of(notice), cancellationToken);
        await write.CommitAsync(cancellationToken);
        return added == 1;
    }

    public async ValueTask EndOthersAsync(string kind, IReadOnlyCollection<string> stillTrue, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        await db.Set<SystemNoticeRow>().Where(x => x.Kind == kind && x.EndedAt == null && !stillTrue.Contains(x.Key))
            .ExecuteUpdateAsync(x => x.SetProperty(y => y.EndedAt, at), cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<SystemNotice>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = await db.Set<SystemNoticeRow>().AsNoTracking().Where(x => x.EndedAt == null && x.AcknowledgedAt == null)
            .OrderByDescending(x => x.RaisedAt).ThenBy(x => x.Key).Take(ISystemNotices.MostOpen).ToListAsync(cancellationToken);
        return [.. rows.Select(x => new SystemNotice(x.Key, x.Kind, new LocalizedText(x.TextZh, x.TextEn), x.RaisedAt))];
    }

    public async ValueTask<bool> AcknowledgeAsync(string key, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // Whoever was first stays; a repetition finds the row and changes nothing.
        await db.Set<SystemNoticeRow>().Where(x => x.Key == key && x.AcknowledgedAt == null)
            .ExecuteUpdateAsync(x => x.SetProperty(y => y.AcknowledgedAt, at).SetProperty(y => y.AcknowledgedBy, by), cancellationToken);
        var known = await db.Set<SystemNoticeRow>().AnyAsync(x => x.Key == key, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return known;
    }
}

/// <summary>Something administrators are told.</summary>
internal sealed class SystemNoticeRow
{
    public required string Key { get; init; }

    public required string Kind { get; init; }

    public required string TextZh { get; init; }

    public required string TextEn { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it was no longer true; null while it is.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Null until an administrator has taken note.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>Who has; null until then.</summary>
    public string? AcknowledgedBy { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<SystemNoticeRow>(notice =>
    {
        notice.ToTable("system_notices");
        notice.HasKey(x => x.Key);
    });
}
