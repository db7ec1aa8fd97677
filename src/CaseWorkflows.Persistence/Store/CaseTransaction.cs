using System.Data.Common;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// One command. Reading holds no transaction and no lock; the commit is one short transaction that checks the version first. On PostgreSQL each of
/// the two is one trip to the server. A command that issues documents raises their numbers first of all in its commit; where this node does not remember the last
/// ones, it takes them from their rows before.
/// </summary>
internal sealed class CaseTransaction(CaseDatabase database, CaseDbContext db, CaseTables tables, TranslatedQueries queries, CaseTurns turns, NumberTurns numbers) : ICaseTransaction
{
    private readonly List<LoadedCase> _cases = [];
    private IDisposable? _turn;
    private CaseId? _expected;
    private LoadedCase? _ahead;
    private bool _isRead;
    private CommandReceipt? _receipt;
    private WriteTransaction? _numbering;
    private NumberTurns.Turn? _numberTurn;
    private IReadOnlyDictionary<DocumentSeries, int>? _numbersTaken;

    public void Expect(CaseId id) => _expected = id;

    /// <summary>A command whose receipt and case were read together with others.</summary>
    public static CaseTransaction WithRead(CaseDatabase database, CaseDbContext db, CaseTables tables, TranslatedQueries queries, CaseTurns turns, NumberTurns numbers, CommandReceipt? receipt, LoadedCase? loaded) =>
        new(database, db, tables, queries, turns, numbers) { _isRead = true, _receipt = receipt, _ahead = loaded };

    /// <summary>The cases that the command changes.</summary>
    public IReadOnlyList<LoadedCase> Cases => _cases;

    public async ValueTask<CommandReceipt?> FindReceiptAsync(CommandId command, CancellationToken cancellationToken)
    {
        if (_isRead) return _receipt;
        if (_expected is { } next) _turn ??= await turns.TakeAsync(next, cancellationToken);
        var receipts = tables.Receipts;
        var key = receipts.Named("command_id");
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var asked = new Statements(database.IsSqlite, db.Database.GetDbConnection());
            asked.Add(tables.SelectReceipt, [(key, command)]);
            if (_expected is { } id) tables.AskFor(id, asked);
            return await asked.ReadAsync(
                async results =>
                {
                    var receipt = await results.ReadAsync(cancellationToken) ? tables.ReceiptOf(results) : null;
                    if (_expected is null) return receipt;
                    await results.NextResultAsync(cancellationToken);
                    _ahead = await tables.ReadAsync(results, cancellationToken);
                    return receipt;
                },
                cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    public async ValueTask<LegalCase?> LoadAsync(CaseId id, CancellationToken cancellationToken)
    {
        var loaded = _isRead || _ahead?.Case.Id == id ? _ahead : await ReadAsync(id, cancellationToken);
        _ahead = null;
        if (loaded is null) return null;
        _cases.Add(loaded);
        return loaded.Case;
    }

    public void Add(LegalCase @case) => _cases.Add(new LoadedCase(tables, @case));

    public ValueTask<IReadOnlyList<RelatedCase>> FindRelatedAsync(LegalCase @case, CancellationToken cancellationToken) =>
        new RelatedCases(db, queries).FindAsync(@case, cancellationToken);

    public async ValueTask<LegalCase?> LookAsync(CaseId id, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            return (await tables.LoadAsync(database, db, id, cancellationToken))?.Case;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    public async ValueTask<CaseId?> FindByCodeAsync(string code, CancellationToken cancellationToken) =>
        await db.Cases.AsNoTracking().Where(x => x.Code == code).Select(x => (CaseId?)x.Id).FirstOrDefaultAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<(CaseId Case, Guid Link)>> FollowersAsync(CaseId id, CancellationToken cancellationToken)
    {
        var found = await db.Links.AsNoTracking().Where(x => x.OtherCase == id)
            .Select(x => new { Case = EF.Property<CaseId>(x, CaseMapping.CaseId), x.Id }).ToListAsync(cancellationToken);
        return [.. found.Select(x => (x.Case, x.Id))];
    }

    public async ValueTask<IReadOnlyDictionary<string, int>> CountOpenTasksByAssigneeAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, int> counts = [];
        await foreach (var open in queries.OpenTasksByAssignee(db).WithCancellation(cancellationToken)) counts.Add(open.Assignee.Value, open.Count);
        return counts;
    }

    public async ValueTask<CommitOutcome> CommitAsync(CommitSet changes, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var statements = new Statements(database.IsSqlite, db.Database.GetDbConnection());
            var numbered = RaiseNumbers(statements);
            // The receipt goes before the case: of two equal commands at once the second waits here for the end of the first, and not on some row in the middle.
            tables.Receipts.Insert(statements, [changes.Receipt], default);
            foreach (var loaded in _cases) loaded.WriteVersion(statements);
            foreach (var loaded in _cases) loaded.WriteParts(statements);
            tables.History.Insert(statements, changes.History, default);
            tables.Payloads.Insert(statements, changes.Payloads, default);
            tables.Outbox.Insert(statements, changes.Outbox, default);
            if (await ExecuteAsync(statements, cancellationToken))
            {
                if (_numbersTaken is not null) _numberTurn?.Kept(_numbersTaken);
                return CommitOutcome.Committed;
            }
            if (statements.GoneAt < numbered)
            {
                _numberTurn?.Lost();
                return CommitOutcome.NumbersAreTaken;
            }
            _numberTurn?.GivenUp();
            turns.Collided(changes.Receipt.CaseId);
            return CommitOutcome.VersionIsStale;
        }
        catch (DbException exception) when (UniqueViolation.IsOn(exception, "pk_receipts", "receipts.command_id"))
        {
            return CommitOutcome.AlreadyCommitted;
        }
        catch (DbException exception) when (UniqueViolation.IsOn(exception, "ix_cases_code", "cases.code"))
        {
            return CommitOutcome.CodeIsTaken;
        }
        catch (DbException exception) when (UniqueViolation.IsOn(exception, "pk_cases", "cases.id"))
        {
            // A new case expects that there is none of its id.
            return CommitOutcome.VersionIsStale;
        }
        catch (DbException exception)
        {
            throw new DbUpdateException($"The changes of case {changes.Receipt.CaseId} were not kept: {exception.Message}", exception);
        }
        finally
        {
            await EndNumberingAsync();
            await db.Database.CloseConnectionAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndNumberingAsync();
        await db.DisposeAsync();
        _turn?.Dispose();
    }

    public async ValueTask<IReadOnlyDictionary<DocumentSeries, int>> TakeNumbersAsync(IReadOnlyDictionary<DocumentSeries, int> wanted, CancellationToken cancellationToken)
    {
        if (_numbersTaken is not null) throw new InvalidOperationException("A command takes its numbers at most once.");
        // SQLite has one writer, who holds its turn anyway, and no trips to spare.
        if (!database.IsSqlite)
        {
            _numberTurn = await numbers.TakeAsync(wanted, cancellationToken);
            if (_numberTurn.IsRemembered) return _numbersTaken = _numberTurn.First;
        }
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            _numbering = await database.BeginWriteAsync(db, cancellationToken);
            return _numbersTaken = await DocumentNumbers.TakeAsync(_numbering.Raw, wanted, cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Raises the numbers that were taken from memory; how many statements that are. Before anything else, as where they are taken from their rows: of two commands that meet, one waits for the other.</summary>
    private int RaiseNumbers(Statements statements)
    {
        if (_numbering is not null || _numberTurn is not { } turn || _numbersTaken is not { } first) return 0;
        foreach (var series in turn.Series) tables.Numbers.RaiseFrom(statements, series.Name, first[series.Name] - 1, series.Count);
        return turn.Series.Count;
    }

    private async ValueTask<bool> ExecuteAsync(Statements statements, CancellationToken cancellationToken)
    {
        if (_numbering is not { } own) return await database.ExecuteAsync(db, statements, cancellationToken);
        if (!await (database.IsSqlite ? statements.ExecuteAsync(own.Raw, cancellationToken) : statements.ExecuteAsync(cancellationToken))) return false;
        await own.CommitAsync(cancellationToken);
        return true;
    }

    // Without a commit the numbers go back to the next who asks.
    private async ValueTask EndNumberingAsync()
    {
        if (_numbering is { } own)
        {
            _numbering = null;
            await own.DisposeAsync();
        }
        _numberTurn?.Dispose();
        _numberTurn = null;
    }

    private async Task<LoadedCase?> ReadAsync(CaseId id, CancellationToken cancellationToken)
    {
        // One turn for each command, for its first case: with two of them two commands could wait for each other.
        _turn ??= await turns.TakeAsync(id, cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            return await tables.LoadAsync(database, db, id, cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
