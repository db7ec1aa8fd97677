using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Queries;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Designer;

internal sealed class FlowInstances(CaseDatabase database) : IFlowInstances
{
    private const int MaxPageSize = 200;

    public async ValueTask<Page<FlowInstance>> ListAsync(Actor actor, FlowInstanceFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var cases = Within(db, Matching(Visible(db, actor), filter), filter.Instants);
        var total = await cases.CountAsync(cancellationToken);
        var size = Math.Clamp(filter.PageSize, 1, MaxPageSize);
        var skip = (int)Math.Min((long)Math.Max(filter.Page, 0) * size, int.MaxValue);
        return new(await Lines(db, Sorted(db, cases, filter).Skip(skip).Take(size)).ToListAsync(cancellationToken), total);
    }

    public async ValueTask<FlowInstance?> FindAsync(Actor actor, CaseId id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await Lines(db, Visible(db, actor).Where(x => x.Id == id)).SingleOrDefaultAsync(cancellationToken);
    }

    public async ValueTask<FlowRecord?> ReadAsync(Actor actor, CaseId id, DateTimeOffset? loggedAt, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        FlowRecord record;
        await using (await database.BeginReadAsync(db, cancellationToken))
        {
            if (await Lines(db, Visible(db, actor).Where(x => x.Id == id)).SingleOrDefaultAsync(cancellationToken) is not { } instance) return null;
            var flow = await db.Cases.Where(x => x.Id == id).Select(x => new { x.FlowState, x.Cycle }).SingleAsync(cancellationToken);
            var incidents = await db.Set<Incident>().AsNoTracking().Where(x => EF.Property<CaseId>(x, CaseMapping.CaseId) == id).OrderBy(x => x.OpenedAt).ToListAsync(cancellationToken);
            var history = await db.History.AsNoTracking().Where(x => x.CaseId == id).OrderBy(x => x.Seq).ToListAsync(cancellationToken);
            record = new FlowRecord(instance, flow.FlowState, incidents, history, flow.Cycle);
        }
        if (loggedAt is not { } at) return record;
        // Logged before it is shown: what could not be logged is not shown.
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        db.Add(new AccessLogRow { CaseId = id, Actor = actor.Id, ActorName = actor.Name, At = at });
        await db.SaveChangesAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return record;
    }

    private static IQueryable<LegalCase> Visible(CaseDbContext db, Actor actor)
    {
        var cases = db.Cases.AsNoTracking();
        if (!actor.Has(Role.Administrator)) return cases.VisibleTo(actor);
        if (actor.Office == OfficePath.Root) return cases;
        var range = OfficeRange.Of(actor.Office);
        return cases.Where(x => CaseDbContext.IsWithin(x.Office, range.From, range.Until));
    }

    private static IQueryable<LegalCase> Matching(IQueryable<LegalCase> cases, FlowInstanceFilter filter)
    {
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var code = filter.Search.Trim().Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
            cases = cases.Where(x => x.Code.Replace("-", "").Contains(code));
        }
        if (filter.Definitions.Count > 0)
        {
            var definitions = filter.Definitions.ToArray();
            cases = cases.Where(x => definitions.Contains(x.DefinitionId));
        }
        if (filter.Version is { } version) cases = cases.Where(x => x.DefinitionVersion == version);
        if (filter.Statuses.Count > 0)
        {
            var statuses = filter.Statuses.ToArray();
            cases = cases.Where(x => statuses.Contains(x.Status));
        }
        if (filter.HasIncidents is { } has) cases = cases.Where(x => x.Incidents.Any(y => y.ResolvedAt == null) == has);
        return cases;
    }

    private static IQueryable<LegalCase> Within(CaseDbContext db, IQueryable<LegalCase> cases, IReadOnlyList<InstantCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            var at = condition.At;
            // Nothing lies after it.
            var or = condition.OrFrom ?? DateTimeOffset.MaxValue.AddDays(-2);
            cases = (condition.Column, condition.IsAfter) switch
            {
                (FlowInstanceOrder.Finished, true) => cases.Where(x => x.ClosedAt >= at),
                (FlowInstanceOrder.Finished, false) => cases.Where(x => x.ClosedAt < at || x.ClosedAt >= or),
                (FlowInstanceOrder.LastExecuted, true) => cases.Where(x => db.History.Any(y => y.CaseId == x.Id && y.Seq == x.HistorySeq && y.RecordedAt >= at)),
                (FlowInstanceOrder.LastExecuted, false) => cases.Where(x => db.History.Any(y => y.CaseId == x.Id && y.Seq == x.HistorySeq && (y.RecordedAt < at || y.RecordedAt >= or))),
                (_, true) => cases.Where(x => x.OpenedAt >= at),
                _ => cases.Where(x => x.OpenedAt < at || x.OpenedAt >= or),
            };
        }
        return cases;
    }

    private static IQueryable<LegalCase> Sorted(CaseDbContext db, IQueryable<LegalCase> cases, FlowInstanceFilter filter) =>
        (filter.Order, filter.Descending) switch
        {
            (FlowInstanceOrder.Name, true) => cases.OrderByDescending(x => x.Code),
            (FlowInstanceOrder.Name, false) => cases.OrderBy(x => x.Code),
            (FlowInstanceOrder.Finished, true) => cases.OrderBy(x => x.ClosedAt == null).ThenByDescending(x => x.ClosedAt).ThenByDescending(x => x.Id),
            (FlowInstanceOrder.Finished, false) => cases.OrderBy(x => x.ClosedAt == null).ThenBy(x => x.ClosedAt).ThenBy(x => x.Id),
            (FlowInstanceOrder.LastExecuted, true) => cases.OrderByDescending(x => db.History.Where(y => y.CaseId == x.Id && y.Seq == x.HistorySeq).Max(y => (DateTimeOffset?)y.RecordedAt)).ThenByDescending(x => x.Id),
            (FlowInstanceOrder.LastExecuted, false) => cases.OrderBy(x => db.History.Where(y => y.CaseId == x.Id && y.Seq == x.HistorySeq).Max(y => (DateTimeOffset?)y.RecordedAt)).ThenBy(x => x.Id),
            (_, true) => cases.OrderByDescending(x => x.OpenedAt).ThenByDescending(x => x.Id),
            _ => cases.OrderBy(x => x.OpenedAt).ThenBy(x => x.Id),
        };

    private static IQueryable<FlowInstance> Lines(CaseDbContext db, IQueryable<LegalCase> cases) => cases.Select(x => new FlowInstance(
        x.Id, x.Code, x.DefinitionId, x.DefinitionVersion, x.Status, x.Office, x.Incidents.Count(y => y.ResolvedAt == null), x.OpenedAt,
        db.History.Where(y => y.CaseId == x.Id && y.Seq == x.HistorySeq).Max(y => (DateTimeOffset?)y.RecordedAt) ?? x.OpenedAt, x.ClosedAt));
}
