using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Web;

namespace CaseWorkflows.IntegrationTests.Designer;

// Lists of cases: found, sorted, turned in pages, each as the designer asks for it.
public abstract partial class StudioContract<TDatabase>
{
    [Fact]
    public async Task Cases_are_found_by_code_state_and_time_sorted_and_turned_in_pages()
    {
        var admin = await AdminAsync();
        var service = await FailingFlow.PublishAsync(server.App.Services);
        var clerk = await server.AsAsync("zhou.min");
        List<(string Id, string Code)> opened = [];
        foreach (var name in new[] { "赵一", "钱二", "孙三" })
        {
            var reply = await clerk.PostAsync("/api/cases", FailingFlow.Case(service, $"{name}{Guid.NewGuid():N}"[..10]));
            Assert.True(reply.Status == 201, reply.Json.ToJsonString());
            opened.Add(((string)reply.Json["caseId"]!, (string)reply.Json["code"]!));
        }
        async Task<JsonObject> ListAsync(params (string Key, JsonNode? Value)[] more)
        {
            var body = new JsonObject { ["page"] = 0, ["pageSize"] = 10, ["definitionIds"] = new JsonArray(service), ["orderBy"] = "Name", ["orderDirection"] = "Ascending" };
            foreach (var (key, value) in more) body[key] = value;
            var reply = await admin.PostAsync("/workflow-instances", body);
            Assert.True(reply.Status == 200, reply.Text);
            return reply.Json;
        }
        static List<string> Names(JsonObject page) => [.. page["items"]!.AsArray().Select(x => (string)x!["name"]!)];

        var codes = opened.Select(x => x.Code).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(codes, Names(await ListAsync()));
        Assert.Equal(Enumerable.Reverse(codes), Names(await ListAsync(("orderDirection", "Descending"))));
        var second = await ListAsync(("page", 1), ("pageSize", 2));
        Assert.Equal((3, codes[2]), ((int)second["totalCount"]!, Assert.Single(Names(second))));
        Assert.Empty(Names(await ListAsync(("page", 7), ("pageSize", 2))));
        Assert.Empty(Names(await ListAsync(("page", 2_000_000_000), ("pageSize", 200))));
        Assert.Equal([opened[1].Code], Names(await ListAsync(("searchTerm", opened[1].Code))));
        Assert.Equal([opened[1].Code], Names(await ListAsync(("correlationId", opened[1].Code))));
        Assert.Empty(Names(await ListAsync(("searchTerm", "no such code"))));
        Assert.Equal(3, Names(await ListAsync(("status", "Running"), ("subStatus", "Suspended"), ("version", 1), ("hasIncidents", true))).Count);
        foreach (var none in new (string, JsonNode?)[] { ("status", "Finished"), ("subStatus", "Faulted"), ("statuses", new JsonArray("Finished")), ("version", 2), ("hasIncidents", false), ("isSystem", true) }) Assert.Empty(Names(await ListAsync(none)));
        JsonArray When(string column, string how, string at) => [new JsonObject { ["column"] = column, ["operator"] = how, ["timestamp"] = at }];
        Assert.Equal(3, Names(await ListAsync(("timestampFilters", When("CreatedAt", "GreaterThan", "2001-01-01T00:00:00Z")))).Count);
        Assert.Empty(Names(await ListAsync(("timestampFilters", When("CreatedAt", "LessThan", "2001-01-01T00:00:00Z")))));
        Assert.Empty(Names(await ListAsync(("timestampFilters", When("FinishedAt", "GreaterThan", "2001-01-01T00:00:00Z")))));
        foreach (var order in new[] { "Created", "LastExecuted", "Finished" }) Assert.Equal(3, Names(await ListAsync(("orderBy", order))).Count);
        // The versions of a list of cases are asked for by their names.
        var named = (string)(await ListAsync())["items"]![0]!["definitionVersionId"]!;
        Assert.Equal(service, (string?)Assert.Single((await admin.GetAsync($"/workflow-definitions?versionOptions=&Ids={Uri.EscapeDataString(named)}")).Json["items"]!.AsArray())!["definitionId"]);

        var journal = (await admin.PostAsync($"/workflow-instances/{opened[0].Id}/journal?skip=0&take=5000")).Json;
        var (total, lines) = ((int)journal["totalCount"]!, journal["items"]!.AsArray().Select(x => (string)x!["id"]!).ToList());
        Assert.Equal(total, lines.Distinct().Count());
        var part = (await admin.PostAsync($"/workflow-instances/{opened[0].Id}/journal?skip=1&take=2")).Json;
        Assert.Equal((total, lines[1], lines[2]), ((int)part["totalCount"]!, (string)part["items"]![0]!["id"]!, (string)part["items"]![1]!["id"]!));
        Assert.Empty((await admin.PostAsync($"/workflow-instances/{opened[0].Id}/journal?skip=5000&take=2")).Json["items"]!.AsArray());
        var faulted = (await admin.PostAsync($"/workflow-instances/{opened[0].Id}/journal", new JsonObject { ["filter"] = new JsonObject { ["eventNames"] = new JsonArray("Faulted") } })).Json;
        Assert.Equal(FailingFlow.Step, (string?)Assert.Single(faulted["items"]!.AsArray())!["activityId"]);
    }

    [Fact]
    public async Task Bulk_actions_that_hit_running_cases_or_broken_flows_name_each_and_leave_them()
    {
        var admin = await AdminAsync();
        var (running, _) = await WithCaseAsync(admin);
        var broken = (await admin.CreateAsync(Name())).Draw([DrawnFlow.Dropped("begin", "Elsa.Start"), DrawnFlow.Dropped("ask", "CaseWorkflows.HumanTask")], DrawnFlow.Way("begin", "Done", "ask"));
        var brokenId = (string)(await admin.SaveAsync(broken))["definitionId"]!;
        var deleted = await admin.PostAsync("/bulk-actions/delete/workflow-definitions/by-definition-id", new JsonObject { ["definitionIds"] = new JsonArray(running) });
        deleted.MustBeRefused(409, "draft.cases-run");
        Assert.True(deleted.Json["errors"]!.AsObject().ContainsKey(running), deleted.Text);
        Assert.Equal(200, (await admin.GetAsync($"/workflow-definitions/by-definition-id/{running}")).Status);
        var published = await admin.PostAsync("/bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = new JsonArray(brokenId) });
        published.MustBeRefused(400, "definition.refused");
        Assert.True(published.Json["errors"]!.AsObject().ContainsKey(brokenId), published.Text);
        Assert.Equal(404, (await admin.GetAsync($"/workflow-definitions/by-definition-id/{brokenId}?versionOptions=Published")).Status);
        // Out of force, its cases go on.
        Assert.Equal(running, (string?)(await admin.PostAsync("/bulk-actions/retract/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = new JsonArray(running) })).Json["retracted"]![0]);
        Assert.Equal(1, (int)(await admin.PostAsync("/workflow-instances", new JsonObject { ["definitionIds"] = new JsonArray(running), ["status"] = "Running" })).Json["totalCount"]!);
    }

    [Fact]
    public async Task An_earlier_version_is_looked_at_exported_and_taken_back()
    {
        var admin = await AdminAsync();
        var first = await PublishedAsync(admin);
        var id = (string)first["definitionId"]!;
        var old = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=1")).Text;
        first["description"] = "第二版";
        await admin.SaveAsync(first);
        await admin.PublishAsync(id, await SecondAsync());
        Assert.Equal((1, false, false), await VersionAsync($"/workflow-definitions/by-id/{id}@1"));
        Assert.Equal((2, true, true), await VersionAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest"));
        Assert.Equal((1, false, false), await VersionAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=1"));
        Assert.Equal(old, (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=1")).Text);
        var back = (await admin.PostAsync($"/workflow-definitions/{id}/revert/1")).Json;
        Assert.Equal(3, (int)back["version"]!);
        Assert.Equal("", (string?)(await admin.GetAsync($"/workflow-definitions/by-id/{back["id"]}")).Json["description"]);
        Assert.Equal((2, false, true), await VersionAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published"));

        async Task<(int, bool, bool)> VersionAsync(string path)
        {
            var found = (await admin.GetAsync(path)).Json;
            return ((int)found["version"]!, (bool)found["isLatest"]!, (bool)found["isPublished"]!);
        }
    }
}
