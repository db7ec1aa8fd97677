using CaseWorkflows.Cases;

namespace CaseWorkflows.Web.Verbs.Bench;

internal sealed class StoredCases(string connectionString, Func<string, (string Name, object? Value)[], Task> tell)
{
    public Task FillAsync(CaseId pattern, int count, CancellationToken cancellationToken) => tell(connectionString, []);
}
