using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using static CaseWorkflows.Tests.Engine.FlowBuilder;

namespace CaseWorkflows.Tests.Engine.Checking;

/// <summary>The gate refuses nothing that runs.</summary>
public sealed class GoodDefinitionTests
{
    private static readonly ActivityCatalog Catalog = new([new HumanTask()]);

    /// <summary>What is really wrong with recorded definitions that Elsa ran all the same; everything else must pass.</summary>
    private static readonly Dictionary<string, string[]> Broken = new()
    {
        ["complete-in-nested-flowchart"] = ["gate.after-terminal quit", "gate.unknown-outcome inner"],
        ["complete-in-sequence-root"] = ["gate.unreachable after"],
        ["empty-flowchart"] = ["gate.empty flow"],
        ["fault-after-resume"] = ["gate.unknown-identifier bad"],
        ["finish-beside-waiting-branch"] = ["gate.after-terminal stop"],
        ["inputs-and-outputs"] = ["gate.unknown-input d"],
        ["join-wait-all-branch-never-taken"] = ["gate.unconnected-outcome check"],
        ["join-wait-any-branch-never-taken"] = ["gate.unconnected-outcome check"],
        ["loop-back-into-a-branch"] = ["gate.invalid-backward again"],
        ["script-in-decision-throws"] = ["gate.unconnected-outcome bad"],
        ["two-roots-only-first-runs"] = ["gate.no-start flow", "gate.unreachable x", "gate.unreachable y"],
        ["unconnected-activity-last"] = ["gate.no-start flow", "gate.unreachable lonely"],
    };

    public static TheoryData<string> Recorded => [.. Directory.GetFiles(Path.Combine(Folder(), "..", "Conformance"), "*.json").Select(x => Path.GetFileNameWithoutExtension(x)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_definition_that_elsa_ran_is_refused_only_for_what_is_wrong_with_it(string name)
    {
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "..", "Conformance", name + ".json")))!.AsObject();
        var errors = DefinitionGate.Check(WorkflowDefinition.Parse(recorded["definition"]!.DeepClone().AsObject()), Catalog).Where(x => x.Severity == Severity.Error).ToList();
        Assert.Equal(Broken.GetValueOrDefault(name) ?? [], errors.Select(x => $"{x.Code} {x.ActivityId}").Order(StringComparer.Ordinal));
    }

    public static TheoryData<string> Variants => [.. Good().Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void What_an_administrator_may_well_draw_passes(string name)
    {
        var document = Good().Single(x => x.Name == name).Document;
        Assert.DoesNotContain(DefinitionGate.Check(WorkflowDefinition.Parse(document), Catalog), x => x.Severity == Severity.Error);
    }

    private static IEnumerable<(string Name, JsonObject Document)> Good()
    {
        JsonObject Task(string id, params string[] outcomes) => Activity(id, HumanTask.Type, ("role", Literal("clerk")), ("outcomes", List(outcomes)));
        JsonObject Start() => Activity("start", "Start");
        JsonObject End(string id = "end") => Activity(id, "End");

        yield return ("task loop", new FlowBuilder().With(Start(), Task("t", "Yes", "Again"), End()).To("start>t", "t.Yes>end", "t.Again>t").Document());
        yield return ("loop over two tasks", new FlowBuilder().With(Start(), Task("t", "Done"), Task("u", "Ok", "Back"), End()).To("start>t", "t>u", "u.Ok>end", "u.Back>t").Document());
        yield return ("wait for any", new FlowBuilder().With(Start(), Activity("f", "FlowFork", ("branches", List("A", "B"))), Task("t", "Done"), Event("e", "stop"), Activity("j", "FlowJoin", ("mode", Literal("WaitAny"))), End())
            .To("start>f", "f.A>t", "f.B>e", "t>j", "e>j", "j>end").Document());
        yield return ("wait for all", new FlowBuilder().With(Start(), Activity("f", "FlowFork", ("branches", List("A", "B"))), Task("t", "Done"), Event("e", "stop"), Activity("j", "FlowJoin", ("mode", Literal("WaitAll"))), End())
            .To("start>f", "f.A>t", "f.B>e", "t>j", "e>j", "j>end").Document());
        yield return ("mode as a number", new FlowBuilder().With(Start(), Activity("f", "FlowFork", ("branches", List("A", "B"))), Task("t", "Done"), Event("e", "stop"), Activity("j", "FlowJoin", ("mode", Literal(2, "Int32"))), End())
            .To("start>f", "f.A>t", "f.B>e", "t>j", "e>j", "j>end").Document());
        yield return ("join that a loop leads back to", new FlowBuilder().Variable("N", "Int32", "0").With(Start(), Activity("f", "FlowFork", ("branches", List("A", "B"))), Task("t", "Done"), Event("e", "go"), Activity("j", "FlowJoin", ("mode", Literal("WaitAll"))),
                Task("u", "Ok", "More"), Decision("d", "variables.N > 1"), Task("again", "Done"), Task("once", "Done"), End())
            .To("start>f", "f.A>t", "f.B>e", "t>j", "e>j", "j>u", "u.Ok>end", "u.More>d", "d.True>again", "d.False>once", "again>j", "once>j").Document());
        yield return ("merge without a join", new FlowBuilder().With(Start(), Task("t", "Yes", "No"), Task("u", "Done"), Task("v", "Done"), Task("w", "Done"), End())
            .To("start>t", "t.Yes>u", "t.No>v", "u>w", "v>w", "w>end").Document());
        yield return ("fork without a FlowFork", new FlowBuilder().With(Start(), Task("u", "Done"), Task("v", "Done"), Task("w", "Done"), End()).To("start>u", "start>v", "u>w", "v>w", "w>end").Document());
        yield return ("nested flowchart", new FlowBuilder().With(Start(), Flowchart("inner", [Activity("s2", "Start"), Task("t", "Yes", "No"), End("e2"), End("e3")], "s2>t", "t.Yes>e2", "t.No>e3"), End()).To("start>inner", "inner>end").Document());
        yield return ("nested flowchart without start and end", new FlowBuilder().With(Start(), Flowchart("inner", [Task("t", "Done"), Trace("u", "x")], "t>u"), End()).To("start>inner", "inner>end").Variable("Trace").Document());
        yield return ("sequence in a flowchart", new FlowBuilder().Variable("Trace").With(Start(), Sequence("s", Trace("a"), Task("t", "Done"), Trace("b")), End()).To("start>s", "s>end").Document());
        yield return ("sequence as root", new FlowBuilder().Variable("Trace").Document(Sequence("root", Trace("a"), Event("e", "go"), Trace("b"))));
        yield return ("one activity as root", new FlowBuilder().Variable("Trace").Document(Trace("root")));
        yield return ("while with a counter", new FlowBuilder().Variable("N", "Int32", "0").With(Start(), Activity("w", "While", ("condition", Script("getVariable('N') < 3", "Boolean")), ("body", Set("body", "N", "getVariable('N') + 1"))), End()).To("start>w", "w>end").Document());
        yield return ("while true with a break", new FlowBuilder().Variable("N", "Int32", "0").With(Start(),
            Activity("w", "While", ("condition", Literal(true, "Boolean")), ("body", Sequence("body", Task("t", "Done"), Activity("i", "If", ("condition", Script("variables.N > 2", "Boolean")), ("then", Activity("b", "Break")))))), End()).To("start>w", "w>end").Document());
        yield return ("for each with a task", new FlowBuilder().Variable("People", "Object", "[]").With(Start(), Activity("each", "ForEach", ("items", Script("getVariable('People')")), ("body", Task("t", "Done"))), End()).To("start>each", "each>end").Document());
        yield return ("switch with bodies", new FlowBuilder().Variable("N", "Int32", "0").With(Start(), Activity("s", "Switch",
            ("cases", new JsonArray(new JsonObject { ["label"] = "one", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getN() == 1" }, ["activity"] = Task("t", "Done") })), ("default", Task("u", "Done"))), End()).To("start>s", "s>end").Document());
        yield return ("script that names its outcomes", new FlowBuilder().With(Start(), Activity("r", "RunJavaScript", ("script", Script("setOutcome(new Date().getHours() > 12 ? 'Late' : 'Early')", "String")), ("possibleOutcomes", List("Early", "Late"))), End()).To("start>r", "r.Early>end", "r.Late>end").Document());
        yield return ("script with everything of its own", new FlowBuilder().Variable("N", "Int32", "0").With(Start(), Activity("r", "RunJavaScript",
            ("script", Literal("var list = [1, 2]; function twice(x) { return x * 2; } try { list.forEach(function (item, index) { total = twice(item); }); } catch (error) { setVariable('N', error.message.length); } outer: for (var i in list) { if (typeof window !== 'undefined') break outer; } setVariable('N', JSON.stringify({ key: total }).length + Math.max(1, parseInt('2', 10)));"))), End()).To("start>r", "r>end").Document());
        yield return ("clock from the outside", new FlowBuilder().With(Start(), Activity("d", "Delay", ("timeSpan", Literal("3.00:00:00"))), End()).To("start>d", "d>end").Document());
        yield return ("started by an event", new FlowBuilder().With(With(Event("e", "call"), "canStartWorkflow", true), Task("t", "Done"), End()).To("e>t", "t>end").Document());
        yield return ("condition as text", new FlowBuilder().With(Start(), Activity("d", "FlowDecision", ("condition", Literal("true"))), End()).To("start>d", "d.True>end", "d.False>end").Document());
        yield return ("unknown keys and no metadata", new FlowBuilder().With(With(Start(), "note", "anything"), With(Task("t", "Done"), "metadata", null), End()).To("start>t", "t>end").Document());
    }

    private static JsonObject With(JsonObject activity, string key, JsonNode? value)
    {
        activity[key] = value;
        return activity;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
