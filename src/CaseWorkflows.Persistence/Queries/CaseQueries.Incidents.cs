using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queries;

internal sealed partial class CaseQueries
{
    public async ValueTask<Page<IncidentLine>> IncidentsAsync(Actor actor, IncidentFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var me = actor.Id;
        var incidents = db.Set<Incident>().AsNoTracking().Where(x => x.ResolvedAt == null);
        if (filter.DefinitionId is { Length: > 0 } definition) incidents = incidents.Where(x => x.DefinitionId == definition);
        if (filter.StepId is { Length: > 0 } step) incidents = incidents.Where(x => x.StepId == step);
        if (filter.Before is { } before) incidents = incidents.Where(x => x.Since < before);
        incidents = filter.Scope switch
        {
            "all" when actor.Has(Role.Supervisor) || actor.Has(Role.Head) || actor.Has(Role.Administrator) => incidents,
            "all" or "mine" => incidents.Where(x => x.Assignee == me),
            _ => throw new ArgumentException(PersistenceTexts.Both("task-scope.unknown", ("scope", filter.Scope)), nameof(filter)),
        };
        var cases = Mendable(db.Cases, actor);
        if (filter.Office is { Length: > 0 } office)
        {
            var within = OfficeRange.Of(new OfficePath(office));
            cases = cases.Where(x => CaseDbContext.IsWithin(x.Office, within.From, within.Until));
        }
        var lines = incidents.Join(cases, x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (incident, itsCase) => new { incident, itsCase });
        var total = await lines.CountAsync(cancellationToken);
        var visible = db.Cases.VisibleTo(actor);
        var found = await lines
            .OrderByDescending(x => x.incident.Assignee == me).ThenBy(x => x.incident.Since).ThenBy(x => x.itsCase.Id).ThenBy(x => x.incident.Key)
            .Skip(Skip(filter.PageNumber, filter.PageSize)).Take(Size(filter.PageSize))
            .Select(x => new { x.incident, x.itsCase.Id, x.itsCase.Code, x.itsCase.Office, x.itsCase.Stage, MaySee = visible.Any(y => y.Id == x.itsCase.Id) })
            .ToListAsync(cancellationToken);
        var names = await _staff.NamesAsync([.. found.SelectMany(x => new[] { x.incident.Assignee?.Value, x.incident.CausedBy }).OfType<string>().Distinct()], cancellationToken);
        return new([.. found.Select(x => new IncidentLine(x.Id, x.Code, x.Office.Value, x.Stage, x.incident,
            x.incident.Assignee is { } assignee ? names.GetValueOrDefault(assignee.Value, assignee.Value) : null,
            names.GetValueOrDefault(x.incident.CausedBy, x.incident.CausedBy), x.MaySee))], total);
    }

    /// <summary>The cases whose failed steps the actor may deal with (<see cref="CaseAccess.MayMend"/>).</summary>
    private static IQueryable<LegalCase> Mendable(IQueryable<LegalCase> cases, Actor actor)
    {
        var visible = cases.VisibleTo(actor);
        if (!actor.Has(Role.Administrator)) return visible;
        if (actor.Office == OfficePath.Root) return cases;
        var range = OfficeRange.Of(actor.Office);
        return cases.Where(x => CaseDbContext.IsWithin(x.Office, range.From, range.Until) || visible.Any(y => y.Id == x.Id));
    }
}
