using System.Linq.Expressions;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Staff;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queries;

/// <summary>
/// Lists and counts of clocks that stay quick among a million: each list is one or a few ranges of an index in the order of due instants, numbers end
/// at a bound, and where an actor or a filter leaves only a few cases, the clocks are looked up by these cases.
/// </summary>
internal sealed class ClockQueries(CaseDatabase database, IDbContextFactory<StaffDbContext> staff) : IClockQueries
{
    // Where counting, and turning pages, stops.
    private const int MostCounted = ClockFilter.MostListed;

    // Where counting what comes due on one day stops.
    private const int MostCountedOfDay = 1_000;

    // So many cases are looked up one by one; of more, a page is found sooner by going along the due instants.
    private const int Few = 10_000;

    private const int MaxPageSize = 200;

    private readonly StaffDirectory _staff = new(staff);

    public async ValueTask<ClockPage> ListAsync(Actor actor, ClockFilter filter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var few = await FewAsync(db, actor, filter, cancellationToken);
        var size = Math.Clamp(filter.PageSize, 1, MaxPageSize);
        var skip = (int)Math.Min((long)Math.Max(filter.PageNumber, 0) * size, MostCounted);
        List<(int Rank, DateTimeOffset? At, ClockId Id)> keys = [];
        var total = 0;
        foreach (var range in Ranges(filter.List, filter, now))
        {
            var clocks = Matching(db, Among(db, range, few), actor, filter);
            total += await clocks.Take(MostCounted + 1).CountAsync(cancellationToken);
            var found = clocks.OrderBy(range.At).ThenBy(x => x.Id).Select(x => new { x.Id, x.DueAt, x.ProvisionalDueAt, x.NextFireAt, x.StartedAt, x.StoppedAt });
            // Sorted here: with an order and a limit a database may go along all due instants in search of the few.
            var read = few is null ? await found.Take(skip + size).ToListAsync(cancellationToken) : await clocks.Select(x => new { x.Id, x.DueAt, x.ProvisionalDueAt, x.NextFireAt, x.StartedAt, x.StoppedAt }).ToListAsync(cancellationToken);
            keys.AddRange(read.Select(x => (range.Rank, range.Of switch
            {
                Instant.Due => x.DueAt,
                Instant.Provisional => x.ProvisionalDueAt,
                Instant.Fire => x.NextFireAt,
                Instant.Start => x.StartedAt,
                _ => x.StoppedAt,
            }, x.Id)));
        }
        var ids = keys.OrderBy(x => x.Rank).ThenBy(x => x.At).ThenBy(x => x.Id.Value).Take(MostCounted).Skip(skip).Take(size).Select(x => x.Id).ToList();
        return new(await LinesAsync(db, actor, ids, cancellationToken), Bounded(total, MostCounted));
    }

    public async ValueTask<IReadOnlyDictionary<ClockList, ClockCount>> CountAsync(Actor actor, ClockFilter filter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var few = await FewAsync(db, actor, filter, cancellationToken);
        var counts = new Dictionary<ClockList, ClockCount>();
        foreach (var list in new[] { ClockList.DueSoon, ClockList.Running, ClockList.Overdue, ClockList.Stuck, ClockList.Paused, ClockList.Provisional })
        {
            var total = 0;
            foreach (var range in Ranges(list, filter, now))
                total += await Matching(db, Among(db, range, few), actor, filter).Take(MostCounted + 1).CountAsync(cancellationToken);
            counts[list] = Bounded(total, MostCounted);
        }
        return counts;
    }

    public async ValueTask<IReadOnlyList<DueDay>> DueDaysAsync(Actor actor, ClockFilter filter, DateTimeOffset now, int days, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var few = await FewAsync(db, actor, filter, cancellationToken);
        List<DueDay> found = [];
        for (var day = ChinaTime.DayOf(now); found.Count < days; day = day.AddDays(1))
        {
            // A limit in days ends at 24:00 of its day, which is the first instant of the next.
            var (from, to) = (ChinaTime.StartOf(day) > now ? ChinaTime.StartOf(day) : now.AddTicks(-TimeSpan.TicksPerMicrosecond), ChinaTime.EndOf(day));
            var dated = await ForcesAsync(x => x.State == ClockState.Running && x.DueAt > from && x.DueAt <= to);
            var undated = await ForcesAsync(x => x.AwaitsCalendarYear != null && x.State == ClockState.Running && x.ProvisionalDueAt > from && x.ProvisionalDueAt <= to);
            found.Add(new DueDay(day, dated.GetValueOrDefault(LimitForce.Hard), dated.GetValueOrDefault(LimitForce.Soft), undated.Values.Sum(),
                dated.Values.Sum() >= MostCountedOfDay || undated.Values.Sum() >= MostCountedOfDay));
        }
        return found;

        Task<Dictionary<LimitForce, int>> ForcesAsync(Expression<Func<Clock, bool>> condition) =>
            Matching(db, Among(db, new Range(condition, x => x.DueAt, Instant.Due), few), actor, filter).Select(x => x.Force).Take(MostCountedOfDay)
                .GroupBy(x => x).Select(x => new { x.Key, Count = x.Count() }).ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
    }

    public async ValueTask<bool> MaySeeAsync(Actor actor, CaseId id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Cases.VisibleTo(actor).AnyAsync(x => x.Id == id, cancellationToken);
    }

    /// <summary>The stretches of the table that a list is made of, each with the instant by which it is sorted.</summary>
    private static IEnumerable<Range> Ranges(ClockList list, ClockFilter filter, DateTimeOffset now)
    {
        var (soon, late) = (now + filter.Within, now - filter.UnprocessedAfter);
        return list switch
        {
            ClockList.Live => [Due(x => x.State == ClockState.Running && x.DueAt != null), Provisional(x => x.AwaitsCalendarYear != null && x.State == ClockState.Running), Paused],
            ClockList.DueSoon =>
            [
                Due(x => x.State == ClockState.Running && x.DueAt >= now && x.DueAt < soon),
                // The real due instant is not earlier than the provisional one, so this one may have passed.
                Provisional(x => x.AwaitsCalendarYear != null && x.State == ClockState.Running && x.ProvisionalDueAt < soon),
            ],
            ClockList.Running => [Due(x => x.State == ClockState.Running && x.DueAt >= now), Provisional(x => x.AwaitsCalendarYear != null && x.State == ClockState.Running)],
            ClockList.Overdue => [Due(x => x.State == ClockState.Running && x.DueAt < now)],
            ClockList.Stuck =>
            [
                new(x => x.NextFireAt <= now && (x.NextFireAt < late || EF.Property<int>(x, CaseMapping.Attempts) >= ClockStandings.StuckAfter), x => x.NextFireAt, Instant.Fire),
            ],
            ClockList.Paused => [Paused],
            ClockList.Provisional => [Provisional(x => x.AwaitsCalendarYear != null)],
            ClockList.Stopped => [Stopped],
            ClockList.Any => [.. Ranges(ClockList.Live, filter, now), Stopped],
            _ => throw new ArgumentOutOfRangeException(nameof(list), list, null),
        };
    }

    private static Range Paused => new(x => x.State == ClockState.Paused, x => x.StartedAt, Instant.Start, 1);

    private static Range Stopped => new(x => x.State == ClockState.Stopped, x => x.StoppedAt, Instant.Stop, 2);

    private static Range Due(Expression<Func<Clock, bool>> condition) => new(condition, x => x.DueAt, Instant.Due);

    private static Range Provisional(Expression<Func<Clock, bool>> condition) => new(condition, x => x.ProvisionalDueAt, Instant.Provisional);

    private static IQueryable<Clock> Among(CaseDbContext db, Range range, CaseId[]? few)
    {
        var clocks = db.Clocks.AsNoTracking().Where(range.Condition);
        return few is null ? clocks : clocks.Where(x => few.Contains(EF.Property<CaseId>(x, CaseMapping.CaseId)));
    }

    /// <summary>Those that the actor may see and that meet the filter apart from its list.</summary>
    private static IQueryable<Clock> Matching(CaseDbContext db, IQueryable<Clock> clocks, Actor actor, ClockFilter filter)
    {
        if (filter.Key is { } key) clocks = clocks.Where(x => x.Key == key);
        foreach (var person in Assignees(actor, filter))
            clocks = clocks.Where(x => db.Tasks.Any(y => EF.Property<CaseId>(y, CaseMapping.CaseId) == EF.Property<CaseId>(x, CaseMapping.CaseId)
                && y.ClockKey == x.Key && y.Assignee == person && (y.State == TaskState.Open || y.State == TaskState.Claimed)));
        var (cases, isLimited) = Limited(db.Cases, actor, filter);
        return isLimited ? clocks.Where(x => cases.Any(y => y.Id == EF.Property<CaseId>(x, CaseMapping.CaseId))) : clocks;
    }

    private static IEnumerable<UserId> Assignees(Actor actor, ClockFilter filter)
    {
        if (filter.Scope == ClockScope.Mine) yield return actor.Id;
        if (filter.Assignee is { } assignee) yield return assignee;
    }

    private static (IQueryable<LegalCase> Cases, bool IsLimited) Limited(IQueryable<LegalCase> all, Actor actor, ClockFilter filter)
    {
        var cases = all.VisibleTo(actor);
        if (filter.Scope == ClockScope.Office)
        {
            var own = actor.Office;
            cases = cases.Where(x => x.Office == own);
        }
        if (filter.Office is { } office)
        {
            var within = OfficeRange.Of(office);
            cases = cases.Where(x => CaseDbContext.IsWithin(x.Office, within.From, within.Until));
        }
        if (filter.Region is { } region) cases = cases.Where(x => x.Region == region);
        if (filter.ServiceType is { } service) cases = cases.Where(x => x.ServiceType == service);
        if (filter.Case is { } one) cases = cases.Where(x => x.Id == one);
        // Without any condition each clock's case would be looked up for nothing.
        return (cases, !ReferenceEquals(cases, all));
    }

    /// <summary>
    /// The cases that can matter at all, if these are few; null if there may be many. The conditions are asked one by one, each by its own index: as
    /// one condition with "or" they make a database read every case.
    /// </summary>
    private static async Task<CaseId[]?> FewAsync(CaseDbContext db, Actor actor, ClockFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Case is { } one) return [one];
        foreach (var person in Assignees(actor, filter))
            if (await TakeAsync(TasksOf(db, person)) is { } few) return few;
        if (filter.Office is { } office && await TakeAsync(CasesWithin(db, office)) is { } ofOffice) return ofOffice;
        if (filter.Scope == ClockScope.Office && await TakeAsync(CasesWithin(db, actor.Office)) is { } ofOwn) return ofOwn;
        if (filter.Region is { } region)
        {
            var there = db.Cases.Where(x => x.Region == region);
            if (filter.ServiceType is { } service) there = there.Where(x => x.ServiceType == service);
            if (await TakeAsync(there.Select(x => x.Id)) is { } ofRegion) return ofRegion;
        }
        else if (filter.ServiceType is { } service && await TakeAsync(db.Cases.Where(x => x.ServiceType == service).Select(x => x.Id)) is { } ofService) return ofService;
        if (actor.IsSystem) return null;
        if (CaseAccess.IsOutsider(actor)) return await TakeAsync(TasksOf(db, actor.Id, live: false));
        if (actor.Office == OfficePath.Root) return null;
        var (own, roles) = (actor.Office, actor.Roles.ToArray());
        HashSet<CaseId> all = [];
        foreach (var part in new[]
            {
                CasesWithin(db, own),
                TasksOf(db, actor.Id, live: false),
                db.Tasks.Where(x => (x.State == TaskState.Open || x.State == TaskState.Claimed) && x.Office == own && roles.Contains(x.Role)).Select(x => EF.Property<CaseId>(x, CaseMapping.CaseId)),
            })
        {
            if (await TakeAsync(part) is not { } some) return null;
            all.UnionWith(some);
        }
        return all.Count > Few ? null : [.. all];

        async Task<CaseId[]?> TakeAsync(IQueryable<CaseId> ids)
        {
            var taken = await ids.Take(Few + 1).ToArrayAsync(cancellationToken);
            return taken.Length > Few ? null : [.. taken.Distinct()];
        }
    }

    private static IQueryable<CaseId> CasesWithin(CaseDbContext db, OfficePath office)
    {
        var range = OfficeRange.Of(office);
        return db.Cases.Where(x => CaseDbContext.IsWithin(x.Office, range.From, range.Until)).Select(x => x.Id);
    }

    private static IQueryable<CaseId> TasksOf(CaseDbContext db, UserId person, bool live = true)
    {
        var tasks = db.Tasks.Where(x => x.Assignee == person);
        if (live) tasks = tasks.Where(x => x.State == TaskState.Open || x.State == TaskState.Claimed);
        return tasks.Select(x => EF.Property<CaseId>(x, CaseMapping.CaseId));
    }

    private async Task<IReadOnlyList<ClockLine>> LinesAsync(CaseDbContext db, Actor actor, List<ClockId> ids, CancellationToken cancellationToken)
    {
        var found = await db.Clocks.AsNoTracking().Where(x => ids.Contains(x.Id))
            .Join(db.Cases, x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (clock, itsCase) => new { clock, itsCase })
            .Select(x => new
            {
                x.clock,
                x.itsCase.Id,
                x.itsCase.Code,
                x.itsCase.Office,
                x.itsCase.Region,
                x.itsCase.ServiceType,
                x.itsCase.IsUrgent,
                Attempts = EF.Property<int>(x.clock, CaseMapping.Attempts),
                LastError = EF.Property<string?>(x.clock, CaseMapping.LastError),
                Applicant = x.itsCase.Dossier.Parties.Where(y => y.Side == "applicant").Select(y => y.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var cases = found.Select(x => x.Id).Distinct().ToArray();
        var tasks = await db.Tasks.AsNoTracking()
            .Where(x => cases.Contains(EF.Property<CaseId>(x, CaseMapping.CaseId)) && x.ClockKey != null && (x.State == TaskState.Open || x.State == TaskState.Claimed))
            .OrderBy(x => EF.Property<int>(x, CaseMapping.Position))
            .Select(x => new { Case = EF.Property<CaseId>(x, CaseMapping.CaseId), Task = x })
            .ToListAsync(cancellationToken);
        var clocks = found.Select(x => x.clock.Id.Value).ToArray();
        var alerts = await db.Alerts.AsNoTracking().AddressedTo(actor)
            .Where(x => x.AcknowledgedAt == null && clocks.Contains(x.ClockId))
            .Join(db.Cases.VisibleTo(actor), x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (alert, _) => new { alert.ClockId, alert.Id, alert.RaisedAt })
            .OrderBy(x => x.RaisedAt).ThenBy(x => x.Id)
            .ToListAsync(cancellationToken);
        var names = await _staff.NamesAsync([.. tasks.Select(x => x.Task.Assignee?.Value).OfType<string>().Distinct()], cancellationToken);
        return [.. ids.Join(found, x => x, x => x.clock.Id, (_, x) => new ClockLine(x.Id, x.Code, x.clock)
        {
            Applicant = x.Applicant ?? "",
            Office = x.Office,
            Region = x.Region,
            ServiceType = x.ServiceType,
            IsUrgent = x.IsUrgent,
            Attempts = x.Attempts,
            LastError = x.LastError,
            // A clock that has ended limits nothing, though a later one of its kind may limit a task.
            Task = x.clock.State == ClockState.Stopped ? null : Of(tasks.LastOrDefault(y => y.Case == x.Id && y.Task.ClockKey == x.clock.Key)?.Task),
            OpenAlerts = [.. alerts.Where(y => y.ClockId == x.clock.Id.Value).Select(y => y.Id)],
        })];

        ClockTask? Of(CaseTask? task) => task is null ? null
            : new(new LocalizedText(task.TitleZh, task.TitleEn), task.Role, task.Office, task.Assignee, task.Assignee is { } person ? names.GetValueOrDefault(person.Value, person.Value) : null);
    }

    private static ClockCount Bounded(int total, int most) => total > most ? new(most, true) : new(total, false);

    private enum Instant
    {
        Due,
        Provisional,
        Fire,
        Start,
        Stop,
    }

    /// <summary>A stretch of the table of clocks.</summary>
    private sealed record Range(Expression<Func<Clock, bool>> Condition, Expression<Func<Clock, DateTimeOffset?>> At, Instant Of, int Rank = 0);
}
