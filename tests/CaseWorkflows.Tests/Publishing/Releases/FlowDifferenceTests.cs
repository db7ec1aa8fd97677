using System.Text.Json.Nodes;
using System.Xml.Linq;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Publishing.Releases;

public sealed class FlowDifferenceTests
{
    [Fact]
    public void Steps_ways_and_limits_are_told_apart()
    {
        var after = Base();
        Step(after, "ask")["clock"] = FlowBuilder.Literal("consultation.reply");
        Remove(after, "check");
        Steps(after).Add((JsonNode)CaseDesk.Task("call", ["Done"]));
        Ways(after, "start>ask", "ask.Done>call", "call.Done>end");
        var difference = Between(Base(), after);
        Assert.Equal([("call", DifferenceKind.Added), ("ask", DifferenceKind.Changed), ("check", DifferenceKind.Removed)], difference.Steps.Select(x => (x.Id, x.Kind)));
        var limit = Assert.Single(difference.Steps.Single(x => x.Id == "ask").Values);
        Assert.Equal(("clock", null, "consultation.reply", true), (limit.Key, limit.Before, limit.After, limit.IsLimit));
        // What a new step is for is looked at as well.
        Assert.Contains(difference.Steps.Single(x => x.Id == "call").Values, x => x is { Key: "role", Before: null, After: "reviewer" });
        Assert.Contains(difference.Ways, x => x.Kind == DifferenceKind.Added && x.Way is { SourceId: "ask", SourcePort: "Done", TargetId: "call" });
        Assert.Contains(difference.Ways, x => x.Kind == DifferenceKind.Removed && x.Way.TargetId == "check");
    }

    [Fact]
    public void Variables_that_swap_their_ids_and_texts_that_are_read_as_something_else_are_told()
    {
        JsonArray Variables(params (string Id, string Name)[] all) => [.. all.Select(x => (JsonNode)new JsonObject { ["id"] = x.Id, ["name"] = x.Name, ["typeName"] = "String" })];
        var (before, after) = (Base(), Base());
        before["variables"] = Variables(("v1", "Happened"), ("v2", "Phase"));
        after["variables"] = Variables(("v2", "Happened"), ("v1", "Phase"));
        Assert.Equal(["variable Happened", "variable Phase"], Between(before, after).Whole.Select(x => x.Key));
        // Beside another change as well: what is approved is all of it.
        Step(after, "ask")["role"] = FlowBuilder.Literal("approver");
        Assert.Equal(2, Between(before, after).Whole.Count);

        var typed = Base();
        Step(typed, "ask")["outcomes"]!["expression"]!["type"] = Step(typed, "ask")["outcomes"]!["expression"]!["type"]!.ToString() == "Object" ? "Literal" : "Object";
        var change = Assert.Single(Assert.Single(Between(Base(), typed).Steps).Values);
        Assert.Equal("outcomes", change.Key);
        Assert.NotEqual(change.Before, change.After);
    }

    [Fact]
    public void Where_a_step_stands_and_how_a_list_is_laid_out_is_no_difference()
    {
        var after = Base();
        Step(after, "ask")["metadata"]!["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 5, ["y"] = 6 } };
        Step(after, "ask")["outcomes"]!["expression"]!["value"] = "[ \"Done\" ]";
        Step(after, "ask")["note"] = new JsonObject { ["typeName"] = "String", ["expression"] = null, ["memoryReference"] = null };
        var steps = Steps(after);
        var last = steps[^1]!;
        steps.RemoveAt(steps.Count - 1);
        steps.Insert(1, last);
        Assert.True(Between(Base(), after).IsEmpty);
    }

    [Fact]
    public void What_only_changes_how_it_runs_is_shown_too()
    {
        var renamed = Base();
        Step(renamed, "ask")["name"] = "other";
        Assert.Contains(Assert.Single(Between(Base(), renamed).Steps).Values, x => x is { Key: "technicalName", Before: "ask", After: "other" });
        var merging = Base();
        Step(merging, "end")["customProperties"]!["mergeMode"] = "Race";
        Assert.Equal("end", Assert.Single(Between(Base(), merging).Steps).Id);
        var root = Base();
        root["root"]!["customProperties"]!["runAsynchronously"] = true;
        Assert.Contains(Between(Base(), root).Whole, x => x.Key == "root.customProperties");
        var service = Base();
        service["customProperties"] = new JsonObject { ["serviceType"] = "mediation" };
        Assert.Contains(Between(Base(), service).Whole, x => x is { Key: "customProperties.serviceType", After: "mediation" });
        var order = Base();
        Ways(order, "start>check", "start>ask", "ask.Done>check", "check.Done>end");
        var both = Base();
        Ways(both, "start>ask", "start>check", "ask.Done>check", "check.Done>end");
        Assert.Contains(Between(both, order).Whole, x => x.Key == "root.order of start");
    }

    [Fact]
    public void Without_a_version_in_force_everything_is_new()
    {
        var difference = FlowDifference.Between(null, Parse(Base()));
        Assert.All(difference.Steps, x => Assert.Equal(DifferenceKind.Added, x.Kind));
        Assert.Equal((4, 3, 0), (difference.Steps.Count, difference.Ways.Count, difference.Whole.Count));
    }

    [Fact]
    public void Every_shipped_definition_is_equal_to_itself_and_its_drawing_can_be_read()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Shipped.Folder, "definitions"), "*.json"))
        {
            var definition = WorkflowDefinition.Parse(File.ReadAllText(file));
            var difference = FlowDifference.Between(definition, WorkflowDefinition.Parse(File.ReadAllText(file)));
            Assert.True(difference.IsEmpty, file);
            var svg = XElement.Parse(DifferencePicture.Svg(definition, definition, difference, Shipped.Library));
            Assert.DoesNotContain(svg.Descendants(), x => x.Attribute("class")?.Value is "node added" or "node removed" or "node changed" && x.Attribute("data-step") is not null);
        }
    }

    [Fact]
    public void The_drawing_tells_each_kind_by_a_sign_and_in_words_not_by_colour_alone()
    {
        var after = Base();
        Step(after, "ask")["clock"] = FlowBuilder.Literal("consultation.reply");
        Remove(after, "check");
        Steps(after).Add((JsonNode)CaseDesk.Task("call", ["Done"]));
        Ways(after, "start>ask", "ask.Done>call", "call.Done>end");
        var difference = Between(Base(), after);
        var svg = XElement.Parse(DifferencePicture.Svg(Parse(Base()), Parse(after), difference, Shipped.Library, "ask"));
        foreach (var (step, sign) in new[] { ("call", "+"), ("ask", "≠"), ("check", "−") })
        {
            var node = svg.Descendants().Single(x => x.Attribute("data-step")?.Value == step);
            Assert.Equal(sign, node.Descendants().Single(x => x.Attribute("class")?.Value == "sign").Value);
            Assert.Equal(step == "ask", node.Descendants().Any(x => x.Attribute("class")?.Value == "clock"));
            Assert.Contains(step, node.Elements().First(x => x.Name.LocalName == "title").Value, StringComparison.Ordinal);
            Assert.Contains("–", node.Elements().First(x => x.Name.LocalName == "title").Value, StringComparison.Ordinal);
        }
        Assert.Contains("marked", svg.Descendants().Single(x => x.Attribute("data-step")?.Value == "ask").Attribute("class")!.Value, StringComparison.Ordinal);
        Assert.Contains(svg.Descendants(), x => x.Attribute("class")?.Value == "way added");
    }

    [Fact]
    public void What_people_write_can_not_break_out_of_the_drawing()
    {
        var after = Base();
        Step(after, "ask")["metadata"]!["displayText"] = "</text><script>alert(1)</script>\u0001";
        Steps(after).Add((JsonNode)CaseDesk.Task("\"><img src=x>", ["Done"]));
        var svg = XElement.Parse(DifferencePicture.Svg(Parse(Base()), Parse(after), Between(Base(), after), Shipped.Library));
        Assert.DoesNotContain(svg.Descendants(), x => x.Name.LocalName is "script" or "img");
    }

    private static FlowDifference Between(JsonObject before, JsonObject after) => FlowDifference.Between(Parse(before), Parse(after));

    private static WorkflowDefinition Parse(JsonObject document) => WorkflowDefinition.Parse(document.ToJsonString());

    private static JsonObject Base() => new FlowBuilder()
        .With(FlowBuilder.Activity("start", "Start"), CaseDesk.Task("ask", ["Done"]), CaseDesk.Task("check", ["Done"]), FlowBuilder.Activity("end", "End"))
        .To("start>ask", "ask.Done>check", "check.Done>end").Document();

    private static JsonArray Steps(JsonObject document) => document["root"]!["activities"]!.AsArray();

    private static JsonObject Step(JsonObject document, string id) => Steps(document).Single(x => (string?)x!["id"] == id)!.AsObject();

    private static void Remove(JsonObject document, string id) => Steps(document).Remove(Step(document, id));

    private static void Ways(JsonObject document, params string[] ways) => document["root"]!["connections"] = new FlowBuilder().To(ways).Document()["root"]!["connections"]!.DeepClone();
}
