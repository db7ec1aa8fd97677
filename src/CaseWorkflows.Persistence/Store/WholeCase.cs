using CaseWorkflows.Cases.Model;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

internal static class WholeCase
{
    /// <summary>
    /// Cases with all that belongs to them, each list in its order. The row of the case is read first: whatever changes while the rest is
    /// read raises the version, and a commit notices. One query for all of it multiplies the lists: half a second instead of ten milliseconds.
    /// </summary>
    public static IQueryable<LegalCase> Whole(this IQueryable<LegalCase> cases) => cases
        .Include(x => x.Dossier).ThenInclude(x => x.Parties.OrderBy(y => EF.Property<long>(y, "Id")))
        .Include(x => x.Tasks.OrderBy(y => EF.Property<int>(y, CaseMapping.Position)))
        .Include(x => x.Clocks.OrderBy(y => EF.Property<int>(y, CaseMapping.Position)))
        .Include(x => x.Incidents.OrderBy(y => EF.Property<int>(y, CaseMapping.Position)))
        .Include(x => x.File.OrderBy(y => EF.Property<int>(y, CaseMapping.Position)))
        .Include(x => x.Alerts.OrderBy(y => EF.Property<int>(y, CaseMapping.Position)))
        .Include(x => x.Links.OrderBy(y => EF.Property<int>(y, CaseMapping.Position)))
        .AsSplitQuery();
}
