using System.Data.Common;
using System.Text;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using Microsoft.Data.Sqlite;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class HistoryContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly Actor Archivist = SampleCases.Staff("archivist", "/420700/", Role.Archivist);

    /// <summary>How somebody with all rights over the database gets round its protection.</summary>
    private protected abstract string Unprotect { get; }

    private protected abstract string Protect { get; }

    /// <summary>The files in which erased data could still be found; none where the database keeps them to itself.</summary>
    private protected virtual IEnumerable<string> FilesOfDatabase => [];

    [Theory]
    [InlineData("update history set kind = 'Other'")]
    [InlineData("update history set body = body || ' '")]
    [InlineData("delete from history")]
    [InlineData("update history_payloads set json = 'other'")]
    public async Task History_is_never_changed_or_deleted(string sql)
    {
        var @case = await Storage.KeepAsync(SampleCases.New());
        await Assert.ThrowsAnyAsync<DbException>(() => Storage.ExecuteAsync(sql));
        Assert.Null(await FirstBadAsync(@case.Id));
    }

    [Theory]
    [InlineData("update history set body = replace(body, 'Changed', 'changed') where seq = 2 and case_id = {0}", 2, "history.row-changed")]
    [InlineData("delete from history_payloads where seq = 2 and case_id = {0}", 2, "history.payload-changed")]
    [InlineData("delete from history where seq = 3 and case_id = {0}", 3, "history.tail-missing", "delete from history_payloads where seq = 3 and case_id = {0}")]
    [InlineData("delete from history where seq = 2 and case_id = {0}", 2, "history.row-missing", "delete from history_payloads where seq = 2 and case_id = {0}")]
    [InlineData("update case_dossiers set digest_key = null where case_id = {0}", 1, "history.payload-changed")]
    [InlineData("update cases set history_seq = 0 where id = {0}", 1, "history.row-missing", "delete from history_payloads where case_id = {0}", "delete from history where case_id = {0}")]
    public async Task What_gets_round_the_protection_is_found(string sql, long seq, string reason, params string[] before)
    {
        var @case = await Storage.KeepAsync(SampleCases.New());
        await Storage.ChangeAsync(@case.Id, x => x.Stage = "a");
        await Storage.ChangeAsync(@case.Id, x => x.Stage = "b");
        Assert.Null(await FirstBadAsync(@case.Id));
        await using (var db = await Storage.ContextAsync())
        {
            var id = db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal) ? $"'{@case.Id.ToString().ToUpperInvariant()}'" : $"'{@case.Id}'";
            await Storage.ExecuteAsync(Unprotect);
            foreach (var first in before) await Storage.ExecuteAsync(first.Replace("{0}", id, StringComparison.Ordinal));
            Assert.Equal(1, await Storage.ExecuteAsync(sql.Replace("{0}", id, StringComparison.Ordinal)));
            await Storage.ExecuteAsync(Protect);
        }
        Assert.Equal((seq, reason), await FirstBadAsync(@case.Id));
        var verdict = await new HistoryVerification(Storage.Queries).RunAsync(null, default);
        Assert.True(verdict.BadCases >= 1);
        Assert.NotNull(verdict.First);
    }

    [Fact]
    public async Task All_cases_are_walked_in_order()
    {
        List<CaseId> made = [];
        for (var i = 0; i < 25; i++) made.Add((await Storage.KeepAsync(SampleCases.New())).Id);
        List<CaseId> walked = [];
        while (await Storage.Queries.CaseIdsAsync(walked.Count == 0 ? null : walked[^1], 4, default) is { Count: > 0 } batch) walked.AddRange(batch);
        Assert.Empty(made.Except(walked));
        Assert.Equal(walked.Count, walked.Distinct().Count());
        Assert.Equal(await Storage.CountAsync("cases"), walked.Count);
    }

    [Fact]
    public async Task Erased_people_are_gone_and_the_chain_still_verifies()
    {
        const string secret = "司马秘密";
        var @case = SampleCases.New(application: SampleCases.Application(secret, "420700198001011234"));
        @case.FlowState = $$"""{"name":"{{secret}}"}""";
        @case.Dossier.SetFact("name", secret);
        @case.Add(new FileItem(Guid.NewGuid(), "decision-grant", "决定书", "issued", SampleCases.Noon, "1号", "applicant", secret));
        @case.Add(new FileItem(Guid.NewGuid(), "identity-proof", secret, "received", SampleCases.Noon, null, null, null));
        @case.Add(new Incident("i", "script", secret, secret, SampleCases.Noon));
        await Storage.KeepAsync(@case, new OutboxMessage(Guid.NewGuid(), @case.Id, "page", "notice", "applicant", $$"""{"zh":"{{secret}}"}""", $"erase-{@case.Id}", SampleCases.Noon));
        await Storage.ChangeAsync(@case.Id, x => x.Status = CaseStatus.Closed);
        var erasure = Storage.Get<IPeopleErasure>();

        Assert.Equal(ErasureOutcome.Erased, await erasure.ErasePeopleAsync(@case.Id, "保管期限届满", Archivist, default));

        Assert.Null(await FirstBadAsync(@case.Id));
        var view = (await Storage.Queries.CaseAsync(Archivist, @case.Id, SampleCases.Noon, default))!;
        Assert.NotNull(view.Case.Dossier.ErasedAt);
        Assert.All(view.History, x => Assert.Null(x.Payload));
        Assert.Equal(["CaseOpened", "Changed", "PeopleErased"], view.History.Select(x => x.Row.Kind));
        Assert.Contains("保管期限届满", view.History[^1].Row.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(await EveryTextAsync(), x => x.Contains(secret, StringComparison.Ordinal) || x.Contains("420700198001011234", StringComparison.Ordinal));
        foreach (var file in FilesOfDatabase)
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{file} still holds what was erased.");
        Assert.Empty((await Storage.Queries.CasesAsync(Archivist, new CaseFilter(secret), default)).Items);
        Assert.Equal(ErasureOutcome.ErasedBefore, await erasure.ErasePeopleAsync(@case.Id, "again", Archivist, default));
    }

    [Fact]
    public async Task The_people_of_a_case_that_goes_on_are_not_erased()
    {
        var @case = await Storage.KeepAsync(SampleCases.New());
        var erasure = Storage.Get<IPeopleErasure>();
        Assert.Equal(ErasureOutcome.CaseHasNotEnded, await erasure.ErasePeopleAsync(@case.Id, "x", Archivist, default));
        Assert.Equal(ErasureOutcome.CaseUnknown, await erasure.ErasePeopleAsync(new CaseId(Guid.NewGuid()), "x", Archivist, default));
        Assert.Equal("王小明", Assert.Single((await Storage.LoadAsync(@case.Id)).Dossier.Parties).Name);
    }

    private async Task<(long, string)?> FirstBadAsync(CaseId id)
    {
        var x = (await Storage.Queries.HistoryAsync(id, default))!;
        return HistoryCheck.FirstBad(x.Rows, x.Payloads, x.DigestKey, x.ExpectedSeq, x.ExpectedHash);
    }

    /// <summary>Every value of every column of text in the database.</summary>
    private async Task<List<string>> EveryTextAsync()
    {
        List<string> texts = [];
        await using var db = await Storage.ContextAsync();
        var connection = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database);
        await connection.OpenAsync();
        foreach (var table in db.Model.GetEntityTypes().Select(x => Microsoft.EntityFrameworkCore.RelationalEntityTypeExtensions.GetTableName(x)!))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "select * from " + table;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                for (var i = 0; i < reader.FieldCount; i++)
                    if (reader.GetValue(i) is string text) texts.Add(text);
        }
        Assert.NotEmpty(texts);
        return texts;
    }
}

public sealed class HistoryOnSqlite(SqliteTestDatabase database) : HistoryContract(database), IClassFixture<SqliteTestDatabase>
{
    private protected override string Unprotect => "drop trigger history_is_not_changed; drop trigger history_is_not_deleted";

    private protected override string Protect => """
        create trigger history_is_not_changed before update on history begin select raise(abort, 'no'); end;
        create trigger history_is_not_deleted before delete on history begin select raise(abort, 'no'); end;
        """;

    private protected override IEnumerable<string> FilesOfDatabase
    {
        get
        {
            var file = new SqliteConnectionStringBuilder(Database.Options.ConnectionString).DataSource;
            return Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*").Where(x => !x.EndsWith("-shm", StringComparison.Ordinal));
        }
    }
}

public sealed class HistoryOnPostgreSql(PostgreSqlTestDatabase database) : HistoryContract(database), IClassFixture<PostgreSqlTestDatabase>
{
    private protected override string Unprotect => "alter table history disable trigger user";

    private protected override string Protect => "alter table history enable trigger user";

    [Fact]
    public async Task History_is_not_emptied() =>
        await Assert.ThrowsAnyAsync<DbException>(() => Storage.ExecuteAsync("truncate history cascade"));
}
