using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queues;

internal sealed class ClockWatch(CaseDatabase database) : IClockWatch
{
    public async ValueTask<OverdueClocks> OverdueAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var total = await db.Clocks.CountAsync(x => x.NextFireAt < before, cancellationToken);
        if (total == 0) return new(0, []);
        var rows = await (
            from clock in db.Clocks.AsNoTracking()
            join @case in db.Cases on EF.Property<CaseId>(clock, CaseMapping.CaseId) equals @case.Id
            where clock.NextFireAt < before
            orderby clock.NextFireAt, clock.Id
            select new
            {
                CaseId = @case.Id,
                @case.Code,
                clock.Id,
                clock.Key,
                clock.Name,
                clock.Generation,
                clock.NextFireAt,
                Attempts = EF.Property<int>(clock, CaseMapping.Attempts),
                LastError = EF.Property<string?>(clock, CaseMapping.LastError),
            }).Take(limit).ToListAsync(cancellationToken);
        return new(total, [.. rows.Select(x => new OverdueClock(x.CaseId, x.Code, x.Id.Value, x.Key, x.Name, x.Generation, x.NextFireAt!.Value, x.Attempts, x.LastError))]);
    }
}
