using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Tests.Migration;

/// <summary>Changed next versions of a definition, as an administrator might draw them.</summary>
internal sealed record NextVersion(string Name, WorkflowDefinition Definition, IReadOnlyList<StepChoice> Choices)
{
    private const string Renamed = "-v2";

    /// <summary>A step of this version as the old one called it.</summary>
    public string Before(string step) => step.EndsWith(Renamed, StringComparison.Ordinal) ? step[..^Renamed.Length] : step;

    public string Json => Definition.Document.ToJsonString();

    /// <summary>Other titles, and a further way out of every task.</summary>
    public static NextVersion OtherTexts(WorkflowDefinition old, int version) => Make("other texts", old, version, document =>
    {
        foreach (var activity in Activities(document).Where(x => (string?)x["type"] == "CaseWorkflows.HumanTask"))
        {
            if (activity["title"]?["expression"] is JsonObject title) title["value"] = $"{title["value"]}（新）";
            if (activity["outcomes"]?["expression"] is JsonObject outcomes) outcomes["value"] = new JsonArray([.. JsonNode.Parse((string)outcomes["value"]!)!.AsArray().Select(x => x!.DeepClone()), "drawn-later"]).ToJsonString();
        }
    });

    /// <summary>A step before and after each step: one on every connection, one between any two steps of a sequence.</summary>
    public static NextVersion Inserted(WorkflowDefinition old, int version) => Make("inserted steps", old, version, document =>
    {
        var count = 0;
        foreach (var holder in Activities(document).Where(x => x["activities"] is JsonArray).ToList())
        {
            var steps = holder["activities"]!.AsArray();
            if (holder["connections"] is JsonArray { Count: > 0 } ways)
                foreach (var way in ways.OfType<JsonObject>().ToList())
                {
                    var id = $"inserted-{++count}";
                    steps.Add((JsonNode)Step(id));
                    ways.Add((JsonNode)Way(id, "Done", (string)way["target"]!["activity"]!));
                    way["target"]!["activity"] = id;
                }
            else if ((string?)holder["type"] == "Elsa.Sequence")
                for (var i = steps.Count; i >= 0; i--) steps.Insert(i, Step($"inserted-{++count}"));
        }
    });

    /// <summary>Every step has another id.</summary>
    public static NextVersion AllRenamed(WorkflowDefinition old, int version)
    {
        var next = Make("renamed steps", old, version, document =>
        {
            foreach (var activity in Activities(document))
            {
                activity["id"] = activity["id"] + Renamed;
                if (activity["notBy"]?["expression"] is JsonObject notBy && JsonNode.Parse((string)notBy["value"]!) is JsonArray steps)
                    notBy["value"] = new JsonArray([.. steps.Select(x => (JsonNode)(x + Renamed))]).ToJsonString();
                foreach (var input in activity.Select(x => (x.Value as JsonObject)?["expression"]).OfType<JsonObject>())
                    if (input["value"] is JsonValue value && value.ToString() is var text && text.StartsWith("fact:steps.", StringComparison.Ordinal))
                        input["value"] = string.Join('.', text.Split('.').Select((x, i) => i == 1 ? x + Renamed : x));
                foreach (var end in (activity["connections"] as JsonArray ?? []).SelectMany(x => new[] { x!["source"]!, x["target"]! }))
                    end["activity"] = end["activity"] + Renamed;
            }
        });
        return next with { Choices = [.. old.Activities.Select(x => new StepChoice(x.Id, x.Id + Renamed))] };
    }

    /// <summary>Without one step: what led to it leads to what followed it first.</summary>
    public static NextVersion Without(WorkflowDefinition old, int version, string step) => Make($"without {step}", old, version, document =>
    {
        foreach (var holder in Activities(document).Where(x => x["activities"] is JsonArray steps && steps.Any(y => (string?)y!["id"] == step)).ToList())
        {
            var steps = holder["activities"]!.AsArray();
            steps.Remove(steps.Single(x => (string?)x!["id"] == step));
            if (holder["connections"] is not JsonArray ways) continue;
            var next = ways.FirstOrDefault(x => (string?)x!["source"]!["activity"] == step)?["target"]!["activity"]!.ToString();
            foreach (var way in ways.OfType<JsonObject>().ToList())
                if ((string?)way["source"]!["activity"] == step) ways.Remove(way);
                else if ((string?)way["target"]!["activity"] == step && next is not null) way["target"]!["activity"] = next;
                else if ((string?)way["target"]!["activity"] == step) ways.Remove(way);
        }
    });

    /// <summary>A further branch beside those that each join brings together; nothing if there is no join.</summary>
    public static NextVersion? MoreBranches(WorkflowDefinition old, int version)
    {
        var added = false;
        var next = Make("parallel branches", old, version, document =>
        {
            foreach (var holder in Activities(document).Where(x => x["connections"] is JsonArray).ToList())
            {
                var (steps, ways) = (holder["activities"]!.AsArray(), holder["connections"]!.AsArray());
                foreach (var join in steps.OfType<JsonObject>().Where(x => (string?)x["type"] == "Elsa.FlowJoin").ToList())
                {
                    var id = (string)join["id"]!;
                    if (ForkBefore(id, steps, ways) is not { } fork || fork["branches"]?["expression"] is not JsonObject branches) continue;
                    branches["value"] = new JsonArray([.. JsonNode.Parse((string)branches["value"]!)!.AsArray().Select(x => x!.DeepClone()), id]).ToJsonString();
                    steps.Add((JsonNode)Task(Branch(id, join)));
                    ways.Add((JsonNode)Way((string)fork["id"]!, id, Branch(id, join)));
                    ways.Add((JsonNode)Way(Branch(id, join), "done", id));
                    added = true;
                }
            }
        });
        return added ? next : null;
    }

    /// <summary>Whether a step was added that a join waits for, so that it has to be done.</summary>
    public static bool IsAwaitedBranch(string step) => step.StartsWith("awaited-", StringComparison.Ordinal);

    private static string Branch(string join, JsonObject json) => $"{((string?)json["mode"]?["expression"]?["value"] == "WaitAll" ? "awaited" : "beside")}-{join}";

    private static JsonObject? ForkBefore(string join, JsonArray steps, JsonArray ways)
    {
        var seen = new HashSet<string> { join };
        var open = new Queue<string>([join]);
        while (open.TryDequeue(out var id))
        {
            if (steps.OfType<JsonObject>().Single(x => (string?)x["id"] == id) is var step && (string?)step["type"] == "Elsa.FlowFork") return IsReachedPast(id, join, steps, ways) ? null : step;
            foreach (var way in ways.Where(x => (string?)x!["target"]!["activity"] == id))
                if ((string)way!["source"]!["activity"]! is var source && seen.Add(source)) open.Enqueue(source);
        }
        return null;
    }

    // A join to which ways lead that never came by the fork brings no branches of it together: a branch from there would hold up what never waits.
    private static bool IsReachedPast(string fork, string join, JsonArray steps, JsonArray ways)
    {
        var targets = ways.Select(x => (string)x!["target"]!["activity"]!).ToHashSet();
        var seen = steps.Select(x => (string)x!["id"]!).Where(x => x != fork && !targets.Contains(x)).ToHashSet();
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var id))
            foreach (var way in ways.Where(x => (string?)x!["source"]!["activity"] == id))
                if ((string)way!["target"]!["activity"]! is var target && target != fork && seen.Add(target)) open.Enqueue(target);
        return seen.Contains(join);
    }

    private static NextVersion Make(string name, WorkflowDefinition old, int version, Action<JsonObject> change)
    {
        var document = (JsonObject)old.Document.DeepClone();
        document["version"] = version;
        document["id"] = $"{document["id"]}-{version}";
        change(document);
        return new(name, WorkflowDefinition.Parse(document.ToJsonString()), []);
    }

    private static IEnumerable<JsonObject> Activities(JsonObject document)
    {
        var open = new Stack<JsonNode>([document["root"]!]);
        while (open.TryPop(out var node))
        {
            if (node is JsonObject json && json.ContainsKey("id") && json.ContainsKey("type")) yield return json;
            foreach (var part in node is JsonObject o ? o.Select(x => x.Value) : node is JsonArray a ? a : [])
                if (part is JsonObject or JsonArray) open.Push(part);
        }
    }

    private static JsonObject Step(string id) => Engine.FlowBuilder.Activity(id, "WriteLine", ("text", Engine.FlowBuilder.Literal(id)));

    private static JsonObject Task(string id) => Engine.FlowBuilder.Activity(id, "CaseWorkflows.HumanTask",
        ("title", Engine.FlowBuilder.Literal("并行核查")), ("role", Engine.FlowBuilder.Literal("supervisor")), ("form", Engine.FlowBuilder.Literal("note")), ("outcomes", Engine.FlowBuilder.List("done")));

    private static JsonObject Way(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        ["vertices"] = new JsonArray(),
    };
}
