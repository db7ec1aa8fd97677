using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Queries;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queues;

/// <summary>What a person was told on pages, and what of it they have read.</summary>
internal sealed class NoticeBook(CaseDatabase database) : INoticeBook
{
    private const int MaxPageSize = 200;

    // So many readings are noted in one transaction: on SQLite everybody else waits for it.
    private const int Batch = 500;

    // From the message itself: one that was purged since the list was read has nobody who could have read it.
    private const string Note = """
        insert into notice_readings (user_id, message_id, read_at) select {0}, id, {2} from outbox where id = {1} on conflict (user_id, message_id) do nothing returning 1
        """;

    public async ValueTask<Page<NoticeLine>> ListAsync(Actor actor, NoticeFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var notices = filter.OnlyUnread ? Unread(db, actor) : ForActor(db, actor);
        if (!string.IsNullOrWhiteSpace(filter.Kind)) notices = notices.Where(x => x.Kind == filter.Kind);
        var total = await notices.CountAsync(cancellationToken);
        var size = Math.Clamp(filter.PageSize, 1, MaxPageSize);
        var me = actor.Id.Value;
        var page = await notices.OrderByDescending(x => x.CreatedAt).ThenByDescending(x => x.Id)
            .Skip((int)Math.Min((long)Math.Max(filter.PageNumber, 0) * size, int.MaxValue)).Take(size)
            .Select(x => new
            {
                message = x,
                Code = db.Cases.Where(y => y.Id == x.CaseId).Select(y => y.Code).FirstOrDefault(),
                ReadAt = db.Set<NoticeReadingRow>().Where(y => y.MessageId == x.Id && y.UserId == me).Select(y => (DateTimeOffset?)y.ReadAt).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return new([.. page.Select(x => Line(x.message, x.Code, x.ReadAt))], total);
    }

    public async ValueTask<int> CountUnreadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Unread(db, actor).CountAsync(cancellationToken);
    }

    public async ValueTask<bool> ReadAsync(Actor actor, Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        if (!await ForActor(db, actor).AnyAsync(x => x.Id == id, cancellationToken)) return false;
        await NoteAsync(db, actor, [id], at, cancellationToken);
        return true;
    }

    public async ValueTask<int> ReadAllAsync(Actor actor, DateTimeOffset upTo, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var read = 0;
        while (true)
        {
            var batch = await Unread(db, actor).Where(x => x.CreatedAt <= upTo).OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).Select(x => x.Id).Take(Batch).ToListAsync(cancellationToken);
            read += await NoteAsync(db, actor, batch, at, cancellationToken);
            if (batch.Count < Batch) return read;
        }
    }

    private async Task<int> NoteAsync(CaseDbContext db, Actor actor, List<Guid> ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return 0;
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var noted = 0;
        foreach (var id in ids)
            noted += (await WrittenSql.QueryAsync(write, Note, [actor.Id.Value, id, database.Parameter(at)], row => row.GetInt32(0), cancellationToken)).Count;
        await write.CommitAsync(cancellationToken);
        return noted;
    }

    private static IQueryable<OutboxMessage> Unread(CaseDbContext db, Actor actor)
    {
        var me = actor.Id.Value;
        return ForActor(db, actor).Where(x => !db.Set<NoticeReadingRow>().Any(y => y.MessageId == x.Id && y.UserId == me));
    }

    private static IQueryable<OutboxMessage> ForActor(CaseDbContext db, Actor actor)
    {
        var me = actor.Id.Value;
        // As with alerts: what goes to a role goes to those whose office has the case; lawyers are told by name alone.
        List<string> to = [me, .. actor.Roles.Where(x => x != Role.Lawyer).Select(x => "role:" + x)];
        var told = db.Outbox.AsNoTracking().Where(x => x.Channel == ChannelNames.Page && to.Contains(x.Recipient));
        if (actor.Office == OfficePath.Root) return told;
        var range = OfficeRange.Of(actor.Office);
        var cases = db.Cases.NotAbout(actor);
        return told.Where(x => x.Recipient == me || x.CaseId == null || cases.Any(y => y.Id == x.CaseId && CaseDbContext.IsWithin(y.Office, range.From, range.Until)));
    }

    private static NoticeLine Line(OutboxMessage message, string? code, DateTimeOffset? readAt)
    {
        var payload = JsonNode.Parse(message.Payload) as JsonObject;
        var (zh, en) = ((string?)payload?["zh"], (string?)payload?["en"]);
        var facts = AlertFacts.Of(message);
        return new(message.Id, message.Kind, code, zh is null && en is null ? null : new LocalizedText(zh ?? en!, en ?? zh!), facts.Level?.ToString(), facts.DueAt, message.CreatedAt, readAt);
    }
}

/// <summary>Who has read which notice when.</summary>
internal sealed class NoticeReadingRow
{
    public required string UserId { get; init; }

    public required Guid MessageId { get; init; }

    public required DateTimeOffset ReadAt { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<NoticeReadingRow>(reading =>
    {
        reading.ToTable("notice_readings");
        reading.HasKey(x => new { x.UserId, x.MessageId });
        reading.HasIndex(x => x.MessageId);
        reading.HasOne<OutboxMessage>().WithMany().HasForeignKey(x => x.MessageId).OnDelete(DeleteBehavior.Cascade);
    });
}
