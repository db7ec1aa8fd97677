using System.Text.Json.Nodes;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>What the designer's palette, editors and lists are made from.</summary>
internal static class DescriptorEndpoints
{
    private static readonly string[] Types = ["Object", "String", "Boolean", "Int32", "Int64", "Double", "Decimal", "DateTime", "DateTimeOffset", "TimeSpan"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/features/installed", (CallContext call) => Listed(call, () => [Feature("Elsa.RealTimeWorkflowUpdates", "RealTimeWorkflowUpdates")]));
        api.MapGet("/descriptors/activities", (CallContext call, ActivityDescriptors descriptors) =>
            Studio.ForReadersAsync(call, _ => Task.FromResult<IResult>(TypedResults.Text(descriptors.Text(), "application/json"))));
        api.MapPost("/descriptors/activities/{type}/options/{input}", (string type, string input, CallContext call, ActivityDescriptors descriptors) =>
            Studio.ForReadersAsync(call, _ => Task.FromResult(Studio.Answer(new JsonObject { ["items"] = descriptors.Choices(type, input) ?? [] }))));
        api.MapGet("/descriptors/expression-descriptors", (CallContext call) => Listed(call, () =>
        [
            Expression("Literal", false), Expression("Object", false, "json"), Expression("Variable", true), Expression("Input", true), Expression("JavaScript", true, "javascript"),
            // Not run by this engine; named so that a flow that comes from elsewhere can be opened and corrected.
            Expression("Liquid", false, "liquid"),
        ]));
        api.MapGet("/descriptors/variables", (CallContext call) => Listed(call, () => Types.Select(x => new JsonObject
        {
            ["typeName"] = x,
            ["displayName"] = Ui.T("designer.type." + x),
            ["category"] = Ui.T("designer.type-category"),
            ["description"] = Ui.T("designer.type." + x),
        })));
        api.MapGet("/descriptors/storage-drivers", (CallContext call) => Listed(call, () =>
        [
            Driver("Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core", "designer.storage-case", 20, false),
            Driver("Elsa.Workflows.WorkflowStorageDriver, Elsa.Workflows.Core", "designer.storage-flow", 10, true),
            Driver("Elsa.Workflows.MemoryStorageDriver, Elsa.Workflows.Core", "designer.storage-memory", 0, true),
        ]));
        api.MapGet("/descriptors/incident-strategies", (CallContext call) => Listed(call, () =>
            [Strategy("Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core", "designer.incident")]));
        api.MapGet("/descriptors/workflow-activation-strategies", (CallContext call) => Listed(call, () =>
            [Strategy("Elsa.Workflows.Runtime.AllowAlwaysStrategy, Elsa.Workflows.Runtime", "designer.activation")]));
        api.MapGet("/descriptors/log-persistence-strategies", (CallContext call) => Listed(call, () =>
            [Strategy("Elsa.Workflows.LogPersistence.Strategies.Include, Elsa.Workflows.Core", "designer.log")]));
        foreach (var of in new[] { "workflows", "activities" })
            api.MapGet("/descriptors/commit-strategies/" + of, (CallContext call) => Listed(call, () =>
                [new JsonObject { ["name"] = "Default", ["displayName"] = Ui.T("designer.commit"), ["description"] = Ui.T("designer.commit.what") }]));
        api.MapGet("/descriptors/output-converters", (CallContext call) => Listed(call, () => []));
    }

    private static Task<IResult> Listed(CallContext call, Func<IEnumerable<JsonNode?>> items) => Studio.ForReadersAsync(call, _ => Task.FromResult(Studio.List(items())));

    private static JsonObject Feature(string fullName, string name) => new()
    {
        ["name"] = name,
        ["namespace"] = fullName[..fullName.LastIndexOf('.')],
        ["fullName"] = fullName,
        ["displayName"] = name,
        ["description"] = Ui.T("designer.live-updates"),
    };

    private static JsonObject Expression(string type, bool isBrowsable, string? language = null) => new()
    {
        ["type"] = type,
        ["displayName"] = Ui.T("designer.expression." + type),
        ["isSerializable"] = true,
        ["isBrowsable"] = isBrowsable,
        ["properties"] = language is null ? [] : new JsonObject { ["MonacoLanguage"] = language },
    };

    private static JsonObject Driver(string typeName, string text, int priority, bool deprecated) =>
        new() { ["typeName"] = typeName, ["displayName"] = Ui.T(text), ["priority"] = priority, ["deprecated"] = deprecated };

    private static JsonObject Strategy(string typeName, string text) => new() { ["typeName"] = typeName, ["displayName"] = Ui.T(text), ["description"] = Ui.T(text + ".what") };
}
