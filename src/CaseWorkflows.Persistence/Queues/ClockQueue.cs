using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queues;

/// <summary>
/// Due clocks. A claim is one conditional update; the firing itself is decided by the clock's state, so a claim that is lost or doubled
/// does no harm. A clock that keeps failing goes behind those that do not, and is never given up: a deadline does not go away.
/// </summary>
internal sealed class ClockQueue(CaseDatabase database) : IClockQueue
{
    // A claim that ran out without a word counts as a failure: the node died, and it may have died of this clock.
    private const string Claim = """
        update clocks set claimed_by = {0}, claimed_until = {1}, attempts = attempts + case when claimed_by is null then 0 else 1 end
        """;

    private const string Due = """
        next_fire_at <= {2} and (claimed_until is null or claimed_until <= {2})
        order by case when attempts = 0 then 0 else 1 end, coalesce(claimed_until, next_fire_at), id limit {3}
        """;

    // Those that never failed come in the order of the index: sorting all that is due for each claim would make a backlog of twice the length take
    // four times as long. The others are looked for only when there is room.
    private const string OnPostgreSql = """
        with fresh as materialized (
            select id from clocks where attempts = 0 and next_fire_at <= {2} and (claimed_until is null or claimed_until <= {2})
            order by next_fire_at limit {3} for update skip locked),
        failing as materialized (
            select id from clocks where attempts > 0 and next_fire_at <= {2} and (claimed_until is null or claimed_until <= {2}) and (select count(*) from fresh) < {3}
            order by coalesce(claimed_until, next_fire_at), id limit {3} for update skip locked),
        due as (select id from fresh union all (select id from failing limit {3} - (select count(*) from fresh)))

        """ + Claim + " from due where clocks.id = due.id returning clocks.case_id, clocks.id, clocks.generation, clocks.next_fire_at";

    private const string OnSqlite =
        Claim + " where id in (select id from clocks where " + Due + ") returning case_id, id, generation, next_fire_at";

    public async ValueTask<IReadOnlyList<DueClock>> ClaimAsync(DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        var claimed = await WrittenSql.QueryAsync(
            write,
            database.IsSqlite ? OnSqlite : OnPostgreSql,
            [owner, database.Parameter(now + lease), database.Parameter(now), limit],
            row => new DueClock(new CaseId(row.GetGuid(0)), row.GetGuid(1), row.GetInt32(2), database.ReadInstant(row, 3)),
            cancellationToken);
        await write.CommitAsync(cancellationToken);
        return [.. claimed.OrderBy(x => x.FireAt)];
    }

    public async ValueTask<DateTimeOffset?> NextAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Clocks.Where(x => x.NextFireAt > now).OrderBy(x => x.NextFireAt).Select(x => x.NextFireAt).FirstOrDefaultAsync(cancellationToken);
    }

    public async ValueTask PostponeAsync(DueClock clock, DateTimeOffset retryAt, string error, CancellationToken cancellationToken)
    {
        var id = new ClockId(clock.ClockId);
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        // A clock that changed since it was claimed has a new moment and a clean slate; an old failure says nothing about it.
        await db.Clocks
            .Where(x => x.Id == id && x.Generation == clock.Generation && x.NextFireAt == clock.FireAt)
            .ExecuteUpdateAsync(
                x => x.SetProperty(y => EF.Property<string?>(y, CaseMapping.ClaimedBy), (string?)null)
                    .SetProperty(y => EF.Property<DateTimeOffset?>(y, CaseMapping.ClaimedUntil), retryAt)
                    .SetProperty(y => EF.Property<int>(y, CaseMapping.Attempts), y => EF.Property<int>(y, CaseMapping.Attempts) + 1)
                    .SetProperty(y => EF.Property<string?>(y, CaseMapping.LastError), error),
                cancellationToken);
        await write.CommitAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<DueClock>> AwaitingCalendarAsync(IReadOnlyList<int> loadedYears, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = await db.Clocks.AsNoTracking()
            .Where(x => x.AwaitsCalendarYear != null && loadedYears.Contains(x.AwaitsCalendarYear.Value))
            .OrderBy(x => x.ProvisionalDueAt).ThenBy(x => x.Id)
            .Take(limit)
            .Select(x => new { CaseId = EF.Property<CaseId>(x, CaseMapping.CaseId), x.Id, x.Generation, x.ProvisionalDueAt })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(x => new DueClock(x.CaseId, x.Id.Value, x.Generation, x.ProvisionalDueAt!.Value))];
    }

    public async ValueTask<TimeSpan?> OldestWaitAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var oldest = await db.Clocks.Where(x => x.NextFireAt <= now).OrderBy(x => x.NextFireAt).Select(x => x.NextFireAt).FirstOrDefaultAsync(cancellationToken);
        return now - oldest;
    }
}
