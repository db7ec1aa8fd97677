using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>A flow with two branches: on one a person answers, on the other a script fails in version 1 and works in version 2.</summary>
internal static class FailingFlow
{
    public const string Step = "reckon";

    /// <summary>Publishes version 1 as a service of its own and gives its name.</summary>
    public static async Task<string> PublishAsync(IServiceProvider services)
    {
        var id = $"failing-{Guid.NewGuid():N}";
        await PublishAsync(services, id, 1, "throw new Error('no figures')");
        return id;
    }

    public static Task RepairAsync(IServiceProvider services, string id) => PublishAsync(services, id, 2, "var sum = 1 + 1;");

    public static JsonObject Case(string id, string applicant) => new() { ["serviceType"] = id, ["application"] = LegalAidStory.Application(applicant) };

    private static async Task PublishAsync(IServiceProvider services, string id, int version, string script) =>
        await services.GetRequiredService<IDefinitionStore>().PublishAsync(id, id, version, Definition(id, version, script), services.GetRequiredService<TimeProvider>().GetUtcNow(), default);

    private static string Definition(string id, int version, string script) => new JsonObject
    {
        ["definitionId"] = id,
        ["name"] = "会失败的流程",
        ["version"] = version,
        ["customProperties"] = new JsonObject { ["serviceType"] = id },
        ["root"] = new JsonObject
        {
            ["id"] = "flow",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["activities"] = new JsonArray(
                Activity("start", "Elsa.Start"),
                Activity("fork", "Elsa.FlowFork", ("branches", "Object", "[\"a\", \"b\"]")),
                Activity(Step, "Elsa.RunJavaScript", ("script", "Literal", script), ("title", "Literal", "核算金额"), ("titleEn", "Literal", "Reckon the sum")),
                Task("after-sum", "核对金额"),
                Task("answer", "答复咨询")),
            ["connections"] = new JsonArray(Way("start", "Done", "fork"), Way("fork", "a", Step), Way("fork", "b", "answer"), Way(Step, "Done", "after-sum")),
        },
    }.ToJsonString();

    private static JsonObject Task(string id, string title) => Activity(id, "CaseWorkflows.HumanTask",
        ("title", "Literal", title), ("role", "Literal", "reviewer"), ("form", "Literal", "note"), ("outcomes", "Object", "[\"Done\"]"));

    private static JsonObject Activity(string id, string type, params (string Name, string Type, string Value)[] inputs)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 };
        foreach (var (name, kind, value) in inputs) activity[name] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value } };
        return activity;
    }

    private static JsonObject Way(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    };
}
