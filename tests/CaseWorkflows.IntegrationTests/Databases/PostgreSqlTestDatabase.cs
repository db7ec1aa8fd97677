using CaseWorkflows.Persistence;
using Npgsql;

namespace CaseWorkflows.IntegrationTests.Databases;

public sealed class PostgreSqlTestDatabase : ITestDatabase
{
    private readonly string _name = $"cw_{Guid.NewGuid():N}";
    private PostgreSqlServer? _server;

    public PersistenceOptions Options => new(
        DatabaseProvider.PostgreSql,
        new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = _name, IncludeErrorDetail = true, MaxPoolSize = 30 }.ConnectionString);

    private PostgreSqlServer Server => _server ?? throw new InvalidOperationException("The fixture has not been started.");

    public async Task InitializeAsync()
    {
        _server = await PostgreSqlServer.SharedAsync();
        await _server.ExecuteAsync($"create database {_name}");
    }

    public async Task DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(Options.ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await Server.ExecuteAsync($"drop database {_name} with (force)");
    }
}
