using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Forms.Editing;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>A changed form from its approval through the next publication to the cases.</summary>
public sealed class PinnedFormTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    private static readonly Actor One = new(new UserId("admin"), "系统管理员", [Role.Administrator], OfficePath.Root);
    private static readonly Actor Second = new(new UserId("sun.yi"), "孙毅", [Role.Administrator], OfficePath.Root);

    [Fact]
    public async Task An_approved_form_holds_for_cases_of_the_next_publication_and_running_cases_keep_theirs()
    {
        var form = $"pinned-{Guid.NewGuid():N}"[..20];
        await ApproveAsync(form, Field("first"));
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = DrawnFlow.Good(await admin.CreateAsync($"固定表单 {Guid.NewGuid():N}"));
        var service = (string)flow["customProperties"]!["serviceType"]!;
        Confirm(flow).With("form", form);
        flow = await admin.SaveAsync(flow);
        var id = (string)flow["definitionId"]!;
        flow = await admin.PublishAsync(id, await server.AsAsync("sun.yi"));
        var running = await OpenAsync(service);

        // From now on the form asks for more; what is published does not.
        await ApproveAsync(form, Field("first"), Field("second", required: true));
        var between = await OpenAsync(service);
        Assert.Equal(["first"], await PinnedAsync(id, 1, form));

        Confirm(flow).With("title", "再核对");
        await admin.SaveAsync(flow);
        await admin.PublishAsync(id, await server.AsAsync("sun.yi"));
        Assert.Equal(["first", "second"], await PinnedAsync(id, 2, form));
        Assert.Equal(["first"], await PinnedAsync(id, 1, form));
        var next = await OpenAsync(service);

        // Each case asks what its own version asks.
        Assert.Equal(200, (await CompleteAsync(running, new JsonObject { ["first"] = "一" })).Status);
        Assert.Equal(200, (await CompleteAsync(between, [])).Status);
        var refused = await CompleteAsync(next, new JsonObject { ["first"] = "一" });
        Assert.NotEqual(200, refused.Status);
        Assert.Contains("second", refused.Json["errors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(200, (await CompleteAsync(next, new JsonObject { ["first"] = "一", ["second"] = "二" })).Status);
    }

    private async Task ApproveAsync(string id, params JsonObject[] fields)
    {
        var desk = server.App.Services.GetRequiredService<FormDesk>();
        var document = new JsonObject { ["title"] = new JsonObject { ["zh"] = "核对", ["en"] = "Check" }, ["fields"] = new JsonArray([.. fields]), ["outcomes"] = new JsonArray(new JsonObject { ["key"] = "Done", ["label"] = new JsonObject { ["zh"] = "完成", ["en"] = "Done" } }) };
        var saved = await desk.SaveAsync(id, document, (await desk.OpenAsync(id))?.Revision ?? 0, One);
        Assert.True(saved.Why is null, saved.Why?.Message.Zh);
        var proposed = (await desk.ProposeAsync(id, saved.Record!.Revision, One)).Record!;
        Assert.Null((await desk.ApproveAsync(id, proposed.Revision, Second)).Why);
    }

    private async Task<IEnumerable<string>> PinnedAsync(string definition, int version, string form)
    {
        var pinned = await server.App.Services.GetRequiredService<IDefinitionStore>().FormsAsync(definition, version, default);
        return JsonNode.Parse(pinned.Single(x => x.Key == form).Json)!["fields"]!.AsArray().Select(x => (string)x!["key"]!);
    }

    private async Task<string> OpenAsync(string service)
    {
        var opened = await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case(service, "吴桂英"));
        Assert.True(opened.Status == 201, opened.Json.ToJsonString());
        return (string)opened.Json["caseId"]!;
    }

    private async Task<ApiReply> CompleteAsync(string id, JsonObject form)
    {
        var reviewer = await server.AsAsync("xu.lei");
        var task = (await reviewer.GetAsync($"/api/cases/{id}")).Json["tasks"]![0]!["id"];
        return await reviewer.PostAsync($"/api/cases/{id}/tasks/{task}/complete", new JsonObject { ["outcome"] = "Done", ["form"] = form });
    }

    private static JsonObject Confirm(JsonObject flow) => flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject();

    private static JsonObject Field(string key, bool required = false)
    {
        var field = new JsonObject { ["key"] = key, ["type"] = "text", ["label"] = new JsonObject { ["zh"] = "字段", ["en"] = "Field" } };
        if (required) field["required"] = true;
        return field;
    }
}
