using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Indicators;

/// <summary>Cases as indicators see them: five reads of one moment, whatever their number, put together here.</summary>
internal sealed class IndicatorRows(CaseDatabase database) : IIndicatorRows
{
    public async ValueTask<IReadOnlyList<CountedCase>> CasesAsync(RowQuestion question, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var read = await database.BeginReadAsync(db, cancellationToken);
        var cases = Asked(db, question);
        var heads = await cases.Select(x => new
        {
            x.Id, x.Code, x.ServiceType, x.Office, x.Status, x.Stage, x.Result, x.ReceivedAt, x.ClosedAt, x.Dossier.ApplicationJson, x.Dossier.FactsJson,
        }).ToListAsync(cancellationToken);
        var tasks = await db.Tasks.AsNoTracking().Where(x => x.State == TaskState.Completed)
            .Join(cases, x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (task, itsCase) => new
            {
                itsCase.Id, Position = EF.Property<int>(task, CaseMapping.Position), task.StepId, task.Role, task.Outcome, task.EndedAt, task.CompletedBy,
            })
            .ToListAsync(cancellationToken);
        var clocks = await db.Clocks.AsNoTracking().Where(x => x.CalendarVersion != "")
            .Join(cases, x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (clock, itsCase) => new
            {
                itsCase.Id, Position = EF.Property<int>(clock, CaseMapping.Position), clock.Key, clock.Verdict, clock.StoppedAt, clock.BreachedAt,
            })
            .ToListAsync(cancellationToken);
        var links = await db.Links.AsNoTracking()
            .Join(cases, x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (link, itsCase) => new
            {
                itsCase.Id, Position = EF.Property<int>(link, CaseMapping.Position), link.Relation, link.Service, link.OccurredAt, link.State,
            })
            .ToListAsync(cancellationToken);
        var (tasksOf, clocksOf, linksOf) = (tasks.ToLookup(x => x.Id), clocks.ToLookup(x => x.Id), links.ToLookup(x => x.Id));
        return
        [
            .. heads.Select(x => new CountedCase(
                x.Id, x.Code, x.ServiceType, x.Office.Value, x.Status.ToString().ToLowerInvariant(), x.Stage, x.Result, x.ReceivedAt, x.ClosedAt, x.ApplicationJson, x.FactsJson)
            {
                Tasks = [.. tasksOf[x.Id].OrderBy(y => y.Position).Select(y => new CountedTask(y.StepId, y.Role, y.Outcome ?? "", y.EndedAt ?? x.ReceivedAt, y.CompletedBy?.Value))],
                Clocks = [.. clocksOf[x.Id].OrderBy(y => y.Position).Select(y => new MeasuredClock(y.Key, y.Verdict, y.StoppedAt, y.BreachedAt))],
                // One that was given up leads to no case.
                Links = [.. linksOf[x.Id].Where(y => y.State is not (LinkState.Failed or LinkState.GivenUp)).OrderBy(y => y.Position).Select(y => new CountedLink(y.Relation, y.Service, y.OccurredAt))],
            }),
        ];
    }

    private static IQueryable<LegalCase> Asked(CaseDbContext db, RowQuestion question)
    {
        var (region, from, until, services) = (question.Region, question.Period.From, question.Period.Until, question.Services.ToArray());
        var range = OfficeRange.Of(question.Office);
        return db.Cases.AsNoTracking().Where(x => x.Region == region && services.Contains(x.ServiceType) && CaseDbContext.IsWithin(x.Office, range.From, range.Until)
            && x.ReceivedAt < until && (x.ClosedAt == null || x.ClosedAt >= from));
    }
}
