using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;

namespace CaseWorkflows.Persistence.Store;

internal sealed class CaseStore(CaseDatabase database) : ICaseStore
{
    private readonly CaseTurns _turns = new();
    private readonly NumberTurns _numbers = new();
    private readonly TranslatedQueries _queries = new();
    private CaseTables? _tables;

    public async ValueTask<ICaseTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var db = await database.OpenAsync(cancellationToken);
        return new CaseTransaction(database, db, Tables(db), _queries, _turns, _numbers);
    }

    public async ValueTask<ICaseBatch?> BeginTogetherAsync(IReadOnlyList<(CommandId Command, CaseId Case)> work, CancellationToken cancellationToken)
    {
        if (database.IsSqlite) return null;
        var db = await database.OpenAsync(cancellationToken);
        try
        {
            return await CaseBatch.ReadAsync(database, db, Tables(db), _queries, _turns, _numbers, work, cancellationToken);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    // Of two that come first at once each makes its own, and they are the same.
    public CaseTables Tables(CaseDbContext db) => _tables ??= new CaseTables(db.Model);
}
