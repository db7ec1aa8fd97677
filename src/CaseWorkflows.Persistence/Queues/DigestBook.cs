using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queues;

/// <summary>
/// Alerts on their way to supervisors. A row stands for one alert and one person, and names the mail that tells it: one of its own, or a digest. It is
/// given away by one conditional update, so that two nodes that close a digest at once divide nothing between them.
/// </summary>
internal sealed class DigestBook(CaseDatabase database) : IDigestBook
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Two nodes that count at once would both find room: whoever counts for a person waits for who does so already. SQLite has one writer anyway.
    private const string Turn = "select 1 from pg_advisory_xact_lock(420704, hashtext({0}))";

    private const string Told = "select count(*) from digest_items where recipient = {0} and is_single and collected_at >= {1} and collected_at < {2}";

    private const string Collect = """
        insert into digest_items (recipient, dedup_key, case_id, payload, collected_at, deliver_at, is_single, mail_id)
        values ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}) on conflict (recipient, dedup_key) do nothing returning 1
        """;

    private const string Take = """
        update digest_items set mail_id = {0} where recipient = {1} and mail_id is null and deliver_at <= {2} returning payload, collected_at
        """;

    /// <summary>Keeps alerts for a digest, or their own mails while the hour has room for them.</summary>
    public static async Task CollectAsync(WriteTransaction write, CaseDatabase database, IReadOnlyList<DigestEntry> entries, CancellationToken cancellationToken)
    {
        // In one order for all: two nodes that wait for each other's people would wait for ever.
        foreach (var entry in entries.OrderBy(x => x.Mail.Recipient, StringComparer.Ordinal))
        {
            var mail = entry.Mail;
            var isSingle = entry.AtOnceAnHour > 0 && await HasRoomAsync(write, database, entry, cancellationToken);
            var added = await WrittenSql.QueryAsync(
                write, Collect,
                [mail.Recipient, mail.DedupKey, mail.CaseId?.Value, mail.Payload, database.Parameter(mail.CreatedAt), database.Parameter(entry.DigestAt), isSingle, isSingle ? mail.Id : null],
                row => row.GetInt32(0), cancellationToken);
            if (isSingle && added.Count == 1) await OutboxQueue.AddAsync(write, database, mail, cancellationToken);
        }
    }

    public async ValueTask<IReadOnlyList<UserId>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var due = await db.Set<DigestItemRow>().AsNoTracking().Where(x => x.MailId == null && x.DeliverAt <= now)
            .GroupBy(x => x.Recipient).Select(x => new { x.Key, First = x.Min(y => y.DeliverAt) }).OrderBy(x => x.First).ThenBy(x => x.Key).Take(limit)
            .ToListAsync(cancellationToken);
        return [.. due.Select(x => new UserId(x.Key))];
    }

    public async ValueTask<bool> CloseAsync(UserId recipient, DateTimeOffset now, Func<Guid, IReadOnlyList<DigestItem>, OutboxMessage?> compose, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var id = Guid.CreateVersion7(now);
        var items = await WrittenSql.QueryAsync(
            write, Take, [id, recipient.Value, database.Parameter(now)], row => new DigestItem(row.GetString(0), database.ReadInstant(row, 1)), cancellationToken);
        var message = items.Count == 0 ? null : compose(id, items);
        if (message is not null) await OutboxQueue.AddAsync(write, database, message, cancellationToken);
        await write.CommitAsync(cancellationToken);
        return message is not null;
    }

    private static async Task<bool> HasRoomAsync(WriteTransaction write, CaseDatabase database, DigestEntry entry, CancellationToken cancellationToken)
    {
        if (!database.IsSqlite) await WrittenSql.QueryAsync(write, Turn, [entry.Mail.Recipient], row => row.GetInt32(0), cancellationToken);
        var told = await WrittenSql.QueryAsync(
            write, Told, [entry.Mail.Recipient, database.Parameter(entry.DigestAt - Hour), database.Parameter(entry.DigestAt)], row => row.GetInt64(0), cancellationToken);
        return told[0] < entry.AtOnceAnHour;
    }
}

/// <summary>An alert on its way to one person.</summary>
internal sealed class DigestItemRow
{
    public required string Recipient { get; init; }

    /// <summary>The key of the alert's mail of its own, whether there is one or not.</summary>
    public required string DedupKey { get; init; }

    /// <summary>The case, for erasing; null for none.</summary>
    public CaseId? CaseId { get; init; }

    public required string Payload { get; init; }

    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>When its digest goes.</summary>
    public required DateTimeOffset DeliverAt { get; init; }

    /// <summary>Whether a mail of its own tells it.</summary>
    public required bool IsSingle { get; init; }

    /// <summary>The message that tells it; null while it waits.</summary>
    public Guid? MailId { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<DigestItemRow>(item =>
    {
        item.ToTable("digest_items");
        item.HasKey(x => new { x.Recipient, x.DedupKey });
        item.HasIndex(x => x.DeliverAt).HasFilter("mail_id is null");
        item.HasIndex(x => new { x.Recipient, x.CollectedAt });
    });
}
