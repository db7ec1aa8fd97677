using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.IntegrationTests.Verbs.Definitions;
using CaseWorkflows.Tests.Activities;
using CaseWorkflows.Web.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>An activity of README's recipe in an assembly of its own, laid into the folder of extensions: every verb that reads definitions knows it, and the server does.</summary>
public sealed class ExtensionTests
{
    private const string Type = "CaseWorkflows.CompareAmount";

    [Fact]
    public async Task Verbs_check_walk_and_play_a_flow_with_an_activity_of_another_assembly()
    {
        await using var installation = await Installation.CreateAsync();
        var file = installation.Write("amounts.json", Flow().ToJsonString());
        var story = installation.Write("story.json", """
            { "title": { "zh": "金额", "en": "Amount" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" },
              "rows": [ { "at": "+1h", "who": "cz.reviewer", "do": "complete", "step": "look", "outcome": "Done" } ], "expect": { "status": "closed" } }
            """);
        var without = await RunAsync("check", file);
        Assert.Equal(1, without.ExitCode);
        Assert.Contains(Type, without.Out, StringComparison.Ordinal);

        var extensions = Path.Combine(installation.Folder, "my extensions");
        Directory.CreateDirectory(extensions);
        var assembly = typeof(CompareAmount).Assembly.Location;
        File.Copy(assembly, Path.Combine(extensions, Path.GetFileName(assembly)));
        // A copy of the product's own, as a build leaves it there, is not loaded a second time.
        File.Copy(Path.Combine(AppContext.BaseDirectory, "CaseWorkflows.Engine.dll"), Path.Combine(extensions, "CaseWorkflows.Engine.dll"));
        File.WriteAllText(Path.Combine(extensions, "native.dll"), "no assembly");
        installation.Settings["CASEWORKFLOWS__EXTENSIONSFOLDER"] = extensions;
        var check = await RunAsync("check", file);
        Assert.True(check.ExitCode == 0, check.Out + check.Error);
        var explored = await RunAsync("explore", file, "--from", "2026-03-02", "--json");
        Assert.True(explored.ExitCode == 0, explored.Out + explored.Error);
        Assert.False((bool)JsonNode.Parse(explored.Out)!["hasErrors"]!);
        var played = await RunAsync("simulate", file, "--scenario", story);
        Assert.True(played.ExitCode == 0, played.Out + played.Error);
        installation.Write("workflows/scenarios/amounts/story.json", File.ReadAllText(story));
        var imported = await installation.RunAsync("import", "amounts.json", "--by", "an.na");
        Assert.True(imported.ExitCode == 0, imported.Out + imported.Error);

        await using var server = new ServiceCollection().AddLogging().AddCaseWorkflows(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(installation.Settings)
        {
            ["CaseWorkflows:WorkflowsFolder"] = installation.Workflows,
            ["CaseWorkflows:ExtensionsFolder"] = extensions,
        }).Build()).BuildServiceProvider();
        Assert.Equal(["Amount", "Limit", "Rule"], server.GetRequiredService<ActivityCatalog>().Find(Type, 1)!.Inputs.Select(x => x.Name));

        Task<VerbRun> RunAsync(params string[] args) => VerbRun.In(installation.Folder, "", installation.Settings, [.. args, "--lang", "en"]);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_and_an_activity_that_is_there_twice_are_named()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("amounts.json", Flow().ToJsonString());
        var missing = await VerbRun.WithSettings(new() { ["CASEWORKFLOWS__EXTENSIONSFOLDER"] = Path.Combine(scratch.Path, "nowhere") }, "check", file, "--lang", "en");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("nowhere", missing.Error, StringComparison.Ordinal);

        var twice = Path.Combine(scratch.Path, "twice");
        Directory.CreateDirectory(twice);
        var assembly = typeof(CompareAmount).Assembly.Location;
        File.Copy(assembly, Path.Combine(twice, "a.dll"));
        File.Copy(assembly, Path.Combine(twice, "b.dll"));
        var again = await VerbRun.WithSettings(new() { ["CASEWORKFLOWS__EXTENSIONSFOLDER"] = twice }, "check", file, "--lang", "en");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("b.dll", again.Error, StringComparison.Ordinal);
    }

    private static JsonObject Flow()
    {
        var flow = Installation.Drawn("amounts");
        flow["root"]!["activities"] = new JsonArray(
            Installation.Step("begin", "Elsa.Start"),
            Installation.Step("compare", Type, ("amount", "Literal", "1200"), ("limit", "Literal", "1000")),
            Installation.Step("look", "CaseWorkflows.HumanTask", ("title", "Literal", "核对"), ("role", "Literal", "reviewer"), ("form", "Literal", "note"), ("outcomes", "Object", "[\"Done\"]"), ("clock", "Literal", "asking.limit")),
            Installation.Step("close", "CaseWorkflows.CloseCase", ("result", "Literal", "finished")),
            Installation.Step("end", "Elsa.End"));
        flow["root"]!["connections"] = new JsonArray(Way("begin", "Done", "compare"), Way("compare", "Above", "look"), Way("compare", "Within", "close"), Way("look", "Done", "close"), Way("close", "Done", "end"));
        return flow;
    }

    private static JsonObject Way(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    };
}
