using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CaseWorkflows.Persistence;

/// <summary>Which unique key a write ran into. Every other error of the database is none of ours to explain and goes on.</summary>
internal static class UniqueViolation
{
    private const int SqliteConstraint = 19;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    /// <summary>Whether the error is a taken key of this name.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="constraint">The key's or index's name, which PostgreSQL reports.</param>
    /// <param name="columns">Its columns as <c>table.column, table.column</c>, which SQLite reports.</param>
    public static bool IsOn(DbException exception, string constraint, string columns) => exception switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation && postgres.ConstraintName == constraint,
        SqliteException { SqliteErrorCode: SqliteConstraint, SqliteExtendedErrorCode: SqlitePrimaryKey or SqliteUnique } sqlite =>
            sqlite.Message.Contains($"UNIQUE constraint failed: {columns}'", StringComparison.Ordinal),
        _ => false,
    };
}
