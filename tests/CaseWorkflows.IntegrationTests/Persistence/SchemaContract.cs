using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Persistence.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class SchemaContract<TDatabase>(TDatabase database) : IClassFixture<TDatabase>
    where TDatabase : class, ITestDatabase, new()
{
    /// <summary>One line for each table's column, key, reference and index, as the database itself describes it.</summary>
    private protected abstract string Description { get; }

    [Fact]
    public async Task The_scripts_make_what_the_model_describes()
    {
        await using var scripted = await TestStorage.OpenAsync(database);
        var other = new TDatabase();
        await other.InitializeAsync();
        try
        {
            await using var modelled = new TestStorage(other);
            await using var cases = await modelled.ContextAsync();
            await using var staff = await modelled.Get<IDbContextFactory<StaffDbContext>>().CreateDbContextAsync();
            await cases.Database.EnsureCreatedAsync();
            await staff.GetService<IRelationalDatabaseCreator>().CreateTablesAsync();

            var expected = await DescribeAsync(modelled);
            Assert.Contains(expected, x => x.Contains("cases", StringComparison.Ordinal) && x.Contains("version", StringComparison.Ordinal));
            Assert.Contains(expected, x => x.Contains("ix_alerts_clock_id_generation_step_round", StringComparison.Ordinal));
            Assert.Contains(expected, x => x.Contains("fk_case_tasks_case_id", StringComparison.Ordinal) || x.Contains("reference case_tasks", StringComparison.Ordinal));
            Assert.Equal(expected, await DescribeAsync(scripted));
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_schema_that_differs_is_seen()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        var before = await DescribeAsync(storage);
        await storage.ExecuteAsync("create index ix_extra on cases (stage)");
        Assert.NotEqual(before, await DescribeAsync(storage));
        await storage.ExecuteAsync("drop index ix_extra");
        await storage.ExecuteAsync("alter table cases add column extra integer");
        Assert.NotEqual(before, await DescribeAsync(storage));
        await storage.ExecuteAsync("alter table cases drop column extra");
        Assert.Equal(before, await DescribeAsync(storage));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_update_once()
    {
        var empty = new TDatabase();
        await empty.InitializeAsync();
        try
        {
            var nodes = Enumerable.Range(0, 4).Select(_ => new TestStorage(empty)).ToList();
            var applied = await Task.WhenAll(nodes.Select(x => Task.Run(() => x.Get<SchemaUpdater>().UpdateAsync())));
            Assert.Equal(SchemaScript.All(forSqlite: false).Count, applied.Sum());
            Assert.Equal(0, await nodes[0].Get<SchemaUpdater>().UpdateAsync());
            foreach (var node in nodes) await node.DisposeAsync();
        }
        finally
        {
            await empty.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        await storage.ExecuteAsync("update schema_versions set version = 999 where version = 1");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => storage.Get<SchemaUpdater>().UpdateAsync());
        Assert.Contains("999", error.Message, StringComparison.Ordinal);
        Assert.Equal(SchemaScript.All(forSqlite: true).Count, await storage.CountAsync("schema_versions"));
        await storage.ExecuteAsync("update schema_versions set version = 1 where version = 999");
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        await storage.ExecuteAsync("update schema_versions set name = '0001-other' where version = 1");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => storage.Get<SchemaUpdater>().UpdateAsync());
        Assert.Contains("0001-other", error.Message, StringComparison.Ordinal);
        await storage.ExecuteAsync("update schema_versions set name = '0001-initial' where version = 1");
    }

    [Fact]
    public void Both_databases_have_the_same_steps() =>
        Assert.Equal(SchemaScript.All(forSqlite: true).Select(x => x.Name), SchemaScript.All(forSqlite: false).Select(x => x.Name));

    private async Task<List<string>> DescribeAsync(TestStorage storage)
    {
        await using var db = await storage.ContextAsync();
        var lines = await db.Database.SqlQueryRaw<string>(Description).ToListAsync();
        return [.. lines.Order(StringComparer.Ordinal)];
    }
}

public sealed class SchemaOnSqlite(SqliteTestDatabase database) : SchemaContract<SqliteTestDatabase>(database)
{
    private protected override string Description => """
        select 'column ' || t.name || '.' || c.name || ' ' || c.type || ' notnull=' || c."notnull" || ' default=' || coalesce(c.dflt_value, '-') || ' key=' || c.pk as "Value"
        from sqlite_master t join pragma_table_xinfo(t.name) c where t.type = 'table'
        union all
        select 'reference ' || t.name || '.' || f."from" || ' ' || f."table" || '.' || coalesce(f."to", '-') || ' ' || f.on_delete
        from sqlite_master t join pragma_foreign_key_list(t.name) f where t.type = 'table'
        union all
        select 'index ' || t.name || ' ' || i.name || ' unique=' || i."unique" || ' partial=' || i.partial || ' ' || (select group_concat(x.name, ',') from pragma_index_info(i.name) x)
        from sqlite_master t join pragma_index_list(t.name) i where t.type = 'table'
        """;
}

public sealed class SchemaOnPostgreSql(PostgreSqlTestDatabase database) : SchemaContract<PostgreSqlTestDatabase>(database)
{
    private protected override string Description => """
        select concat_ws(' ', 'column', table_name || '.' || column_name, data_type, udt_name, character_maximum_length, 'nullable=' || is_nullable,
            'default=' || coalesce(column_default, '-'), 'identity=' || coalesce(identity_generation, '-'), 'collation=' || coalesce(collation_name, '-')) as "Value"
        from information_schema.columns where table_schema = 'public'
        union all
        select concat_ws(' ', 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
        union all
        select concat_ws(' ', 'index', tablename, indexdef) from pg_indexes where schemaname = 'public'
        """;
}
