using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Web;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>Models as the designer sends them.</summary>
internal static class DrawnFlow
{
    /// <summary>A new flow, as the dialog of the list creates it: nothing known but its name.</summary>
    public static JsonObject New(string name) => new()
    {
        ["definitionId"] = null,
        ["name"] = name,
        ["description"] = null,
        ["toolVersion"] = "3.8.0.0",
        ["variables"] = null,
        ["inputs"] = null,
        ["outputs"] = null,
        ["outcomes"] = null,
        ["customProperties"] = null,
        ["isReadonly"] = false,
        ["options"] = null,
        ["root"] = new JsonObject { ["id"] = "8c2b481ba928bfd", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["name"] = "Flowchart1", ["nodeId"] = "Workflow1:8c2b481ba928bfd" },
        ["links"] = null,
        ["createdAt"] = "0001-01-01T00:00:00+00:00",
        ["version"] = 1,
        ["isLatest"] = true,
        ["isPublished"] = false,
        ["id"] = null,
    };

    public static JsonObject Request(JsonObject model, bool? publish = false) => new() { ["model"] = model.DeepClone(), ["publish"] = publish };

    /// <summary>An activity as it comes from the palette, without any input.</summary>
    public static JsonObject Dropped(string id, string type, double x = 100) => new()
    {
        ["id"] = id,
        ["nodeId"] = "Workflow1:8c2b481ba928bfd:" + id,
        ["name"] = id,
        ["type"] = type,
        ["version"] = 1,
        ["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = x, ["y"] = -145 }, ["size"] = new JsonObject { ["width"] = 175.953125, ["height"] = 54 } } },
    };

    /// <summary>An input as the designer writes it at its first edit.</summary>
    public static JsonObject With(this JsonObject activity, string input, string value, string type = "Literal")
    {
        activity[input] = new JsonObject { ["typeName"] = null, ["expression"] = new JsonObject { ["type"] = type, ["value"] = value }, ["memoryReference"] = null };
        return activity;
    }

    public static JsonObject Way(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        ["vertices"] = new JsonArray(),
    };

    public static JsonObject Draw(this JsonObject model, JsonObject[] activities, params JsonObject[] ways)
    {
        model["root"]!["activities"] = new JsonArray([.. activities.Select(x => x.DeepClone())]);
        model["root"]!["connections"] = new JsonArray([.. ways.Select(x => (JsonNode)x)]);
        return model;
    }

    /// <summary>A flow that may be published: somebody confirms, and the case ends.</summary>
    public static JsonObject Good(JsonObject model)
    {
        // Drawn again it keeps its service.
        var service = (string?)(model["customProperties"] as JsonObject)?["serviceType"] ?? FreeService.Next();
        model["customProperties"] = new JsonObject { ["serviceType"] = service };
        return model.Draw(
            [
                Dropped("begin", "Elsa.Start", 0),
                Dropped("confirm", "CaseWorkflows.HumanTask").With("title", "核对").With("role", "reviewer").With("form", "note").With("outcomes", "[\"Done\"]", "Object").With("clock", $"{service}.limit"),
                Dropped("close", "CaseWorkflows.CloseCase", 500).With("result", "finished"),
                Dropped("end", "Elsa.End", 700),
            ],
            Way("begin", "Done", "confirm"), Way("confirm", "Done", "close"), Way("close", "Done", "end"));
    }
}
