using System.Data.Common;
using System.Globalization;

namespace CaseWorkflows.Persistence.Queues;

/// <summary>Statements that LINQ has no words for: an update that returns what it took.</summary>
internal static class WrittenSql
{
    /// <summary>Runs a statement with places <c>{0}</c>, <c>{1}</c>, … for its parameters.</summary>
    public static async Task<List<T>> QueryAsync<T>(WriteTransaction write, string sql, object?[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var transaction = write.Raw;
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        var names = new object[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + i.ToString(CultureInfo.InvariantCulture);
            parameter.Value = parameters[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
            names[i] = parameter.ParameterName;
        }
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, names);
        List<T> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }
}
