using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Benchmarks;

/// <summary>The shape of a large definition.</summary>
public enum DrawnShape
{
    /// <summary>One human step after the other.</summary>
    Chain,

    /// <summary>One fork, as many branches as fit, one join.</summary>
    Wide,

    /// <summary>A chain in which every second step can send the case back two steps.</summary>
    Loops,

    /// <summary>Flowcharts of twenty steps in a chain of flowcharts.</summary>
    Nested,
}

/// <summary>Definitions of any size, as a designer would export them.</summary>
internal static class DrawnDefinition
{
    private const int StepsInside = 20;

    public static string Draw(DrawnShape shape, int size)
    {
        JsonArray activities = [Activity("start", "Elsa.Start")];
        JsonArray ways = [];
        var last = ("start", "Done");
        switch (shape)
        {
            case DrawnShape.Chain or DrawnShape.Loops:
                for (var i = 0; i < size; i++)
                {
                    activities.Add((JsonNode)Human($"step-{i}"));
                    ways.Add((JsonNode)Way(last.Item1, last.Item2, $"step-{i}"));
                    ways.Add((JsonNode)Way($"step-{i}", "back", shape == DrawnShape.Loops && i % 2 == 1 && i > 2 ? $"step-{i - 2}" : "end"));
                    last = ($"step-{i}", "on");
                }
                break;
            case DrawnShape.Wide:
                activities.Add((JsonNode)Activity("fork", "Elsa.FlowFork", ("branches", List([.. Enumerable.Range(0, size).Select(x => $"branch-{x}")]))));
                activities.Add((JsonNode)Activity("join", "Elsa.FlowJoin", ("mode", Literal("WaitAll"))));
                ways.Add((JsonNode)Way("start", "Done", "fork"));
                for (var i = 0; i < size; i++)
                {
                    activities.Add((JsonNode)Activity($"step-{i}", "CaseWorkflows.Notify", ("to", Literal("applicant")), ("subject", Literal("通知"))));
                    ways.Add((JsonNode)Way("fork", $"branch-{i}", $"step-{i}"));
                    ways.Add((JsonNode)Way($"step-{i}", "Done", "join"));
                }
                last = ("join", "Done");
                break;
            case DrawnShape.Nested:
                for (var i = 0; i < size / StepsInside; i++)
                {
                    activities.Add((JsonNode)Inner($"part-{i}"));
                    ways.Add((JsonNode)Way(last.Item1, last.Item2, $"part-{i}"));
                    last = ($"part-{i}", "Done");
                }
                break;
        }
        activities.Add((JsonNode)Activity("end", "Elsa.Finish"));
        ways.Add((JsonNode)Way(last.Item1, last.Item2, "end"));
        return new JsonObject
        {
            ["id"] = "drawn-v1",
            ["definitionId"] = "drawn",
            ["name"] = "大型流程",
            ["version"] = 1,
            ["variables"] = new JsonArray(),
            ["inputs"] = new JsonArray(),
            ["outputs"] = new JsonArray(),
            ["root"] = Flowchart("root", activities, ways),
        }.ToJsonString();
    }

    public static WorkflowDefinition Parsed(DrawnShape shape, int size) => WorkflowDefinition.Parse(Draw(shape, size));

    private static JsonObject Inner(string id)
    {
        JsonArray activities = [];
        JsonArray ways = [];
        for (var i = 0; i < StepsInside; i++)
        {
            activities.Add((JsonNode)Human($"{id}-{i}"));
            if (i > 0) ways.Add((JsonNode)Way($"{id}-{i - 1}", "on", $"{id}-{i}"));
            ways.Add((JsonNode)Way($"{id}-{i}", i == StepsInside - 1 ? "on" : "back", $"{id}-end"));
        }
        ways.Add((JsonNode)Way($"{id}-{StepsInside - 1}", "back", $"{id}-end"));
        activities.Add((JsonNode)Activity($"{id}-end", "Elsa.End"));
        return Flowchart(id, activities, ways);
    }

    private static JsonObject Flowchart(string id, JsonArray activities, JsonArray ways) =>
        Activity(id, "Elsa.Flowchart", ("activities", activities), ("variables", new JsonArray()), ("connections", ways));

    private static JsonObject Human(string id) => Activity(id, "CaseWorkflows.HumanTask",
        ("title", Literal("审查")), ("role", Literal("reviewer")), ("form", Literal("note")), ("clock", Literal("legal-aid.review")), ("outcomes", List(["on", "back"])));

    private static JsonObject Activity(string id, string type, params (string Name, JsonNode Value)[] properties)
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["nodeId"] = $"Workflow1:root:{id}",
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = false, ["runAsynchronously"] = false },
            ["metadata"] = new JsonObject { ["displayText"] = $"步骤 {id}", ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 100, ["y"] = 200 } } },
        };
        foreach (var (name, value) in properties) json[name] = value;
        return json;
    }

    private static JsonObject Literal(string value) => new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };

    private static JsonObject List(string[] items) => new()
    {
        ["typeName"] = "ICollection<String>",
        ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = new JsonArray([.. items.Select(x => (JsonNode)x)]).ToJsonString() },
    };

    private static JsonObject Way(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        ["vertices"] = new JsonArray(),
    };
}
