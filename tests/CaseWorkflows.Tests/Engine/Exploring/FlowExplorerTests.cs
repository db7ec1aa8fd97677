using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Tests.Engine.Exploring;

public sealed class FlowExplorerTests
{
    [Fact]
    public async Task A_task_with_two_outcomes_has_both()
    {
        var found = await Explore(new FlowBuilder().With(Task("a", "Yes", "No"), End("y"), End("n")).To("a.Yes>y", "a.No>n"));

        // The start, and one end: how a flow that has ended came there makes no difference to what comes.
        Assert.Equal(2, found.States.Count);
        Assert.Equal(["Yes", "No"], found.States[0].Next.Select(x => x.Answer.Outcome));
        Assert.Empty(found.ActivitiesNeverBegun);
        Assert.Empty(found.ConnectionsNeverFollowed);
        Assert.Empty(found.Cuts);
        Assert.Empty(found.DeadEnds);
    }

    [Fact]
    public async Task A_join_whose_branch_never_comes_is_a_dead_end_where_faults_hold_it()
    {
        // The second branch fails, so the join of all waits for ever beside the incident.
        var found = await Explore(new FlowBuilder()
            .With(Fork("f", "L", "R"), Task("a", "Done"), FlowBuilder.Activity("b", "Fault", ("message", FlowBuilder.Literal("no"))), Join("j", "WaitAll"), End("e"))
            .To("f.L>a", "f.R>b", "a.Done>j", "b>j", "j>e"));

        var dead = Assert.Single(found.DeadEnds);
        Assert.Equal("b", Assert.Single(dead.Incidents).ActivityId);
        Assert.Equal(["a"], dead.Path.Skip(1).Select(x => x.Answer.ActivityId));
        Assert.Equal(["j", "e"], found.ActivitiesNeverBegun.Select(x => x.Id));
    }

    [Fact]
    public async Task A_loop_closes_after_one_round()
    {
        var found = await Explore(new FlowBuilder().With(Task("a", "Again", "Enough"), Task("b", "Done"), End("e")).To("a.Again>b", "b.Done>a", "a.Enough>e"));

        // a for the first time, b, a come back to, the end: what is behind counts no more.
        Assert.InRange(found.States.Count, 3, 4);
        Assert.Empty(found.Cuts);
        Assert.Empty(found.Traps);
    }

    [Fact]
    public async Task A_loop_without_a_way_out_is_told()
    {
        var found = await Explore(new FlowBuilder().With(FlowBuilder.Activity("s", "Start"), Task("a", "Go"), Task("b", "Back", "Go"), End("e")).To("s>a", "a.Go>b", "b.Back>a", "b.Go>a"));

        Assert.Equal(found.States.Count, found.Traps.Count);
        Assert.Empty(found.DeadEnds);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public async Task Parallel_lanes_have_every_combination_when_all_orders_are_asked_for(int lanes, int steps)
    {
        var found = await Explore(Lanes(lanes, steps), x => x with { AllOrders = true });

        // Each lane stands at one of its steps or is done; when all are done the flow has ended.
        Assert.Equal((int)Math.Pow(steps + 1, lanes), found.States.Count);
    }

    [Fact]
    public async Task Lanes_that_have_nothing_to_do_with_each_other_are_walked_in_one_order()
    {
        var all = await Explore(Lanes(5, 2), x => x with { AllOrders = true });
        var one = await Explore(Lanes(5, 2));

        Assert.Equal(243, all.States.Count);
        Assert.InRange(one.States.Count, 11, 15);
        Assert.Equal(all.Activities.Order(), one.Activities.Order());
        Assert.Equal(all.Connections.Count, one.Connections.Count);
        Assert.Equal(all.DeadEnds.Count(), one.DeadEnds.Count());
    }

    [Fact]
    public async Task Lanes_that_share_a_variable_are_walked_in_every_order()
    {
        var found = await Explore(new FlowBuilder().Variable("X", "String")
            .With(Fork("f", "L", "R"), Task("a", "Done"), FlowBuilder.Set("sa", "X", "'a'"), Task("b", "Done"), FlowBuilder.Set("sb", "X", "'b'"), Join("j", "WaitAll"),
                FlowBuilder.Decision("d", "getVariable('X') == 'a'"), Task("ta", "Done"), Task("tb", "Done"))
            .To("f.L>a", "a.Done>sa", "sa>j", "f.R>b", "b.Done>sb", "sb>j", "j>d", "d.True>ta", "d.False>tb"));

        Assert.Empty(found.ActivitiesNeverBegun);
        Assert.All(found.Steps, x => Assert.Empty(x.Assumptions));
    }

    [Fact]
    public async Task What_a_bound_leaves_out_is_said()
    {
        var found = await Explore(Lanes(4, 3), x => x with { AllOrders = true, States = 50 });
        Assert.Equal(50, found.States.Count);
        Assert.Contains(found.Cuts, x => x.Kind == CutKind.States);
        Assert.Empty(found.DeadEnds);
        Assert.Empty(found.Traps);

        var shallow = await Explore(Lanes(1, 9), x => x with { Depth = 4 });
        Assert.Contains(shallow.Cuts, x => x.Kind == CutKind.Depth);
        Assert.Contains(shallow.ActivitiesNeverBegun, x => x.Id == "t0-8");
    }

    [Fact]
    public async Task A_nested_flowchart_is_walked_inside()
    {
        var found = await Explore(new FlowBuilder()
            .With(FlowBuilder.Flowchart("inner", [Task("a", "Yes", "No"), Task("b", "Done")], "a.Yes>b"), Task("c", "Done")).To("inner>c"));

        Assert.Empty(found.ActivitiesNeverBegun);
        Assert.Equal(4, found.States.Count);
    }

    [Fact]
    public async Task A_timer_and_a_task_race()
    {
        var found = await Explore(new FlowBuilder()
            .With(Fork("f", "L", "R"), Task("a", "Done"), FlowBuilder.Activity("d", "Delay", ("timeSpan", FlowBuilder.Literal("2.00:00:00", "TimeSpan"))),
                FlowBuilder.Set("won", "Won", "'task'"), FlowBuilder.Set("late", "Won", "'timer'"), Join("j", "WaitAny"), FlowBuilder.Decision("who", "getVariable('Won') == 'task'"), Task("x", "Done"), Task("y", "Done"))
            .To("f.L>a", "a.Done>won", "won>j", "f.R>d", "d>late", "late>j", "j>who", "who.True>x", "who.False>y").Variable("Won", "String"));

        Assert.Equal([WaitKind.Task, WaitKind.Clock], found.States[0].Next.Select(x => x.Answer.Kind!.Value));
        Assert.Contains(found.States, x => x.Waits is [{ ActivityId: "x" }]);
        Assert.Contains(found.States, x => x.Waits is [{ ActivityId: "y" }]);
    }

    [Fact]
    public async Task Known_values_decide_and_unknown_ones_take_every_way()
    {
        var found = await Explore(new FlowBuilder().Input("kind", "String").Variable("Fixed", "String", "a")
            .With(FlowBuilder.Decision("known", "getVariable('Fixed') == 'a'"), Task("never", "Done"), Task("p", "Done"), Task("q", "Done"), Task("r", "Done"),
                FlowBuilder.Activity("s", "FlowSwitch", ("cases", new JsonArray(Case("P", "getInput('kind') == 'p'"), Case("Q", "getInput('kind') == 'q'"))), ("mode", FlowBuilder.Literal("MatchFirst"))))
            .To("known.False>never", "known.True>s", "s.P>p", "s.Q>q", "s.Default>r"));

        Assert.Equal(["never"], found.ActivitiesNeverBegun.Select(x => x.Id));
        Assert.Equal(["p", "q", "r"], found.States.SelectMany(x => x.Waits).Select(x => x.ActivityId).Distinct().Order());
        var toP = found.States.First(x => x.Waits is [{ ActivityId: "p" }]).Arrival;
        Assert.Contains(toP.Assumptions, x => x.Values.GetValueOrDefault("kind") == "p" && !x.IsForced);
    }

    [Fact]
    public async Task What_was_taken_for_an_input_holds_the_next_time_it_is_asked()
    {
        var found = await Explore(new FlowBuilder().Input("urgent", "Boolean")
            .With(FlowBuilder.Decision("first", "getInput('urgent') == true"), Task("a", "Done"), Task("b", "Done"),
                FlowBuilder.Decision("again", "getInput('urgent') == true"), Task("wrong", "Done"), Task("right", "Done"))
            .To("first.True>a", "first.False>b", "a.Done>again", "again.False>wrong", "again.True>right"));

        Assert.Equal(["wrong"], found.ActivitiesNeverBegun.Select(x => x.Id));
    }

    [Fact]
    public async Task A_condition_on_a_form_takes_both_ways_and_says_that_it_was_assumed()
    {
        var task = Task("a", "Done");
        task["result"] = new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Answer" } };
        var found = await Explore(new FlowBuilder().Variable("Answer")
            .With(task, FlowBuilder.Decision("d", "getVariable('Answer').days > 30"), Task("long", "Done"), Task("short", "Done")).To("a.Done>d", "d.True>long", "d.False>short"));

        Assert.Empty(found.ActivitiesNeverBegun);
        Assert.All(found.States[0].Next, x => Assert.True(Assert.Single(x.Assumptions).IsForced));
    }

    [Fact]
    public async Task A_loop_that_hangs_on_unknown_data_and_cannot_wait_is_cut_and_told()
    {
        var found = await Explore(new FlowBuilder().Input("n")
            .With(FlowBuilder.Activity("w", "While", ("condition", FlowBuilder.Script("getInput('n').more", "Boolean")), ("body", FlowBuilder.Activity("l", "WriteLine", ("text", FlowBuilder.Literal("x"))))), Task("t", "Done"))
            .To("w>t"));

        Assert.Contains(found.Cuts, x => x is { Kind: CutKind.Guesses, ActivityId: "w" });
        Assert.Empty(found.ActivitiesNeverBegun);
    }

    [Fact]
    public async Task A_flow_that_keeps_a_log_of_itself_still_closes_its_loops()
    {
        var found = await Explore(new FlowBuilder().Variable("Trace", "String").With(Task("a", "Again", "Enough"), FlowBuilder.Trace("t"), End("e")).To("a.Again>t", "t>a", "a.Enough>e"));

        Assert.Empty(found.Cuts);
        Assert.InRange(found.States.Count, 2, 3);
    }

    [Fact]
    public async Task Lists_of_unknown_length_are_walked_empty_and_full()
    {
        var found = await Explore(new FlowBuilder().Input("names")
            .With(FlowBuilder.Activity("e", "ForEach", ("items", FlowBuilder.Script("getInput('names')", "ICollection<Object>")), ("body", Task("each", "Done"))), Task("after", "Done")).To("e>after"));

        Assert.Empty(found.ActivitiesNeverBegun);
        Assert.Contains(found.States, x => x is { Depth: 1, Waits: [{ ActivityId: "after" }] });
        Assert.Contains(found.States, x => x is { Depth: 3, Waits: [{ ActivityId: "after" }] } || x is { Depth: 2, Waits: [{ ActivityId: "after" }] });
    }

    [Fact]
    public async Task The_same_definition_is_explored_the_same_way_twice()
    {
        var (a, b) = (await Explore(Lanes(3, 2)), await Explore(Lanes(3, 2)));
        Assert.Equal(a.States.Select(x => x.ToString()), b.States.Select(x => x.ToString()));
        Assert.Equal(a.Steps.Select(x => $"{x.From?.Number} {x.Answer} {x.To.Number}"), b.Steps.Select(x => $"{x.From?.Number} {x.Answer} {x.To.Number}"));
    }

    private static ValueTask<Exploration> Explore(FlowBuilder flow, Func<ExplorationOptions, ExplorationOptions>? options = null)
    {
        var standard = new ExplorationOptions { From = RunningFlow.Now };
        return new FlowExplorer(flow.Build(), [new HumanTask()], options is null ? standard : options(standard)).ExploreAsync();
    }

    private static FlowBuilder Lanes(int lanes, int steps)
    {
        var names = Enumerable.Range(0, lanes).Select(x => $"L{x}").ToArray();
        var flow = new FlowBuilder().With(Fork("f", names), Join("j", "WaitAll"), End("e")).To("j>e");
        for (var lane = 0; lane < lanes; lane++)
        {
            for (var step = 0; step < steps; step++)
            {
                flow.With(Task($"t{lane}-{step}", "Done"));
                flow.To(step == 0 ? $"f.L{lane}>t{lane}-0" : $"t{lane}-{step - 1}.Done>t{lane}-{step}");
            }
            flow.To($"t{lane}-{steps - 1}.Done>j");
        }
        return flow;
    }

    private static JsonObject Task(string id, params string[] outcomes) =>
        FlowBuilder.Activity(id, HumanTask.Type, ("role", FlowBuilder.Literal("clerk")), ("outcomes", FlowBuilder.List(outcomes)));

    private static JsonObject End(string id) => FlowBuilder.Activity(id, "End");

    private static JsonObject Fork(string id, params string[] branches) => FlowBuilder.Activity(id, "FlowFork", ("branches", FlowBuilder.List(branches)));

    private static JsonObject Join(string id, string mode) => FlowBuilder.Activity(id, "FlowJoin", ("mode", FlowBuilder.Literal(mode)));

    private static JsonObject Case(string label, string script) =>
        new() { ["label"] = label, ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = script } };
}
