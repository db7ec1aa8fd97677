using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>The database of a server that runs, for looking into it beside the server.</summary>
internal sealed class OfServer(PersistenceOptions options) : ITestDatabase
{
    public PersistenceOptions Options => options;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;
}
