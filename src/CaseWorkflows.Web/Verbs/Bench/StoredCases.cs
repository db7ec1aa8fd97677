using System.Diagnostics;
using System.Globalization;
using CaseWorkflows.Cases;
using Npgsql;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// Fills a database with copies of a case that was really played: every row of every table, under ids, codes, names and numbers of its own. The copies'
/// histories are copied too, so they don't verify.
/// </summary>
/// <param name="connectionString">The database.</param>
/// <param name="tell">Says how far it is.</param>
internal sealed class StoredCases(string connectionString, Func<string, (string Name, object? Value)[], Task> tell)
{
    private const int Chunk = 20_000;

    // Without indexes and references while rows come in, and both made at once afterwards: a tenth of the time. The primary keys stay.
    private const string References = """
        select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) from pg_constraint
        where contype = 'f' and connamespace = 'public'::regnamespace and confrelid in ('cases'::regclass, 'case_dossiers'::regclass, 'history'::regclass)
        """;

    private const string Indexes = """
        select tablename::text, indexname::text, indexdef from pg_indexes
        where schemaname = 'public' and tablename = any($1) and indexname not like 'pk\_%'
        """;

    private const string TableColumns = """
        select t.table_name::text, c.column_name::text, c.data_type::text, c.is_identity = 'YES'
        from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
        where t.table_schema = 'public' and (t.table_name = 'cases' or exists (
            select 1 from information_schema.columns k where k.table_schema = t.table_schema and k.table_name = t.table_name and k.column_name = 'case_id'))
        order by t.table_name = 'cases' desc, t.table_name, c.ordinal_position
        """;

    /// <summary>Copies a case so many times.</summary>
    public async Task FillAsync(CaseId pattern, int count, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var source = new NpgsqlDataSourceBuilder(connectionString) { ConnectionStringBuilder = { CommandTimeout = 0, Options = "-c synchronous_commit=off -c maintenance_work_mem=512MB" } }.Build();
        var columns = await RowsAsync(source, TableColumns, [], x => (Table: x.GetString(0), Name: x.GetString(1), Type: x.GetString(2), IsIdentity: x.GetBoolean(3)), cancellationToken);
        var tables = columns.Where(x => !x.IsIdentity).GroupBy(x => x.Table).ToList();
        var references = await RowsAsync(source, References, [], x => (Table: x.GetString(0), Name: x.GetString(1), Definition: x.GetString(2)), cancellationToken);
        var indexes = await RowsAsync(source, Indexes, [tables.Select(x => x.Key).ToArray()], x => (Table: x.GetString(0), Name: x.GetString(1), Definition: x.GetString(2)), cancellationToken);
        foreach (var reference in references) await DoAsync(source, $"alter table {reference.Table} drop constraint {reference.Name}", cancellationToken);
        foreach (var index in indexes) await DoAsync(source, $"drop index {index.Name}", cancellationToken);

        // Cases of the years before: their ids sort before those that are opened now.
        var begin = pattern.Value.ToString("N")[..12];
        for (var done = 0; done < count;)
        {
            var next = Math.Min(done + Chunk, count);
            foreach (var table in tables)
            {
                var ours = table.Select(x => x.Name);
                var values = table.Select(x => Copied(x.Table, x.Name, x.Type, begin, count));
                await DoAsync(source, $"""
                    insert into {table.Key} ({string.Join(", ", ours)})
                    select {string.Join(", ", values)} from generate_series({Text(done + 1)}, {Text(next)}) n cross join (select * from {table.Key} where {(table.Key == "cases" ? "id" : "case_id")} = '{pattern}') t
                    """, cancellationToken);
            }
            done = next;
            await tell("filling", [("done", done), ("cases", count), ("seconds", (int)watch.Elapsed.TotalSeconds)]);
        }

        await tell("indexes", []);
        foreach (var index in indexes) await DoAsync(source, index.Definition, cancellationToken);
        foreach (var reference in references) await DoAsync(source, $"alter table {reference.Table} add constraint {reference.Name} {reference.Definition}", cancellationToken);
        await DoAsync(source, "vacuum analyze", cancellationToken);
        var bytes = await RowsAsync(source, "select pg_database_size(current_database())", [], x => x.GetInt64(0), cancellationToken);
        await tell("filled", [("cases", count), ("seconds", (int)watch.Elapsed.TotalSeconds), ("megabytes", bytes[0] / 1_000_000)]);
    }

    /// <summary>What stands in a column of the copy <c>n</c> of row <c>t</c>.</summary>
    private static string Copied(string table, string column, string type, string begin, int count) => (table, column) switch
    {
        ("cases", "code") => "'Z' || overlay(overlay(lpad(upper(to_hex(n)), 8, '0') placing '-' from 6 for 0) placing '-' from 3 for 0)",
        ("case_parties", "name") => "t.name || 's' || n",
        ("case_parties", "id_number") => "left(t.id_number, 6) || 'S' || lpad(n::text, 11, '0')",
        ("outbox", "dedup_key") => "t.dedup_key || ':' || n",
        // Spread, as they are where cases come in one after the other.
        ("clocks", "next_fire_at") => "t.next_fire_at + n * interval '1 second'",
        // Later copies sort later, as ids that are made one after the other do; the rest is the same for the same original, so that rows still name each other.
        _ when type == "uuid" => $"(lpad(to_hex(('x' || '{begin}')::bit(48)::bigint - {Text(count)} + n), 12, '0') || '7' || substr(md5(t.{column}::text || n), 1, 3) || 'a' || substr(md5(t.{column}::text || n), 4, 15))::uuid",
        _ => "t." + column,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task DoAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataSource source, string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.AddWithValue(parameter);
        List<T> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }
}
