using System.Data.Common;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// Commands on different cases that are read in one trip to PostgreSQL and kept with one transaction of three: the versions, the rest for those whose
/// version was right, and the end.
/// </summary>
internal sealed class CaseBatch : ICaseBatch
{
    private readonly CaseDbContext _db;
    private readonly CaseTables _tables;
    private readonly IReadOnlyList<CaseTransaction> _transactions;

    private CaseBatch(CaseDbContext db, CaseTables tables, IReadOnlyList<CaseTransaction> transactions) => (_db, _tables, _transactions) = (db, tables, transactions);

    public IReadOnlyList<ICaseTransaction> Transactions => _transactions;

    /// <summary>Reads receipts and cases. The context is the batch's from then on.</summary>
    public static async Task<CaseBatch> ReadAsync(
        CaseDatabase database, CaseDbContext db, CaseTables tables, TranslatedQueries queries, CaseTurns turns, NumberTurns numbers, IReadOnlyList<(CommandId Command, CaseId Case)> work, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            Ask(tables.SelectReceipt.Replace("= $1", "= any($1)", StringComparison.Ordinal), [.. work.Select(x => x.Command.Value)]);
            foreach (var query in tables.AskForMany()) Ask(query, [.. work.Select(x => x.Case.Value)]);
            await using var results = await batch.ExecuteReaderAsync(cancellationToken);
            Dictionary<CommandId, CommandReceipt> receipts = [];
            while (await results.ReadAsync(cancellationToken))
            {
                var receipt = tables.ReceiptOf(results);
                receipts[receipt.Command] = receipt;
            }
            await results.NextResultAsync(cancellationToken);
            var cases = await tables.ReadManyAsync(results, cancellationToken);
            return new CaseBatch(db, tables,
                [.. work.Select(x => CaseTransaction.WithRead(database, db, tables, queries, turns, numbers, receipts.GetValueOrDefault(x.Command), cases.GetValueOrDefault(x.Case)))]);

            void Ask(string query, Guid[] ids) => batch.BatchCommands.Add(new NpgsqlBatchCommand(query) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = ids } } });
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    public async ValueTask<IReadOnlyList<CommitOutcome?>> CommitAsync(IReadOnlyList<CommitSet?> changes, CancellationToken cancellationToken)
    {
        var outcomes = new CommitOutcome?[_transactions.Count];
        // A command that makes another case beside its own is alone with them in a transaction of its own.
        // All batches go through cases in the same order: of two that meet, one waits for the other and not each for each.
        var keeping = Enumerable.Range(0, _transactions.Count).Where(x => changes[x] is not null && _transactions[x].Cases.Count == 1).OrderBy(x => changes[x]!.Receipt.CaseId.Value).ToList();
        if (keeping.Count == 0) return outcomes;
        await _db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)_db.Database.GetDbConnection();
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            Statements versions = new(false, connection);
            foreach (var i in keeping) OnlyCase(i).WriteVersion(versions);
            var changed = await versions.SendAsync(transaction, cancellationToken);
            for (var i = 0; i < keeping.Count; i++) outcomes[keeping[i]] = changed[i] == 1 ? CommitOutcome.Committed : CommitOutcome.VersionIsStale;

            var kept = keeping.FindAll(x => outcomes[x] == CommitOutcome.Committed);
            Statements rest = new(false, connection);
            foreach (var i in kept) OnlyCase(i).WriteParts(rest);
            var sets = kept.ConvertAll(x => changes[x]!);
            _tables.Receipts.InsertMany(rest, [.. sets.Select(x => x.Receipt)]);
            _tables.History.InsertMany(rest, [.. sets.SelectMany(x => x.History)]);
            _tables.Payloads.InsertMany(rest, [.. sets.SelectMany(x => x.Payloads)]);
            _tables.Outbox.InsertMany(rest, [.. sets.SelectMany(x => x.Outbox)]);
            await rest.SendAsync(transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return outcomes;
        }
        catch (DbException exception)
        {
            throw new DbUpdateException($"The changes of {keeping.Count} cases were not kept: {exception.Message}", exception);
        }
        finally
        {
            await _db.Database.CloseConnectionAsync();
        }
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    private LoadedCase OnlyCase(int index) => _transactions[index].Cases[0];
}
