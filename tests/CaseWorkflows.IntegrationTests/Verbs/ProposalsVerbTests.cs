using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>A holiday is published from the command line; what it would do to running clocks is listed, applied and rejected there.</summary>
public sealed class ProposalsVerbTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    private static readonly DateTimeOffset Start = ChinaTime.At(new(2026, 3, 10), new(10, 0));

    [Fact]
    public async Task What_a_published_holiday_would_move_is_listed_applied_and_rejected()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        var (first, second) = (SampleCases.New(), SampleCases.New());
        var (moved, left, ended) = (SampleCases.Clock(first, Start), SampleCases.Clock(second, Start), SampleCases.Clock(second, Start, "legal-aid.engagement"));
        ended.Stop(Start.AddDays(1));
        await storage.KeepAsync(first);
        await storage.KeepAsync(second);
        Assert.Equal(0, (int)(await ListAsync())["total"]!);

        using var scratch = new Scratch();
        var year = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(SampleCases.WorkflowsFolder, "calendars", "cn-2026.json")))!;
        year["version"] = "2026-03-01";
        year["restDays"]!.AsArray().Add(new JsonObject { ["name"] = new JsonObject { ["zh"] = "临时放假", ["en"] = "extra holiday" }, ["from"] = "2026-03-17", ["to"] = "2026-03-17" });
        var published = await RunAsync("calendar", "import", scratch.Write("cn-2026.json", year.ToJsonString()), "--publish");
        Assert.True(published.ExitCode == 0, published.Error);

        // The verb due counts by what was published.
        Assert.Equal("2026-03-18", (string?)JsonNode.Parse((await RunAsync("due", "--from", "2026-03-10", "--length", "7", "--unit", "calendar-days", "--json")).Out)!["due"]);
        var listed = (await ListAsync())["proposals"]!.AsArray();
        Assert.Equal(new[] { moved.Id.Value, left.Id.Value }.Order(), listed.Select(x => (Guid)x!["clockId"]!).Order());
        Assert.All(listed, x => Assert.Equal(("calendar", "2026-03-18T00:00:00+08:00", "2026-03-19T00:00:00+08:00", "legal-aid.review"),
            ((string)x!["kind"]!, (string)x["oldDueAt"]!, (string)x["newDueAt"]!, (string)x["clock"]!)));
        Assert.Contains("2026-03-17", (string)listed[0]!["why"]!["en"]!, StringComparison.Ordinal);
        Assert.Equal(moved.DueAt, (await storage.LoadAsync(first.Id)).Clocks[0].DueAt);

        var id = (string)listed.Single(x => (Guid)x!["clockId"]! == moved.Id.Value)!["id"]!;
        Assert.Equal(2, (await RunAsync("proposals", "apply", id)).ExitCode);
        Assert.Equal(2, (await RunAsync("proposals", "apply", "--reason", "x")).ExitCode);
        Assert.Equal(2, (await RunAsync("proposals", "list", "--kind", "weather")).ExitCode);
        var applied = await RunAsync("proposals", "apply", id, "--reason", "国务院临时通知", "--lang", "en");
        Assert.Equal((0, "1 applied, 0 refused, 0 unknown."), (applied.ExitCode, applied.Out.Trim()));
        Assert.Equal(new DateOnly(2026, 3, 18), (await storage.LoadAsync(first.Id)).Clocks[0].DueOn);
        Assert.Equal(1, (await RunAsync("proposals", "apply", id, "--reason", "again")).ExitCode);

        var rejected = JsonNode.Parse((await RunAsync("proposals", "reject", "--all", "--case", second.Code, "--reason", "已告知原日期", "--json")).Out)!;
        Assert.Equal((false, 1), ((bool)rejected["applied"]!, rejected["done"]!.AsArray().Count));
        Assert.Equal(0, (int)(await ListAsync())["total"]!);
        Assert.Equal(new DateOnly(2026, 3, 17), (await storage.LoadAsync(second.Id)).Clocks[0].DueOn);
        Assert.Equal(1, await storage.CountAsync("history where kind = 'ClockChangeApplied'"));
        Assert.Equal(1, await storage.CountAsync("history where kind = 'ClockChangeRejected'"));
    }

    private async Task<JsonNode> ListAsync() => JsonNode.Parse((await RunAsync("proposals", "list", "--json")).Out)!;

    private Task<VerbRun> RunAsync(params string[] args) => VerbRun.WithSettings(
        new() { ["CaseWorkflows:Database:Provider"] = "sqlite", ["CaseWorkflows:Database:ConnectionString"] = database.Options.ConnectionString }, args);
}
