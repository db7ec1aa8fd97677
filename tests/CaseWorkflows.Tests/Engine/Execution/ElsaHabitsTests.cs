using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using static CaseWorkflows.Tests.Engine.FlowBuilder;

namespace CaseWorkflows.Tests.Engine.Execution;

/// <summary>What the options for comparison do otherwise than those for cases; expectations follow from reading how Elsa 3.7.1 schedules.</summary>
public sealed class ElsaHabitsTests
{
    [Fact]
    public async Task What_was_queued_beside_an_end_still_runs()
    {
        var builder = new FlowBuilder().Variable("Trace", "String").With(Trace("a"), Activity("end", "End"), Trace("b"), Trace("c")).To("a>end", "a>b", "b>c");

        var asElsa = await new RunningFlow(builder.Build(), EngineOptions.AsElsa).Start();
        var asCase = await new RunningFlow(builder.Build()).Start();

        Assert.EndsWith("end:Completed root:Completed Workflow1:Completed b:Started b:Completed", asElsa.Journal, StringComparison.Ordinal);
        Assert.EndsWith("end:Completed root:Completed Workflow1:Completed", asCase.Journal, StringComparison.Ordinal);
        Assert.Equal((FlowStatus.Finished, FlowStatus.Finished), (asElsa.Last.Status, asCase.Last.Status));
    }

    [Fact]
    public async Task Results_are_forgotten_while_the_flow_waits()
    {
        var builder = new FlowBuilder().Output("seen").With(
            Activity("script", "RunJavaScript", ("script", Literal("7"))), Event("wait", "go"),
            Activity("show", "SetOutput", ("outputName", Literal("seen")), ("outputValue", Script("String(getOutputFrom('script'))")))).To("script>wait", "wait>show");
        var asElsa = await new RunningFlow(builder.Build(), EngineOptions.AsElsa).Start();
        var asCase = await new RunningFlow(builder.Build()).Start();

        await asElsa.Event("go");
        await asCase.Event("go");

        Assert.Equal("null", (string)asElsa.Last.Outputs["seen"]!);
        Assert.Equal("7", (string)asCase.Last.Outputs["seen"]!);
    }

    [Fact]
    public async Task A_fault_ends_the_flow_unless_the_definition_continues_with_incidents()
    {
        var document = new FlowBuilder().Variable("Trace", "String").With(Trace("a"), Activity("bad", "Fault", ("message", Literal("no"))), Event("wait", "go"), Trace("end"))
            .To("a>bad", "a>wait", "wait>end").Document();
        var ends = await new RunningFlow(WorkflowDefinition.Parse(document.DeepClone().AsObject()), EngineOptions.AsElsa).Start();
        document["options"] = new JsonObject { ["incidentStrategyType"] = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core" };
        var goesOn = await new RunningFlow(WorkflowDefinition.Parse(document), EngineOptions.AsElsa).Start();

        Assert.Equal(FlowStatus.Faulted, ends.Last.Status);
        Assert.Equal(FlowStatus.Suspended, goesOn.Last.Status);
        await goesOn.Event("go");
        Assert.Equal("aend", goesOn.Trace);
        Assert.Equal("no", Assert.Single(goesOn.Last.Incidents).Message.Zh);
        Assert.Equal(FlowStatus.Suspended, goesOn.Last.Status);
    }

    [Fact]
    public async Task Switches_run_all_matching_bodies_and_wait_for_all_of_them()
    {
        JsonObject Case(string label, string condition, JsonObject body) =>
            new() { ["label"] = label, ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = condition }, ["activity"] = body };
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").With(
            Activity("pick", "Switch", ("cases", new JsonArray(Case("A", "1", Event("x", "go")), Case("B", "false", Trace("no")), Case("C", "'true'", Event("y", "on")))), ("mode", Literal("MatchAny"))),
            Trace("end")).To("pick>end").Build(), EngineOptions.AsElsa);
        await flow.Start();
        await flow.Event("on");

        Assert.Equal(["x#1"], flow.WaitKeys);
        await flow.Event("go");
        Assert.Equal("x:Resumed x:Completed pick:Completed end:Started end:Completed root:Completed Workflow1:Completed", flow.Journal);
    }

    [Fact]
    public async Task An_if_without_the_branch_it_needs_completes_at_once_and_leaves_its_result()
    {
        var flow = await new RunningFlow(new FlowBuilder().Output("x").With(
            Activity("if", "If", ("condition", Script("false")), ("then", Activity("t", "WriteLine"))),
            Activity("o", "SetOutput", ("outputName", Literal("x")), ("outputValue", Script("getLastResult()")))).To("if>o").Build(), EngineOptions.AsElsa).Start();

        Assert.StartsWith("Workflow1:Started root:Started if:Started if:Completed o:Started", flow.Journal, StringComparison.Ordinal);
        Assert.False((bool)flow.Last.Outputs["x"]!);
    }

    [Fact]
    public async Task The_items_of_a_loop_are_worked_out_again_after_the_flow_has_waited()
    {
        var flow = new RunningFlow(new FlowBuilder().Variable("Trace", "String").Variable("List", "Object", "[1,2]", true).With(
            Activity("loop", "ForEach", ("items", Script("getVariable('List')")), ("body", Sequence("body",
                Set("t", "Trace", "(getVariable('Trace') || '') + getVariable('CurrentValue')"), Event("wait", "go"), Set("more", "List", "[1, 8, 9]"))))).Build(), EngineOptions.AsElsa);
        await flow.Start();
        for (var i = 0; i < 3; i++) await flow.Event("go");

        Assert.Equal((FlowStatus.Finished, "189"), (flow.Last.Status, flow.Trace));
    }
}
