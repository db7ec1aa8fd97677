using System.Data;
using System.Data.Common;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CaseWorkflows.Persistence;

/// <summary>Opens contexts and the two kinds of transactions: a short one that writes, and one that reads a single moment.</summary>
internal sealed class CaseDatabase(IDbContextFactory<CaseDbContext> contexts, PersistenceOptions options) : IDisposable
{
    // SQLite has one writer. Who waits here waits without holding a thread; who waits inside SQLite holds one, and two hundred of them hold all.
    private readonly SemaphoreSlim _sqliteWriter = new(1, 1);

    public bool IsSqlite => options.Provider == DatabaseProvider.Sqlite;

    public async ValueTask<CaseDbContext> OpenAsync(CancellationToken cancellationToken)
    {
        var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        // A failed write ends its transaction here, nobody goes on after a part of it: a savepoint would be one more trip for nothing.
        db.Database.AutoSavepointsEnabled = false;
        return db;
    }

    /// <summary>Begins to write. On SQLite nobody else writes until it is disposed, so nothing slow may happen within.</summary>
    public async ValueTask<WriteTransaction> BeginWriteAsync(CaseDbContext db, CancellationToken cancellationToken)
    {
        if (!IsSqlite) return new(await db.Database.BeginTransactionAsync(cancellationToken), null);
        await _sqliteWriter.WaitAsync(cancellationToken);
        try
        {
            return new(await db.Database.BeginTransactionAsync(cancellationToken), _sqliteWriter);
        }
        catch
        {
            _sqliteWriter.Release();
            throw;
        }
    }

    /// <summary>Carries statements out in a transaction of their own. False if a row that must be there was not; then nothing has happened.</summary>
    public async ValueTask<bool> ExecuteAsync(CaseDbContext db, Statements statements, CancellationToken cancellationToken)
    {
        if (!IsSqlite) return await statements.ExecuteAsync(cancellationToken);
        await using var write = await BeginWriteAsync(db, cancellationToken);
        if (!await statements.ExecuteAsync(write.Raw, cancellationToken)) return false;
        await write.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Begins to read: all that is read until it is disposed is of one moment. It never waits for writers and never blocks them.</summary>
    public async ValueTask<ReadTransaction> BeginReadAsync(CaseDbContext db, CancellationToken cancellationToken)
    {
        if (!IsSqlite) return new(await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken), null);
        await db.Database.OpenConnectionAsync(cancellationToken);
        // EF itself would take the write lock at once.
        var deferred = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return new((await db.Database.UseTransactionAsync(deferred, cancellationToken))!, deferred);
    }

    /// <summary>An instant as a parameter of written SQL, where no converter of the model is at work.</summary>
    public object Parameter(DateTimeOffset at) => IsSqlite ? Instants.Precise(at).UtcTicks : Instants.Precise(at);

    /// <summary>An instant from a result of written SQL.</summary>
    public DateTimeOffset ReadInstant(DbDataReader reader, int column) =>
        IsSqlite ? new(reader.GetInt64(column), TimeSpan.Zero) : reader.GetFieldValue<DateTimeOffset>(column);

    public void Dispose() => _sqliteWriter.Dispose();
}

/// <summary>A transaction that writes. Disposing it without a commit leaves nothing behind.</summary>
internal sealed class WriteTransaction(IDbContextTransaction transaction, SemaphoreSlim? turn) : IAsyncDisposable
{
    public DbTransaction Raw => transaction.GetDbTransaction();

    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            turn?.Release();
        }
    }
}

/// <summary>A transaction that only reads. EF doesn't end one that was begun behind its back, so this does.</summary>
internal sealed class ReadTransaction(IDbContextTransaction transaction, SqliteTransaction? own) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        if (own is null) return;
        var connection = own.Connection;
        await own.DisposeAsync();
        if (connection is not null) await connection.CloseAsync();
    }
}
