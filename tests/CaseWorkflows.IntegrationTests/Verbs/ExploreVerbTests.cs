using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class ExploreVerbTests
{
    private const string Step = """
        { "id": "answer", "type": "CaseWorkflows.HumanTask", "version": 1,
          "title": { "typeName": "String", "expression": { "type": "Literal", "value": "答复咨询" } }, "titleEn": { "typeName": "String", "expression": { "type": "Literal", "value": "Answer" } },
          "role": { "typeName": "String", "expression": { "type": "Literal", "value": "reviewer" } }, "form": { "typeName": "String", "expression": { "type": "Literal", "value": "note" } },
          "outcomes": { "typeName": "ICollection<String>", "expression": { "type": "Object", "value": "[\"Done\"]" } },
          "clock": { "typeName": "String", "expression": { "type": "Literal", "value": "consultation.reply" } } }
        """;

    private const string Definition = $$"""
        { "definitionId": "asking", "name": "留言咨询", "version": 2, "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1,
          "activities": [ { "id": "start", "type": "Elsa.Start", "version": 1 }, {{Step}},
            { "id": "close", "type": "CaseWorkflows.CloseCase", "version": 1, "result": { "typeName": "String", "expression": { "type": "Literal", "value": "archived" } } } ],
          "connections": [ { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "answer", "port": "In" } }, { "source": { "activity": "answer", "port": "Done" }, "target": { "activity": "close", "port": "In" } } ] } }
        """;

    [Fact]
    public async Task A_sound_definition_is_walked_to_its_end_and_its_longest_path_is_dated_in_both_languages()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("asking.json", Definition);
        var english = await VerbRun.Of("explore", file, "--from", "2026-03-02", "--lang", "en");
        Assert.Equal((0, ""), (english.ExitCode, english.Error));
        Assert.Contains("(asking version 2)", english.Out, StringComparison.Ordinal);
        Assert.Contains("Every situation that can be reached was reached.", english.Out, StringComparison.Ordinal);
        Assert.Contains("No dead ends; a clock watches every wait.", english.Out, StringComparison.Ordinal);
        Assert.Contains("2026-03-02 to 2026-03-", english.Out, StringComparison.Ordinal);
        var chinese = await VerbRun.Of("explore", file, "--from", "2026-03-02", "--lang", "zh");
        Assert.Contains("没有死路，每个等待都有时限在走。", chinese.Out, StringComparison.Ordinal);
        Assert.Contains("答复咨询", chinese.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_without_a_clock_is_told_with_the_way_there_and_ends_with_one()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("asking.json", Definition.Replace("\"consultation.reply\"", "\"\"", StringComparison.Ordinal));
        var run = await VerbRun.Of("explore", file, "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Problems found: 1", run.Out, StringComparison.Ordinal);
        Assert.Contains("Answer [answer] waits for somebody while no clock runs", run.Out, StringComparison.Ordinal);
        Assert.Contains("The shortest way there: The flow begins", run.Out, StringComparison.Ordinal);

        var json = JsonNode.Parse((await VerbRun.Of("explore", file, "--json", "--region", "ezhou")).Out)!;
        Assert.Equal(("asking", "ezhou", true, true), ((string?)json["definitionId"], (string?)json["region"], (bool)json["isComplete"]!, (bool)json["hasErrors"]!));
        var finding = Assert.Single(json["findings"]!.AsArray())!;
        Assert.Equal(("person-without-clock", "answer"), ((string?)finding["kind"], (string?)finding["activities"]![0]));
        Assert.Equal("archived", (string?)Assert.Single(json["ends"]!.AsArray())!["result"]);
    }

    [Fact]
    public async Task What_a_bound_leaves_out_is_told_and_nobody_is_told_that_all_is_well()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("asking.json", Definition);
        var run = await VerbRun.Of("explore", file, "--max-states", "1", "--lang", "en");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("raise it with --max-states", run.Out, StringComparison.Ordinal);
        Assert.Contains("what a bound left out may hold some", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Every situation", run.Out, StringComparison.Ordinal);
        var json = JsonNode.Parse((await VerbRun.Of("explore", file, "--max-states", "1", "--json")).Out)!;
        Assert.False((bool)json["isComplete"]!);
        Assert.Equal("states", (string?)json["cuts"]![0]!["kind"]);
    }

    [Fact]
    public async Task A_broken_file_is_named_with_what_is_wrong()
    {
        using var scratch = new Scratch();
        var run = await VerbRun.Of("explore", scratch.Write("broken.json", "{ \"definitionId\": \"asking\", "), "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broken.json", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("legal-aid", "no-such-definition")]
    [InlineData("ezhou", "legal-aid", "--region", "no-such-region")]
    [InlineData("2026-03-02", "legal-aid", "--from", "2 March")]
    [InlineData("10000000", "legal-aid", "--max-states", "0")]
    public async Task What_can_not_be_used_is_told_with_what_can(string named, params string[] args)
    {
        var run = await VerbRun.Of(["explore", .. args, "--lang", "en"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }
}
