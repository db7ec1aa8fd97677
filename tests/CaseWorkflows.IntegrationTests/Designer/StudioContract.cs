using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>What the designer relies on when it reads and writes definitions, whichever database keeps them.</summary>
public abstract partial class StudioContract<TDatabase>(ProductServer<TDatabase> server) where TDatabase : ITestDatabase, new()
{
    private static readonly string[] SummaryFacts =
        ["id:s", "definitionId:s", "name:s", "description:s", "version:n", "toolVersion:s", "isLatest:b", "isPublished:b", "materializerName:s", "createdAt:i", "isReadonly:b", "isMaterializerAvailable:b", "links[].href:s", "links[].rel:s", "links[].method:s"];

    private static readonly string[] DefinitionFacts =
    [
        "id:s", "definitionId:s", "name:s", "description:s", "createdAt:i", "version:n", "toolVersion:s", "variables:a", "inputs:a", "outputs:a", "outcomes:a", "customProperties:o", "isReadonly:b", "isSystem:b",
        "isLatest:b", "isPublished:b", "options:o", "links[].rel:s", "root.id:s", "root.nodeId:s", "root.type:s", "root.version:n", "root.activities[].id:s", "root.activities[].nodeId:s", "root.activities[].type:s",
        "root.activities[].version:n", "root.connections[].source.activity:s", "root.connections[].target.activity:s",
    ];

    [Fact]
    public async Task A_flow_is_created_drawn_and_found_again_as_it_was()
    {
        var admin = await AdminAsync();
        var name = Name();
        var created = await admin.CreateAsync(name);
        Shape.MustHave(created, DefinitionFacts.Where(x => !x.Contains("activities", StringComparison.Ordinal) && !x.Contains("connections", StringComparison.Ordinal)));
        Assert.Contains(created["links"]!.AsArray(), x => (string?)x!["rel"] == "publish");
        Assert.False((bool)created["isPublished"]!);
        created.Draw([DrawnFlow.Dropped("a", "CaseWorkflows.HumanTask").With("outcomes", "[\"yes\",\"no\"]", "Object"), DrawnFlow.Dropped("b", "Elsa.End")], DrawnFlow.Way("a", "yes", "b"));
        created["root"]!["activities"]![0]!["unheardOf"] = new JsonObject { ["kept"] = true };
        created["customProperties"] = new JsonObject { ["VariableTestValues"] = new JsonObject { ["v1"] = "x" }, ["mine"] = 1 };
        var saved = await admin.SaveAsync(created);
        Shape.MustHave(saved, DefinitionFacts);
        var found = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{saved["definitionId"]}?versionOptions=Latest")).Json;
        Assert.Equal(saved.ToJsonString(), found.ToJsonString());
        Assert.Equal(found.ToJsonString(), (await admin.GetAsync($"/workflow-definitions/by-id/{saved["id"]}")).Json.ToJsonString());
        Assert.True((bool)found["root"]!["activities"]![0]!["unheardOf"]!["kept"]!);
        Assert.Equal("x", (string?)found["customProperties"]!["VariableTestValues"]!["v1"]);
        Assert.Equal("Workflow1:8c2b481ba928bfd:a", (string?)found["root"]!["activities"]![0]!["nodeId"]);
        Assert.Equal(404, (await admin.GetAsync("/workflow-definitions/by-id/nothing@1")).Status);
    }

    [Fact]
    public async Task The_list_is_searched_sorted_and_turned_in_pages()
    {
        var admin = await AdminAsync();
        var word = $"甲{Guid.NewGuid():N}";
        foreach (var i in new[] { 2, 1, 3 }) await admin.CreateAsync($"{word} {i}");
        var page = (await admin.GetAsync($"/workflow-definitions?versionOptions=Latest&Page=0&PageSize=2&SearchTerm={word}&IsSystem=False&OrderBy=Name&OrderDirection=Ascending")).Json;
        Shape.MustHave(page, ["totalCount:n", "links[].rel:s", .. SummaryFacts.Select(x => "items[]." + x)]);
        Assert.Contains(page["links"]!.AsArray(), x => (string?)x!["rel"] == "bulk-publish");
        Assert.Equal(3, (int)page["totalCount"]!);
        Assert.Equal([$"{word} 1", $"{word} 2"], Names(page));
        Assert.Equal([$"{word} 3"], Names((await admin.GetAsync($"/workflow-definitions?versionOptions=Latest&page=1&pageSize=2&searchTerm={word}&orderBy=Name")).Json));
        var ids = page["items"]!.AsArray().Select(x => (string)x!["definitionId"]!).ToList();
        Assert.Equal(2, Names((await admin.GetAsync($"/workflow-definitions?versionOptions=&DefinitionIds={ids[0]}&DefinitionIds={ids[1]}")).Json).Count);
        Assert.Empty(Names((await admin.GetAsync($"/workflow-definitions?versionOptions=Published&DefinitionIds={ids[0]}")).Json));
        (await admin.GetAsync("/workflow-definitions?versionOptions=Some")).MustBeRefused(400, "request.unreadable");
        Assert.False((bool)(await admin.GetAsync($"/workflow-definitions/validation/is-name-unique?name={word} 1")).Json["isUnique"]!);
        Assert.True((bool)(await admin.GetAsync($"/workflow-definitions/validation/is-name-unique?name={word} 1&definitionId={ids[0]}")).Json["isUnique"]!);
    }

    [Fact]
    public async Task Publishing_goes_through_the_gate_and_problems_name_their_step()
    {
        var admin = await AdminAsync();
        var drawn = await admin.CreateAsync(Name());
        drawn.Draw([DrawnFlow.Dropped("begin", "Elsa.Start"), DrawnFlow.Dropped("ask", "CaseWorkflows.HumanTask")], DrawnFlow.Way("begin", "Done", "ask"));
        var refused = await admin.PostAsync("/workflow-definitions", DrawnFlow.Request(drawn, publish: true));
        refused.MustBeRefused(400, "definition.refused");
        Assert.True(refused.Json["errors"]!["ask"]!.AsArray().Count >= 2, refused.Text);
        // What was drawn is kept although it could not be published.
        var draft = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{drawn["definitionId"]}?versionOptions=Latest")).Json;
        Assert.Equal(2, draft["root"]!["activities"]!.AsArray().Count);
        Assert.False((bool)draft["isPublished"]!);

        var good = DrawnFlow.Good(draft);
        var reply = await admin.PostAsync("/workflow-definitions", DrawnFlow.Request(good, publish: true));
        Assert.True(reply.Status == 200, reply.Text);
        Shape.MustHave(reply.Json, ["alreadyPublished:b", "consumingWorkflowCount:n", .. DefinitionFacts.Select(x => "workflowDefinition." + x)]);
        // A second administrator has to approve; until then it is a draft.
        Assert.False((bool)reply.Json["workflowDefinition"]!["isPublished"]!);
        Assert.Equal("proposed", (string?)reply.Json["release"]!["state"]);
        var published = await admin.PublishAsync((string)drawn["definitionId"]!, await SecondAsync());
        Assert.True((bool)published["isPublished"]!);
        Assert.True((bool)published["isLatest"]!);
        Assert.True((bool)(await admin.PostAsync($"/workflow-definitions/{drawn["definitionId"]}/publish")).Json["alreadyPublished"]!);
    }

    [Fact]
    public async Task A_save_over_a_published_version_is_a_draft_of_the_next_and_the_old_one_stays_in_force()
    {
        var admin = await AdminAsync();
        var first = await PublishedAsync(admin);
        var id = (string)first["definitionId"]!;
        first["name"] = "改名";
        var second = await admin.SaveAsync(first);
        Assert.Equal(2, (int)second["version"]!);
        Assert.False((bool)second["isPublished"]!);
        var inForce = (await admin.GetAsync($"/workflow-definitions?versionOptions=Published&DefinitionIds={id}")).Json["items"]!.AsArray();
        Assert.Equal(1, (int)Assert.Single(inForce)!["version"]!);
        var all = (await admin.GetAsync($"/workflow-definitions?versionOptions=AllVersions&Page=0&PageSize=10&DefinitionIds={id}&OrderBy=Version&OrderDirection=Descending")).Json;
        Assert.Equal([2, 1], all["items"]!.AsArray().Select(x => (int)x!["version"]!));
        Assert.Equal(1, (int)(await admin.GetAsync($"/workflow-definitions?versionOptions=&Ids={first["id"]}")).Json["totalCount"]!);

        var back = (await admin.PostAsync($"/workflow-definitions/{id}/revert/1")).Json;
        Shape.MustHave(back, SummaryFacts);
        Assert.Equal(2, (int)back["version"]!);
        Assert.NotEqual("改名", (string?)(await admin.GetAsync($"/workflow-definitions/by-id/{back["id"]}")).Json["name"]);
        Assert.True((bool)(await admin.PublishAsync(id, await SecondAsync()))["isPublished"]!);
        var retracted = (await admin.PostAsync($"/workflow-definitions/{id}/retract")).Json;
        Shape.MustHave(retracted, DefinitionFacts);
        Assert.False((bool)retracted["isPublished"]!);
        Assert.Empty((await admin.GetAsync($"/workflow-definitions?versionOptions=Published&DefinitionIds={id}")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Two_administrators_who_edit_at_once_lose_nothing()
    {
        var (one, other) = (await AdminAsync("window-one"), new StudioClient(await SecondAsync(), "window-two"));
        var start = await one.CreateAsync(Name());
        var id = (string)start["definitionId"]!;
        var mine = (JsonObject)start.DeepClone();
        mine.Draw([DrawnFlow.Dropped("mine", "Elsa.End")]);
        var theirs = (JsonObject)start.DeepClone();
        theirs.Draw([DrawnFlow.Dropped("theirs", "Elsa.End")]);
        await one.SaveAsync(mine);
        var late = await other.PostAsync("/workflow-definitions", DrawnFlow.Request(theirs));
        late.MustBeRefused(409, "draft.stale");
        Assert.Contains("系统管理员", late.Messages, StringComparison.Ordinal);
        var draft = (await one.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        Assert.Equal("mine", (string?)draft["root"]!["activities"]![0]!["id"]);
        // The designer saves again after every change: the same late state is kept once.
        (await other.PostAsync("/workflow-definitions", DrawnFlow.Request(theirs))).MustBeRefused(409, "draft.stale");

        var api = await server.AsAsync("admin");
        var saves = (await api.GetAsync($"/api/definitions/{id}/saves")).Json["items"]!.AsArray();
        Assert.Equal(["set-aside", "saved", "saved"], saves.Select(x => (string)x!["kind"]!));
        Assert.Equal(["sun.yi", "admin", "admin"], saves.Select(x => (string?)x!["by"]));
        var aside = saves[0]!["revision"];
        Assert.Equal("theirs", (string?)(await api.GetAsync($"/api/definitions/{id}/saves/{aside}")).Json["root"]!["activities"]![0]!["id"]);
        Assert.Equal(200, (await api.PostAsync($"/api/definitions/{id}/saves/{aside}/restore")).Status);
        Assert.Equal("theirs", (string?)(await one.GetAsync($"/workflow-definitions/by-definition-id/{id}")).Json["root"]!["activities"]![0]!["id"]);
        // What says the same already is no error: nothing is saved, and the answer says so.
        var again = await api.PostAsync($"/api/definitions/{id}/saves/{aside}/restore");
        Assert.Equal((200, true), (again.Status, (bool?)again.Json["unchanged"]?["isDraft"]));
        Assert.Equal(4, (await api.GetAsync($"/api/definitions/{id}/saves")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_save_that_says_what_the_published_version_says_is_not_restored_and_that_is_said()
    {
        var (admin, api) = (await AdminAsync(), await server.AsAsync("admin"));
        var id = (string)(await PublishedAsync(admin))["definitionId"]!;
        var saves = (await api.GetAsync($"/api/definitions/{id}/saves")).Json["items"]!.AsArray();
        var drawn = saves.First(x => (string?)x!["kind"] == "saved")!["revision"];
        var answer = await api.PostAsync($"/api/definitions/{id}/saves/{drawn}/restore");
        Assert.Equal((200, 1, false), (answer.Status, (int?)answer.Json["unchanged"]?["version"], (bool?)answer.Json["unchanged"]?["isDraft"]));
        Assert.Contains($" {drawn} ", (string?)answer.Json["unchanged"]!["message"]!["zh"], StringComparison.Ordinal);
        Assert.Equal(saves.Count, (await api.GetAsync($"/api/definitions/{id}/saves")).Json["items"]!.AsArray().Count);
        (await api.PostAsync($"/api/definitions/{id}/saves/999/restore")).MustBeProblem(404, "request.not-found");
    }

    [Fact]
    public async Task A_save_onto_one_that_was_kept_aside_or_never_was_replaces_nothing_and_no_stale_name_deletes_a_draft()
    {
        var (one, other) = (await AdminAsync("window-one"), new StudioClient(await SecondAsync(), "window-two"));
        var start = await one.CreateAsync(Name());
        var id = (string)start["definitionId"]!;
        var mine = (JsonObject)start.DeepClone();
        mine.Draw([DrawnFlow.Dropped("mine", "Elsa.End")]);
        var saved = await one.SaveAsync(mine);
        var theirs = (JsonObject)start.DeepClone();
        theirs.Draw([DrawnFlow.Dropped("theirs", "Elsa.End")]);
        (await other.PostAsync("/workflow-definitions", DrawnFlow.Request(theirs))).MustBeRefused(409, "draft.stale");
        var aside = (await (await server.AsAsync("admin")).GetAsync($"/api/definitions/{id}/saves")).Json["items"]![0]!["revision"];
        foreach (var revision in new[] { $"{aside}", "99" })
        {
            theirs["id"] = $"{id}@1.{revision}";
            (await other.PostAsync("/workflow-definitions", DrawnFlow.Request(theirs))).MustBeRefused(409, "draft.stale");
        }
        (await other.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{start["id"]}")).MustBeRefused(409, "draft.stale");
        (await other.PostAsync("/bulk-actions/delete/workflow-definitions/by-id", new JsonObject { ["ids"] = new JsonArray((string?)start["id"]) })).MustBeRefused(409, "draft.stale");
        Assert.Equal("mine", (string?)(await one.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json["root"]!["activities"]![0]!["id"]);
        Assert.Equal(204, (await one.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{saved["id"]}")).Status);
    }

    [Fact]
    public async Task A_window_whose_save_overtakes_the_answer_to_the_one_before_is_in_no_conflict()
    {
        var window = await AdminAsync("window-fast");
        var first = await PublishedAsync(window);
        first["description"] = "一";
        await window.SaveAsync(first);
        first["description"] = "二";
        var second = await window.SaveAsync(first);
        Assert.Equal("二", (string?)second["description"]);
        second["description"] = "三";
        await window.SaveAsync(second);
        second["description"] = "四";
        Assert.Equal("四", (string?)(await window.SaveAsync(second))["description"]);
        (await (await AdminAsync("window-other")).PostAsync("/workflow-definitions", DrawnFlow.Request(first))).MustBeRefused(409, "draft.stale");
    }

    [Fact]
    public async Task A_save_that_would_empty_a_flow_is_refused_and_the_flow_stays()
    {
        var admin = await AdminAsync();
        var drawn = (await admin.CreateAsync(Name())).Draw([DrawnFlow.Dropped("a", "Elsa.End"), DrawnFlow.Dropped("b", "Elsa.End")]);
        var saved = await admin.SaveAsync(drawn);
        foreach (var root in new[] { """{"activities":[],"connections":[]}""", "{}" })
        {
            var emptied = (JsonObject)saved.DeepClone();
            var flow = emptied["root"]!.AsObject();
            flow.Remove("activities");
            flow.Remove("connections");
            foreach (var (key, value) in JsonNode.Parse(root)!.AsObject()) flow[key] = value!.DeepClone();
            (await admin.PostAsync("/workflow-definitions", DrawnFlow.Request(emptied))).MustBeRefused(400, "draft.would-empty");
        }
        saved["root"] = null;
        (await admin.PostAsync("/workflow-definitions", DrawnFlow.Request(saved))).MustBeRefused(400, "draft.no-root");
        Assert.Equal(2, (await admin.GetAsync($"/workflow-definitions/by-id/{saved["id"]}")).Json["root"]!["activities"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_activity_that_nobody_describes_comes_back_as_it_was()
    {
        var admin = await AdminAsync();
        var unknown = DrawnFlow.Dropped("robot", "Rpa.Browser.OpenPage").With("url", "https://example.com");
        unknown["version"] = 7;
        unknown["deep"] = new JsonObject { ["body"] = new JsonArray(1, 2) };
        var drawn = (await admin.CreateAsync(Name())).Draw([unknown, DrawnFlow.Dropped("end", "Elsa.End")], DrawnFlow.Way("robot", "成功", "end"));
        var saved = await admin.SaveAsync(drawn);
        var shown = saved["root"]!["activities"]![0]!;
        Assert.Equal("Elsa.NotFoundActivity", (string?)shown["type"]);
        Shape.MustHave(shown, "missingTypeName:s", "missingTypeVersion:n", "originalActivityJson:s", "metadata.displayText:s", "nodeId:s");
        Assert.Equal("Rpa.Browser.OpenPage", (string?)shown["missingTypeName"]);
        // The designer draws no connection at a port that it does not know, and saves only what it draws.
        Assert.Equal("[\"成功\"]", (string?)shown["outcomes"]!["expression"]!["value"]);
        shown["metadata"]!["designer"]!["position"]!["x"] = 333;
        await admin.SaveAsync(saved);
        var kept = WorkflowDefinition.Parse((await admin.GetAsync($"/workflow-definitions/{saved["definitionId"]}/export?versionOptions=Latest")).Text);
        var robot = kept.FindActivity("robot")!.Json;
        Assert.Equal(333, (int)robot["metadata"]!["designer"]!["position"]!["x"]!);
        robot["metadata"]!["designer"]!["position"]!["x"] = 100.0;
        unknown["nodeId"] = robot["nodeId"]!.DeepClone();
        Assert.True(JsonNode.DeepEquals(unknown, robot), robot.ToJsonString());
        Assert.Single(kept.Root.Connections);
        (await admin.PostAsync($"/workflow-definitions/{saved["definitionId"]}/publish")).MustBeRefused(400, "definition.refused");
    }

    [Fact]
    public async Task An_object_that_is_written_as_JSON_is_shown_where_the_designer_can_show_it_and_stays_an_object()
    {
        var admin = await AdminAsync();
        const string fields = """{"channel": "window", "applicant": "fact:application.applicant"}""";
        var linked = DrawnFlow.Dropped("link", "CaseWorkflows.OpenLinkedCase").With("service", "consultation").With("relation", "objection").With("fields", fields, "Object");
        var saved = await admin.SaveAsync((await admin.CreateAsync(Name())).Draw([linked]));
        var shown = saved["root"]!["activities"]![0]!["fields"]!["expression"]!;
        Assert.Equal(("Literal", fields), ((string?)shown["type"], (string?)shown["value"]));
        Assert.Equal("Object", await KeptAsync());
        shown["value"] = """{"channel": "phone"}""";
        await admin.SaveAsync(saved);
        Assert.Equal("Object", await KeptAsync());
        var input = (await admin.GetAsync("/descriptors/activities")).Json["items"]!.AsArray().Single(x => (string?)x!["typeName"] == "CaseWorkflows.OpenLinkedCase")!["inputs"]!.AsArray().Single(x => (string?)x!["name"] == "Fields")!;
        Assert.Equal(("json-editor", "json"), ((string?)input["uiHint"], (string?)input["uiSpecifications"]!["code-editor"]!["language"]));

        async Task<string?> KeptAsync() =>
            (string?)JsonNode.Parse((await admin.GetAsync($"/workflow-definitions/{saved["definitionId"]}/export?versionOptions=Latest")).Text)!["root"]!["activities"]![0]!["fields"]!["expression"]!["type"];
    }

    [Fact]
    public async Task Export_and_import_give_the_same_bytes()
    {
        var admin = await AdminAsync();
        var file = await File.ReadAllTextAsync(Path.Combine(WorkflowsFolder(), "definitions", "legal-aid.json"));
        var shipped = await admin.GetAsync("/workflow-definitions/legal-aid/export?versionOptions=Published&includeConsumingWorkflows=False");
        Assert.Contains("legal-aid-v", shipped.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal(file, shipped.Text);
        Assert.Equal(200, (await admin.PostAsync("/workflow-definitions/import", JsonNode.Parse(file))).Status);
        Assert.Equal(file, (await admin.GetAsync("/workflow-definitions/legal-aid/export?versionOptions=Latest")).Text);

        var foreign = JsonNode.Parse(file)!.AsObject();
        foreign["definitionId"] = $"copy-{Guid.NewGuid():N}";
        foreign["ourOwnKey"] = "kept";
        var imported = (await admin.PostAsync("/workflow-definitions/import", foreign)).Json;
        Shape.MustHave(imported, DefinitionFacts);
        var text = (await admin.GetAsync($"/workflow-definitions/{imported["definitionId"]}/export?versionOptions=Latest")).Text;
        Assert.Equal(200, (await admin.PostAsync("/workflow-definitions/import", JsonNode.Parse(text))).Status);
        Assert.Equal(text, (await admin.GetAsync($"/workflow-definitions/{imported["definitionId"]}/export?versionOptions=Latest")).Text);
        Assert.Equal("kept", (string?)JsonNode.Parse(text)!["ourOwnKey"]);
        Assert.Equal(Form(file), Form(text));
        Assert.Equal(1, (int)(await (await server.AsAsync("admin")).GetAsync($"/api/definitions/{imported["definitionId"]}/saves")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_definition_with_cases_is_not_deleted_and_one_without_is()
    {
        var admin = await AdminAsync();
        var refused = await admin.SendAsync(HttpMethod.Delete, $"/workflow-definitions/{(await WithCaseAsync(admin)).Definition}");
        refused.MustBeRefused(409, "draft.cases-run");
        Assert.Equal(404, (await admin.SendAsync(HttpMethod.Delete, "/workflow-definitions/unknown")).Status);

        var published = await PublishedAsync(admin);
        var id = (string)published["definitionId"]!;
        (await admin.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{published["id"]}")).MustBeRefused(409, "draft.in-force");
        Assert.Equal(204, (await admin.SendAsync(HttpMethod.Delete, $"/workflow-definitions/{id}")).Status);
        Assert.Equal(404, (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}")).Status);
        var draft = await admin.CreateAsync(Name());
        Assert.Equal(204, (await admin.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{draft["id"]}")).Status);
        Assert.Equal("discarded", (string?)(await (await server.AsAsync("admin")).GetAsync($"/api/definitions/{draft["definitionId"]}/saves")).Json["items"]![0]!["kind"]);
    }

    [Fact]
    public async Task Actions_on_several_definitions_answer_for_each()
    {
        var admin = await AdminAsync();
        var (good, published) = (await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name()))), await PublishedAsync(admin));
        var ids = new JsonArray((string)published["definitionId"]!, (string)good["definitionId"]!, "unknown");
        var done = (await admin.PostAsync("/bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = ids.DeepClone() })).Json;
        Shape.MustHave(done, "published:a", "alreadyPublished:a", "notFound:a", "updatedConsumers:a");
        Assert.Equal(((string)good["definitionId"]!, (string)published["definitionId"]!, "unknown"), ((string)done["published"]![0]!, (string)done["alreadyPublished"]![0]!, (string)done["notFound"]![0]!));
        var zip = await admin.PostAsync("/bulk-actions/export/workflow-definitions", new JsonObject { ["ids"] = new JsonArray((string)published["id"]!), ["includeConsumingWorkflows"] = false });
        Assert.Equal("application/zip", zip.MediaType);
        Assert.Equal($"/flows/{good["definitionId"]}", (string?)done["release"]!["page"]);
        Assert.Equal(200, (await (await SecondAsync()).PostAsync($"/api/releases/{done["release"]!["id"]}/approve", [])).Status);
        await admin.PostAsync($"/workflow-definitions/{published["definitionId"]}/retract");
        var retracted = (await admin.PostAsync("/bulk-actions/retract/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = ids.DeepClone() })).Json;
        Assert.Equal(((string)good["definitionId"]!, (string)published["definitionId"]!), ((string)retracted["retracted"]![0]!, (string)retracted["alreadyRetracted"]![0]!));
        Shape.MustHave(retracted, "alreadyRetracted:a", "notFound:a");
        Assert.Equal(2, (int)(await admin.PostAsync("/bulk-actions/delete/workflow-definitions/by-definition-id", new JsonObject { ["definitionIds"] = ids })).Json["deleted"]!);
    }

    private async Task<StudioClient> AdminAsync(string? window = null) => new(await server.AsAsync("admin"), window);

    private Task<ApiClient> SecondAsync() => server.AsAsync("sun.yi");

    private async Task<JsonObject> PublishedAsync(StudioClient admin)
    {
        var saved = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        return await admin.PublishAsync((string)saved["definitionId"]!, await SecondAsync());
    }

    private static string Name() => $"流程 {Guid.NewGuid():N}";

    private static List<string> Names(JsonObject page) => [.. page["items"]!.AsArray().Select(x => (string)x!["name"]!)];

    private static string Form(string json) => WorkflowDefinition.Parse(json).SemanticForm().ToJsonString();

    private static string WorkflowsFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "workflows", "definitions"))) return Path.Combine(folder.FullName, "workflows");
        throw new InvalidOperationException("The tests do not lie in the source tree.");
    }
}

public sealed class StudioOnSqlite(ProductServer<SqliteTestDatabase> server) : StudioContract<SqliteTestDatabase>(server), IClassFixture<ProductServer<SqliteTestDatabase>>;

public sealed class StudioOnPostgreSql(ProductServer<PostgreSqlTestDatabase> server) : StudioContract<PostgreSqlTestDatabase>(server), IClassFixture<ProductServer<PostgreSqlTestDatabase>>;
