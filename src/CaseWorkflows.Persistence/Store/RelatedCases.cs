using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

/// <summary>Other cases that have a person in common with this one.</summary>
internal sealed class RelatedCases(CaseDbContext db, TranslatedQueries queries)
{
    private const string Applicant = "applicant";
    private const string Opponent = "opponent";
    private const int MaxLineage = 200;

    public async ValueTask<IReadOnlyList<RelatedCase>> FindAsync(LegalCase @case, CancellationToken cancellationToken)
    {
        List<(CaseId CaseId, string Code, string Relation, string Name)> related = [];
        var lineage = await LineageAsync(@case, cancellationToken);
        var people = lineage.Count == 0 ? @case.Dossier.Parties : Party.WithLinked(@case.Dossier.Parties, await PeopleOfAsync(lineage, cancellationToken));
        List<TranslatedQueries.FoundParty> others = [];
        await foreach (var found in queries.SamePersons(db, people, @case.Id).WithCancellation(cancellationToken)) others.Add(found);
        foreach (var party in people)
            foreach (var other in others.Where(x => party.IsSamePerson(x.Name, x.IdNumber)))
            {
                if (lineage.Contains(other.CaseId))
                    related.Add((other.CaseId, other.Code, "linked", party.Name));
                else if ((party.Side == Opponent) != (other.Side == Opponent))
                    related.Add((other.CaseId, other.Code, "conflict", party.Name));
                else if (party.Side == Applicant && other.Side == Applicant && other.Status is CaseStatus.Open or CaseStatus.Paused
                    && await HasSameMatterAsync(@case, other.CaseId, cancellationToken))
                    related.Add((other.CaseId, other.Code, "duplicate", party.Name));
            }
        if (related.Count == 0) return [];

        var lawyers = await LawyersAsync([.. related.Select(x => x.CaseId).Distinct()], cancellationToken);
        return
        [
            .. related.Distinct().OrderBy(x => x.Code, StringComparer.Ordinal).ThenBy(x => x.Relation, StringComparer.Ordinal)
                .Select(x => new RelatedCase(x.CaseId, x.Code, x.Relation, x.Name, lawyers.TryGetValue(x.CaseId, out var lawyer) ? lawyer : null)),
        ];
    }

    /// <summary>Cases that hang together with this one by links, however far; a lineage has an end, a person who ties cases might make a large one.</summary>
    private async Task<HashSet<CaseId>> LineageAsync(LegalCase @case, CancellationToken cancellationToken)
    {
        HashSet<CaseId> found = [@case.Id, .. @case.Links.Select(x => x.OtherCase)];
        var edge = found.ToArray();
        while (edge.Length > 0 && found.Count < MaxLineage)
        {
            var links = await db.Links.AsNoTracking()
                .Where(x => edge.Contains(x.OtherCase) || edge.Contains(EF.Property<CaseId>(x, CaseMapping.CaseId)))
                .Select(x => new { Case = EF.Property<CaseId>(x, CaseMapping.CaseId), x.OtherCase })
                .ToListAsync(cancellationToken);
            edge = [.. links.SelectMany(x => new[] { x.Case, x.OtherCase }).Where(found.Add)];
        }
        found.Remove(@case.Id);
        return found;
    }

    private async Task<List<Party>> PeopleOfAsync(HashSet<CaseId> cases, CancellationToken cancellationToken)
    {
        var ids = cases.ToArray();
        return await db.Parties.AsNoTracking().Where(x => ids.Contains(EF.Property<CaseId>(x, CaseMapping.CaseId))).OrderBy(x => EF.Property<long>(x, "Id")).ToListAsync(cancellationToken);
    }

    private async Task<bool> HasSameMatterAsync(LegalCase @case, CaseId other, CancellationToken cancellationToken)
    {
        var dossier = await db.Dossiers.AsNoTracking().SingleAsync(x => x.CaseId == other, cancellationToken);
        return CategoryOf(@case.Dossier) is { } category && category == CategoryOf(dossier);
    }

    private static string? CategoryOf(CaseDossier dossier) => dossier.Application()["matter"]?["category"]?.ToString();

    /// <summary>Who has or last had the lawyer's task of each case.</summary>
    private async Task<Dictionary<CaseId, UserId>> LawyersAsync(CaseId[] cases, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.AsNoTracking()
            .Where(x => cases.Contains(EF.Property<CaseId>(x, CaseMapping.CaseId)) && x.Role == Role.Lawyer && x.Assignee != null)
            .Select(x => new { CaseId = EF.Property<CaseId>(x, CaseMapping.CaseId), x.Assignee, Position = EF.Property<int>(x, CaseMapping.Position) })
            .ToListAsync(cancellationToken);
        return tasks.GroupBy(x => x.CaseId).ToDictionary(x => x.Key, x => x.MaxBy(y => y.Position)!.Assignee!.Value);
    }
}
