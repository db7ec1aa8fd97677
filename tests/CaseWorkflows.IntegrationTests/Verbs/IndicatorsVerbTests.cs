using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>The table and the sample from the command line.</summary>
public sealed class IndicatorsVerbTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task The_table_is_printed_as_text_csv_and_json()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        var @case = SampleCases.New();
        SampleCases.Clock(@case, SampleCases.Noon).Stop(SampleCases.Noon.AddDays(1));
        await storage.KeepAsync(@case);

        var json = JsonNode.Parse((await RunAsync("indicators", "--region", "ezhou", "--period", "2026-03", "--json")).Out)!;
        var csv = await RunAsync("indicators", "--region", "ezhou", "--office", "420704", "--period", "2026-03", "--csv");
        var text = await RunAsync("indicators", "--region", "ezhou", "--period", "2026-Q1", "--lang", "en");

        var review = json["indicators"]!.AsArray().Single(x => (string?)x!["key"] == "legal-aid.review-in-time")!;
        Assert.Equal((100m, "met", 1, "binding"), ((decimal)review["value"]!, (string?)review["standing"], (int)review["base"]!, (string?)review["force"]));
        Assert.Equal(0, csv.ExitCode);
        Assert.StartsWith("\uFEFF代码,指标,数值", csv.Out, StringComparison.Ordinal);
        Assert.Contains("\r\nlegal-aid.review-in-time,法律援助申请按期审查率,100,%,≥ 100%,约束性,达标,", csv.Out, StringComparison.Ordinal);
        Assert.Contains("Applications decided in time  100%", text.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("indicators", "--region", "atlantis", "--period", "2026")).ExitCode);
        Assert.Equal(2, (await RunAsync("indicators", "--region", "ezhou", "--office", "431002", "--period", "2026")).ExitCode);
        Assert.Equal(2, (await RunAsync("indicators", "--region", "ezhou", "--period", "soon")).ExitCode);
        Assert.Equal(2, (await RunAsync("indicators", "--region", "ezhou")).ExitCode);
    }

    [Fact]
    public async Task A_sample_is_drawn_and_repeated_and_tampering_is_seen()
    {
        await using var storage = await TestStorage.OpenAsync(database);

        Assert.Equal(1, (await RunAsync("sample", "--month", "2026-03", "--city", "340600", "--repeat")).ExitCode);
        var drawn = await RunAsync("sample", "--month", "2026-03", "--city", "340600", "--json");
        Assert.True(drawn.ExitCode == 0, drawn.Error);
        Assert.Equal((await RunAsync("sample", "--month", "2026-03", "--city", "340600", "--json")).Out, drawn.Out);
        Assert.Equal(0, (await RunAsync("sample", "--month", "2026-03", "--city", "340600", "--repeat")).ExitCode);
        await storage.ExecuteAsync("update quality_samples set population = 'X|a|b|c'");
        Assert.Equal(1, (await RunAsync("sample", "--month", "2026-03", "--city", "340600", "--repeat")).ExitCode);
        Assert.Equal(2, (await RunAsync("sample", "--month", "March")).ExitCode);
        Assert.Equal(2, (await RunAsync("sample", "--month", "2026-03", "--city", "nowhere")).ExitCode);
        Assert.Equal(1, (await RunAsync("sample", "--month", "2999-01", "--city", "340600")).ExitCode);
    }

    private Task<VerbRun> RunAsync(params string[] args) => VerbRun.WithSettings(
        new() { ["CaseWorkflows:Database:Provider"] = "sqlite", ["CaseWorkflows:Database:ConnectionString"] = database.Options.ConnectionString }, args);
}
