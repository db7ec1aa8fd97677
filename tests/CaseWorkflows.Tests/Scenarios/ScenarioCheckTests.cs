using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios;

public sealed class ScenarioCheckTests
{
    [Theory]
    [InlineData("open", "office", "999999", "open.office", null)]
    [InlineData("open", "who", "nobody", "open.who", null)]
    [InlineData("open", "serviceType", "legal-aid", "open.serviceType", null)]
    [InlineData("row", "who", "nobody", "rows[0].who", 1)]
    [InlineData("row", "step", "anwser", "rows[0].step", 1)]
    [InlineData("row", "step", "wait", "rows[0].step", 1)]
    [InlineData("row", "outcome", "Perhaps", "rows[0].outcome", 1)]
    [InlineData("expect", "stage", "moon", "rows[0].expect.stage", 1)]
    [InlineData("expect", "tasks", "[\"wait\"]", "rows[0].expect.tasks", 1)]
    [InlineData("expect", "clocks", "{\"no.clock\":{}}", "rows[0].expect.clocks", 1)]
    [InlineData("expect", "clocks", "{\"consultation.reply\":{\"due\":\"soon\"}}", "rows[0].expect.clocks.consultation.reply.due", 1)]
    [InlineData("expect", "alerts", "{\"consultation.reply\":{\"shout\":1}}", "rows[0].expect.alerts.consultation.reply", 1)]
    [InlineData("story", "people", "[{\"id\":\"x\",\"name\":\"x\",\"roles\":[\"king\"],\"office\":\"431002\"}]", "people[0].roles", null)]
    public void What_there_is_not_is_named_with_its_row(string part, string key, string value, string field, int? row)
    {
        var story = JsonNode.Parse(SmallDefinition.LateReply)!.AsObject();
        var target = part switch { "open" => story["open"]!, "row" => story["rows"]![0]!, "expect" => story["rows"]![0]!["expect"]!, _ => story };
        target[key] = value[0] is '[' or '{' ? JsonNode.Parse(value) : value;
        var reading = ScenarioReader.Read("story", story);
        Assert.Empty(reading.Problems);
        var problem = Assert.Single(SmallDefinition.Simulator.Check(SmallDefinition.Definition, reading.Scenario!));
        Assert.Equal((field, row), (problem.Field, problem.Row));
        Assert.Contains(field, problem.In("a.json").Zh, StringComparison.Ordinal);
        Assert.NotEqual(problem.Message.Zh, problem.Message.En);
    }

    [Fact]
    public void A_step_that_was_misspelt_is_answered_with_the_one_that_was_meant()
    {
        var story = SmallDefinition.Story();
        var wrong = story with { Rows = [story.Rows[0] with { Step = "registratoin", Outcome = "accepted" }] };
        var definition = CaseWorkflows.Engine.Definitions.WorkflowDefinition.Parse(Shipped.LegalAid);
        var problem = SmallDefinition.Simulator.Check(definition, wrong).Single(x => x.Field == "rows[0].step");
        Assert.StartsWith("Near to it: registration,", problem.Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void No_shipped_story_has_a_problem()
    {
        var definition = CaseWorkflows.Engine.Definitions.WorkflowDefinition.Parse(Shipped.LegalAid);
        Assert.All(Shipped.Stories, x => Assert.Empty(SmallDefinition.Simulator.Check(definition, x)));
    }

    [Fact]
    public void Every_problem_of_a_file_is_told_at_once()
    {
        var reading = ScenarioReader.Read("story", """
            { "title": { "zh": "题" }, "starts": "2026-03-02", "open": { "office": "431002", "who": "cz.reviewer", "colour": 1 }, "expects": {},
              "rows": [ { "do": "dance" }, { "do": "wait", "at": 5 }, { "do": "complete", "who": null } ] }
            """);
        Assert.Null(reading.Scenario);
        Assert.Equal(["expects", "open.colour", "rows[0].do", "rows[1].at", "title.en"], reading.Problems.Select(x => x.Field).Order(StringComparer.Ordinal));
        Assert.Equal([1, 2], reading.Problems.Select(x => x.Row).OfType<int>().Order());
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("""{ "title": 1, "title": 2 }""", "")]
    public void What_is_no_story_at_all_is_refused(string json, string field) => Assert.Contains(ScenarioReader.Read("story", json).Problems, x => x.Field == field);

    [Theory]
    [InlineData("2019-12-31T23:59", "+1m", "starts")]
    [InlineData("2052-01-01T00:00", "+1m", "starts")]
    [InlineData("2051-12-30T09:00", "+2d", "rows[0].at")]
    [InlineData("2020-01-01T00:00", "+1m", null)]
    [InlineData("2051-12-30T09:00", "+1d", null)]
    public void A_time_whose_year_no_code_of_a_case_can_name_is_refused_before_anything_is_played(string starts, string at, string? field)
    {
        var reading = ScenarioReader.Read("story", new JsonObject
        {
            ["title"] = new JsonObject { ["zh"] = "题", ["en"] = "t" },
            ["starts"] = starts,
            ["open"] = new JsonObject { ["office"] = "431002", ["who"] = "cz.reviewer" },
            ["rows"] = new JsonArray(new JsonObject { ["at"] = at, ["do"] = "wait" }),
        });
        Assert.Equal(field is null ? [] : new[] { field }, reading.Problems.Select(x => x.Field));
        if (field is not null) Assert.Contains("2020", reading.Problems[0].Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_told_together_with_what_else_is_wrong()
    {
        var reading = ScenarioReader.Read("story", """
            { "title": { "zh": "题", "en": "t" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.reviewer", "receivedAt": "2026-03-05" },
              "rows": [ { "at": "2026-03-01", "do": "wait" }, { "at": "morgen", "do": "wait" }, { "at": "+99999d", "do": "wait" }, { "do": "claim", "who": "cz.reviewer" } ] }
            """);
        Assert.Equal(["open.receivedAt", "rows[0].at", "rows[1].at", "rows[2].at", "rows[3].step"], reading.Problems.Select(x => x.Field));
    }
}
