using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

/// <summary>What commands ask of other cases, translated once for a store; translating takes longer than the answer.</summary>
internal sealed class TranslatedQueries
{
    private readonly Func<CaseDbContext, CaseId, List<string>, List<string>, List<string>, IAsyncEnumerable<FoundParty>> _samePersons = EF.CompileAsyncQuery(
        (CaseDbContext db, CaseId except, List<string> numbers, List<string> names, List<string> numberless) => db.Parties.AsNoTracking()
            .Where(x => numbers.Contains(x.IdNumber!) || (x.IdNumber == null && names.Contains(x.Name)) || numberless.Contains(x.Name))
            .Join(db.Cases, x => EF.Property<CaseId>(x, CaseMapping.CaseId), x => x.Id, (other, itsCase) => new { other, itsCase })
            .Where(x => x.itsCase.Id != except)
            .Select(x => new FoundParty(x.itsCase.Id, x.itsCase.Code, x.itsCase.Status, x.other.Side, x.other.Name, x.other.IdNumber)));

    private readonly Func<CaseDbContext, IAsyncEnumerable<OpenTasks>> _openTasks = EF.CompileAsyncQuery(
        (CaseDbContext db) => db.Tasks.AsNoTracking()
            .Where(x => (x.State == TaskState.Open || x.State == TaskState.Claimed) && x.Assignee != null)
            .GroupBy(x => x.Assignee)
            .Select(x => new OpenTasks(x.Key!.Value, x.Count())));

    /// <summary>Everybody of other cases who is one of these people, in one trip.</summary>
    public IAsyncEnumerable<FoundParty> SamePersons(CaseDbContext db, IReadOnlyList<Party> parties, CaseId except) => _samePersons(
        db, except,
        [.. parties.Select(x => x.IdNumber).OfType<string>().Distinct()],
        [.. parties.Select(x => x.Name).Distinct()],
        [.. parties.Where(x => x.IdNumber is null).Select(x => x.Name).Distinct()]);

    /// <summary>How many tasks each person has that are not done.</summary>
    public IAsyncEnumerable<OpenTasks> OpenTasksByAssignee(CaseDbContext db) => _openTasks(db);

    /// <summary>A person of another case.</summary>
    public sealed record FoundParty(CaseId CaseId, string Code, CaseStatus Status, string Side, string Name, string? IdNumber);

    /// <summary>The tasks of a person.</summary>
    public sealed record OpenTasks(UserId Assignee, int Count);
}
