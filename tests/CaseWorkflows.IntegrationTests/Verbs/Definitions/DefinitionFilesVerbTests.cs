using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Files;

namespace CaseWorkflows.IntegrationTests.Verbs.Definitions;

/// <summary>Definitions written into files, read in and compared, on databases of their own.</summary>
public sealed class DefinitionFilesVerbTests
{
    [Fact]
    public async Task What_is_exported_imported_elsewhere_and_exported_again_is_the_same_bytes()
    {
        await using var test = await Installation.CreateAsync();
        await using var production = await Installation.CreateAsync();
        var drawn = Installation.Drawn();
        // What no program knows stays, in the flow, in a step and in its drawing.
        drawn["ourOwnKey"] = new JsonObject { ["b"] = 1.50, ["a"] = "甲 <&> \"é\"" };
        drawn["root"]!["activities"]![1]!["unheardOf"] = new JsonArray(1, null, "x");
        drawn["root"]!["activities"]![1]!["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 12.5, ["y"] = -3 } } };
        await test.PublishAsync(drawn);
        var other = Installation.Drawn();
        other["notHere"] = true;
        await production.PublishAsync(other);
        drawn["version"] = 3;
        drawn["description"] = "改过";
        await test.PublishAsync(drawn);

        Good(await test.RunAsync("export", "--to", "flows"));
        var written = test.Read("flows/asking.json");
        Assert.EndsWith("}\n", written, StringComparison.Ordinal);
        Assert.Equal(((string?)"asking-v3", (bool?)true), ((string?)JsonNode.Parse(written)!["id"], (bool?)JsonNode.Parse(written)!["isPublished"]));
        var again = await test.RunAsync("export", "asking", "--to", "flows", "--json");
        Assert.False((bool)JsonNode.Parse(again.Out)!["definitions"]![0]!["changed"]!);
        Assert.Equal(written, (await test.RunAsync("export", "asking")).Out);

        production.Write("in/asking.json", written);
        var imported = await production.RunAsync("import", "in", "--by", "an.na");
        Good(imported);
        Assert.Contains("draft of version 3 of asking", imported.Out, StringComparison.Ordinal);
        Assert.Equal(written, (await production.RunAsync("export", "asking", "--state", "draft")).Out);
        var repeated = await production.RunAsync("import", "in/asking.json", "--by", "bo.wen");
        Good(repeated);
        Assert.Contains("0 definitions imported, 1 unchanged", repeated.Out, StringComparison.Ordinal);
        await using var storage = await production.StorageAsync();
        var save = Assert.Single(await storage.Get<IDraftStore>().HistoryAsync("asking", default));
        Assert.Equal((SaveKind.Imported, "an.na"), (save.Kind, save.By));
    }

    [Fact]
    public async Task Every_shipped_file_is_as_an_export_writes_it()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(VerbRun.Root, "workflows", "definitions"), "*.json"))
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.True(text == DefinitionFile.Canonical(JsonNode.Parse(text)!.AsObject()), $"{Path.GetFileName(file)} is laid out otherwise.");
        }
    }

    [Fact]
    public async Task One_file_with_an_error_keeps_all_of_them_out_and_is_named_with_its_step()
    {
        await using var server = await Installation.CreateAsync();
        server.Write("in/good.json", Installation.Drawn("asking-too").ToJsonString());
        var broken = Installation.Drawn();
        broken["root"]!["activities"]![1]!["role"]!["expression"]!["value"] = "nobody";
        server.Write("in/deep/broken.json", broken.ToJsonString());
        var refused = await server.RunAsync("import", "in", "--by", "an.na");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(refused.Out.Split('\n'), x => x.StartsWith("in/deep/broken.json: confirm: error:", StringComparison.Ordinal) && x.Contains("nobody", StringComparison.Ordinal));
        Assert.Contains("1 of 2 files can’t be imported; nothing was kept.", refused.Out, StringComparison.Ordinal);
        Assert.Contains("什么都没有保存", (await server.InChineseAsync("import", "in", "--by", "an.na")).Out, StringComparison.Ordinal);
        await using var storage = await server.StorageAsync();
        Assert.Empty(await storage.Get<IDraftStore>().ListAsync(default));
        Assert.Empty(await storage.Get<IDraftStore>().HistoryAsync("asking-too", default));
    }

    [Fact]
    public async Task A_file_that_is_no_definition_is_told_by_its_name()
    {
        await using var server = await Installation.CreateAsync();
        foreach (var (text, code) in new[]
        {
            ("{ \"root\": {", "file.not-json"),
            ("", "file.not-json"),
            ("{}", "file.no-definition"),
            ("[1]", "file.no-definition"),
            ("""{ "workflowDefinition": { "root": {} } }""", "file.envelope"),
            ("""{ "name": "x", "root": { "id": "a", "type": "Elsa.Flowchart" } }""", "file.no-id"),
            ("""{ "definitionId": "a", "definitionId": "b", "root": {} }""", "file.not-json"),
            ("""{ "definitionId": "../x", "name": "x", "root": { "id": "a", "type": "Elsa.Flowchart" } }""", "draft.id-unusable"),
            ("""{ "definitionId": "by-id", "name": "x", "root": { "id": "a", "type": "Elsa.Flowchart" } }""", "draft.id-unusable"),
            ($$"""{ "definitionId": "{{new string('流', 67)}}", "name": "x", "root": { "id": "a", "type": "Elsa.Flowchart" } }""", "draft.id-unusable"),
            ("""{ "definitionId": "x", "root": { "id": "a", "type": "Elsa.Flowchart" } }""", "draft.name-missing"),
            ("""{ "definitionId": "x", "name": "x", "root": 5 }""", "publish.unreadable"),
        })
        {
            server.Write("x.json", text);
            var run = await server.RunAsync("import", "x.json", "--by", "an.na");
            Assert.True((1, "") == (run.ExitCode, run.Error) && run.Out.StartsWith("x.json: ", StringComparison.Ordinal) && run.Out.Contains($"[{code}]", StringComparison.Ordinal), $"{text}: {run.Out}{run.Error}");
            Assert.NotEqual(run.Out, (await server.InChineseAsync("import", "x.json", "--dry-run")).Out);
        }
    }

    [Fact]
    public async Task A_story_that_does_not_hold_and_two_files_of_one_flow_and_an_emptied_flow_are_refused()
    {
        await using var server = await Installation.CreateAsync();
        var changed = Installation.Drawn();
        changed["root"]!["activities"]![1]!["id"] = "check";
        changed["root"]!["connections"] = new JsonArray(Installation.Way("begin", "check"), Installation.Way("check", "close"), Installation.Way("close", "end"));
        server.Write("story.json", changed.ToJsonString());
        var run = await server.RunAsync("import", "story.json", "--by", "an.na", "--json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(JsonNode.Parse(run.Out)!["files"]![0]!["problems"]!.AsArray(), x => (string?)x!["scenario"] == "reply.json");

        server.Write("twice/a.json", Installation.Drawn().ToJsonString());
        server.Write("twice/b.json", Installation.Drawn().ToJsonString());
        Assert.Contains("[file.twice]", (await server.RunAsync("import", "twice", "--by", "an.na")).Out, StringComparison.Ordinal);

        await server.PublishAsync(Installation.Drawn());
        var empty = Installation.Drawn();
        empty["root"]!["activities"] = new JsonArray();
        empty["root"]!["connections"] = new JsonArray();
        server.Write("empty.json", empty.ToJsonString());
        Assert.Contains("[draft.would-empty]", (await server.RunAsync("import", "empty.json", "--by", "an.na")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_keeps_nothing_and_whoever_imports_is_an_administrator()
    {
        await using var server = await Installation.CreateAsync();
        server.Write("x.json", Installation.Drawn().ToJsonString());
        var tried = await server.RunAsync("import", "x.json", "--dry-run");
        Good(tried);
        Assert.Contains("nothing was kept", tried.Out, StringComparison.Ordinal);
        foreach (var args in new string[][] { ["import", "x.json"], ["import", "x.json", "--by", "nobody"], ["import", "x.json", "--by", "ke.ke"], ["import"], ["import", "x.json", "--bundle", "y"], ["import", "x.json", "--by", "an.na", "--from", "2026-01-01"], ["import", "gone.json", "--by", "an.na"] })
        {
            var refused = await server.RunAsync(args);
            Assert.True((2, "") == (refused.ExitCode, refused.Out) && refused.Error.Length > 0, string.Join(' ', args) + refused.Out + refused.Error);
        }
        await using var storage = await server.StorageAsync();
        Assert.Empty(await storage.Get<IDraftStore>().ListAsync(default));
    }

    [Fact]
    public async Task Differences_are_named_by_step_port_limit_and_text_and_decide_the_exit_code()
    {
        await using var server = await Installation.CreateAsync();
        await server.PublishAsync(Installation.Drawn());
        var next = Installation.Drawn(version: 2);
        var steps = next["root"]!["activities"]!.AsArray();
        steps[1]!["title"]!["expression"]!["value"] = "再核对";
        steps[1]!["clock"]!["expression"]!["value"] = "consultation.reply";
        steps[1]!["outcomes"]!["expression"]!["value"] = "[\"Done\", \"Back\"]";
        steps.Add((JsonNode)Installation.Step("stage", "CaseWorkflows.SetStage", ("stage", "Literal", "review")));
        next["root"]!["connections"] = new JsonArray(Installation.Way("begin", "stage"), Installation.Way("stage", "confirm"), Installation.Way("confirm", "close"), Installation.Way("confirm", "end", "Back"), Installation.Way("close", "end"));
        next["options"] = new JsonObject { ["commitStrategyName"] = "Default" };
        await server.PublishAsync(next);

        var versions = await server.RunAsync("diff", "asking@1", "asking@2");
        Assert.Equal(1, versions.ExitCode);
        foreach (var line in new[] { "+ step stage [CaseWorkflows.SetStage]", "~ step confirm", "limit clock: asking.limit → consultation.reply", "text title: 核对 → 再核对", "port outcomes: ", "+ way confirm.Back → end", "- way begin.Done → confirm", "options.commitStrategyName", "1 definition compared, 1 differ." })
            Assert.Contains(line, versions.Out, StringComparison.Ordinal);
        Assert.Contains("期限 clock", (await server.InChineseAsync("diff", "asking@1", "asking@2")).Out, StringComparison.Ordinal);
        var json = JsonNode.Parse((await server.RunAsync("diff", "asking@2", "asking@1", "--json")).Out)!;
        Assert.Contains(json["definitions"]![0]!["steps"]!.AsArray(), x => ((string?)x!["id"], (string?)x["kind"]) == ("stage", "removed"));
        Assert.Contains(json["definitions"]![0]!["steps"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!["values"]!.AsArray(), x => ((string?)x!["key"], (string?)x["sort"]) == ("clock", "limit"));

        Good(await server.RunAsync("export", "--to", "flows"));
        Good(await server.RunAsync("diff", "flows"));
        // Where steps stand on paper, and in what order a list is written, is no difference.
        var moved = JsonNode.Parse(server.Read("flows/asking.json"))!;
        moved["root"]!["activities"] = new JsonArray([.. moved["root"]!["activities"]!.AsArray().Reverse().Select(x => x!.DeepClone())]);
        server.Write("moved.json", moved.ToJsonString());
        var same = await server.RunAsync("diff", "moved.json");
        Assert.True(same.ExitCode == 0, same.Out);
        moved["name"] = "另一个名称";
        server.Write("flows/asking.json", moved.ToJsonString());
        server.Write("flows/new.json", Installation.Drawn("asking-too").ToJsonString());
        var folder = await server.RunAsync("diff", "flows", "--json");
        Assert.Equal(1, folder.ExitCode);
        var found = JsonNode.Parse(folder.Out)!["definitions"]!.AsArray();
        Assert.Equal(["asking", "asking-too"], found.Select(x => (string)x!["definition"]!));
        Assert.Null(found[1]!["before"]);
        Assert.Equal(("name", "text"), ((string?)found[0]!["whole"]![0]!["key"], (string?)found[0]!["whole"]![0]!["sort"]));
        // Files alone need no database.
        Assert.Equal(0, (await VerbRun.In(server.Folder, "", [], "definitions", "diff", "moved.json", "moved.json")).ExitCode);
        Assert.Equal(1, (await VerbRun.In(server.Folder, "", [], "definitions", "diff", "flows/new.json", "flows/asking.json")).ExitCode);
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_nothing_is_written()
    {
        await using var server = await Installation.CreateAsync();
        await server.PublishAsync(Installation.Drawn());
        foreach (var args in new string[][]
        {
            ["diff", "asking@7", "asking@1"], ["diff", "nothing", "asking"], ["diff", "asking@x", "asking"], ["diff", "asking"], ["diff", "no/such.json", "asking"], ["export", "nothing"],
            ["export", "asking", "--version", "9"], ["export", "asking", "--state", "best"], ["export", "asking", "--state", "draft"], ["export"], ["export", "--version", "1"],
        })
        {
            var run = await server.RunAsync(args);
            Assert.True((2, "") == (run.ExitCode, run.Out) && run.Error.Length > 0, $"{string.Join(' ', args)}: {run.Out}{run.Error}");
        }
    }

    [Theory]
    [InlineData("export")]
    [InlineData("import")]
    [InlineData("diff")]
    [InlineData("key")]
    [InlineData("bundle")]
    [InlineData("verify")]
    public async Task Every_part_explains_itself_in_both_languages(string part)
    {
        var (english, chinese) = (await VerbRun.Of("definitions", part, "--help", "--lang", "en"), await VerbRun.Of("definitions", part, "--help", "--lang", "zh"));
        Assert.Equal((0, 0, ""), (english.ExitCode, chinese.ExitCode, english.Error + chinese.Error));
        Assert.Contains("--json", english.Out, StringComparison.Ordinal);
        Assert.NotEqual(english.Out, chinese.Out);
    }

    private static void Good(VerbRun run) => Assert.True((run.ExitCode, run.Error) == (0, ""), run.Out + run.Error);
}
