using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Activities;

/// <summary>Tried as a new developer would: README's recipe, followed in one file (<see cref="CompareAmount"/>), with nothing else touched.</summary>
public sealed class NewActivityTests
{
    private const string Type = "CaseWorkflows.CompareAmount";

    private static readonly Lazy<Simulator> Simulator = new(() => new(
        TestLibrary.With(TestLibrary.Rule("test.limit", 3, "calendar-days"), ("events.json", File.ReadAllText(Path.Combine(Shipped.Folder, "events.json")))), Shipped.Staff,
        [.. CaseActivities.All, .. Found()]));

    [Fact]
    public void An_activity_in_a_file_of_its_own_is_found()
    {
        var found = Assert.Single(Found()).Description;
        Assert.Equal(Type, found.TypeName);
        Assert.Equal("Limit", Simulator.Value.Catalog.Find(Type, 1)!.Inputs[1].DisplayName.En);
        // The product's own come the same way: whoever adds one names it nowhere.
        Assert.Contains(CaseActivities.In(typeof(CaseActivities).Assembly), x => x.Description.TypeName == "CaseWorkflows.HumanTask");
        Assert.Equal(CaseActivities.All.Count, CaseActivities.All.Select(x => (x.Description.TypeName, x.Description.Version)).Distinct().Count());
    }

    [Theory]
    [InlineData("800", "Within", 0)]
    [InlineData("1000", "Within", 0)]
    [InlineData("1000.01", "Above", 1)]
    public async Task It_runs_in_the_simulator_and_the_flow_goes_on_by_its_answer(string amount, string way, int tasks)
    {
        var definition = Flow(("amount", FlowBuilder.Script($"Number('{amount}')")), ("limit", FlowBuilder.Literal("1000")));
        Assert.Empty(Errors(definition));
        var story = Story(tasks > 0 ? """{ "at": "+1h", "who": "cz.reviewer", "do": "complete", "step": "look", "outcome": "Done" }""" : "");
        Assert.Empty(Simulator.Value.Check(definition, story));
        var played = await Simulator.Value.PlayAsync(definition, story, PlayLimits.Default);
        Assert.Empty(played.Result.Failures.Select(x => x.Text.En));
        Assert.Contains(played.Path.Ways, x => x.Way.SourceId == "compare" && x.Way.SourcePort == way);
        Assert.Equal(CaseStatus.Closed, played.Result.Case!.Status);
        Assert.Equal(way == "Within", (bool?)played.Result.Case.Dossier.Facts()["amountWithinLimit"]);
    }

    [Fact]
    public async Task What_it_can_not_do_is_an_incident_that_says_why_in_both_languages()
    {
        var definition = Flow(("amount", FlowBuilder.Literal("a lot")), ("limit", FlowBuilder.Literal("1000")));
        var played = await Simulator.Value.PlayAsync(definition, Story("", "open"), PlayLimits.Default);
        var incident = Assert.Single(played.Result.Case!.Incidents);
        Assert.Equal(("compare", true, true), (incident.StepId, incident.MessageZh.Contains("不是金额：“a lot”", StringComparison.Ordinal), incident.MessageEn.Contains("is no amount: “a lot”", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_gate_refuses_what_its_description_does_not_allow()
    {
        var missing = Flow(("amount", FlowBuilder.Literal("1")));
        var other = Flow(("amount", FlowBuilder.Literal("1")), ("limit", FlowBuilder.Literal("2")), ("rule", FlowBuilder.Literal("about")));
        var port = Flow(("amount", FlowBuilder.Literal("1")), ("limit", FlowBuilder.Literal("2"))).Document.DeepClone().AsObject();
        port["root"]!["connections"]!.AsArray().Single(x => (string?)x!["source"]!["port"] == "Above")!["source"]!["port"] = "Beyond";
        foreach (var (definition, word) in new[] { (missing, "Limit"), (other, "about"), (WorkflowDefinition.Parse(port), "Beyond") })
        {
            var problem = Assert.Single(Errors(definition), x => x.Message.En.Contains(word, StringComparison.OrdinalIgnoreCase));
            Assert.Equal("compare", problem.ActivityId);
        }
        // Without it nobody knows the type.
        Assert.Contains(DefinitionGate.Check(missing, Shipped.Catalog, CaseGate.ContextOf(Simulator.Value.Library)), x => x.Severity == Severity.Error && x.Message.En.Contains(Type, StringComparison.Ordinal));
    }

    private static IEnumerable<IActivityHandler> Found() => CaseActivities.In(typeof(CompareAmount).Assembly).Where(x => x.Description.TypeName.StartsWith("CaseWorkflows.", StringComparison.Ordinal));

    private static List<Problem> Errors(WorkflowDefinition definition) =>
        [.. DefinitionGate.Check(definition, Simulator.Value.Catalog, CaseGate.ContextOf(Simulator.Value.Library)).Where(x => x.Severity == Severity.Error)];

    private static Scenario Story(string row, string status = "closed") => ScenarioReader.Read("story", $$"""
        { "title": { "zh": "金额", "en": "Amount" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" }, "rows": [ {{row}} ], "expect": { "status": "{{status}}" } }
        """).Scenario!;

    private static WorkflowDefinition Flow(params (string Name, JsonNode? Value)[] inputs) => WorkflowDefinition.Parse(new JsonObject
    {
        ["definitionId"] = "amounts",
        ["name"] = "金额",
        ["version"] = 1,
        ["customProperties"] = new JsonObject { ["serviceType"] = "test" },
        ["root"] = FlowBuilder.Flowchart(
            "flow",
            [
                FlowBuilder.Activity("begin", "Start"),
                FlowBuilder.Activity("compare", Type, inputs),
                FlowBuilder.Activity("look", "CaseWorkflows.HumanTask", ("title", FlowBuilder.Literal("核对")), ("role", FlowBuilder.Literal("reviewer")), ("form", FlowBuilder.Literal("note")),
                    ("outcomes", FlowBuilder.List("Done")), ("clock", FlowBuilder.Literal("test.limit"))),
                FlowBuilder.Activity("close", "CaseWorkflows.CloseCase", ("result", FlowBuilder.Literal("finished"))),
                FlowBuilder.Activity("end", "End"),
            ],
            "begin.Done>compare", "compare.Within>close", "compare.Above>look", "look.Done>close", "close.Done>end"),
    }.ToJsonString());
}
