using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Exploring;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>The flows beside legal aid: of the hotline, counter and web, criminal defence, fee relief, village counsel.</summary>
public sealed class PublicServiceDefinitionTests
{
    private static readonly string[] All = ["consultation", "complaint", "work-order", "criminal-defence", "fee-relief", "village-counsel", "objection"];

    public static TheoryData<string> Services => [.. All];

    public static TheoryData<string, string> Stories
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var service in All)
                foreach (var story in Shipped.StoriesOf(service)) data.Add(service, story.Id);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void It_passes_the_gate_without_a_remark(string service) =>
        Assert.Empty(DefinitionGate.Check(DefinitionOf(service), Shipped.Catalog, CaseGate.ContextOf(Shipped.Library)));

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_way_through_it_ends_and_a_clock_watches_every_wait(string service)
    {
        foreach (var region in new[] { "ezhou", "chenzhou", "huaibei", "guangyuan", "default" })
        {
            var report = await FlowReport.OfAsync(DefinitionOf(service), Shipped.Library, region, new DateOnly(2026, 3, 2));
            Assert.True(report.Findings.Count == 0, string.Join("; ", report.Findings.Select(x => x.Message.En)));
            Assert.Empty(report.Exploration.Cuts);
            Assert.Empty(report.Exploration.ActivitiesNeverBegun);
            Assert.All(report.Ends, x => Assert.NotNull(x.Result));
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Its_story_holds(string service, string id)
    {
        var story = Shipped.StoriesOf(service).Single(x => x.Id == id);
        var simulation = await new Simulator(Shipped.Library, Shipped.Staff).PlayAsync(DefinitionOf(service), story, PlayLimits.Default);
        Assert.True(simulation.Result.Holds, string.Join('\n', simulation.Result.Failures.Select(x => $"{x.Row}: {x.Text.En}")));
    }

    [Fact]
    public void There_are_enough_stories() =>
        Assert.True(Shipped.StoriesOf("consultation").Count >= 10 && Shipped.StoriesOf("complaint").Count >= 6 && Shipped.StoriesOf("work-order").Count >= 6
            && Shipped.StoriesOf("criminal-defence").Count >= 12 && Shipped.StoriesOf("fee-relief").Count >= 5 && Shipped.StoriesOf("village-counsel").Count >= 5 && Shipped.StoriesOf("objection").Count >= 12);

    [Theory]
    [MemberData(nameof(Services))]
    public void It_opens_readably_in_the_designer(string service)
    {
        var definition = DefinitionOf(service);
        Assert.Equal(service, ServiceTypes.Of(definition));
        foreach (var activity in definition.Root.Activities)
        {
            Assert.Equal($"Workflow1:{definition.Root.Id}:{activity.Id}", (string?)activity.Json["nodeId"]);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", (string?)activity.Json["metadata"]!["displayText"]);
            Assert.False(string.IsNullOrWhiteSpace((string?)activity.Json["metadata"]!["description"]));
        }
        var boxes = definition.Root.Activities.Select(x => x.Json["metadata"]!["designer"]!).Select(x => (X: (double)x["position"]!["x"]!, Y: (double)x["position"]!["y"]!, Width: (double)x["size"]!["width"]!, Height: (double)x["size"]!["height"]!)).ToList();
        for (var i = 0; i < boxes.Count; i++)
            for (var j = i + 1; j < boxes.Count; j++)
                Assert.False(
                    boxes[i].X < boxes[j].X + boxes[j].Width && boxes[j].X < boxes[i].X + boxes[i].Width && boxes[i].Y < boxes[j].Y + boxes[j].Height && boxes[j].Y < boxes[i].Y + boxes[i].Height,
                    $"{definition.Root.Activities[i].Id} lies on {definition.Root.Activities[j].Id}");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_human_step_has_somebody_in_each_city_and_every_stage_result_and_event_a_name(string service)
    {
        foreach (var activity in DefinitionOf(service).Activities)
        {
            if (activity.Type == "CaseWorkflows.HumanTask")
            {
                Assert.Equal(Outcomes.Of(activity, Shipped.Catalog).Order(), Shipped.Library.Forms.Find(activity.Constant("Form")!)!.Outcomes.Select(x => x.Key).Order());
                foreach (var city in new[] { "/420700/", "/431000/", "/340600/", "/510800/" })
                    Assert.Contains(Shipped.Staff, x => x.Roles.Contains(activity.Constant("Role")!) && x.Office.Value.StartsWith(city, StringComparison.Ordinal));
            }
            if (activity.Type == "CaseWorkflows.SetStage") Assert.Contains(activity.Constant("Stage")!, Shipped.Library.Stages.Keys);
            if (activity.Type == "CaseWorkflows.CloseCase") Assert.Contains(activity.Constant("Result")!, Shipped.Library.ResultKeys);
            if (activity.Type == "Elsa.Event") Assert.NotNull(Shipped.Library.Event(activity.Constant("EventName")!.Split(':')[0]));
        }
    }

    [Theory]
    [InlineData("ezhou", "6 hours")]
    [InlineData("chenzhou", "300 minutes")]
    [InlineData("huaibei", "24 hours")]
    [InlineData("guangyuan", "24 hours")]
    public void The_first_reply_has_the_limit_of_its_city_and_runs_round_the_clock(string region, string limit)
    {
        var rule = Shipped.Library.Clocks.Get(region, "consultation.reply", new DateOnly(2026, 3, 2));
        Assert.Equal(limit, $"{rule.Length} {(rule.Unit == CaseWorkflows.Cases.Deadlines.TimeUnit.Minutes ? "minutes" : "hours")}");
        Assert.Empty(rule.Counting.Shifts);
        Assert.Null(rule.Counting.ClosesAt);
        Assert.Empty(rule.PausedBy);
    }

    private static WorkflowDefinition DefinitionOf(string service) => Shipped.Definitions.Single(x => x.Service == service).Definition;
}
