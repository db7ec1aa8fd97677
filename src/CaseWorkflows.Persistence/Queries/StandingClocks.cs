using System.Runtime.CompilerServices;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Queries;

internal sealed class StandingClocks(CaseDatabase database) : IStandingClocks
{
    public async ValueTask<IReadOnlyList<StandingTerms>> TermsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var rows = await Standing(db, actor)
            .Select(x => new { x.Case.Region, x.Clock.Key, x.Clock.RuleVersion, x.Clock.RuleDigest, x.Clock.CalendarVersion }).Distinct().ToListAsync(cancellationToken);
        return [.. rows.Select(x => new StandingTerms(x.Region, x.Key, x.RuleVersion, x.RuleDigest, x.CalendarVersion))];
    }

    public async IAsyncEnumerable<StandingClock> ClocksAsync(Actor actor, StandingTerms terms, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var clocks = Standing(db, actor)
            .Where(x => x.Case.Region == terms.Region && x.Clock.Key == terms.Key && x.Clock.RuleVersion == terms.RuleVersion && x.Clock.CalendarVersion == terms.CalendarVersion
                && (terms.RuleDigest == null ? x.Clock.RuleDigest == null : x.Clock.RuleDigest == terms.RuleDigest))
            .OrderBy(x => x.Clock.DueAt ?? x.Clock.ProvisionalDueAt).ThenBy(x => x.Clock.Id)
            .Select(x => new { x.Case.Id, x.Case.Code, x.Case.Region, x.Case.Office, x.Clock });
        await foreach (var one in clocks.AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return new(one.Id, one.Code, one.Region, one.Office.Value, one.Clock);
    }

    private static IQueryable<ClockOfCase> Standing(CaseDbContext db, Actor actor) =>
        from clock in db.Clocks.AsNoTracking()
        join @case in db.Cases.AsNoTracking().VisibleTo(actor) on EF.Property<CaseId>(clock, CaseMapping.CaseId) equals @case.Id
        where clock.State != ClockState.Stopped && clock.CalendarVersion != ""
        select new ClockOfCase { Clock = clock, Case = @case };

    private sealed class ClockOfCase
    {
        public required Clock Clock { get; init; }

        public required LegalCase Case { get; init; }
    }
}
