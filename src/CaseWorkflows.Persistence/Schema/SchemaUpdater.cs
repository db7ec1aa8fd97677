using System.Data.Common;
using System.Globalization;
using CaseWorkflows.Persistence.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Schema;

/// <summary>
/// Brings a database to the schema this program knows, by the numbered scripts of its kind. Nodes that start at once do it one after the
/// other; all new scripts are applied together or not at all.
/// </summary>
public sealed class SchemaUpdater
{
    // Any number, the same in all versions of the program: it is what nodes that start at once wait for each other on.
    private const long AdvisoryLock = 4_207_041_115;

    private readonly CaseDatabase _database;
    private readonly TimeProvider _time;

    internal SchemaUpdater(CaseDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Applies what is missing and returns the number of scripts applied; 0 if there was nothing to do.</summary>
    /// <exception cref="InvalidOperationException">The database is newer than the program, or belongs to another one. Nothing was changed.</exception>
    public async Task<int> UpdateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await _database.OpenAsync(cancellationToken);
        if (_database.IsSqlite) await PrepareSqliteAsync(db, cancellationToken);
        await using var write = await _database.BeginWriteAsync(db, cancellationToken);
        if (!_database.IsSqlite)
            await ExecuteAsync(write, $"select pg_advisory_xact_lock({AdvisoryLock.ToString(CultureInfo.InvariantCulture)})", cancellationToken);

        var scripts = SchemaScript.All(_database.IsSqlite);
        var applied = await AppliedAsync(db, cancellationToken);
        var newest = scripts.Max(x => x.Version);
        if (applied.Count > 0 && applied.Max(x => x.Version) > newest)
            throw new InvalidOperationException(PersistenceTexts.Both("schema.newer", ("found", applied.Max(x => x.Version)), ("known", newest)));
        foreach (var known in applied)
            if (scripts.FirstOrDefault(x => x.Version == known.Version)?.Name is var expected && expected != known.Name)
                throw new InvalidOperationException(PersistenceTexts.Both("schema.foreign", ("version", known.Version), ("expected", expected ?? "-"), ("found", known.Name)));

        var missing = scripts.ExceptBy(applied.Select(x => x.Version), x => x.Version).ToList();
        foreach (var script in missing)
        {
            await ExecuteAsync(write, script.Sql, cancellationToken);
            db.Add(new SchemaVersionRow { Version = script.Version, Name = script.Name, AppliedAt = _time.GetUtcNow() });
        }
        await db.SaveChangesAsync(cancellationToken);
        await write.CommitAsync(cancellationToken);
        return missing.Count;
    }

    private static async Task PrepareSqliteAsync(CaseDbContext db, CancellationToken cancellationToken)
    {
        var file = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        // Readers beside the writer; kept in the file. Impossible within a transaction.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
    }

    private async Task<List<SchemaVersionRow>> AppliedAsync(CaseDbContext db, CancellationToken cancellationToken)
    {
        var tables = await db.Database.SqlQueryRaw<int>(_database.IsSqlite
            ? """select count(*) as "Value" from sqlite_master where type = 'table' and name = 'schema_versions'"""
            : """select (case when to_regclass('schema_versions') is null then 0 else 1 end) as "Value" """).SingleAsync(cancellationToken);
        return tables == 0 ? [] : await db.Set<SchemaVersionRow>().AsNoTracking().OrderBy(x => x.Version).ToListAsync(cancellationToken);
    }

    // Not through EF, which takes the braces of a script for places of parameters.
    private static async Task ExecuteAsync(WriteTransaction write, string sql, CancellationToken cancellationToken)
    {
        DbTransaction transaction = write.Raw;
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
