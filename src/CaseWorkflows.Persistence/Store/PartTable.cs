using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseWorkflows.Persistence.Store;

/// <summary>One table of the model and the statements that read and write its rows, for a kind of part of a case.</summary>
internal sealed class PartTable
{
    private readonly Func<object>? _make;
    private readonly Column[] _added;
    private readonly Column[] _keys;
    private readonly ConcurrentDictionary<int, string> _inserts = [];

    public PartTable(IModel model, Type part)
    {
        var entity = model.FindEntityType(part)!;
        Name = entity.GetTableName()!;
        var table = StoreObjectIdentifier.Table(Name);
        Columns = [.. entity.GetProperties().Select((x, i) => new Column(x, table, i))];
        CaseColumn = Columns.Single(x => x.Name == (part == typeof(LegalCase) ? "id" : "case_id"));
        Position = Columns.SingleOrDefault(x => x.Name == "position");
        // Parties have neither a place nor an id of their own: they come back in the order in which they were written.
        var order = Position ?? Columns.SingleOrDefault(x => x is { IsKey: true, IsMadeByDatabase: true });
        Select = $"select {string.Join(", ", Columns.Select(x => x.Name))} from {Name} where {CaseColumn.Name} = $1{(order is null ? "" : " order by " + order.Name)}";
        SelectMany = Select.Replace("= $1", "= any($1)", StringComparison.Ordinal);
        _added = [.. Columns.Where(x => !x.IsMadeByDatabase && !Released.Contains(x.Name))];
        _keys = [.. Columns.Where(x => x.IsKey)];
        if (part.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is { } constructor)
            _make = Expression.Lambda<Func<object>>(Expression.New(constructor)).Compile();
    }

    // A new row is nobody's; a column that is left out is null, or what its own rule says.
    private static readonly HashSet<string> Released = ["claimed_by", "claimed_until", "last_error"];

    private static readonly int[] RowsTogether = [64, 16, 4, 1];

    public string Name { get; }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The column that names the case.</summary>
    public Column CaseColumn { get; }

    /// <summary>The part's place in its list; null where a case has only one, or lists have no place.</summary>
    public Column? Position { get; }

    /// <summary>All rows of a case, <c>$1</c>.</summary>
    public string Select { get; }

    /// <summary>All rows of the cases in the list <c>$1</c>; those of one case in their order.</summary>
    public string SelectMany { get; }

    /// <summary>Makes the part of the present row, and what later changes are found by.</summary>
    public LoadedPart Read(DbDataReader row)
    {
        var part = _make!();
        var values = new object?[Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = Columns[i].Read(row, i);
            if (!Columns[i].IsShadow) Columns[i].Set(part, value);
            values[i] = Columns[i].Snapshot(value);
        }
        return new LoadedPart(this, part, values);
    }

    /// <summary>Adds rows, all with one statement.</summary>
    /// <param name="statements">What is to be done.</param>
    /// <param name="parts">The parts; none adds nothing.</param>
    /// <param name="caseId">The case, where a part itself does not say it.</param>
    /// <param name="positions">The places of the parts in their list, where there are any.</param>
    public void Insert(Statements statements, IReadOnlyList<object> parts, CaseId caseId, IReadOnlyList<int>? positions = null)
    {
        if (parts.Count == 0) return;
        List<(Column, object?)> values = new(parts.Count * _added.Length);
        for (var i = 0; i < parts.Count; i++)
            foreach (var column in _added)
                values.Add((column, !column.IsShadow ? column.Get(parts[i]) : column == CaseColumn ? caseId : column == Position ? positions![i] : 0));
        statements.Add(_inserts.GetOrAdd(parts.Count, InsertOf), values);
    }

    /// <summary>Adds rows of several cases, so many with each statement that the statements are always the same few, which the server knows.</summary>
    public void InsertMany(Statements statements, IReadOnlyList<object> parts)
    {
        var done = 0;
        foreach (var size in RowsTogether)
            for (; parts.Count - done >= size; done += size)
                Insert(statements, [.. parts.Skip(done).Take(size)], default);
    }

    /// <summary>Changes these columns of a row, <paramref name="more"/> beside them, where <paramref name="conditions"/> hold.</summary>
    public void Update(Statements statements, IReadOnlyList<(Column Column, object? Value)> changes, string more, IReadOnlyList<(Column Column, object? Value)> conditions, bool mustBeOne = false)
    {
        var sets = string.Join(", ", changes.Select((x, i) => $"{x.Column.Name} = {Place(i + 1)}"));
        var where = string.Join(" and ", conditions.Select((x, i) => $"{x.Column.Name} = {Place(changes.Count + i + 1)}"));
        statements.Add($"update {Name} set {sets}{more} where {where}", [.. changes, .. conditions], mustBeOne);
    }

    /// <summary>Removes all rows of a case.</summary>
    public void DeleteAll(Statements statements, object? caseId) => statements.Add($"delete from {Name} where {CaseColumn.Name} = $1", [(CaseColumn, caseId)]);

    /// <summary>The key of a part, as conditions.</summary>
    public List<(Column, object?)> KeyOf(LoadedPart loaded) => [.. _keys.Select(x => (x, loaded.Values[x.Index]))];

    public Column Named(string name) => Columns.Single(x => x.Name == name);

    private string InsertOf(int rows) =>
        $"insert into {Name} ({string.Join(", ", _added.Select(x => x.Name))}) values "
        + string.Join(", ", Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", _added.Select((_, i) => Place((row * _added.Length) + i + 1)))})"));

    private static string Place(int number) => "$" + number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A part as it was loaded.</summary>
/// <param name="Table">Where it is kept.</param>
/// <param name="Part">The object, which may have changed since.</param>
/// <param name="Values">What its columns held, in their order.</param>
internal sealed record LoadedPart(PartTable Table, object Part, object?[] Values)
{
    /// <summary>The columns that hold something else by now.</summary>
    public List<(Column Column, object? Value)> Changes()
    {
        List<(Column, object?)> changes = [];
        for (var i = 0; i < Values.Length; i++)
        {
            var column = Table.Columns[i];
            if (column.IsShadow) continue;
            var value = column.Get(Part);
            if (!column.IsSame(Values[i], value)) changes.Add((column, value));
        }
        return changes;
    }
}
