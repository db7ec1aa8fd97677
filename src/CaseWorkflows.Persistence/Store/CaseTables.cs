using System.Collections;
using System.Data.Common;
using System.Reflection;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseWorkflows.Persistence.Store;

/// <summary>The tables of a case and of what is written with it, and how a whole case is read from them.</summary>
internal sealed class CaseTables
{
    private readonly List<(PartTable Table, FieldInfo List)> _lists = [];
    private readonly Action<LegalCase, CaseDossier> _give;

    public CaseTables(IModel model)
    {
        Cases = new(model, typeof(LegalCase));
        Dossiers = new(model, typeof(CaseDossier));
        Parties = new(model, typeof(Party));
        PartyList = ListOf(model, typeof(CaseDossier), nameof(CaseDossier.Parties));
        History = new(model, typeof(HistoryRow));
        Payloads = new(model, typeof(HistoryPayload));
        Outbox = new(model, typeof(OutboxMessage));
        Receipts = new(model, typeof(CommandReceipt));
        Numbers = new(model);
        foreach (var (part, list) in new[]
            { (typeof(CaseTask), nameof(LegalCase.Tasks)), (typeof(Clock), nameof(LegalCase.Clocks)), (typeof(Incident), nameof(LegalCase.Incidents)), (typeof(FileItem), nameof(LegalCase.File)), (typeof(Alert), nameof(LegalCase.Alerts)), (typeof(CaseLink), nameof(LegalCase.Links)) })
            _lists.Add((new PartTable(model, part), ListOf(model, typeof(LegalCase), list)));
        _give = typeof(LegalCase).GetProperty(nameof(LegalCase.Dossier))!.GetSetMethod(nonPublic: true)!.CreateDelegate<Action<LegalCase, CaseDossier>>();
    }

    public PartTable Cases { get; }

    public PartTable Dossiers { get; }

    public PartTable Parties { get; }

    public PartTable History { get; }

    public PartTable Payloads { get; }

    public PartTable Outbox { get; }

    public PartTable Receipts { get; }

    public DocumentNumbers Numbers { get; }

    /// <summary>What a case has several of, beside the parties.</summary>
    public IReadOnlyList<(PartTable Table, FieldInfo List)> Lists => _lists;

    private FieldInfo PartyList { get; }

    /// <summary>
    /// Asks for a whole case. Its own row is read first: whatever changes while the rest is read raises the version, and a commit notices.
    /// One query for all of it would multiply the lists.
    /// </summary>
    public void AskFor(CaseId id, Statements statements)
    {
        foreach (var table in (IEnumerable<PartTable>)[Cases, Dossiers, Parties, .. _lists.Select(x => x.Table)])
            statements.Add(table.Select, [(table.CaseColumn, id)]);
    }

    /// <summary>Reads a whole case on an open connection; null if there is no such case.</summary>
    public Task<LoadedCase?> LoadAsync(CaseDatabase database, CaseDbContext db, CaseId id, CancellationToken cancellationToken)
    {
        var asked = new Statements(database.IsSqlite, db.Database.GetDbConnection());
        AskFor(id, asked);
        return asked.ReadAsync(x => ReadAsync(x, cancellationToken), cancellationToken);
    }

    /// <summary>Reads what was asked for; null if there is no such case.</summary>
    public async Task<LoadedCase?> ReadAsync(DbDataReader results, CancellationToken cancellationToken)
    {
        if (!await results.ReadAsync(cancellationToken)) return null;
        var row = Cases.Read(results);
        var @case = (LegalCase)row.Part;
        await results.NextResultAsync(cancellationToken);
        await results.ReadAsync(cancellationToken);
        var dossier = Dossiers.Read(results);
        _give(@case, (CaseDossier)dossier.Part);
        List<LoadedPart> parts = [row, dossier];
        var parties = await ReadListAsync(Parties, (IList)PartyList.GetValue(dossier.Part)!, results, cancellationToken);
        foreach (var (table, list) in _lists)
            parts.AddRange(await ReadListAsync(table, (IList)list.GetValue(@case)!, results, cancellationToken));
        return new LoadedCase(this, @case, parts, parties);
    }

    /// <summary>The receipt of the command <c>$1</c>.</summary>
    public string SelectReceipt => $"select {string.Join(", ", Receipts.Columns.Select(x => x.Name))} from {Receipts.Name} where command_id = $1";

    /// <summary>Makes the receipt of the present row.</summary>
    public CommandReceipt ReceiptOf(DbDataReader row)
    {
        return new((CommandId)Value("command_id")!, (CaseId)Value("case_id")!, (long)Value("version")!, (string)Value("content_digest")!, (DateTimeOffset)Value("recorded_at")!);

        object? Value(string name)
        {
            var column = Receipts.Named(name);
            return column.Read(row, column.Index);
        }
    }

    /// <summary>The queries for whole cases, as <see cref="AskFor"/>, each for all of them; <c>$1</c> is the list of their ids.</summary>
    public IEnumerable<string> AskForMany() => ((IEnumerable<PartTable>)[Cases, Dossiers, Parties, .. _lists.Select(x => x.Table)]).Select(x => x.SelectMany);

    /// <summary>Reads the cases that were asked for; those that do not exist are missing.</summary>
    public async Task<Dictionary<CaseId, LoadedCase>> ReadManyAsync(DbDataReader results, CancellationToken cancellationToken)
    {
        Dictionary<CaseId, (LegalCase Case, List<LoadedPart> Parts, List<LoadedPart> Parties)> found = [];
        while (await results.ReadAsync(cancellationToken))
        {
            var row = Cases.Read(results);
            var @case = (LegalCase)row.Part;
            found[@case.Id] = (@case, [row], []);
        }
        await EachAsync(Dossiers, x => (x.Case, x.Parts), (@case, part) => _give(@case, (CaseDossier)part.Part));
        await EachAsync(Parties, x => (x.Case, x.Parties), (@case, part) => ((IList)PartyList.GetValue(@case.Dossier)!).Add(part.Part));
        foreach (var (table, list) in _lists)
            await EachAsync(table, x => (x.Case, x.Parts), (@case, part) => ((IList)list.GetValue(@case)!).Add(part.Part));
        return found.ToDictionary(x => x.Key, x => new LoadedCase(this, x.Value.Case, x.Value.Parts, x.Value.Parties));

        async Task EachAsync(PartTable table, Func<(LegalCase Case, List<LoadedPart> Parts, List<LoadedPart> Parties), (LegalCase, List<LoadedPart>)> of, Action<LegalCase, LoadedPart> give)
        {
            await results.NextResultAsync(cancellationToken);
            while (await results.ReadAsync(cancellationToken))
            {
                var part = table.Read(results);
                // A case that was opened since its row was looked for is not one of them.
                if (!found.TryGetValue((CaseId)part.Values[table.CaseColumn.Index]!, out var whole)) continue;
                var (@case, parts) = of(whole);
                parts.Add(part);
                give(@case, part);
            }
        }
    }

    private static async Task<List<LoadedPart>> ReadListAsync(PartTable table, IList list, DbDataReader results, CancellationToken cancellationToken)
    {
        await results.NextResultAsync(cancellationToken);
        List<LoadedPart> loaded = [];
        while (await results.ReadAsync(cancellationToken))
        {
            loaded.Add(table.Read(results));
            list.Add(loaded[^1].Part);
        }
        return loaded;
    }

    private static FieldInfo ListOf(IModel model, Type owner, string name) => model.FindEntityType(owner)!.FindNavigation(name)!.FieldInfo!;
}
