using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Engine.Definitions;

public sealed class WorkflowDefinitionTests
{
    [Fact]
    public void Activities_connections_and_variables_can_be_read()
    {
        var definition = new FlowBuilder().Variable("Trace", "String", "x").Input("who").Output("what")
            .With(FlowBuilder.Trace("a"), FlowBuilder.Flowchart("inner", [FlowBuilder.Trace("b")]))
            .To("a>inner").Build();

        Assert.Equal(["root", "a", "inner", "b"], definition.Activities.Select(x => x.Id));
        Assert.Equal("Workflow1:root:inner:b", definition.FindActivity("b")!.NodeId);
        Assert.Equal("a.Done->inner.In", Assert.Single(definition.Root.Connections).ToString());
        Assert.Equal(("v-Trace", "x"), (definition.Variables[0].Id, definition.Variables[0].DefaultText));
        Assert.Equal("who", Assert.Single(definition.Inputs).Name);
        Assert.Equal("what", Assert.Single(definition.Outputs).Name);
        Assert.Equal("JavaScript", definition.FindActivity("a")!.Input("Value")!.Type);
        Assert.Null(definition.FindActivity("nobody"));
    }

    [Fact]
    public void What_designers_leave_out_or_write_as_text_is_taken()
    {
        var definition = WorkflowDefinition.Parse("""
            {
              "definitionId": "d", "version": "3", "variables": null, "inputs": null, "outputs": null, "unknown": { "kept": true },
              "root": {
                "id": "r", "type": "Elsa.Flowchart", "version": "1", "variables": null,
                "activities": [
                  { "id": "a", "type": "Elsa.WriteLine", "version": 1, "metadata": { "displayText": "写" }, "text": { "typeName": null, "expression": { "type": "Literal", "value": true }, "memoryReference": null } },
                  { "id": "b", "type": "Elsa.Event", "eventName": "go", "result": { "typeName": "Object", "memoryReference": { "id": "v" } }, "customProperties": { "canStartWorkflow": "True" } },
                  { "id": "c", "type": "Elsa.WriteLine" }
                ],
                "connections": [
                  { "source": { "activity": "a" }, "target": { "activity": "b" } },
                  { "source": "b", "target": "c", "sourcePort": "Done" }
                ]
              }
            }
            """);

        Assert.Equal(3, definition.Version);
        Assert.Equal(["a.Done->b.In", "b.Done->c.In"], definition.Root.Connections.Select(x => x.ToString()));
        Assert.Equal("写", definition.FindActivity("a")!.DisplayText);
        Assert.Equal("true", definition.FindActivity("a")!.Input("Text")!.Text);
        Assert.Equal(new Expression(Expression.Literal, definition.FindActivity("b")!.Json["eventName"]), definition.FindActivity("b")!.Input("EventName"));
        Assert.Equal("v", definition.FindActivity("b")!.OutputTarget("Result"));
        Assert.True(definition.FindActivity("b")!.CanStartWorkflow);
        Assert.Null(definition.FindActivity("c")!.Input("Text"));
        Assert.True((bool)definition.Document["unknown"]!["kept"]!);
    }

    [Theory]
    [InlineData("not json", null, null)]
    [InlineData("[1]", null, null)]
    [InlineData("""{"name":"x"}""", null, "root")]
    [InlineData("""{"root":5}""", null, "root")]
    [InlineData("""{"root":{"type":"Elsa.Sequence"}}""", null, "root.id")]
    [InlineData("""{"root":{"id":"r"}}""", "r", "root.type")]
    [InlineData("""{"root":{"id":"r","type":"Elsa.Sequence","activities":{}}}""", "r", "root.activities")]
    [InlineData("""{"root":{"id":"r","type":"Elsa.Sequence","activities":["x"]}}""", "r", "root.activities[0]")]
    [InlineData("""{"root":{"id":"r","type":"Elsa.Flowchart","connections":[{"target":{"activity":"a"}}]}}""", "r", "root.connections[0].source.activity")]
    [InlineData("""{"root":{"id":"r","type":"Elsa.Sequence"},"variables":[{"typeName":"String"}]}""", null, "variables[0].name")]
    [InlineData("""{"root":{"id":"r","type":"Elsa.Sequence"},"inputs":[5]}""", null, "inputs[0].name")]
    [InlineData("""{"root":{"id":"r","id":"s","type":"Elsa.Sequence"}}""", null, null)]
    public void Unusable_documents_are_refused_with_activity_and_field(string json, string? activity, string? field)
    {
        var exception = Assert.Throws<DefinitionException>(() => WorkflowDefinition.Parse(json));

        Assert.Equal((activity, field), (exception.ActivityId, exception.Field));
        Assert.NotEmpty(exception.Text.En);
        Assert.NotEqual(exception.Text.En, exception.Text.Zh);
    }

    [Fact]
    public void A_document_nested_without_end_is_refused()
    {
        var root = FlowBuilder.Sequence("s0");
        for (var i = 1; i < 62; i++) root = FlowBuilder.Sequence($"s{i}", root);

        Assert.Throws<DefinitionException>(() => new FlowBuilder().Build(root));
    }

    [Fact]
    public void The_semantic_form_ignores_layout_and_order_and_keeps_what_runs()
    {
        var one = new FlowBuilder().Variable("Trace").With(FlowBuilder.Activity("s", "Start"), FlowBuilder.Trace("a"), FlowBuilder.Trace("b")).To("s>a", "a>b");
        var other = new FlowBuilder().Variable("Trace").With(FlowBuilder.Trace("b"), FlowBuilder.Trace("a"), FlowBuilder.Activity("s", "Start")).To("a>b", "s>a").Document();
        other["root"]!["activities"]![0]!["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["x"] = 5 } };
        other["version"] = 9;
        var changed = new FlowBuilder().Variable("Trace").With(FlowBuilder.Activity("s", "Start"), FlowBuilder.Trace("a"), FlowBuilder.Trace("b", "c")).To("s>a", "a>b");

        Assert.Equal(Form(one.Build()), Form(WorkflowDefinition.Parse(other)));
        Assert.NotEqual(Form(one.Build()), Form(changed.Build()));

        static string Form(WorkflowDefinition definition) => definition.SemanticForm().ToJsonString();
    }

    [Fact]
    public void The_semantic_form_keeps_the_order_of_parallel_ways()
    {
        var one = new FlowBuilder().With(FlowBuilder.Trace("s"), FlowBuilder.Trace("a"), FlowBuilder.Trace("b")).To("s>a", "s>b");
        var other = new FlowBuilder().With(FlowBuilder.Trace("s"), FlowBuilder.Trace("a"), FlowBuilder.Trace("b")).To("s>b", "s>a");

        Assert.NotEqual(one.Build().SemanticForm().ToJsonString(), other.Build().SemanticForm().ToJsonString());
    }

    [Fact]
    public void Ids_that_stand_twice_are_listed()
    {
        var definition = new FlowBuilder().With(FlowBuilder.Trace("a"), FlowBuilder.Sequence("q", FlowBuilder.Trace("a"))).Build();

        Assert.Equal(["a"], definition.DuplicateIds);
    }
}
