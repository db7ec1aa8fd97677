using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using static CaseWorkflows.Tests.Engine.FlowBuilder;

namespace CaseWorkflows.Tests.Engine.Execution;

public sealed class BuiltInEngineTests
{
    private static JsonObject Task(string id, string role = "clerk", params (string Name, JsonNode? Value)[] more) =>
        Activity(id, HumanTask.Type, [("role", Literal(role)), ("outcomes", List("Yes", "No")), .. more]);

    private static FlowBuilder Review() => new FlowBuilder().Variable("Trace", "String").Variable("Answer")
        .With(Activity("start", "Start"), Task("review"), Trace("yes"), Trace("no"), Activity("end", "End"))
        .To("start>review", "review.Yes>yes", "review.No>no", "yes>end", "no>end");

    [Fact]
    public async Task A_case_activity_opens_its_task_waits_and_goes_on_by_the_chosen_outcome()
    {
        var flow = await new RunningFlow(Review().Build()).Start();

        Assert.Equal(FlowStatus.Suspended, flow.Last.Status);
        Assert.Equal(new OpenWait("review#1", "review", WaitKind.Task, "clerk", RunningFlow.Now.AddDays(7)), Assert.Single(flow.Last.Waits));
        Assert.Equal([new TaskOpened("review#1", "clerk", 7)], flow.Last.Effects);

        await flow.Resume("review#1", "No", 5);

        Assert.Equal((FlowStatus.Finished, "no"), (flow.Last.Status, flow.Trace));
        Assert.Equal([new TaskClosed("review#1")], flow.Last.Effects);
        Assert.Equal("review:Resumed review:Completed no:Started no:Completed end:Started end:Completed root:Completed Workflow1:Completed", flow.Journal);
    }

    [Fact]
    public async Task Inputs_take_defaults_and_what_the_designer_types_as_text()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Role", "String", "judge").With(
            Task("a", "x", ("role", Wrapped("Variable", "{\"id\":\"v-Role\",\"name\":\"Role\"}")), ("days", Literal("12")), ("urgent", Literal("True")))).Build());

        await flow.Start();

        Assert.Equal([new TaskOpened("a#1", "judge", 12)], flow.Last.Effects);
    }

    [Fact]
    public async Task The_result_of_a_case_activity_is_bound_to_a_variable_and_can_be_read_after_the_flow_has_waited()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Answer").Output("seen").With(
            Task("ask", "clerk", ("result", new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Answer" } })),
            Event("later", "go"),
            Activity("show", "SetOutput", ("outputName", Literal("seen")),
                ("outputValue", Script("getVariable('Answer').a + getOutputFrom('ask').a + getOutputFrom('ask', 'Outcome') + getResultFromAsk().a"))))
            .To("ask.Yes>later", "later>show").Build());

        await flow.Start();
        await flow.Resume("ask#1", "Yes", new JsonObject { ["a"] = 1 });
        await flow.Event("go");

        Assert.Equal("2Yes1", (string)flow.Last.Outputs["seen"]!);
    }

    [Fact]
    public async Task A_key_is_never_used_twice()
    {
        var flow = new RunningFlow(new FlowBuilder().With(Task("again"), Activity("end", "End")).To("again.No>again", "again.Yes>end").Build());
        await flow.Start();
        await flow.Resume("again#1", "No");
        await flow.Resume("again#2", "No");

        Assert.Equal(["again#3"], flow.WaitKeys);
        await flow.Resume("again#1", "Yes");
        Assert.Equal("engine.unknown-wait", flow.Refusal?.Code);
        await flow.Resume("again#3", "Yes");
        Assert.Equal(FlowStatus.Finished, flow.Last.Status);
    }

    [Fact]
    public async Task What_a_wait_began_with_is_what_it_is_resumed_and_canceled_with()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").Variable("Role", "String", "first").With(
            Trace("fork"), Task("held", "", ("role", Script("getVariable('Role')"))), Event("change", "change"), Set("set", "Role", "'second'"), Event("stop", "stop"), Activity("finish", "Finish"))
            .To("fork>held", "fork>change", "change>set", "set>stop", "stop>finish").Build());
        await flow.Start();
        await flow.Event("change");

        await flow.Event("stop");

        Assert.Equal([new TaskTakenBack("held#1", "first")], flow.Last.Effects);
        Assert.Equal(FlowStatus.Finished, flow.Last.Status);
        Assert.Empty(flow.Last.Waits);
    }

    [Fact]
    public async Task A_join_for_any_branch_takes_the_other_tasks_back_once_and_runs_once()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(
            Activity("split", "FlowFork", ("branches", List("A", "B"))), Task("a"), Task("b"),
            Activity("meet", "FlowJoin", ("mode", Literal("WaitAny"))), Trace("end"))
            .To("split.A>a", "split.B>b", "a.Yes>meet", "b.Yes>meet", "meet>end").Build());
        await flow.Start();

        await flow.Resume("b#1", "Yes");

        Assert.Equal([new TaskClosed("b#1"), new TaskTakenBack("a#1", "clerk")], flow.Last.Effects);
        Assert.Equal((FlowStatus.Finished, "end"), (flow.Last.Status, flow.Trace));
    }

    [Fact]
    public async Task An_end_takes_back_what_waits_beside_it_and_drops_what_is_queued()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(
            Trace("s"), Task("held"), Activity("end", "End"), Trace("late")).To("s>held", "s>end", "s>late").Build());

        await flow.Start();

        Assert.Equal([new TaskOpened("held#1", "clerk", 7), new TaskTakenBack("held#1", "clerk")], flow.Last.Effects);
        Assert.Equal((FlowStatus.Finished, "s"), (flow.Last.Status, flow.Trace));
        Assert.EndsWith("held:Canceled root:Completed Workflow1:Completed", flow.Journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_canceled_takes_back_everything_in_it()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(
            Activity("split", "FlowFork", ("branches", List("A", "B"))),
            Flowchart("inner", [Trace("x"), Task("deep"), Event("deeper", "never")], "x>deep", "x>deeper"),
            Event("quick", "quick"), Activity("meet", "FlowJoin"), Trace("end"))
            .To("split.A>inner", "split.B>quick", "inner>meet", "quick>meet", "meet>end").Build());
        await flow.Start();

        await flow.Event("quick");

        Assert.Equal([new TaskTakenBack("deep#1", "clerk")], flow.Last.Effects);
        Assert.Equal((FlowStatus.Finished, "xend"), (flow.Last.Status, flow.Trace));
        Assert.Empty(flow.Last.Waits);
        Assert.DoesNotContain("inner:Completed", flow.Journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_that_is_given_up_takes_back_all_waits_and_takes_no_more_triggers()
    {
        var flow = await new RunningFlow(Review().Build()).Start();

        await flow.Do(new CancelTrigger());

        Assert.Equal(FlowStatus.Cancelled, flow.Last.Status);
        Assert.Equal([new TaskTakenBack("review#1", "clerk")], flow.Last.Effects);
        await flow.Resume("review#1", "Yes");
        Assert.Equal("engine.ended", flow.Refusal?.Code);
    }

    [Theory]
    [InlineData("faults", "nobody")]
    [InlineData("throws", "role table is empty")]
    [InlineData("nowhere", "“Nowhere”")]
    public async Task A_fault_holds_its_branch_only_and_can_be_retried(string role, string says)
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").Variable("Role", "String", role).With(
            Trace("s"), Task("bad", "", ("role", Script("getVariable('Role')"))), Event("fix", "fix"), Set("set", "Role", "'clerk'"), Trace("end"))
            .To("s>bad", "s>fix", "fix>set", "bad.Yes>end", "set>end").Build());
        await flow.Start();
        var incident = Assert.Single(flow.Last.Incidents);
        Assert.Equal("bad", incident.ActivityId);
        Assert.Contains(says, incident.Message.En, StringComparison.Ordinal);
        Assert.Equal(["fix#1"], flow.WaitKeys);

        await flow.Do(new RetryTrigger(incident.Key));
        Assert.NotEqual(incident.Key, Assert.Single(flow.Last.Incidents).Key);
        await flow.Do(new RetryTrigger(incident.Key));
        Assert.Equal("engine.unknown-incident", flow.Refusal?.Code);
        await flow.Event("fix");
        Assert.Equal(FlowStatus.Suspended, flow.Last.Status);
        await flow.Do(new RetryTrigger(flow.Last.Incidents[0].Key));

        Assert.Empty(flow.Last.Incidents);
        Assert.Equal(["bad#3"], flow.WaitKeys);
        await flow.Resume("bad#3", "Yes");
        Assert.Equal((FlowStatus.Finished, "send"), (flow.Last.Status, flow.Trace));
    }

    [Fact]
    public async Task A_faulted_step_can_be_skipped_by_one_of_its_outcomes_only()
    {
        var flow = await new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(Task("bad", "faults"), Trace("yes"), Trace("no"))
            .To("bad.Yes>yes", "bad.No>no").Build()).Start();
        var incident = flow.Last.Incidents[0].Key;

        await flow.Do(new SkipTrigger(incident, "Maybe"));
        Assert.Equal("engine.unknown-outcome", flow.Refusal?.Code);
        Assert.Contains("Yes, No", flow.Refusal!.Message.Zh, StringComparison.Ordinal);
        await flow.Do(new SkipTrigger(incident, "No"));

        Assert.Equal((FlowStatus.Finished, "no"), (flow.Last.Status, flow.Trace));
    }

    [Fact]
    public async Task A_step_that_fails_when_resumed_gives_up_its_wait_and_begins_anew_on_retry()
    {
        var flow = await new RunningFlow(Review().Build()).Start();

        await flow.Resume("review#1", "Perhaps");

        Assert.Empty(flow.Last.Waits);
        await flow.Do(new RetryTrigger(Assert.Single(flow.Last.Incidents).Key));
        Assert.Equal(["review#2"], flow.WaitKeys);
        Assert.Equal([new TaskOpened("review#2", "clerk", 7)], flow.Last.Effects);
    }

    [Fact]
    public async Task A_task_that_can_not_be_taken_back_is_an_incident_even_after_the_end()
    {
        var flow = await new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(Trace("s"), Task("a", "sticky"), Activity("finish", "Finish")).To("s>a", "s>finish").Build()).Start();

        var incident = Assert.Single(flow.Last.Incidents);
        Assert.Equal(FlowStatus.Finished, flow.Last.Status);
        await flow.Do(new RetryTrigger(incident.Key));
        Assert.Equal("a", Assert.Single(flow.Last.Incidents).ActivityId);
        await flow.Do(new SkipTrigger(flow.Last.Incidents[0].Key, "Done"));
        Assert.Empty(flow.Last.Incidents);
        Assert.Equal(FlowStatus.Finished, flow.Last.Status);
    }

    [Fact]
    public async Task A_condition_that_fails_between_two_rounds_is_an_incident_of_the_loop()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").Variable("N").With(
            Activity("loop", "While", ("condition", Script("getVariable('N') === null ? true : getVariable('N').a.b")), ("body", Set("set", "N", "({})"))), Trace("end"))
            .To("loop>end").Build());
        await flow.Start();
        Assert.Equal("loop", Assert.Single(flow.Last.Incidents).ActivityId);

        await flow.Do(new RetryTrigger(flow.Last.Incidents[0].Key));
        Assert.Equal("loop", Assert.Single(flow.Last.Incidents).ActivityId);
        await flow.Do(new SkipTrigger(flow.Last.Incidents[0].Key, "Done"));

        Assert.Equal((FlowStatus.Finished, "end"), (flow.Last.Status, flow.Trace));
    }

    [Fact]
    public async Task A_step_is_not_done_again_when_only_what_follows_it_failed()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").Variable("Mode", "String", "Sometimes").With(
            Trace("a"), Trace("b"), Activity("meet", "FlowJoin", ("mode", Script("getVariable('Mode')"))), Trace("end"), Event("fix", "fix"), Set("set", "Mode", "'WaitAll'"))
            .To("a>b", "a>fix", "fix>set", "b>meet", "meet>end").Build());
        await flow.Start();
        Assert.Equal("b", Assert.Single(flow.Last.Incidents).ActivityId);
        await flow.Event("fix");

        await flow.Do(new RetryTrigger(flow.Last.Incidents[0].Key));

        Assert.Equal((FlowStatus.Finished, "abend"), (flow.Last.Status, flow.Trace));
    }

    [Fact]
    public async Task A_loop_that_never_waits_stops_at_the_limit_and_goes_on_when_retried()
    {
        var flow = new RunningFlow(
            new FlowBuilder().Variable("Trace", "String").Variable("N", "Int32", "0").With(Set("inc", "N", "getVariable('N') + 1"), Decision("more", "getVariable('N') < 30"), Trace("end"))
                .To("inc>more", "more.True>inc", "more.False>end").Build(),
            new EngineOptions { StepsPerAdvance = 40 });
        await flow.Start();
        Assert.Contains("40", Assert.Single(flow.Last.Incidents).Message.Zh, StringComparison.Ordinal);

        await flow.Do(new RetryTrigger(flow.Last.Incidents[0].Key));

        Assert.Equal(FlowStatus.Finished, flow.Last.Status);
        Assert.Equal(30, (int)flow.Last.Variables["N"]!);
    }

    [Fact]
    public async Task Delays_and_instants_become_clock_waits_that_a_resume_ends()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(
            Activity("delay", "Delay", ("timeSpan", Literal("1.02:00:00"))), Activity("timer", "Timer", ("interval", Literal("00:10:00"))),
            Activity("at", "StartAt", ("dateTime", Literal("2026-03-05 09:00"))), Activity("past", "StartAt", ("dateTime", Literal("2020-01-01T00:00:00Z"))),
            Activity("standard", "Delay"), Trace("end"))
            .To("delay>timer", "timer>at", "at>past", "past>standard", "standard>end").Build());

        await flow.Start();
        Assert.Equal(new OpenWait("delay#1", "delay", WaitKind.Clock, null, RunningFlow.Now.AddHours(26)), Assert.Single(flow.Last.Waits));
        await flow.Resume("delay#1");
        Assert.Equal(RunningFlow.Now.AddMinutes(10), Assert.Single(flow.Last.Waits).DueAt);
        await flow.Resume("timer#1");
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 1, 0, 0, TimeSpan.Zero), Assert.Single(flow.Last.Waits).DueAt);
        await flow.Resume("at#1");
        Assert.Equal(("standard#1", RunningFlow.Now.AddMinutes(1)), (flow.Last.Waits[0].Key, flow.Last.Waits[0].DueAt!.Value));
        await flow.Resume("standard#1");

        Assert.Equal((FlowStatus.Finished, "end"), (flow.Last.Status, flow.Trace));
    }

    [Fact]
    public async Task An_event_that_nothing_waits_for_is_refused_and_changes_nothing()
    {
        var flow = await new RunningFlow(Review().Build()).Start();

        await flow.Event("paid");

        Assert.Equal("engine.event-not-awaited", flow.Refusal?.Code);
        Assert.Contains("paid", flow.Refusal!.Message.Zh, StringComparison.Ordinal);
        Assert.Equal(["review#1"], flow.WaitKeys);
    }

    [Fact]
    public async Task Triggers_out_of_place_are_refused_with_a_code()
    {
        var flow = new RunningFlow(Review().Build());
        await flow.Resume("review#1");
        Assert.Equal("engine.not-started", flow.Refusal?.Code);
        await flow.Do(new StartTrigger([]) { EventName = "nobody" });
        Assert.Equal("engine.no-such-start-event", flow.Refusal?.Code);
        await flow.Start();
        Assert.Null(flow.Refusal);
        await flow.Start();
        Assert.Equal("engine.already-started", flow.Refusal?.Code);
    }

    [Theory]
    [InlineData("no json", "engine.state-unreadable")]
    [InlineData("""{"v":3}""", "engine.state-unreadable")]
    [InlineData("""{"v":1,"status":"Suspended"}""", "engine.state-unreadable")]
    [InlineData("""{"v":2,"status":"Suspended","input":{},"outputs":{},"counts":"1*9000000","nextRun":1,"evaluations":0,"faults":0,"runs":[]}""", "engine.state-unreadable")]
    [InlineData("""{"v":2,"status":"Suspended","input":[],"outputs":{},"counts":"","nextRun":1,"evaluations":0,"faults":0,"runs":[]}""", "engine.state-unreadable")]
    public async Task A_damaged_state_is_refused(string state, string code)
    {
        var answer = await new BuiltInEngine([new HumanTask()]).AdvanceAsync(new AdvanceRequest(Review().Build(), state, new CancelTrigger(), [], RunningFlow.Now));

        Assert.Equal(code, Assert.IsType<AdvanceRefused>(answer).Code);
    }

    [Fact]
    public async Task A_state_of_another_definition_is_refused_with_the_activity()
    {
        var flow = await new RunningFlow(Review().Build()).Start();
        var other = new FlowBuilder().With(Trace("a")).Build();

        var answer = await new BuiltInEngine([new HumanTask()]).AdvanceAsync(new AdvanceRequest(other, flow.Last.State, new ResumeTrigger("review#1", "Yes"), [], RunningFlow.Now));

        var refused = Assert.IsType<AdvanceRefused>(answer);
        Assert.Equal(("engine.state-does-not-fit", "review"), (refused.Code, refused.ActivityId));
    }

    [Fact]
    public async Task The_state_is_small_and_holds_no_results_that_no_script_asks_for()
    {
        var flow = await new RunningFlow(Review().With(Task("second")).To("yes>second").Build()).Start();

        await flow.Resume("review#1", "Yes", new JsonObject { ["secret"] = "identity number" });

        Assert.DoesNotContain("identity number", flow.Last.State, StringComparison.Ordinal);
        Assert.Contains("\"v\":2", flow.Last.State, StringComparison.Ordinal);
        Assert.True(flow.Last.State.Length < 1500, flow.Last.State);
    }

    [Fact]
    public async Task An_activity_that_nobody_knows_is_an_incident_with_its_name()
    {
        var flow = await new RunningFlow(new FlowBuilder().With(Activity("x", "Rpa.Robot")).Build()).Start();

        Assert.Contains("Rpa.Robot", Assert.Single(flow.Last.Incidents).Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_in_a_nested_flowchart_completes_the_workflow()
    {
        var flow = await new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(
            Trace("a"), Task("held"), Flowchart("inner", [Trace("i"), Activity("quit", "Complete")], "i>quit"), Trace("after"))
            .To("a>held", "a>inner", "inner>after").Build()).Start();

        Assert.Equal((FlowStatus.Finished, "ai"), (flow.Last.Status, flow.Trace));
        Assert.Contains(new TaskTakenBack("held#1", "clerk"), flow.Last.Effects);
    }

    [Theory]
    [InlineData("ForEach", "12end")]
    [InlineData("For", "12end")]
    public async Task Break_leaves_the_nearest_loop_through_sequences_and_branches(string type, string trace)
    {
        var body = Sequence("body", Set("t", "Trace", "(getVariable('Trace') || '') + getVariable('CurrentValue')"),
            Activity("if", "If", ("condition", Script("getVariable('CurrentValue') == 2")), ("then", Activity("out", "Break"))), Set("u", "Trace", "getVariable('Trace')"));
        var flow = await new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(
            Activity("loop", type, ("items", Script("[1,2,3]")), ("start", Literal("1")), ("end", Literal("3")), ("body", body)), Trace("end")).To("loop>end").Build()).Start();

        Assert.Equal((FlowStatus.Finished, trace), (flow.Last.Status, flow.Trace));
    }
}
