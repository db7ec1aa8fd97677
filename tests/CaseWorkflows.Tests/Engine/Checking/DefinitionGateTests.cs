using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using static CaseWorkflows.Tests.Engine.FlowBuilder;

namespace CaseWorkflows.Tests.Engine.Checking;

public sealed class DefinitionGateTests
{
    internal static readonly ActivityCatalog Catalog = new([new HumanTask()]);
    internal static readonly GateContext Context = new() { Pickers = new Dictionary<string, IReadOnlyCollection<string>> { ["roles"] = ["clerk", "judge"] } };

    internal static JsonObject Good() => new FlowBuilder().Variable("N", "Int32", "0").Variable("Answer").Input("who").Output("out")
        .With(
            Activity("start", "Start"),
            Activity("review", HumanTask.Type, ("role", Literal("clerk")), ("outcomes", List("Yes", "No", "Again")), ("kind", Literal("special")),
                ("result", new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Answer" } })),
            Set("count", "N", "getVariable('N') + getN() + variables.N + getInput('who') + getwho() + getOutputFrom('review').x + getResultFromReview()"),
            Decision("check", "getVariable('N') > 1"),
            Activity("split", "FlowFork", ("branches", List("A", "B"))),
            Activity("a", "WriteLine", ("text", Literal("x"))), Event("b", "go"),
            Activity("meet", "FlowJoin", ("mode", Literal("WaitAll"))),
            Activity("out", "SetOutput", ("outputName", Literal("out")), ("outputValue", Wrapped("Variable", "{\"id\":\"v-N\"}"))),
            Activity("end", "End"), Activity("refused", "End"))
        .To("start>review", "review.Yes>count", "review.No>refused", "review.Again>review", "count>check", "check.True>split", "check.False>out",
            "split.A>a", "split.B>b", "a>meet", "b>meet", "meet>out", "out>end")
        .Document();

    [Fact]
    public void A_good_definition_has_no_problems() => Assert.Empty(Check(Good()));

    public static TheoryData<string, string?, Severity, string> Mutations => new()
    {
        { "gate.unknown-activity", "a", Severity.Error, "activity a type Nobody.Knows" },
        { "gate.unknown-version", "a", Severity.Error, "activity a version 9" },
        { "gate.duplicate-id", "a", Severity.Error, "activity b id a" },
        { "gate.reserved-id", "Workflow1", Severity.Error, "activity a id Workflow1" },
        { "gate.dangling-connection", "root", Severity.Error, "way a.Done>nobody" },
        { "gate.dangling-connection", "root", Severity.Error, "way nobody.Done>a" },
        { "gate.duplicate-connection", "a", Severity.Error, "way a.Done>meet" },
        { "gate.into-start", "start", Severity.Error, "way count.Done>start" },
        { "gate.after-terminal", "end", Severity.Error, "way end.Done>out" },
        { "gate.unknown-outcome", "review", Severity.Error, "way review.Maybe>end" },
        { "gate.unconnected-outcome", "review", Severity.Error, "cut review.No" },
        { "gate.unconnected-outcome", "check", Severity.Error, "cut check.False" },
        { "gate.unconnected-outcome", "split", Severity.Warning, "cut split.A" },
        { "gate.implicit-end", "out", Severity.Warning, "cut out.Done" },
        { "gate.unreachable", "refused", Severity.Error, "cut review.No" },
        { "gate.no-way-to-end", "count", Severity.Error, "turn check.True>count check.False>count" },
        { "gate.no-start", "root", Severity.Warning, "drop start" },
        { "gate.several-starts", "a", Severity.Error, "activity a type Elsa.Start" },
        { "gate.no-end", "root", Severity.Warning, "drop end refused" },
        { "gate.no-way-to-end", "out", Severity.Error, "turn out.Done>out" },
        { "gate.join-unreachable", "meet", Severity.Error, "cut split.B" },
        { "gate.duplicate-name", null, Severity.Error, "variable-name N Answer" },
        { "gate.unknown-identifier", "check", Severity.Error, "script check condition N > 1" },
        { "gate.script-syntax", "check", Severity.Error, "script check condition __checked(1)" },
        { "gate.unused-input", "review", Severity.Warning, "literal review rolle clerk" },
        { "gate.start-not-trigger", "out", Severity.Warning, "activity out canStartWorkflow true" },
        { "gate.body-never-runs", "lost", Severity.Error, "body a body" },
        { "gate.body-never-runs", "lost", Severity.Error, "list a activities" },
        { "gate.empty", "a", Severity.Error, "activity a type Elsa.Flowchart" },
        { "gate.endless-loop", "a", Severity.Error, "way a.Done>a" },
        { "gate.loop-without-wait", "count", Severity.Warning, "turn check.False>count" },
        { "gate.join-never", "meet", Severity.Error, "turn check.True>a check.False>b" },
        { "gate.invalid-backward", "meet", Severity.Error, "way meet.Done>a" },
        { "gate.required-input", "review", Severity.Error, "input review role" },
        { "gate.required-input", "b", Severity.Error, "input b eventName" },
        { "gate.required-input", "check", Severity.Error, "input check condition" },
        { "gate.option", "review", Severity.Error, "literal review kind odd" },
        { "gate.option", "meet", Severity.Error, "literal meet mode WaitSome" },
        { "gate.picker", "review", Severity.Error, "literal review role cook" },
        { "gate.input-value", "review", Severity.Error, "literal review days soon" },
        { "gate.script-syntax", "check", Severity.Error, "script check condition getVariable( > 1" },
        { "gate.unknown-variable", "check", Severity.Error, "script check condition getVariable('M') > 1" },
        { "gate.unknown-variable", "check", Severity.Error, "script check condition variables.M > 1" },
        { "gate.unknown-variable", "out", Severity.Error, "variable out outputValue v-M" },
        { "gate.unknown-input", "check", Severity.Error, "script check condition getInput('whom')" },
        { "gate.unknown-source", "check", Severity.Error, "script check condition getOutputFrom('nobody')" },
        { "gate.unknown-name", "check", Severity.Error, "script check condition getM() > 1" },
        { "gate.expression-type", "check", Severity.Error, "liquid check condition" },
        { "gate.unknown-target", "review", Severity.Error, "target review v-M" },
        { "gate.unknown-variable", "count", Severity.Error, "variablePicker count v-M" },
        { "gate.undeclared-output", "out", Severity.Warning, "literal out outputName other" },
        { "gate.fork-without-branches", "split", Severity.Error, "input split branches" },
        { "gate.variable-default", null, Severity.Error, "default many" },
        { "gate.no-body", "a", Severity.Error, "activity a type Elsa.ForEach" },
        { "gate.break-outside-loop", "a", Severity.Error, "activity a type Elsa.Break" },
        { "gate.switch-label", "a", Severity.Error, "switch a A,A" },
        { "gate.switch-condition", "a", Severity.Error, "switch a A,B" },
    };

    [Theory]
    [MemberData(nameof(Mutations))]
    public void One_mistake_is_found_named_and_comes_with_a_remedy(string code, string? activity, Severity severity, string mutation)
    {
        var document = Good();
        Mutate(document, mutation);

        var problems = Check(document);

        var problem = problems.FirstOrDefault(x => x.Code == code && x.ActivityId == activity);
        Assert.True(problem is not null, string.Join('\n', problems));
        Assert.Equal(severity, problem.Severity);
        Assert.All([problem.Message, problem.Remedy], text =>
        {
            Assert.Contains(text.Zh, c => c > 0x4e00);
            Assert.NotEmpty(text.En);
            Assert.DoesNotContain("{", text.En, StringComparison.Ordinal);
        });
        if (activity is not null) Assert.Contains(activity, problem.Message.En, StringComparison.Ordinal);
        Assert.Equal(!problems.Any(x => x.Severity == Severity.Error), DefinitionGate.Passes(problems));
    }

    [Fact]
    public void Checks_of_the_rooms_above_are_asked_too()
    {
        var problem = new Problem(Severity.Error, "case.no-clock", "review", new("没有时钟", "no clock"), new("加上", "add one"));

        var problems = DefinitionGate.Check(WorkflowDefinition.Parse(Good()), Catalog, Context with { Checks = [new Always(problem)] });

        Assert.Equal([problem], problems);
        Assert.False(DefinitionGate.Passes(problems));
    }

    private static IReadOnlyList<Problem> Check(JsonObject document) => DefinitionGate.Check(WorkflowDefinition.Parse(document), Catalog, Context);

    private static void Mutate(JsonObject document, string mutation)
    {
        var words = mutation.Split(' ');
        var root = document["root"]!.AsObject();
        var activities = root["activities"]!.AsArray();
        var connections = root["connections"]!.AsArray();
        switch (words[0])
        {
            case "activity":
                Named(words[1])[words[2]] = words[2] == "version" ? int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture) : words[3];
                break;
            case "way":
                Add(words[1]);
                break;
            case "cut":
                Cut(words[1]);
                break;
            case "turn":
                foreach (var way in words[1..])
                {
                    Cut(way.Split('>')[0]);
                    Add(way);
                }
                break;
            case "drop":
                foreach (var id in words[1..])
                {
                    activities.Remove(Named(id));
                    foreach (var way in connections.Where(x => (string)x!["source"]!["activity"]! == id || (string)x["target"]!["activity"]! == id).ToList()) connections.Remove(way);
                }
                break;
            case "input":
                Named(words[1]).Remove(words[2]);
                break;
            case "literal":
                Named(words[1])[words[2]] = Literal(words[3]);
                break;
            case "script":
                Named(words[1])[words[2]] = Script(string.Join(' ', words[3..]));
                break;
            case "liquid":
                Named(words[1])[words[2]] = Wrapped("Liquid", "{{ x }}");
                break;
            case "variable":
                Named(words[1])[words[2]] = Wrapped("Variable", $$"""{"id":"{{words[3]}}","name":"M"}""");
                break;
            case "variablePicker":
                Named(words[1])["variable"] = new JsonObject { ["id"] = words[2], ["name"] = "M" };
                break;
            case "target":
                Named(words[1])["result"]!["memoryReference"]!["id"] = words[2];
                break;
            case "default":
                document["variables"]![0]!["value"] = words[1];
                break;
            case "variable-name":
                document["variables"]!.AsArray().First(x => (string?)x!["name"] == words[1])!["name"] = words[2];
                break;
            case "body":
                Named(words[1])[words[2]] = Activity("lost", "WriteLine", ("text", Literal("x")));
                break;
            case "list":
                Named(words[1])[words[2]] = new JsonArray(Activity("lost", "WriteLine", ("text", Literal("x"))));
                break;
            case "switch":
                Named(words[1])["type"] = "Elsa.FlowSwitch";
                Named(words[1])["cases"] = new JsonArray([.. words[2].Split(',').Select(x => (JsonNode)new JsonObject { ["label"] = x })]);
                break;
        }

        JsonObject Named(string id) => activities.Select(x => x!.AsObject()).First(x => (string)x["id"]! == id);

        void Add(string way)
        {
            var flow = new FlowBuilder().To(way).Document();
            connections.Add(flow["root"]!["connections"]![0]!.DeepClone());
        }

        void Cut(string end)
        {
            foreach (var way in connections.Where(x => $"{x!["source"]!["activity"]}.{x["source"]!["port"]}" == end).ToList()) connections.Remove(way);
        }
    }

    private sealed class Always(Problem problem) : IDefinitionCheck
    {
        public IEnumerable<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog) => [problem];
    }
}
