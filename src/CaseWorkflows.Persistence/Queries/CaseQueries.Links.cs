using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queries;

internal sealed partial class CaseQueries
{
    public async ValueTask<IReadOnlyList<LinkLine>> LinksAsync(Actor actor, CaseId id, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        if (!await db.Cases.VisibleTo(actor).AnyAsync(x => x.Id == id, cancellationToken)) return [];
        var links = await db.Links.AsNoTracking()
            .Where(x => x.OtherCase == id || EF.Property<CaseId>(x, CaseMapping.CaseId) == id)
            .OrderBy(x => x.OrderedAt).ThenBy(x => x.Id)
            .Select(x => new { Link = x, Case = EF.Property<CaseId>(x, CaseMapping.CaseId) })
            .ToListAsync(cancellationToken);
        if (links.Count == 0) return [];
        var ids = links.Select(x => x.Case == id ? x.Link.OtherCase : x.Case).Distinct().ToArray();
        var others = await db.Cases.AsNoTracking().Where(x => ids.Contains(x.Id))
            .Select(x => new { x.Id, x.Code, x.ServiceType, x.Status, x.Stage, x.Result, x.Office }).ToDictionaryAsync(x => x.Id, cancellationToken);
        var visible = (await db.Cases.VisibleTo(actor).Where(x => ids.Contains(x.Id)).Select(x => x.Id).ToListAsync(cancellationToken)).ToHashSet();
        return [.. links.Select(x =>
        {
            var isOutward = x.Case == id;
            var other = others.GetValueOrDefault(isOutward ? x.Link.OtherCase : x.Case);
            if (other is null) return new LinkLine(x.Link, isOutward, null, null, x.Link.Service);
            return visible.Contains(other.Id)
                ? new LinkLine(x.Link, isOutward, other.Id, other.Code, other.ServiceType) { Status = other.Status, Stage = other.Stage, Result = other.Result, OfficePath = other.Office.Value }
                : new LinkLine(x.Link, isOutward, null, other.Code, other.ServiceType) { OfficePath = other.Office.Value };
        })];
    }
}
