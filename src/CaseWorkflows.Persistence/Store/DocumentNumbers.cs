using System.Data.Common;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// The last number of each series of documents. Whoever raises one holds its row until the transaction ends; the next waits and then gets the number after it,
/// or the same one if nothing was kept. So there is no gap and no number twice. A node that remembers the last number raises it with the commit itself, on the condition
/// that it still is the last one.
/// </summary>
internal sealed class DocumentNumbers(IModel model)
{
    private const string Raise = "update document_numbers set last_number = last_number + $1 where office = $2 and year = $3 and word = $4 and last_number = $5";

    private readonly Column _office = ColumnOf(model, nameof(DocumentNumberRow.Office));
    private readonly Column _year = ColumnOf(model, nameof(DocumentNumberRow.Year));
    private readonly Column _word = ColumnOf(model, nameof(DocumentNumberRow.Word));
    private readonly Column _last = ColumnOf(model, nameof(DocumentNumberRow.LastNumber));

    private const string Take =
        """
        insert into document_numbers (office, year, word, last_number) values (@office, @year, @word, @count)
        on conflict (office, year, word) do update set last_number = document_numbers.last_number + excluded.last_number
        returning last_number
        """;

    public static async Task<IReadOnlyDictionary<DocumentSeries, int>> TakeAsync(DbTransaction transaction, IReadOnlyDictionary<DocumentSeries, int> wanted, CancellationToken cancellationToken)
    {
        Dictionary<DocumentSeries, int> first = [];
        // All commands go through series in the same order: of two that meet, one waits for the other and not each for each.
        foreach (var (series, count) in InOrder(wanted))
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Take;
            Add(command, "@office", series.Office.Value);
            Add(command, "@year", series.Year);
            Add(command, "@word", series.Word);
            Add(command, "@count", count);
            var last = Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
            first[series] = last - count + 1;
        }
        return first;
    }

    /// <summary>Series in the order in which every command goes through them.</summary>
    public static IEnumerable<KeyValuePair<DocumentSeries, int>> InOrder(IReadOnlyDictionary<DocumentSeries, int> wanted) =>
        wanted.OrderBy(x => x.Key.Office.Value, StringComparer.Ordinal).ThenBy(x => x.Key.Year).ThenBy(x => x.Key.Word, StringComparer.Ordinal);

    /// <summary>Raises the last number of a series if it still is what this node remembers; if not, nothing of the statements happens.</summary>
    public void RaiseFrom(Statements statements, DocumentSeries series, int last, int count) =>
        statements.Add(Raise, [(_last, count), (_office, series.Office), (_year, series.Year), (_word, series.Word), (_last, last)], mustBeOne: true);

    private static Column ColumnOf(IModel model, string property)
    {
        var entity = model.FindEntityType(typeof(DocumentNumberRow))!;
        return new Column(entity.FindProperty(property)!, StoreObjectIdentifier.Table(entity.GetTableName()!), 0);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
