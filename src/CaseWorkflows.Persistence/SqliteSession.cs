using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CaseWorkflows.Persistence;

/// <summary>Settings that SQLite keeps per connection.</summary>
internal sealed class SqliteSession : DbConnectionInterceptor
{
    // busy_timeout: another process may hold the write lock for the length of a short transaction; without it that is an error at once.
    // synchronous: with less than FULL a power cut loses commands that were already acknowledged.
    // secure_delete: without it erased personal data stays readable in the file's free pages.
    private const string Settings = "PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Settings;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
