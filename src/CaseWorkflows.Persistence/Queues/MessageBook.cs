using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queues;

/// <summary>Messages as administrators see them, and the order to try stuck ones again.</summary>
internal sealed class MessageBook(CaseDatabase database) : IMessageBook
{
    private const int MaxPageSize = 200;

    public async ValueTask<Page<MessageLine>> ListAsync(Actor actor, MessageFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var messages = ForActor(db, actor);
        if (filter.State is { } state) messages = messages.Where(x => x.State == state);
        if (!string.IsNullOrWhiteSpace(filter.Channel)) messages = messages.Where(x => x.Channel == filter.Channel);
        var total = await messages.CountAsync(cancellationToken);
        var size = Math.Clamp(filter.PageSize, 1, MaxPageSize);
        var page = await messages
            .Select(x => new { message = x, Code = db.Cases.Where(y => y.Id == x.CaseId).Select(y => y.Code).FirstOrDefault() })
            .OrderByDescending(x => x.message.CreatedAt).ThenByDescending(x => x.message.Id)
            .Skip((int)Math.Min((long)Math.Max(filter.PageNumber, 0) * size, int.MaxValue)).Take(size)
            .ToListAsync(cancellationToken);
        return new([.. page.Select(x => new MessageLine(x.message.CaseId, x.Code, x.message))], total);
    }

    public async ValueTask<RetryOutcome> RetryAsync(Actor actor, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        if (!await ForActor(db, actor).AnyAsync(x => x.Id == id, cancellationToken)) return RetryOutcome.Unknown;
        return await RetryAsync(db, db.Outbox.Where(x => x.Id == id), actor, now, cancellationToken) == 1 ? RetryOutcome.Retried : RetryOutcome.NotStuck;
    }

    public async ValueTask<int> RetryAllAsync(Actor actor, string? channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var messages = ForActor(db, actor);
        return await RetryAsync(db, channel is null ? messages : messages.Where(x => x.Channel == channel), actor, now, cancellationToken);
    }

    private async Task<int> RetryAsync(CaseDbContext db, IQueryable<OutboxMessage> messages, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var by = actor.Id.Value;
        var retried = await messages.Where(x => x.State == OutboxState.Stuck).ExecuteUpdateAsync(
            x => x.SetProperty(y => y.State, OutboxState.Pending)
                .SetProperty(y => y.Attempts, 0)
                .SetProperty(y => y.NextAttemptAt, now)
                .SetProperty(y => y.RetriedBy, by)
                .SetProperty(y => y.RetriedAt, now),
            cancellationToken);
        await write.CommitAsync(cancellationToken);
        return retried;
    }

    private static IQueryable<OutboxMessage> ForActor(CaseDbContext db, Actor actor)
    {
        var messages = db.Outbox.AsNoTracking();
        if (actor.IsSystem || actor.Office == OfficePath.Root) return messages;
        var range = OfficeRange.Of(actor.Office);
        // What belongs to no case (digests, what concerns the system) can be seen to by any administrator: its text is not shown.
        return messages.Where(x => x.CaseId == null || db.Cases.Any(y => y.Id == x.CaseId && CaseDbContext.IsWithin(y.Office, range.From, range.Until)));
    }
}
