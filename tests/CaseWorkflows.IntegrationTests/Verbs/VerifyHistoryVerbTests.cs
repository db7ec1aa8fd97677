using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;

namespace CaseWorkflows.IntegrationTests.Verbs;

public abstract class VerifyHistoryVerbTests(ITestDatabase database)
{
    private protected abstract string LiftProtection { get; }

    [Fact]
    public async Task An_untouched_history_verifies_and_a_changed_row_is_named()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        await storage.KeepAsync(SampleCases.New());
        var touched = await storage.KeepAsync(SampleCases.New());
        for (var i = 0; i < 3; i++) await storage.ChangeAsync(touched.Id, _ => { });

        var good = await RunAsync("--json");
        Assert.Equal(0, good.ExitCode);
        Assert.Equal((2, 5, 0), ((int)JsonNode.Parse(good.Out)!["cases"]!, (int)JsonNode.Parse(good.Out)!["rows"]!, JsonNode.Parse(good.Out)!["bad"]!.AsArray().Count));

        // Somebody with all rights on the database, as an attacker would have them.
        await storage.ExecuteAsync(LiftProtection);
        Assert.Equal(1, await storage.ExecuteAsync("update history set body = replace(body, 'Changed', 'Chanced') where seq = 3"));
        var bad = await RunAsync("--lang", "en");
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains($"Case {touched.Code}, row 3:", bad.Out, StringComparison.Ordinal);
        Assert.Single(bad.Out.Split('\n'), x => x.StartsWith("Case ", StringComparison.Ordinal));
    }

    private Task<VerbRun> RunAsync(params string[] args) => VerbRun.WithSettings(
        new()
        {
            ["CaseWorkflows:Database:Provider"] = database.Options.Provider == DatabaseProvider.Sqlite ? "sqlite" : "postgresql",
            ["CaseWorkflows:Database:ConnectionString"] = database.Options.ConnectionString,
        },
        ["verify-history", .. args]);
}

public sealed class VerifyHistoryOnSqliteTests(SqliteTestDatabase database) : VerifyHistoryVerbTests(database), IClassFixture<SqliteTestDatabase>
{
    private protected override string LiftProtection => "drop trigger history_is_not_changed";

    [Fact]
    public async Task Without_a_database_it_says_so_and_makes_none()
    {
        using var scratch = new Scratch();
        var run = await VerbRun.WithSettings(new() { ["CaseWorkflows:DataFolder"] = scratch.Path }, "verify-history");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Path));
    }
}

public sealed class VerifyHistoryOnPostgreSqlTests(PostgreSqlTestDatabase database) : VerifyHistoryVerbTests(database), IClassFixture<PostgreSqlTestDatabase>
{
    private protected override string LiftProtection => "alter table history disable trigger history_stays";
}
