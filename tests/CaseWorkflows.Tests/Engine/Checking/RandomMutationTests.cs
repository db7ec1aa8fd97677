using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Workflows;
using Xunit.Abstractions;

namespace CaseWorkflows.Tests.Engine.Checking;

/// <summary>One fault of a kind at a random place: the gate names the kind and the place.</summary>
public sealed class RandomMutationTests(ITestOutputHelper output)
{
    private delegate (string Code, string? Activity)? Operator(JsonObject document, Random random);

    private static readonly Dictionary<string, Operator> Operators = new()
    {
        ["unknown type"] = (d, r) => Change(d, r, _ => true, x => x["type"] = "Nobody.Knows", "gate.unknown-activity"),
        ["unknown version"] = (d, r) => Change(d, r, _ => true, x => x["version"] = 77, "gate.unknown-version"),
        ["dangling target"] = (d, r) => Reroute(d, r, "target", "nobody", "gate.dangling-connection"),
        ["dangling source"] = (d, r) => Reroute(d, r, "source", "nobody", "gate.dangling-connection"),
        ["connection twice"] = (d, r) =>
        {
            var way = Pick(Ways(d), r);
            d["root"]!["connections"]!.AsArray().Add(way.DeepClone());
            return ("gate.duplicate-connection", (string?)way["source"]!["activity"]);
        },
        ["unknown outcome"] = (d, r) =>
        {
            var way = Pick(Ways(d).Where(x => (string?)Named(d, (string)x["source"]!["activity"]!)["type"] != "Elsa.RunJavaScript").ToList(), r);
            way["source"]!["port"] = "No such outcome";
            return ("gate.unknown-outcome", (string?)way["source"]!["activity"]);
        },
        ["into the start"] = (d, r) => Reroute(d, r, "target", "start", "gate.into-start", "start"),
        ["same id"] = (d, r) =>
        {
            var two = Pick(Activities(d), r);
            var one = Pick(Activities(d).Where(x => x != two).ToList(), r);
            one["id"] = (string?)two["id"];
            return ("gate.duplicate-id", (string?)two["id"]);
        },
        ["lonely"] = (d, r) =>
        {
            var copy = Pick(Activities(d).Where(x => (string?)x["type"] != "Elsa.Start").ToList(), r).DeepClone().AsObject();
            copy["id"] = "lonely";
            d["root"]!["activities"]!.AsArray().Insert(r.Next(1, Activities(d).Count), copy);
            return ("gate.unreachable", "lonely");
        },
        ["second start"] = (d, r) => Change(d, r, x => (string?)x["type"] != "Elsa.Start", x => x["type"] = "Elsa.Start", "gate.several-starts", after: "start"),
        ["broken script"] = (d, r) => Script(d, r, "getVariable((", "gate.script-syntax"),
        ["unknown variable"] = (d, r) => Script(d, r, "getVariable('Nobody') == 1", "gate.unknown-variable"),
        ["unknown name"] = (d, r) => Script(d, r, "nobody == 1", "gate.unknown-identifier"),
        ["unknown input"] = (d, r) => Script(d, r, "getInput('nobody') == 1", "gate.unknown-input"),
        ["unknown language"] = (d, r) =>
        {
            var (activity, expression) = Pick(Scripts(d), r);
            expression["type"] = "Liquid";
            return ("gate.expression-type", (string?)activity["id"]);
        },
        ["loop of one's own"] = (d, r) =>
        {
            // A line that writes and comes back to itself, in the middle of any way.
            var way = Pick(Ways(d).Where(x => (string?)x["target"]!["activity"] != "start").ToList(), r);
            d["root"]!["activities"]!.AsArray().Add(FlowBuilder.Activity("again", "WriteLine", ("text", FlowBuilder.Literal("x"))));
            way["target"]!["activity"] = "again";
            Way(d, "again", "again");
            return ("gate.endless-loop", "again");
        },
    };

    [Theory]
    [InlineData(false, 3_000)]
    [InlineData(true, 48)]
    public void A_fault_at_any_place_is_named_with_its_place(bool shipped, int times)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed.ToString(CultureInfo.InvariantCulture)}");
        var random = new Random(seed);
        var (original, catalog, context) = shipped ? (JsonNode.Parse(Shipped.LegalAid)!.AsObject(), Shipped.Catalog, new GateContext()) : (DefinitionGateTests.Good(), DefinitionGateTests.Catalog, DefinitionGateTests.Context);
        for (var i = 0; i < times; i++)
        {
            var (name, spoil) = Operators.ElementAt(i % Operators.Count);
            var document = original.DeepClone().AsObject();
            if (spoil(document, random) is not var (code, activity)) continue;
            var problems = DefinitionGate.Check(WorkflowDefinition.Parse(document), catalog, context);
            Assert.True(problems.Any(x => x.Code == code && x.Severity == Severity.Error && (activity is null || x.ActivityId == activity)), $"seed {seed}, {i}: {name} at {activity}\n{string.Join('\n', problems)}");
        }
    }

    private static (string, string?)? Change(JsonObject document, Random random, Func<JsonObject, bool> which, Action<JsonObject> change, string code, string? after = null)
    {
        var one = Pick(Activities(document).Where(x => which(x) && (after is null || Activities(document).IndexOf(x) > Activities(document).FindIndex(y => (string?)y["id"] == after))).ToList(), random);
        change(one);
        return (code, (string?)one["id"]);
    }

    private static (string, string?)? Reroute(JsonObject document, Random random, string end, string to, string code, string? at = null)
    {
        var way = Pick(Ways(document).Where(x => (string?)x["source"]!["activity"] != "start").ToList(), random);
        way[end]!["activity"] = to;
        return (code, at ?? (string?)document["root"]!["id"]);
    }

    private static (string, string?)? Script(JsonObject document, Random random, string script, string code)
    {
        var (activity, expression) = Pick(Scripts(document), random);
        expression["value"] = script;
        return (code, (string?)activity["id"]);
    }

    private static List<(JsonObject Activity, JsonObject Expression)> Scripts(JsonObject document) =>
        [.. from activity in Activities(document)
            from property in activity
            where property.Value is JsonObject input && (string?)(input["expression"] as JsonObject)?["type"] == "JavaScript"
            select (activity, property.Value!["expression"]!.AsObject())];

    private static List<JsonObject> Activities(JsonObject document) => [.. document["root"]!["activities"]!.AsArray().OfType<JsonObject>()];

    private static List<JsonObject> Ways(JsonObject document) => [.. document["root"]!["connections"]!.AsArray().OfType<JsonObject>()];

    private static JsonObject Named(JsonObject document, string id) => Activities(document).First(x => (string?)x["id"] == id);

    private static T Pick<T>(List<T> from, Random random) => from[random.Next(from.Count)];

    private static void Way(JsonObject document, string source, string target) => document["root"]!["connections"]!.AsArray().Add(new JsonObject
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = "Done" },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    });
}
