using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;
using static CaseWorkflows.Tests.Engine.FlowBuilder;

namespace CaseWorkflows.Tests.Engine.Migration;

public sealed class FlowMigrationTests
{
    private static readonly BuiltInEngine Engine = new([new HumanTask()]);

    [Fact]
    public async Task A_flow_that_comes_to_an_unchanged_version_keeps_its_state_to_the_byte()
    {
        var flow = await Begin(Line("a", "b"), "a");

        Assert.Equal(flow.State, (await flow.MigrateAsync(Line("a", "b"))).State);
    }

    [Fact]
    public async Task A_step_inserted_behind_is_skipped_and_said_and_done_in_the_next_round()
    {
        var flow = await Begin(Loop("a", "b"), "a");

        var migrated = await flow.MigrateAsync(Loop("a", "t:new", "b"));

        Assert.Equal(["new"], migrated.Skipped);
        await flow.Events("b", "a", "b");
        Assert.Equal("<new>", flow.Trace);
        Assert.Equal(["a"], flow.Waiting);
    }

    [Fact]
    public async Task A_step_inserted_ahead_is_done_once()
    {
        var flow = await Begin(Loop("a", "b"));

        Assert.Empty((await flow.MigrateAsync(Loop("a", "t:new", "b"))).Skipped);
        await flow.Events("a");

        Assert.Equal("<new>", flow.Trace);
        Assert.Equal(["b"], flow.Waiting);
    }

    [Theory]
    [InlineData("WaitAll")]
    [InlineData("WaitAllActive")]
    [InlineData("WaitAny")]
    public async Task A_join_that_has_an_arrival_runs_once_though_a_branch_is_added(string mode)
    {
        var flow = await Begin(Fork(mode, "a", "b"), mode == "WaitAny" ? [] : ["a"]);

        var migrated = await flow.MigrateAsync(Fork(mode, "a", "b", "c"));
        Assert.Equal(["c"], migrated.Skipped);
        await flow.Events("b", "end");

        Assert.Equal("<j>", flow.Trace);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task A_join_goes_on_without_a_branch_that_was_removed_while_nobody_was_on_it()
    {
        var flow = await Begin(Fork("WaitAll", "a", "b", "c"), "c");

        await flow.MigrateAsync(Fork("WaitAll", "a", "b"));
        await flow.Events("a", "b", "end");

        Assert.Equal("<j>", flow.Trace);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task A_join_that_would_be_complete_at_once_is_no_place_to_migrate()
    {
        var flow = await Begin(Fork("WaitAll", "a", "b"), "a");
        var rerouted = Fork("WaitAll", "a", "b").Copy();
        Ways(rerouted).Remove(Ways(rerouted).Single(x => (string)x!["source"]!["activity"]! == "b"));

        Assert.Equal("migration.merge-due", (await flow.RefusedAsync(rerouted)).Code);
        Assert.Equal(["b"], flow.Waiting);
    }

    [Fact]
    public async Task A_join_waits_no_more_for_a_branch_that_is_led_elsewhere()
    {
        var flow = await Begin(Fork("WaitAll", "a", "b", "c"), "a");
        var rerouted = Fork("WaitAll", "a", "b", "c").Copy();
        var way = Ways(rerouted).Single(x => (string)x!["source"]!["activity"]! == "b")!;
        way["target"]!["activity"] = "x";
        rerouted["root"]!["activities"]!.AsArray().Add((JsonNode)FlowBuilder.Trace("x", "<x>"));

        await flow.MigrateAsync(WorkflowDefinition.Parse(rerouted.ToJsonString()));
        await flow.Events("b", "c");

        Assert.Equal("<x><j>", flow.Trace);
        Assert.Equal(["end"], flow.Waiting);
    }

    [Fact]
    public async Task A_merge_after_a_decision_is_reached_once_though_the_ways_to_it_change()
    {
        var flow = await Begin(Choice(":"));

        await flow.MigrateAsync(Choice("t:new"));
        await flow.Events("yes", "end");

        Assert.Equal("<new><m>", flow.Trace);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task A_step_that_now_also_waits_for_a_running_branch_is_not_begun_twice()
    {
        var flow = await Begin(new FlowBuilder().With(Activity("f", "FlowFork", ("branches", List("1", "2"))), Wait("a"), Wait("b"))
            .To("f.1>a", "f.2>b").Build());
        var merged = new FlowBuilder().With(Activity("f", "FlowFork", ("branches", List("1", "2"))), Wait("a"), Wait("b"))
            .To("f.1>a", "f.2>b", "a>b").Build();

        Assert.Equal("migration.merge-running", (await flow.RefusedAsync(merged)).Code);
    }

    [Fact]
    public async Task A_step_that_is_done_and_would_come_again_holds_the_case_back()
    {
        var flow = await Begin(Line("a", "b", "c"), "a");

        var refused = await flow.RefusedAsync(Line("b", "a", "c"));

        Assert.Equal(("migration.would-repeat", "a"), (refused.Code, refused.ActivityId));
    }

    [Fact]
    public async Task A_removed_step_holds_only_those_who_wait_there()
    {
        var there = await Begin(Line("a", "b", "c"), "a");
        var before = await Begin(Line("a", "b", "c"));

        var refused = await there.RefusedAsync(Line("a", "c"));
        await before.MigrateAsync(Line("a", "c"));
        await before.Events("a");

        Assert.Equal(("migration.step-gone", "b"), (refused.Code, refused.ActivityId));
        Assert.Contains("没有对应步骤", refused.Message.Zh, StringComparison.Ordinal);
        Assert.Equal(["c"], before.Waiting);
    }

    [Fact]
    public async Task A_renamed_step_keeps_its_wait_key_and_no_key_is_given_twice()
    {
        var flow = await Begin(Loop("a", "b"), "a", "b");
        var key = flow.Last.Waits.Single().Key;

        await flow.MigrateAsync(Loop("b", "a"), new StepChoice("a", "b"), new StepChoice("b", "a"));

        Assert.Equal(("b", key), (flow.Waiting.Single(), flow.Last.Waits.Single().Key));
        HashSet<string> keys = [key];
        for (var i = 0; i < 4; i++)
        {
            await flow.Events(flow.Waiting.Single());
            Assert.True(keys.Add(flow.Last.Waits.Single().Key));
        }
    }

    [Fact]
    public async Task A_step_that_was_gone_for_a_version_gets_no_key_it_ever_had()
    {
        var flow = await Begin(Loop("a", "b"));
        HashSet<string> keys = [];
        for (var round = 0; round < 3; round++)
        {
            await flow.Events("a");
            Assert.True(keys.Add(flow.Last.Waits.Single().Key));
            await flow.Events("b");
            await flow.MigrateAsync(Loop("a"));
            await flow.Events("a");
            await flow.MigrateAsync(Loop("a", "b"));
        }
        Assert.Equal(3, keys.Count);
    }

    [Fact]
    public async Task A_step_of_another_type_is_no_counterpart()
    {
        var flow = await Begin(Line("a", "b"));
        var other = new FlowBuilder().With(Activity("a", "RunTask", ("taskName", Literal("a"))), Wait("b")).To("a>b").Build();

        Assert.Equal(MatchReason.OtherType, Engine.Propose(flow.Definition, other).Steps.Single(x => x.From == "a").Reason);
        Assert.Equal("migration.other-type", (await flow.RefusedAsync(other)).Code);
    }

    [Fact]
    public async Task A_step_that_moved_into_another_container_holds_those_who_wait_there()
    {
        var flow = await Begin(Line("a", "b"));
        var nested = new FlowBuilder().With(Flowchart("inner", [Wait("a")]), Wait("b")).To("inner>b").Build();

        Assert.Equal("migration.moved", (await flow.RefusedAsync(nested)).Code);
    }

    [Fact]
    public async Task A_nested_flowchart_migrates_with_what_waits_in_it()
    {
        var flow = await Begin(new FlowBuilder().Variable("Trace").With(Flowchart("inner", [Wait("a"), Wait("b")], "a>b"), Wait("c")).To("inner>c").Build(), "a");

        await flow.MigrateAsync(new FlowBuilder().Variable("Trace")
            .With(Flowchart("inner", [Wait("a"), FlowBuilder.Trace("n", "<n>"), Wait("b"), FlowBuilder.Trace("m", "<m>")], "a>n", "n>b", "b>m"), Wait("c")).To("inner>c").Build());
        await flow.Events("b");

        Assert.Equal("<m>", flow.Trace);
        Assert.Equal(["c"], flow.Waiting);
    }

    [Fact]
    public async Task In_a_sequence_the_steps_before_are_skipped_and_those_after_done()
    {
        var flow = await Begin(new FlowBuilder().Variable("Trace").Build(Sequence("root", Wait("a"), Wait("b"))), "a");

        var migrated = await flow.MigrateAsync(new FlowBuilder().Variable("Trace")
            .Build(Sequence("root", FlowBuilder.Trace("n"), Wait("a"), FlowBuilder.Trace("m"), Wait("b"), FlowBuilder.Trace("o"))));
        await flow.Events("b");

        Assert.Equal(["n", "m"], migrated.Skipped);
        Assert.Equal("o", flow.Trace);
    }

    [Fact]
    public async Task An_event_that_has_another_name_is_awaited_by_it()
    {
        var flow = await Begin(Line("a", "b"));
        var renamed = Line("a", "b").Document.ToJsonString().Replace("\"value\":\"a\"", "\"value\":\"other\"", StringComparison.Ordinal);

        var migrated = await flow.MigrateAsync(WorkflowDefinition.Parse(renamed));

        Assert.Equal(("a", "other"), (migrated.Changes.Single().Before.Name, migrated.Changes.Single().After.Name));
        await flow.Events("other");
        Assert.Equal(["b"], flow.Waiting);
    }

    [Fact]
    public async Task A_waiting_task_keeps_key_and_due_and_gets_the_outcomes_of_the_new_version()
    {
        var flow = await Begin(Person("done"));
        var due = flow.Last.Waits.Single().DueAt;

        var migrated = await flow.MigrateAsync(Person("done", "sent-back"));

        Assert.Equal(("p#1", due), (migrated.Waits.Single().Key, migrated.Waits.Single().DueAt));
        Assert.IsType<TaskOpened>(Assert.Single(migrated.Changes.Single().Asks));
        await flow.Answer("p", "sent-back");
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task Variables_come_with_defaults_are_converted_or_dropped()
    {
        var flow = await Begin(new FlowBuilder().Variable("Kept", "String", "7").Variable("Lost", "String", "x").With(Wait("a")).Build());

        var migrated = await flow.MigrateAsync(new FlowBuilder().Variable("Kept", "Int32").Variable("New", "String", "n").With(Wait("a")).Build());

        Assert.Equal(3, migrated.Notes.Count);
        await flow.Events("a");
        Assert.Equal("""{"Kept":7,"New":"n"}""", flow.Last.Variables.ToJsonString());
    }

    [Fact]
    public async Task A_value_that_does_not_convert_holds_the_case_back()
    {
        var flow = await Begin(new FlowBuilder().Variable("Kept", "String", "seven").With(Wait("a")).Build());

        Assert.Equal("migration.variable", (await flow.RefusedAsync(new FlowBuilder().Variable("Kept", "Int32").With(Wait("a")).Build())).Code);
    }

    [Fact]
    public async Task An_open_incident_goes_with_its_step_and_can_be_retried()
    {
        var flow = await Begin(new FlowBuilder().With(Activity("bad", "Fault", ("message", Literal("no"))), Wait("a")).To("bad>a").Build());
        var next = new FlowBuilder().With(Activity("worse", "Fault", ("message", Literal("never"))), Wait("a")).To("worse>a").Build();

        Assert.Equal("migration.incident-step-gone", (await flow.RefusedAsync(next)).Code);
        var migrated = await flow.MigrateAsync(next, new StepChoice("bad", "worse"));

        Assert.Equal(("bad", "worse"), (migrated.Incidents.Single().From, migrated.Incidents.Single().To));
        await flow.Do(new SkipTrigger(migrated.Incidents.Single().Key, "Done"));
        Assert.Equal(["a"], flow.Waiting);
    }

    [Fact]
    public void Choices_that_can_not_be_are_named_by_place_and_field()
    {
        var to = new FlowBuilder().With(Wait("a"), FlowBuilder.Trace("t")).Build();

        var (_, problems) = Engine.Complete(Line("a", "b"), to,
            [new("x", "a"), new("a", "y"), new("b", "t"), new("a", null)]);

        Assert.Equal([(0, "from"), (1, "to"), (2, "to"), (3, "from")], problems.Select(x => (x.Index, x.Field)));
    }

    [Fact]
    public async Task The_way_back_restores_what_the_way_there_changed()
    {
        var flow = await Begin(Loop("a", "b"), "a");
        var state = flow.State;
        var (from, to) = (flow.Definition, Loop("a", "t:new", "b"));
        var map = Engine.Propose(from, to);

        await flow.MigrateAsync(to);
        await flow.MigrateAsync(from, [.. map.Backward()]);

        Assert.Equal(state, flow.State);
    }

    private static JsonObject Wait(string id) => FlowBuilder.Event(id, id);

    private static JsonArray Ways(JsonObject document) => document["root"]!["connections"]!.AsArray();

    private static WorkflowDefinition Line(params string[] steps) => Chain(steps, false);

    private static WorkflowDefinition Loop(params string[] steps) => Chain(steps, true);

    /// <summary>Steps one after the other: events of their name, or traces as <c>t:name</c>.</summary>
    private static WorkflowDefinition Chain(string[] steps, bool loop)
    {
        var ids = steps.Select(x => x.Split(':')[^1]).ToList();
        var builder = new FlowBuilder().Variable("Trace").With([.. steps.Zip(ids, (x, id) => x.StartsWith("t:", StringComparison.Ordinal) ? FlowBuilder.Trace(id, $"<{id}>") : Wait(id))])
            .With(Activity("start", "Start")).To($"start>{ids[0]}").To([.. ids.Zip(ids.Skip(1), (x, y) => $"{x}>{y}")]);
        if (loop) builder.To($"{ids[^1]}>{ids[0]}");
        return builder.Build();
    }

    /// <summary>A fork into events, a join, a trace, an event.</summary>
    private static FlowBuilder ForkOf(string mode, string[] branches) => new FlowBuilder().Variable("Trace")
        .With(Activity("f", "FlowFork", ("branches", List(branches))), Activity("j", "FlowJoin", ("mode", Literal(mode))), FlowBuilder.Trace("t", "<j>"), Wait("end"))
        .With([.. branches.Select(Wait)])
        .To([.. branches.Select(x => $"f.{x}>{x}"), .. branches.Select(x => $"{x}>j"), "j>t", "t>end"]);

    private static WorkflowDefinition Fork(string mode, params string[] branches) => ForkOf(mode, branches).Build();

    private static WorkflowDefinition Choice(string extra)
    {
        var builder = new FlowBuilder().Variable("Trace").With(Decision("d", "true"), Wait("yes"), Wait("no"), FlowBuilder.Trace("m", "<m>"), Wait("end"))
            .To("d.True>yes", "d.False>no", "no>m", "m>end");
        return extra == ":" ? builder.To("yes>m").Build() : builder.With(FlowBuilder.Trace("new", "<new>")).To("yes>new", "new>m").Build();
    }

    private static WorkflowDefinition Person(params string[] outcomes) =>
        new FlowBuilder().With(Activity("p", HumanTask.Type, ("role", Literal("clerk")), ("outcomes", List(outcomes)))).Build();

    private static async Task<MovingFlow> Begin(WorkflowDefinition definition, params string[] events)
    {
        var flow = new MovingFlow(Engine, definition);
        await flow.Do(new StartTrigger([]));
        await flow.Events(events);
        return flow;
    }
}

internal static class DefinitionDocuments
{
    public static JsonObject Copy(this WorkflowDefinition definition) => (JsonObject)definition.Document.DeepClone();
}
