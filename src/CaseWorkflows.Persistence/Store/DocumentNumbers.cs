using System.Data.Common;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Persistence.Store;

/// <summary>
/// The last number of each series of documents. Whoever raises one holds its row until the transaction ends; the next waits and then gets the number after it,
/// or the same one if nothing was kept. So there is no gap and no number twice.
/// </summary>
internal static class DocumentNumbers
{
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
        foreach (var (series, count) in wanted.OrderBy(x => x.Key.Office.Value, StringComparer.Ordinal).ThenBy(x => x.Key.Year).ThenBy(x => x.Key.Word, StringComparer.Ordinal))
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

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
