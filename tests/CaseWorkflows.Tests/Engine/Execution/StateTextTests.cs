using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Engine.Execution;

public sealed class StateTextTests
{
    private static readonly WorkflowDefinition LegalAid = WorkflowDefinition.Parse(Shipped.LegalAidVersion1);

    // Written by the first version for the case of the story 17-replacement, when the subsidy is about to be paid.
    private static readonly string Old = Read("state-version-1");

    [Fact]
    public void Everything_a_state_of_version_1_says_is_read()
    {
        var written = JsonNode.Parse(Old)!;
        var (state, status) = StateText.Read(Old, LegalAid);

        Assert.Equal(FlowStatus.Suspended, status);
        foreach (var (id, count) in written["counts"]!.AsObject()) Assert.Equal((int)count!, state.Counts[LegalAid.FindActivity(id)!.Index]);
        var root = written["runs"]![1]!;
        var graph = FlowGraph.Of(LegalAid.Root, null);
        var scope = state.Runs[1].Scope!;
        Assert.Equal(266, graph.Nodes.Count);
        Assert.Equal(356, graph.Ways.Count);
        foreach (var node in graph.Nodes) Assert.Equal((int?)root["visits"]![node.ToString()] ?? 0, scope.Visits(node));
        foreach (var way in graph.Ways) Assert.Equal((int?)root["ways"]![way.ToString()] ?? 0, scope.Ways[way.Index]);
        Assert.Equal(written["runs"]![0]!["variables"]!.AsObject().Select(x => (x.Key, x.Value?.ToJsonString())), state.Workflow.Variables.Values.Select(x => (x.Name, x.Value?.ToJsonString())));
    }

    [Fact]
    public async Task A_case_that_stands_at_a_state_of_version_1_goes_on_to_its_end()
    {
        var engine = new BuiltInEngine(CaseActivities.All);
        var state = Old;
        foreach (var (step, outcome) in new[] { ("subsidy", "paid"), ("catalogue", "Complete"), ("archive", "archived") })
        {
            var wait = Assert.Single(StateText.Read(state, LegalAid).State.Waits);
            Assert.Equal(step, wait.Run.Activity.Id);
            var advanced = Assert.IsType<Advanced>(await engine.AdvanceAsync(new AdvanceRequest(LegalAid, state, new ResumeTrigger(wait.Key, outcome), [], RunningFlow.Now)));
            Assert.Empty(advanced.Incidents);
            state = advanced.State;
        }
        Assert.Equal(FlowStatus.Finished, StateText.Read(state, LegalAid).Status);
    }

    [Fact]
    public void A_state_says_the_same_after_it_was_written_anew_and_is_a_tenth_of_what_it_was()
    {
        var text = Rewritten(Old);

        Assert.Equal(text, Rewritten(text));
        Assert.Equal(StateText.Read(Old, LegalAid).State.Counts, StateText.Read(text, LegalAid).State.Counts);
        Assert.True(text.Length < Old.Length / 10, text);
    }

    [Fact]
    public async Task Counts_by_place_are_refused_with_a_definition_that_has_other_places()
    {
        var document = JsonNode.Parse(Shipped.LegalAidVersion1)!.AsObject();
        var activities = document["root"]!["activities"]!.AsArray();
        var last = activities[^1]!;
        activities.RemoveAt(activities.Count - 1);
        activities.Insert(0, last);

        var answer = await new BuiltInEngine(CaseActivities.All).AdvanceAsync(
            new AdvanceRequest(WorkflowDefinition.Parse(document.ToJsonString()), Rewritten(Old), new CancelTrigger(), [], RunningFlow.Now));

        Assert.Equal("engine.state-does-not-fit", Assert.IsType<AdvanceRefused>(answer).Code);
    }

    [Theory]
    [InlineData("", 0, 0, 0, 0)]
    [InlineData("1", 1, 0, 0, 0)]
    [InlineData("0 -7", 0, -7, 0, 0)]
    [InlineData("12*3 -1", 12, 12, 12, -1)]
    [InlineData("0*3 2147483647", 0, 0, 0, int.MaxValue)]
    [InlineData("-2147483648 -2147483647", int.MinValue, -int.MaxValue)]
    public void Counts_are_a_short_text(string text, params int[] counts)
    {
        var read = new Counters(counts.Length);
        CountText.Read(System.Text.Encoding.UTF8.GetBytes(text), read);

        var written = new byte[CountText.Room(counts.Length)];
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(written, 0, CountText.Write(read, written)));
        Assert.Equal(counts, read);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1*0")]
    [InlineData("1*-1")]
    [InlineData("1 ")]
    [InlineData("1  1")]
    [InlineData("1*4 1")]
    [InlineData("1 1 1 1 1")]
    [InlineData("99999999999")]
    [InlineData("1*")]
    public void What_is_no_text_of_counts_is_refused(string text) =>
        Assert.Throws<FormatException>(() => CountText.Read(System.Text.Encoding.UTF8.GetBytes(text), new Counters(4)));

    private static string Rewritten(string text)
    {
        var (state, status) = StateText.Read(text, LegalAid);
        return StateText.Write(state, status, withResults: false);
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(StateTextTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().TrimEnd();
    }
}
