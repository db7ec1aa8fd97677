using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Tests.Engine.Activities;

public sealed class ActivityCatalogTests
{
    private static readonly ActivityCatalog Catalog = new([new HumanTask()]);

    [Fact]
    public void Every_activity_of_the_design_is_described()
    {
        string[] names =
        [
            "Flowchart", "Start", "End", "Finish", "FlowDecision", "FlowSwitch", "FlowFork", "FlowJoin", "Sequence", "If", "Switch", "While", "For", "ForEach",
            "Break", "Complete", "RunJavaScript", "SetVariable", "SetOutput", "WriteLine", "SetName", "Correlate", "Delay", "Timer", "StartAt", "Event", "RunTask", "Fault",
        ];

        Assert.All(names, name => Assert.NotNull(Catalog.Find($"Elsa.{name}", 1)));
        Assert.Equal(names.Length + 1, Catalog.Descriptions.Count);
        Assert.Null(Catalog.Find("Elsa.Flowchart", 2));
        Assert.Equal([1], Catalog.VersionsOf(HumanTask.Type));
    }

    [Fact]
    public void Every_description_is_written_in_both_languages()
    {
        var texts = Catalog.Descriptions.Where(x => x.TypeName.StartsWith("Elsa.", StringComparison.Ordinal)).SelectMany(x => new[] { x.Category, x.DisplayName, x.Description }
            .Concat(x.Inputs.SelectMany(i => new[] { i.DisplayName, i.Description }.Concat(i.Options.Select(o => o.Text))))
            .Concat(x.Outputs.Select(o => o.DisplayName)).Concat(x.Outcomes.Select(o => o.DisplayName)));

        Assert.All(texts, text =>
        {
            Assert.Contains(text.Zh, c => c > 0x4e00);
            Assert.DoesNotContain(text.En, c => c > 0x4e00);
            Assert.NotEmpty(text.En);
        });
    }

    [Fact]
    public void Two_handlers_of_one_activity_are_refused() =>
        Assert.Throws<ArgumentException>(() => new BuiltInEngine([new HumanTask(), new HumanTask()]));

    [Fact]
    public void Outcomes_follow_from_the_definition()
    {
        var definition = new FlowBuilder().With(
            FlowBuilder.Activity("task", HumanTask.Type, ("outcomes", FlowBuilder.List("通过", "退回"))),
            FlowBuilder.Decision("check", "true"),
            FlowBuilder.Activity("pick", "FlowSwitch", ("cases", new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["label"] = "A" }))),
            FlowBuilder.Activity("stop", "End"), FlowBuilder.Trace("t"), FlowBuilder.Activity("strange", "Nobody.Knows")).Build();

        Assert.Equal(["通过", "退回"], Of("task"));
        Assert.Equal(["True", "False"], Of("check"));
        Assert.Equal(["A", "Default"], Of("pick"));
        Assert.Equal([], Of("stop"));
        Assert.Equal(["Done"], Of("t"));
        Assert.Equal([], Of("strange"));

        IReadOnlyList<string> Of(string id) => Outcomes.Of(definition.FindActivity(id)!, Catalog);
    }
}
