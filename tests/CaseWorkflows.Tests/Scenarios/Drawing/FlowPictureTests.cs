using System.Globalization;
using System.Xml.Linq;
using CaseWorkflows.Cases.Scenarios.Drawing;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios.Drawing;

public sealed class FlowPictureTests
{
    [Fact]
    public async Task Every_step_and_connection_is_drawn_and_those_taken_are_marked_and_numbered()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        var svg = XDocument.Parse(FlowPicture.Svg(await SmallDefinition.PlayAsync(), Shipped.Library));
        var steps = svg.Descendants().Where(x => x.Attribute("data-step") is not null).ToDictionary(x => (string)x.Attribute("data-step")!);
        Assert.Equal(7, steps.Count);
        Assert.Equal(7, svg.Descendants().Count(x => x.Attribute("marker-end") is not null));
        Assert.Equal(5, svg.Descendants().Count(x => (string?)x.Attribute("marker-end") == "url(#to-taken)"));
        Assert.Equal("node person taken done", (string?)steps["answer"].Attribute("class"));
        Assert.Equal("node wait taken cancelled", (string?)steps["again"].Attribute("class"));
        Assert.Equal("node other", (string?)steps["unused"].Attribute("class"));
        Assert.Contains("答复咨询", Texts(steps["answer"]));
        Assert.Contains("2", Texts(steps["answer"]));
        Assert.DoesNotContain(Texts(steps["unused"]), x => int.TryParse(x, CultureInfo.InvariantCulture, out _));
        Assert.Equal("translate(300 0)", (string?)steps["answer"].Attribute("transform"));
        Assert.Contains(svg.Descendants().Select(x => x.Value), x => x == "留言咨询 <试用>（第 2 版）");
        Assert.Contains(svg.Descendants().Select(x => x.Value), x => x == "未经过");
    }

    [Fact]
    public void Steps_that_nobody_placed_stand_in_layers_that_do_not_overlap()
    {
        var definition = WorkflowDefinition.Parse(SmallDefinition.Json.Replace("\"designer\"", "\"nothing\"", StringComparison.Ordinal));
        var panel = Assert.Single(FlowLayout.Of(definition));
        var at = panel.Nodes.ToDictionary(x => x.Id);
        Assert.True(at["start"].Y < at["answer"].Y && at["answer"].Y < at["wait"].Y && at["wait"].Y < at["enough"].Y && at["enough"].Y < at["end"].Y);
        Assert.Equal(at["wait"].Y, at["again"].Y);
        foreach (var one in panel.Nodes)
            foreach (var other in panel.Nodes.Where(x => x != one))
                Assert.False(Math.Abs(one.X - other.X) < one.Width && Math.Abs(one.Y - other.Y) < one.Height, $"{one.Id} lies on {other.Id}");
    }

    [Fact]
    public void A_shipped_flow_of_hundreds_of_steps_is_drawn_whole_without_a_way()
    {
        var definition = WorkflowDefinition.Parse(Shipped.LegalAid);
        var svg = XDocument.Parse(FlowPicture.Svg(definition, FlowPath.Empty, new LocalizedText("全部", "all"), Shipped.Library));
        Assert.Equal(definition.Root.Activities.Count, svg.Descendants().Count(x => x.Attribute("data-step") is not null));
        Assert.DoesNotContain(svg.Descendants(), x => (string?)x.Attribute("marker-end") == "url(#to-taken)");
    }

    [Fact]
    public async Task Mermaid_says_the_same()
    {
        var text = FlowMermaid.Text(await SmallDefinition.PlayAsync(), Shipped.Library);
        Assert.StartsWith("flowchart TB\n", text, StringComparison.Ordinal);
        Assert.Contains("[\"2. 答复咨询\"]:::done", text, StringComparison.Ordinal);
        Assert.Contains("[\"没有走到\"]\n", text, StringComparison.Ordinal);
        Assert.Contains("linkStyle 0,1,2,3,5 ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("登记并核对申请材料", 5, 3, "登记并核对|申请材料")]
    [InlineData("登记并核对申请材料", 5, 1, "登记并核…")]
    [InlineData("check the papers", 6, 2, "check the|papers")]
    public void Labels_are_broken_to_fit(string text, double width, int most, string lines) => Assert.Equal(lines, string.Join('|', TextFit.Lines(text, width, most)));

    private static IEnumerable<string> Texts(XElement step) => step.Descendants().Where(x => x.Name.LocalName == "text").Select(x => x.Value);
}
