using Npgsql;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// The PostgreSQL server of a measurement. Without a connection one is started for it; on a given one databases are made and dropped afterwards, and
/// nothing else is touched.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    /// <summary>The setting by which the server remembers when each transaction was committed.</summary>
    public const string DatedCommits = "track_commit_timestamp";

    private readonly TemporaryPostgreSql? _own;
    private readonly string _connection;
    private readonly List<string> _databases = [];

    private BenchServer(TemporaryPostgreSql? own, string connection) => (_own, _connection) = (own, connection);

    /// <summary>Finds or starts the server.</summary>
    /// <param name="at">Where the verb runs.</param>
    /// <param name="connection">The server; null to start one.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <param name="switchedOn">A setting of the server that has to be on and comes switched off; null for none.</param>
    /// <exception cref="VerbException">There is none, it can't be reached, or the setting is off.</exception>
    public static async Task<BenchServer> StartAsync(Surroundings at, string? connection, CancellationToken cancellationToken, string? switchedOn = null)
    {
        if (connection is null)
        {
            var own = await TemporaryPostgreSql.StartAsync(at, cancellationToken, switchedOn);
            return new BenchServer(own, own.ConnectionString);
        }
        try
        {
            var given = new NpgsqlConnectionStringBuilder(connection);
            await using var probe = new NpgsqlConnection(given.ConnectionString);
            await probe.OpenAsync(cancellationToken);
            if (switchedOn is not null)
            {
                await using var show = new NpgsqlCommand($"show {switchedOn}", probe);
                if ((string?)await show.ExecuteScalarAsync(cancellationToken) != "on") throw VerbException.Unusable(BenchTexts.Get("setting-off", ("setting", switchedOn)));
            }
            return new BenchServer(null, given.ConnectionString);
        }
        catch (Exception problem) when (problem is NpgsqlException or ArgumentException)
        {
            throw VerbException.Unusable(BenchTexts.Get("no-connection", ("problem", problem.Message)));
        }
    }

    /// <summary>Its version, as it says it.</summary>
    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        return connection.PostgreSqlVersion.ToString();
    }

    /// <summary>An empty database, gone with the measurement.</summary>
    /// <exception cref="VerbException">The user of the connection may not make one.</exception>
    public async Task<NpgsqlConnectionStringBuilder> CreateDatabaseAsync(string purpose, CancellationToken cancellationToken)
    {
        var name = $"caseworkflows_bench_{purpose}_{Guid.NewGuid():N}";
        try
        {
            await ExecuteAsync(_connection, $"create database {name}", cancellationToken);
        }
        catch (PostgresException problem)
        {
            throw VerbException.Unusable(BenchTexts.Get("no-database", ("problem", problem.MessageText)));
        }
        _databases.Add(name);
        return new NpgsqlConnectionStringBuilder(_connection) { Database = name };
    }

    /// <summary>Writes back what is pending, so that one measurement does not pay for another.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) => ExecuteAsync(_connection, "checkpoint", cancellationToken);

    /// <summary>Runs a statement that may take long.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_own is not null)
            await _own.DisposeAsync();
        else
            foreach (var name in _databases) await ExecuteAsync(_connection, $"drop database if exists {name} with (force)", CancellationToken.None);
    }
}
