using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// Statements that go to the database together: on PostgreSQL in one trip, which is also one transaction. Parameters are written <c>$1</c>, <c>$2</c>, …
/// </summary>
internal sealed class Statements(bool isSqlite, DbConnection connection)
{
    /// <summary>What the database raises where a row that must be there is not; see the schema.</summary>
    public const string RowIsGone = PostgresErrorCodes.SerializationFailure;

    private readonly List<(string Sql, IReadOnlyList<(Column Column, object? Value)> Values, bool MustBeOne)> _statements = [];

    /// <summary>Which one found its row gone, from 0; null if none did.</summary>
    public int? GoneAt { get; private set; }

    /// <summary>Adds one.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="values">Its parameters.</param>
    /// <param name="mustBeOne">Whether nothing at all may happen unless it changes exactly one row.</param>
    public void Add(string sql, IReadOnlyList<(Column Column, object? Value)> values, bool mustBeOne = false) => _statements.Add((sql, values, mustBeOne));

    /// <summary>Sends queries and reads their results, which come one after the other.</summary>
    public async Task<T> ReadAsync<T>(Func<DbDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        if (!isSqlite)
        {
            await using var batch = Batch();
            await using var results = await batch.ExecuteReaderAsync(cancellationToken);
            return await read(results);
        }
        await using var command = connection.CreateCommand();
        command.CommandText = string.Join(';', _statements.Select((x, i) => x.Sql.Replace("$1", Name(i, 1), StringComparison.Ordinal)));
        for (var i = 0; i < _statements.Count; i++) Bind(command, i, _statements[i].Values);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await read(rows);
    }

    /// <summary>Sends them as a transaction of its own. False if a row that must be there was not; then nothing has happened.</summary>
    public async Task<bool> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var batch = Batch();
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == RowIsGone)
        {
            GoneAt = batch.BatchCommands.IndexOf(exception.BatchCommand ?? throw new InvalidOperationException("The connection does not say which statement failed.", exception));
            return false;
        }
    }

    /// <summary>Sends them in one trip within a transaction that the caller ends; on PostgreSQL only.</summary>
    /// <returns>How many rows each changed.</returns>
    public async Task<IReadOnlyList<int>> SendAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (_statements.Count == 0) return [];
        await using var batch = Batch(counted: true);
        batch.Transaction = transaction;
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return [.. batch.BatchCommands.Cast<DbBatchCommand>().Select(x => x.RecordsAffected)];
    }

    /// <summary>Carries them out in a transaction that the caller ends. False if a row that must be there was not; the rest was left undone.</summary>
    public async Task<bool> ExecuteAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var (sql, values, mustBeOne) in _statements)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            for (var i = 0; i < values.Count; i++) command.Parameters.Add(values[i].Column.Parameter(command, "$" + (i + 1).ToString(CultureInfo.InvariantCulture), values[i].Value));
            if (await command.ExecuteNonQueryAsync(cancellationToken) != 1 && mustBeOne) return false;
        }
        return true;
    }

    private NpgsqlBatch Batch(bool counted = false)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)connection);
        using var maker = new NpgsqlCommand();
        foreach (var (sql, values, mustBeOne) in _statements)
        {
            // The batch has no place for a decision in between: the function raises an error, and that undoes all of it.
            var command = new NpgsqlBatchCommand(mustBeOne && !counted ? $"with changed as ({sql} returning 1) select must_be_one(count(*)) from changed" : sql);
            foreach (var (column, value) in values) command.Parameters.Add((NpgsqlParameter)column.Parameter(maker, "", value));
            batch.BatchCommands.Add(command);
        }
        return batch;
    }

    private static void Bind(DbCommand command, int statement, IReadOnlyList<(Column Column, object? Value)> values)
    {
        for (var i = 0; i < values.Count; i++) command.Parameters.Add(values[i].Column.Parameter(command, Name(statement, i + 1), values[i].Value));
    }

    private static string Name(int statement, int number) => string.Create(CultureInfo.InvariantCulture, $"$s{statement}_{number}");
}
