using System.Globalization;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Tests.Engine.Execution;

/// <summary>Draws a small flow. Scripts are rare in it, because each one starts an interpreter and thousands of flows are drawn.</summary>
internal sealed class RandomFlow(Random random)
{
    private static readonly string[] Scripts =
    [
        "(getVariable('N') || 0) + 1", "nothing.there", "variables.N = 2; variables.N", "const n = getVariable('N') ?? 0; `${n}`", "[1, 2].map(x => x)", "getOutputFrom('a1')",
        "setVariable('Made', getInput('n')); getVariable('Made')", "getLastResult()", "while (true) {}",
    ];

    private int _made;

    public JsonObject Document()
    {
        var document = new FlowBuilder()
            .Variable("Trace", "String").Variable("N", "Int32", "0").Variable("B", "Boolean", random.Next(2) == 0 ? "true" : "false").Variable("Item").Input("n").Output("out")
            .Document(random.Next(8) == 0 ? FlowBuilder.Sequence("root", Several(0, 5)) : Chart("root", 0));
        if (random.Next(6) == 0) document["options"] = new JsonObject { ["incidentStrategyType"] = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core" };
        return document;
    }

    private JsonObject Chart(string id, int depth)
    {
        var activities = Several(depth, depth == 0 ? 9 : 4);
        var ways = new List<string>();
        for (var i = 0; i < activities.Length; i++)
            foreach (var port in Ports(activities[i]))
                for (var many = random.Next(5) == 0 ? 2 : 1; many > 0; many--)
                {
                    // Mostly onwards, at times back or to itself, at times nowhere.
                    var target = random.Next(8) == 0 ? random.Next(activities.Length) : random.Next(i + 1, activities.Length + 1);
                    if (target < activities.Length) ways.Add($"{(string)activities[i]["id"]!}.{port}>{(string)activities[target]["id"]!}");
                }
        return FlowBuilder.Flowchart(id, activities, [.. ways.Distinct()]);
    }

    private JsonObject[] Several(int depth, int most) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Make(depth))];

    private static string[] Ports(JsonObject activity) => (string)activity["type"]! switch
    {
        "Elsa.FlowDecision" => ["True", "False"],
        "Elsa.FlowSwitch" => ["A", "B", "Default"],
        "Elsa.FlowFork" => ["L", "R"],
        HumanTask.Type => ["Yes", "No"],
        "Elsa.End" or "Elsa.Finish" or "Elsa.Break" or "Elsa.Complete" => [],
        _ => ["Done"],
    };

    private string Name() => string.Create(CultureInfo.InvariantCulture, $"a{++_made}");

    private T One<T>(params T[] of) => of[random.Next(of.Length)];

    private JsonObject Condition() => random.Next(16) switch
    {
        0 => FlowBuilder.Script("(getVariable('N') || 0) > 1", "Boolean"),
        < 6 => FlowBuilder.Literal(One("true", "false", "no", ""), "Boolean"),
        < 11 => FlowBuilder.Wrapped("Input", "{\"name\":\"n\"}", "Boolean"),
        _ => FlowBuilder.Wrapped("Variable", "{\"id\":\"v-B\",\"name\":\"B\"}", "Boolean"),
    };

    private JsonObject Set(string id, string variable, JsonNode value) => FlowBuilder.Activity(id, "SetVariable",
        ("variable", new JsonObject { ["id"] = $"v-{variable}", ["name"] = variable, ["typeName"] = "Object" }), ("value", value));

    private JsonArray Cases(int depth, bool withBodies)
    {
        var cases = new JsonArray();
        foreach (var label in (string[])["A", "B"])
        {
            var item = new JsonObject
            {
                ["label"] = label,
                ["condition"] = random.Next(3) == 0
                    ? new JsonObject { ["type"] = "Variable", ["value"] = new JsonObject { ["id"] = One("v-B", "v-Trace"), ["name"] = "B" } }
                    : new JsonObject { ["type"] = "Literal", ["value"] = One("true", "false") },
            };
            if (withBodies && random.Next(3) > 0) item["activity"] = Make(depth + 1);
            cases.Add((JsonNode)item);
        }
        return cases;
    }

    private JsonObject Make(int depth)
    {
        var id = Name();
        switch (random.Next(depth < 3 ? 33 : 22))
        {
            case 0 or 1 or 2:
                return Set(id, "Trace", FlowBuilder.Literal(id));
            case 3 or 4:
                return Set(id, "B", FlowBuilder.Literal(One("true", "false")));
            case 5:
                return random.Next(3) == 0 ? Set(id, One("N", "Trace", "Gone"), FlowBuilder.Script(One(Scripts))) : Set(id, "N", FlowBuilder.Literal(One("7", "x", "3000000000")));
            case 6 or 7:
                return FlowBuilder.Activity(id, "FlowDecision", ("condition", Condition()));
            case 8:
                return FlowBuilder.Activity(id, "FlowSwitch", ("cases", Cases(depth, false)), ("mode", FlowBuilder.Literal(One("MatchFirst", "MatchAny"))));
            case 9 or 10:
                return FlowBuilder.Activity(id, "FlowFork", ("branches", FlowBuilder.List("L", "R")));
            case 11 or 12:
                return FlowBuilder.Activity(id, "FlowJoin", ("mode", FlowBuilder.Literal(One("WaitAny", "WaitAll", "WaitAllActive"))));
            case 13 or 14:
                return FlowBuilder.Activity(id, "Event", ("eventName", FlowBuilder.Literal(One("go", "stop"))), ("result", random.Next(2) == 0 ? new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Item" } } : null));
            case 15:
                return One(
                    FlowBuilder.Activity(id, "Delay", ("timeSpan", FlowBuilder.Literal("00:05:00", "TimeSpan"))),
                    FlowBuilder.Activity(id, "StartAt", ("dateTime", FlowBuilder.Literal("2026-03-03T00:00:00Z", "DateTimeOffset"))),
                    FlowBuilder.Activity(id, "RunTask", ("taskName", FlowBuilder.Literal("ask"))));
            case 16 or 17:
                return FlowBuilder.Activity(id, HumanTask.Type,
                    ("role", FlowBuilder.Literal(One("clerk", "clerk", "faults", "throws", "sticky", "done"))), ("outcomes", FlowBuilder.List("Yes", "No")));
            case 18:
                return FlowBuilder.Activity(id, One("End", "Finish", "Break", "Complete"));
            case 19:
                return FlowBuilder.Activity(id, "Fault", ("message", FlowBuilder.Literal("wrong")));
            case 20:
                return FlowBuilder.Activity(id, "SetOutput", ("outputName", FlowBuilder.Literal("out")), ("outputValue", FlowBuilder.Literal(id)));
            case 21:
                return FlowBuilder.Activity(id, One("Start", "WriteLine", "Nowhere.Nothing"));
            case 22 or 23:
                return Chart(id, depth + 1);
            case 24 or 25:
                return FlowBuilder.Sequence(id, Several(depth + 1, 4));
            case 26 or 27:
                return FlowBuilder.Activity(id, "If", ("condition", Condition()), ("then", random.Next(2) == 0 ? Make(depth + 1) : null), ("else", Make(depth + 1)));
            case 28 or 29:
                return FlowBuilder.Activity(id, "ForEach", ("items", FlowBuilder.Wrapped("Object", One("[1,2]", "[]", "[\"x\"]", "{}"), "ICollection<Object>")), ("body", Make(depth + 1)),
                    ("currentValue", new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Item" } }));
            case 30:
                return FlowBuilder.Activity(id, "For", ("start", FlowBuilder.Literal("1")), ("end", FlowBuilder.Literal(One("2", "0", "3"))), ("step", FlowBuilder.Literal(One("1", "-1", "2", "0"))), ("body", Make(depth + 1)));
            case 31:
                return FlowBuilder.Activity(id, "While", ("condition", Condition()), ("body", FlowBuilder.Sequence(Name(), Make(depth + 1), Set(Name(), "B", FlowBuilder.Literal("false")))));
            default:
                return FlowBuilder.Activity(id, "Switch", ("cases", Cases(depth, true)), ("default", Make(depth + 1)), ("mode", FlowBuilder.Literal(One("MatchFirst", "MatchAny"))));
        }
    }
}
