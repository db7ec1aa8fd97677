using CaseWorkflows.Persistence;
using Microsoft.Data.Sqlite;

namespace CaseWorkflows.IntegrationTests.Databases;

public sealed class SqliteTestDatabase : ITestDatabase, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows-sqlite-");

    public PersistenceOptions Options => new(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(_folder.FullName, "cases.db")}");

    public void Dispose()
    {
        using (var connection = new SqliteConnection(Options.ConnectionString)) SqliteConnection.ClearPool(connection);
        _folder.Delete(true);
    }
}
