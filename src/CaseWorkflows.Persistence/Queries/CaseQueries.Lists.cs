using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queries;

internal sealed partial class CaseQueries
{
    private const int MaxPageSize = 200;

    public async ValueTask<Page<TaskLine>> TasksAsync(Actor actor, TaskFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var tasks = db.Tasks.AsNoTracking().Where(x => x.State == TaskState.Open || x.State == TaskState.Claimed);
        var lines = InScope(db, tasks, actor, filter.Scope)
            .Join(db.Cases.VisibleTo(actor).Matching(filter.Search), x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (task, itsCase) => new { task, itsCase });
        var total = await lines.CountAsync(cancellationToken);
        var page = await lines
            .OrderByDescending(x => x.itsCase.IsUrgent).ThenBy(x => x.task.DueAt == null).ThenBy(x => x.task.DueAt).ThenBy(x => x.task.OpenedAt).ThenBy(x => x.task.Id)
            .Skip(Skip(filter.PageNumber, filter.PageSize)).Take(Size(filter.PageSize))
            .Select(x => new
            {
                x.task,
                x.itsCase.Id,
                x.itsCase.Code,
                x.itsCase.Stage,
                x.itsCase.IsUrgent,
                Applicant = x.itsCase.Dossier.Parties.Where(y => y.Side == "applicant").Select(y => y.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var names = await _staff.NamesAsync([.. page.Select(x => x.task.Assignee?.Value).OfType<string>().Distinct()], cancellationToken);
        return new([.. page.Select(x => new TaskLine(x.Id, x.Code, x.Applicant ?? "", x.Stage, x.IsUrgent, x.task, x.task.Office.Value,
            x.task.Assignee is { } assignee ? names.GetValueOrDefault(assignee.Value) : null))], total);
    }

    public async ValueTask<Page<CaseLine>> CasesAsync(Actor actor, CaseFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var cases = db.Cases.AsNoTracking().VisibleTo(actor).Matching(filter.Search);
        if (filter.Status is { } status) cases = cases.Where(x => x.Status == status);
        if (!string.IsNullOrWhiteSpace(filter.Service)) cases = cases.Where(x => x.ServiceType == filter.Service);
        if (!string.IsNullOrWhiteSpace(filter.Stage)) cases = cases.Where(x => x.Stage == filter.Stage);
        var total = await cases.CountAsync(cancellationToken);
        var page = await cases.OrderByDescending(x => x.ReceivedAt).ThenByDescending(x => x.Id)
            .Skip(Skip(filter.PageNumber, filter.PageSize)).Take(Size(filter.PageSize))
            .Select(x => new
            {
                x.Id,
                x.Code,
                x.ServiceType,
                x.Stage,
                x.Status,
                x.IsUrgent,
                x.Office,
                x.ReceivedAt,
                x.ClosedAt,
                x.Result,
                Applicant = x.Dossier.Parties.Where(y => y.Side == "applicant").Select(y => y.Name).FirstOrDefault(),
                NextDueAt = x.Clocks.Where(y => y.State == ClockState.Running).Min(y => y.DueAt ?? y.ProvisionalDueAt),
            })
            .ToListAsync(cancellationToken);
        return new([.. page.Select(x => new CaseLine(x.Id, x.Code, x.ServiceType, x.Applicant ?? "", x.Stage, x.Status, x.IsUrgent, x.Office.Value, x.ReceivedAt, x.ClosedAt, x.Result, x.NextDueAt))], total);
    }

    public async ValueTask<Page<AlertLine>> AlertsAsync(Actor actor, AlertFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var alerts = db.Alerts.AsNoTracking().AddressedTo(actor);
        if (filter.OnlyOpen) alerts = alerts.Where(x => x.AcknowledgedAt == null);
        var cases = db.Cases.VisibleTo(actor);
        var (me, office) = (actor.Id, actor.Office);
        if (filter.Scope == ClockScope.Office) cases = cases.Where(x => x.Office == office);
        if (filter.Scope == ClockScope.Mine)
            alerts = alerts.Where(x => x.ToUser == me.Value || db.Tasks.Any(y =>
                EF.Property<CaseId>(y, CaseMapping.CaseId) == EF.Property<CaseId>(x, CaseMapping.CaseId) && y.ClockKey == x.ClockKey && y.Assignee == me && (y.State == TaskState.Open || y.State == TaskState.Claimed)));
        var lines = alerts.Join(cases, x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (alert, itsCase) => new { alert, itsCase });
        var total = await lines.CountAsync(cancellationToken);
        var found = await lines
            .OrderBy(x => x.alert.AcknowledgedAt != null).ThenByDescending(x => x.alert.RaisedAt).ThenByDescending(x => x.alert.Id)
            .Skip(Skip(filter.PageNumber, filter.PageSize)).Take(Size(filter.PageSize))
            .Select(x => new { x.alert, x.itsCase.Id, x.itsCase.Code, x.itsCase.Region, x.itsCase.Office, Applicant = x.itsCase.Dossier.Parties.Where(y => y.Side == "applicant").Select(y => y.Name).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        var clocks = found.Select(x => new ClockId(x.alert.ClockId)).Distinct().ToArray();
        var due = await db.Clocks.Where(x => clocks.Contains(x.Id)).Select(x => new { x.Id, x.DueAt }).ToDictionaryAsync(x => x.Id, x => x.DueAt, cancellationToken);
        return new([.. found.Select(x => new AlertLine(x.Id, x.Code, x.Applicant ?? "", x.Region, x.Office.Value, x.alert, due.GetValueOrDefault(new ClockId(x.alert.ClockId))))], total);
    }

    /// <summary>
    /// Mine: given to the actor. Queue: nobody has it and the actor may take it (<see cref="CaseAccess.WhyNotTake"/>). All: both, and for those
    /// who supervise everything that is live in their office and below.
    /// </summary>
    private static IQueryable<CaseTask> InScope(CaseDbContext db, IQueryable<CaseTask> tasks, Actor actor, string scope)
    {
        var me = actor.Id;
        var range = OfficeRange.Of(actor.Office);
        var roles = CaseAccess.IsOutsider(actor) ? [] : actor.Roles.ToArray();
        var supervises = actor.Has(Role.Supervisor) || actor.Has(Role.Head);
        var mine = tasks.Where(x => x.Assignee == me);
        var queue = tasks.Where(x => x.State == TaskState.Open
            && roles.Contains(x.Role)
            && CaseDbContext.IsWithin(x.Office, range.From, range.Until)
            && !db.Tasks.Any(y => EF.Property<CaseId>(y, CaseMapping.CaseId) == EF.Property<CaseId>(x, CaseMapping.CaseId) && y.CompletedBy == me && x.NotBySteps.Contains(y.StepId)));
        return scope switch
        {
            "mine" => mine,
            "queue" => queue,
            "all" when supervises => tasks.Where(x => x.Assignee == me || CaseDbContext.IsWithin(x.Office, range.From, range.Until)),
            "all" => tasks.Where(x => x.Assignee == me || queue.Any(y => y.Id == x.Id)),
            _ => throw new ArgumentException(PersistenceTexts.Both("task-scope.unknown", ("scope", scope)), nameof(scope)),
        };
    }

    private static int Size(int pageSize) => Math.Clamp(pageSize, 1, MaxPageSize);

    private static int Skip(int page, int pageSize) => (int)Math.Min((long)Math.Max(page, 0) * Size(pageSize), int.MaxValue);
}
