using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class SimulateVerbTests
{
    private const string Definition = """
        { "definitionId": "plain", "name": "普通流程", "version": 3, "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1,
          "activities": [ { "id": "start", "type": "Elsa.Start", "version": 1 }, { "id": "paid", "type": "Elsa.Event", "version": 1, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "paid" } } }, { "id": "end", "type": "Elsa.End", "version": 1 } ],
          "connections": [ { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "paid", "port": "In" } }, { "source": { "activity": "paid", "port": "Done" }, "target": { "activity": "end", "port": "In" } } ] } }
        """;

    private const string Story = """
        { "title": { "zh": "付款", "en": "Payment" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" },
          "rows": [ { "at": "+2d", "who": "cz.intake-clerk", "do": "event", "name": "paid" } ], "expect": { "status": "closed" } }
        """;

    [Fact]
    public async Task A_shipped_story_is_found_by_its_id_and_printed_with_timeline_and_path()
    {
        var run = await VerbRun.Of("simulate", "legal-aid", "--scenario", "02-refusal", "--lang", "en");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("1 passed, 0 failed", run.Out.TrimEnd().Split('\n')[^1]);
        Assert.Contains("2026-03-", run.Out, StringComparison.Ordinal);
        Assert.Contains("(registration) →", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stories_beside_a_file_somewhere_else_are_found_and_the_graph_is_drawn()
    {
        using var scratch = new Scratch();
        var definition = scratch.Write("definitions/plain.json", Definition);
        scratch.Write("scenarios/plain/a.json", Story);
        scratch.Write("scenarios/plain/b.json", Story.Replace("closed", "open", StringComparison.Ordinal));
        var graph = Path.Combine(scratch.Path, "graph.svg");
        var run = await VerbRun.Of("simulate", definition, "--graph", graph, "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("1 passed, 1 failed", run.Out.TrimEnd().Split('\n')[^1]);
        Assert.Contains("b.json: the end (expect): status should be “open” and is “closed”", run.Out, StringComparison.Ordinal);
        Assert.Contains(XDocument.Load(Path.Combine(scratch.Path, "graph-a.svg")).Descendants(), x => (string?)x.Attribute("data-step") == "paid");
        var json = JsonNode.Parse((await VerbRun.Of("simulate", definition, "--json")).Out)!;
        Assert.Equal((1, 1), ((int)json["passed"]!, (int)json["failed"]!));
        Assert.Equal(["start", "paid", "end"], json["simulations"]![0]!["path"]!.AsArray().Select(x => (string?)x!["activity"]));
    }

    [Fact]
    public async Task A_wrong_story_is_named_with_row_and_remedy_and_not_played()
    {
        using var scratch = new Scratch();
        var run = await VerbRun.Of("simulate", scratch.Write("plain.json", Definition), "--scenario", scratch.Write("story.json", Story.Replace("\"paid\"", "\"pad\"", StringComparison.Ordinal)), "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("story.json: row 1, rows[0].name: the definition waits for no event “pad”. It waits for: paid.", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-definition")]
    [InlineData("legal-aid", "--scenario", "no-such-story")]
    [InlineData("legal-aid", "--graph", "graph.png")]
    [InlineData("workflows/definitions/legal-aid.json", "--scenario", "no/such/folder")]
    public async Task What_is_not_there_is_unusable_and_says_what_is(params string[] args)
    {
        var run = await VerbRun.Of(["simulate", .. args]);
        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Out);
    }
}
