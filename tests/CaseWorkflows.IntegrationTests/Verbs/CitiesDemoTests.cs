using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.Data.Sqlite;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>The month of a city from the command line.</summary>
public sealed class CitiesDemoTests
{
    [Fact]
    public async Task The_same_seed_prints_the_same_bytes_and_another_seed_others()
    {
        var first = await VerbRun.Of("demo", "--cities", "--city", "ezhou", "--cases", "40", "--seed", "7", "--lang", "en");
        var again = await VerbRun.Of("demo", "--cities", "--city", "ezhou", "--cases", "40", "--seed", "7", "--lang", "en");
        var other = await VerbRun.Of("demo", "--cities", "--city", "ezhou", "--cases", "40", "--seed", "8", "--lang", "en");

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(first.Out, again.Out);
        Assert.NotEqual(first.Out, other.Out);
        foreach (var head in new[] { "Indicator", "Value", "Counted", "Target", "Force", "Standing", "binding", "expected", "reached", "missed" }) Assert.Contains(head, first.Out, StringComparison.Ordinal);
        Assert.Empty(first.Error);
    }

    [Fact]
    public async Task A_program_gets_the_same_numbers_as_JSON_for_every_city()
    {
        var run = await VerbRun.Of("demo", "--cities", "--cases", "12", "--month", "2026-03", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        var played = JsonNode.Parse(run.Out)!["played"]!.AsArray();
        Assert.Equal(["ezhou", "chenzhou", "huaibei", "guangyuan"], played.Select(x => (string?)x!["region"]));
        Assert.All(played, x =>
        {
            Assert.Equal(("2026-03", 1), ((string?)x!["month"], (int)x["seed"]!));
            Assert.NotEmpty(x["sheet"]!["indicators"]!.AsArray());
            Assert.True((int)x["tally"]!["firings"]! > 0);
        });
    }

    [Fact]
    public async Task Into_a_database_the_month_is_kept_for_a_server_and_nothing_is_overwritten()
    {
        using var scratch = new Scratch();
        var file = Path.Combine(scratch.Path, "city.db");
        var run = await VerbRun.In(VerbRun.Root, "", [], "demo", "--cities", "--city", "guangyuan", "--cases", "10", "--into", file, "--lang", "en");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("city.db", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await VerbRun.Of("demo", "--cities", "--into", file)).ExitCode);
        await using (var storage = new TestStorage(new Kept(file))) Assert.True(await storage.CountAsync("cases where region = 'guangyuan'") >= 10);
        SqliteConnection.ClearAllPools();
    }

    [Theory]
    [InlineData("--city", "atlantis", "--cities")]
    [InlineData("--month", "March", "--cities")]
    [InlineData("--month", "2031-01", "--cities")]
    [InlineData("--cases", "0", "--cities")]
    [InlineData("--seed", "x", "--cities")]
    [InlineData("--seed", "5", null)]
    public async Task What_can_not_be_played_is_refused(string option, string value, string? cities) =>
        Assert.Equal(2, (await VerbRun.Of([.. new[] { "demo", cities, option, value }.OfType<string>()])).ExitCode);

    private sealed class Kept(string file) : ITestDatabase
    {
        public PersistenceOptions Options { get; } = new(DatabaseProvider.Sqlite, new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString);

        public Task InitializeAsync() => Task.CompletedTask;

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
