using System.Data.Common;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Indicators;

/// <summary>What people reported, entry by entry.</summary>
internal sealed class ReportedFigures(CaseDatabase database) : IReportedFigures
{
    public async ValueTask<IReadOnlyList<ReportedFigure>> OfAsync(OfficePath office, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        return await db.Set<ReportedFigure>().AsNoTracking().Where(x => x.Office == office).OrderByDescending(x => x.EnteredAt).ThenByDescending(x => x.Id).ToListAsync(cancellationToken);
    }

    public async ValueTask AddAsync(ReportedFigure figure, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        await using var write = await database.BeginWriteAsync(db, cancellationToken);
        if (await db.Set<ReportedFigure>().AnyAsync(x => x.Id == figure.Id, cancellationToken)) return;
        db.Add(figure);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException twice) when (twice.InnerException is DbException key && UniqueViolation.IsOn(key, "pk_reported_figures", "reported_figures.id"))
        {
            // The same entry came twice at once: the other one is kept.
        }
    }

    public static void Map(ModelBuilder model) => model.Entity<ReportedFigure>(figure =>
    {
        figure.ToTable("reported_figures");
        figure.HasKey(x => x.Id);
        figure.Property(x => x.Id).ValueGeneratedNever();
        figure.Ignore(x => x.Period);
        figure.HasIndex(x => new { x.Office, x.Key, x.LastDay });
    });
}
