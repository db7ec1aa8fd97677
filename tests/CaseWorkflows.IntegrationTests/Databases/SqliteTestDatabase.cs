using CaseWorkflows.Persistence;
using Microsoft.Data.Sqlite;

namespace CaseWorkflows.IntegrationTests.Databases;

public sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows-sqlite-");

    public PersistenceOptions Options => new(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(_folder.FullName, "cases.db")}");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await using (var connection = new SqliteConnection(Options.ConnectionString)) SqliteConnection.ClearPool(connection);
        _folder.Delete(true);
    }
}
