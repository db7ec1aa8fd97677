using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class MigrateVerbTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task A_map_is_proposed_into_a_file_tried_carried_out_and_undone()
    {
        await PublishAsync();
        using var scratch = new Scratch();
        var file = Path.Combine(scratch.Path, "map.json");

        var proposed = await RunAsync("legal-aid", "--from", "1", "--to", "2", "--propose", "--map", file, "--lang", "en");
        Assert.Equal((0, ""), (proposed.ExitCode, proposed.Error));
        var map = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        Assert.Equal(("legal-aid", 1, 2), ((string)map["definition"]!, (int)map["from"]!, (int)map["to"]!));
        Assert.Equal(("review", "review", "same-id"), map["steps"]!.AsArray().Where(x => (string?)x!["from"] == "review").Select(x => ((string)x!["from"]!, (string)x["to"]!, (string)x["reason"]!)).Single());
        var again = await RunAsync("legal-aid", "--from", "1", "--to", "2", "--propose", "--map", file);
        Assert.Equal(2, again.ExitCode);

        var tried = await RunAsync("legal-aid", "--from", "1", "--to", "2", "--map", file, "--dry-run");
        Assert.Equal((0, "结果：0 moved, 0 stayed, 0 undone, 0 not undone"), (tried.ExitCode, tried.Out.Trim()));
        var run = await RunAsync("legal-aid", "--from", "1", "--to", "2", "--map", file, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var undone = await RunAsync("--undo", (string)JsonNode.Parse(run.Out)!["run"]!, "--json");
        Assert.Equal(0, (int)JsonNode.Parse(undone.Out)!["notUndone"]!);
    }

    [Theory]
    [InlineData("""{"steps":[{"from":"nothing","to":"review"}]}""", "steps[0].from")]
    [InlineData("""{"steps":[{"from":"review","to":"nothing"}]}""", "steps[0].to")]
    [InlineData("""{"steps":[{"from":"review"}]}""", "steps[0].to")]
    [InlineData("""{"steps":[{"to":"review"}]}""", "steps[0].from")]
    [InlineData("""{"from":3,"steps":[]}""", "from")]
    [InlineData("""{"map":[]}""", "steps")]
    [InlineData("{", "JSON")]
    public async Task A_map_that_can_not_be_used_is_refused_with_its_field(string map, string field)
    {
        await PublishAsync();
        using var scratch = new Scratch();

        var run = await RunAsync("legal-aid", "--from", "1", "--to", "2", "--map", scratch.Write("map.json", map), "--dry-run");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Contains(field, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("legal-aid", "--from", "1")]
    [InlineData("--from", "1", "--to", "2")]
    [InlineData("legal-aid", "--from", "1", "--to", "2", "--propose", "--dry-run")]
    [InlineData("--undo", "soon")]
    public async Task Arguments_that_do_not_go_together_are_refused(params string[] args)
    {
        await PublishAsync();
        Assert.Equal(2, (await RunAsync(args)).ExitCode);
    }

    [Fact]
    public async Task A_version_that_was_never_published_is_named()
    {
        await PublishAsync();
        var run = await RunAsync("legal-aid", "--from", "1", "--to", "9", "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Version 9", run.Error, StringComparison.Ordinal);
    }

    private async Task PublishAsync()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(VerbRun.Root, "workflows", "definitions", "legal-aid.json")))!;
        for (var version = 1; version <= 2; version++)
        {
            json["version"] = version;
            await storage.Get<IDefinitionStore>().PublishAsync("legal-aid", "legal-aid", version, json.ToJsonString(), SampleCases.Noon, default);
        }
    }

    private Task<VerbRun> RunAsync(params string[] args) => VerbRun.WithSettings(
        new() { ["CaseWorkflows:Database:Provider"] = "sqlite", ["CaseWorkflows:Database:ConnectionString"] = database.Options.ConnectionString }, ["migrate", .. args]);
}
