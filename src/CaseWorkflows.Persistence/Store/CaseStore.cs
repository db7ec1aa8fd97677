using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Persistence.Store;

internal sealed class CaseStore(CaseDatabase database) : ICaseStore
{
    private readonly CaseTurns _turns = new();

    public async ValueTask<ICaseTransaction> BeginAsync(CancellationToken cancellationToken) =>
        new CaseTransaction(database, await database.OpenAsync(cancellationToken), _turns);
}
