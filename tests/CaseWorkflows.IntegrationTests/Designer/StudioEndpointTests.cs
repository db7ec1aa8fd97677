using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Web.Designer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>Each address that the designer calls, as it was recorded: who may call it, and what answers what is unknown, wrong or too much.</summary>
public sealed partial class StudioEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    // These are asked by POST and change nothing.
    private static readonly string[] Questions =
    [
        "/descriptors/activities/{type}/options/{input}", "/workflow-instances", "/workflow-instances/{id}/journal", "/activity-executions/report", "/bulk-actions/export/workflow-definitions",
        "/scripting/javascript/type-definitions/{definitionId}",
    ];

    private static readonly string[] Recorded =
    [
        "GET /activity-execution-summaries/list", "GET /activity-executions/by-id", "GET /activity-executions/list", "POST /activity-executions/report", "GET /activity-executions/{id}/call-stack",
        "POST /bulk-actions/export/workflow-definitions", "POST /bulk-actions/publish/workflow-definitions/by-definition-ids", "POST /bulk-actions/retract/workflow-definitions/by-definition-ids",
        "POST /bulk-actions/delete/workflow-definitions/by-definition-id", "POST /bulk-actions/delete/workflow-definitions/by-id", "GET /descriptors/activities",
        "POST /descriptors/activities/{type}/options/{input}", "GET /descriptors/commit-strategies/activities", "GET /descriptors/commit-strategies/workflows", "GET /descriptors/expression-descriptors",
        "GET /descriptors/incident-strategies", "GET /descriptors/log-persistence-strategies", "GET /descriptors/output-converters", "GET /descriptors/storage-drivers", "GET /descriptors/variables",
        "GET /descriptors/workflow-activation-strategies", "GET /features/installed", "POST /scripting/javascript/type-definitions/{definitionId}", "POST /tests/activities", "GET /workflow-definitions",
        "POST /workflow-definitions", "GET /workflow-definitions/by-definition-id/{definitionId}", "GET /workflow-definitions/by-id/{id}", "GET /workflow-definitions/many-by-id",
        "GET /workflow-definitions/query/count", "GET /workflow-definitions/subgraph/{id}", "GET /workflow-definitions/subgraph/segments/{id}", "GET /workflow-definitions/{definitionId}/consumers",
        "POST /workflow-definitions/import", "GET /workflow-definitions/validation/is-name-unique", "DELETE /workflow-definitions/{definitionId}", "DELETE /workflow-definition-versions/{id}",
        "POST /workflow-definitions/{definitionId}/execute", "GET /workflow-definitions/{definitionId}/export", "POST /workflow-definitions/{definitionId}/publish", "POST /workflow-definitions/{definitionId}/retract",
        "POST /workflow-definitions/{definitionId}/revert/{version:int}", "POST /workflow-instances", "GET /workflow-instances/{id}", "GET /workflow-instances/{id}/execution-state", "POST /workflow-instances/{id}/journal",
        "GET /workflow-instances/{id}/variables", "POST /cancel/workflow-instances/{id}", "DELETE /workflow-instances/{id}", "GET /workflow-instances/{id}/export",
    ];

    [Fact]
    public async Task Every_recorded_address_is_there_and_closed_to_strangers_and_every_change_to_those_who_only_look()
    {
        var addresses = Addresses();
        Assert.Empty(Recorded.Except(addresses.Select(x => $"{x.Method} {x.Path}")));
        var (nobody, clerk, supervisor) = (server.Anonymous(), await server.AsAsync("zhou.min"), await server.AsAsync("cheng.wei"));
        foreach (var (method, path) in addresses.Where(x => x.Path != "/identity/login"))
        {
            Assert.True(await StatusAsync(nobody, method, path) == 401, $"{method} {path} is open to strangers.");
            Assert.True(await StatusAsync(clerk, method, path) == 403, $"{method} {path} is open to clerks.");
            if (method == "GET" || Questions.Contains(path)) Assert.True(await StatusAsync(supervisor, method, path) != 403, $"{method} {path} is closed to supervisors.");
            // 409: what nobody may do here, whoever asks.
            else Assert.True(await StatusAsync(supervisor, method, path) is 403 or 409, $"{method} {path} is open to supervisors.");
        }
    }

    [Fact]
    public async Task Every_description_is_complete_in_both_languages()
    {
        var (zh, en) = (await ItemsAsync("zh-CN"), await ItemsAsync("en"));
        Assert.Equal(zh.Select(Key), en.Select(Key));
        foreach (var (chinese, english) in zh.Zip(en))
        {
            foreach (var (where, one, other) in Texts(chinese).Zip(Texts(english), (x, y) => (x.Where, x.Text, y.Text)))
            {
                Assert.True(one.Length > 0 && other.Length > 0, $"{where} has no text.");
                Assert.False(Chinese().IsMatch(other) && !where.Contains("option", StringComparison.Ordinal), $"{where}: “{other}” is not English.");
            }
            // Names of the product's own activities and of their fields are words of the trade in both languages.
            if (Key(chinese).StartsWith("CaseWorkflows.", StringComparison.Ordinal))
                Assert.True(Chinese().IsMatch((string)chinese["displayName"]!) && (string?)chinese["displayName"] != (string?)english["displayName"], Key(chinese));
        }
        var types = (await ClientAsync("en")).GetAsync("/descriptors/variables");
        Assert.DoesNotMatch(Chinese(), (await types).Text);
    }

    [Fact]
    public async Task What_a_field_chooses_from_is_a_list_of_what_the_installation_has()
    {
        var pickers = server.App.Services.GetRequiredService<PickerLists>();
        var library = pickers.Of("regions")!.Select(x => x.Key);
        Assert.Equal(["chenzhou", "default", "ezhou", "guangyuan", "huaibei"], library);
        foreach (var (list, key) in new[] { ("roles", "reviewer"), ("clocks", "legal-aid.review"), ("forms", "registration"), ("documents", "decision-grant"), ("stages", "review"), ("services", "mediation"), ("offices", "420700") })
            Assert.Contains(pickers.Of(list)!, x => x.Key == key && x.Text.Zh.Length > 0 && x.Text.En.Length > 0);
        Assert.Null(pickers.Of("no-such-list"));
        var admin = await ClientAsync("zh-CN");
        var catalog = server.App.Services.GetRequiredService<ActivityCatalog>();
        var offered = 0;
        foreach (var activity in catalog.Descriptions)
            foreach (var input in activity.Inputs.Where(x => x.Picker is not null))
            {
                var items = (await admin.PostAsync($"/descriptors/activities/{activity.TypeName}/options/{input.Name}", new JsonObject { ["context"] = new JsonObject() })).Json["items"]!["dropdown"]!["selectList"]!["items"]!.AsArray();
                Assert.Empty(pickers.Of(input.Picker!)!.Select(x => x.Key).Except(items.Select(x => (string)x!["value"]!)));
                offered++;
            }
        Assert.True(offered > 8, $"{offered} fields choose from a list.");
        Assert.Empty((await admin.PostAsync("/descriptors/activities/No.Such/options/Nothing")).Json["items"]!.AsObject());
    }

    [Fact]
    public async Task Kinds_of_expressions_and_stores_of_values_are_those_that_the_engine_runs()
    {
        var admin = await ClientAsync("zh-CN");
        var kinds = (await admin.GetAsync("/descriptors/expression-descriptors")).Json["items"]!.AsArray();
        Assert.Equal(["Literal", "Object", "Variable", "Input", "JavaScript", "Liquid"], kinds.Select(x => (string)x!["type"]!));
        Assert.Equal(["Variable", "Input", "JavaScript"], kinds.Where(x => (bool)x!["isBrowsable"]!).Select(x => (string)x!["type"]!));
        Assert.Equal("javascript", (string?)kinds.Single(x => (string?)x!["type"] == "JavaScript")!["properties"]!["MonacoLanguage"]);
        var stores = (await admin.GetAsync("/descriptors/storage-drivers")).Json["items"]!.AsArray();
        Assert.Single(stores, x => !(bool)x!["deprecated"]!);
        Assert.Equal("Elsa.RealTimeWorkflowUpdates", (string?)Assert.Single((await admin.GetAsync("/features/installed")).Json["items"]!.AsArray())!["fullName"]);
    }

    [Theory]
    [InlineData("GET", "/workflow-definitions/by-definition-id/nothing?versionOptions=Latest")]
    [InlineData("GET", "/workflow-definitions/by-definition-id/legal-aid?versionOptions=Draft")]
    [InlineData("GET", "/workflow-definitions/by-id/legal-aid@99")]
    [InlineData("GET", "/workflow-definitions/by-id/@")]
    [InlineData("GET", "/workflow-definitions/by-id/legal-aid")]
    [InlineData("GET", "/workflow-definitions/nothing/export")]
    [InlineData("GET", "/workflow-definitions/legal-aid/export?versionOptions=99")]
    [InlineData("GET", "/workflow-definitions/legal-aid/export?versionOptions=Some")]
    [InlineData("GET", "/workflow-definitions/subgraph/legal-aid@2?parentNodeId=Workflow1:nothing")]
    [InlineData("GET", "/workflow-definitions/subgraph/segments/legal-aid@2")]
    [InlineData("POST", "/workflow-definitions/nothing/publish")]
    [InlineData("POST", "/workflow-definitions/nothing/retract")]
    [InlineData("POST", "/workflow-definitions/nothing/execute")]
    [InlineData("POST", "/workflow-definitions/legal-aid/revert/99")]
    [InlineData("POST", "/scripting/javascript/type-definitions/nothing")]
    [InlineData("POST", "/tests/activities")]
    [InlineData("DELETE", "/workflow-definitions/nothing")]
    [InlineData("DELETE", "/workflow-definition-versions/nothing@1")]
    [InlineData("GET", "/workflow-instances/nothing")]
    [InlineData("GET", "/workflow-instances/0193d3a0-0000-7000-8000-000000000000")]
    [InlineData("POST", "/workflow-instances/0193d3a0-0000-7000-8000-000000000000/journal")]
    [InlineData("GET", "/workflow-instances/trial-000000000000/variables")]
    [InlineData("GET", "/workflow-instances/nothing/execution-state")]
    [InlineData("POST", "/activity-executions/report")]
    [InlineData("GET", "/activity-executions/list")]
    [InlineData("GET", "/activity-execution-summaries/list?WorkflowInstanceId=nothing")]
    [InlineData("GET", "/activity-executions/by-id?id=nothing")]
    [InlineData("GET", "/activity-executions/by-id")]
    [InlineData("GET", "/activity-executions/nothing/call-stack")]
    public async Task What_is_not_there_is_said_in_the_designers_own_form(string method, string path) =>
        (await (await ClientAsync("zh-CN")).SendAsync(new HttpMethod(method), path, method == "POST" ? new JsonObject() : null)).MustBeRefused(404, "request.not-found");

    [Theory]
    [InlineData("/workflow-definitions", "{}")]
    [InlineData("/workflow-definitions", """{"model":5}""")]
    [InlineData("/workflow-definitions", """{"model":{"definitionId":"../x","name":"x","root":{}}}""")]
    [InlineData("/workflow-definitions", """{"model":{"name":" ","root":{"id":"a","type":"Elsa.Flowchart"}}}""")]
    [InlineData("/workflow-definitions", """{"model":{"name":"x","root":{"id":"a","type":"Elsa.Flowchart","activities":[{"type":5}]}}}""")]
    [InlineData("/workflow-definitions/import", """{"name":"x"}""")]
    [InlineData("/workflow-definitions/import", """{"name":"x","root":{"id":"a","type":"Elsa.Flowchart","activities":{"a":1}}}""")]
    [InlineData("/workflow-definitions", "[")]
    [InlineData("/workflow-definitions", "")]
    public async Task What_can_not_be_kept_is_refused_and_the_designer_lives_on(string path, string body)
    {
        var client = await server.AsAsync("admin");
        using var response = await client.Http.PostAsync("/elsa/api" + path, new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode} {text}");
        Shape.MustHave(JsonNode.Parse(text), "statusCode:n", "message:s", "errors:o");
    }

    [Fact]
    public async Task A_flow_is_duplicated_as_the_designer_does_it_and_the_original_stays()
    {
        var admin = await ClientAsync("zh-CN");
        var before = (await admin.GetAsync("/workflow-definitions/legal-aid/export")).Text;
        var copy = (await admin.GetAsync("/workflow-definitions/by-definition-id/legal-aid?versionOptions=Latest")).Json;
        copy["id"] = copy["definitionId"] = null;
        copy["name"] = $"副本 {Guid.NewGuid():N}";
        copy["version"] = 1;
        copy["isPublished"] = false;
        var saved = await admin.SaveAsync(copy);
        Assert.NotEqual("legal-aid", (string?)saved["definitionId"]);
        Assert.Equal((1, false), ((int)saved["version"]!, (bool)saved["isPublished"]!));
        var form = Engine.Definitions.WorkflowDefinition.Parse((await admin.GetAsync($"/workflow-definitions/{saved["definitionId"]}/export")).Text).SemanticForm();
        Assert.True(JsonNode.DeepEquals(Engine.Definitions.WorkflowDefinition.Parse(before).SemanticForm(), form));
        Assert.Equal(before, (await admin.GetAsync("/workflow-definitions/legal-aid/export")).Text);
        Assert.Equal(204, (await admin.SendAsync(HttpMethod.Delete, $"/workflow-definitions/{saved["definitionId"]}")).Status);
    }

    [Fact]
    public async Task Files_are_read_in_together_or_not_at_all_and_packed_together()
    {
        var client = await server.AsAsync("admin");
        var admin = new StudioClient(client);
        var (one, other) = ($"file-{Guid.NewGuid():N}", $"file-{Guid.NewGuid():N}");
        Assert.Equal(400, await UploadAsync(client, (one + ".json", Document(one)), ("broken.json", "{")));
        Assert.Equal(400, await UploadAsync(client, (one + ".json", Document(one)), ("nameless.json", Document(other).Replace("\"name\":", "\"title\":", StringComparison.Ordinal))));
        Assert.Equal(400, await UploadAsync(client, (one + ".json", Document(one)), ("again.json", Document(one))));
        // Half a character, and levels that the answer could not be wrapped in.
        Assert.Equal(400, await UploadAsync(client, (one + ".json", Document(one)), ("half.json", Document(other).Replace("\"读入\"", "\"\\ud800\"", StringComparison.Ordinal))));
        Assert.Equal(400, await UploadAsync(client, (one + ".json", Document(one)), ("deep.json", Document(other).Replace("\"version\":1,\"root\"", $"\"options\":{string.Concat(Enumerable.Repeat("{\"a\":", 60))}1{new string('}', 60)},\"root\"", StringComparison.Ordinal))));
        Assert.Equal(404, (await admin.GetAsync($"/workflow-definitions/by-definition-id/{one}")).Status);
        Assert.Equal(200, await UploadAsync(client, (one + ".json", Document(one)), (other + ".json", Document(other))));
        var ids = new JsonArray();
        foreach (var id in new[] { one, other }) ids.Add((string)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}")).Json["id"]!);
        using var packed = await client.Http.PostAsync("/elsa/api/bulk-actions/export/workflow-definitions", new StringContent(new JsonObject { ["ids"] = ids.DeepClone() }.ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal("workflow-definitions.zip", packed.Content.Headers.ContentDisposition?.FileName);
        using (var zip = new ZipArchive(await packed.Content.ReadAsStreamAsync()))
        {
            Assert.Equal(new[] { $"{one}-v1.json", $"{other}-v1.json" }.Order(StringComparer.Ordinal), zip.Entries.Select(x => x.FullName).Order(StringComparer.Ordinal));
            using var reader = new StreamReader(zip.GetEntry($"{one}-v1.json")!.Open());
            Assert.Equal((await admin.GetAsync($"/workflow-definitions/{one}/export")).Text, await reader.ReadToEndAsync());
        }
        // Into a flow of another id: the editor's own import.
        Assert.Equal(one, (string?)(await admin.SendAsync(HttpMethod.Put, $"/workflow-definitions/{one}/import", JsonNode.Parse(Document(other).Replace("读入", "再读入", StringComparison.Ordinal)))).Json["definitionId"]);
        Assert.Equal("再读入", (string?)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{one}")).Json["name"]);
        Assert.Equal(2, (int)(await admin.PostAsync("/bulk-actions/delete/workflow-definitions/by-id", new JsonObject
        {
            ["ids"] = new JsonArray((string)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{one}")).Json["id"]!, (string)ids[1]!, "nothing", "nothing@1"),
        })).Json["deleted"]!);
        Assert.Equal(0, (int)(await admin.PostAsync("/bulk-actions/delete/workflow-definitions/by-definition-id", new JsonObject { ["definitionIds"] = new JsonArray("nothing") })).Json["deleted"]!);
    }

    [Theory]
    [InlineData("cheng.wei", true)]
    [InlineData("cz.approver", false)]
    [InlineData("zhou.min", false)]
    public async Task The_hub_tells_of_cases_of_ones_own_offices_alone(string user, bool mayLook)
    {
        var service = await FailingFlow.PublishAsync(server.App.Services);
        var id = (string)(await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case(service, "冯奶奶"))).Json["caseId"]!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", (await server.AsAsync(user)).Http.DefaultRequestHeaders.Authorization!.ToString());
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/elsa/hubs/workflow-instance"), limit.Token);
        foreach (var said in new[] { """{"protocol":"json","version":1}""", $$"""{"type":1,"invocationId":"1","target":"ObserveInstanceAsync","arguments":["{{id}}"]}""" })
            await socket.SendAsync(Encoding.UTF8.GetBytes(said + '\u001e'), WebSocketMessageType.Text, true, limit.Token);
        var heard = new StringBuilder();
        var buffer = new byte[8192];
        while (!heard.ToString().Contains("\"invocationId\":\"1\"", StringComparison.Ordinal))
            heard.Append(Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, limit.Token)).Count));
        Assert.Equal(mayLook, !heard.ToString().Contains("\"error\"", StringComparison.Ordinal));
        Assert.DoesNotContain("冯奶奶", heard.ToString(), StringComparison.Ordinal);
    }

    private static string Document(string id) => new JsonObject
    {
        ["definitionId"] = id,
        ["name"] = "读入",
        ["version"] = 1,
        ["root"] = new JsonObject { ["id"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = new JsonArray(DrawnFlow.Dropped("end", "Elsa.End")), ["connections"] = new JsonArray() },
    }.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static async Task<int> UploadAsync(ApiClient client, params (string Name, string Text)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, text) in files) form.Add(new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json")), "files", name);
        using var response = await client.Http.PostAsync("/elsa/api/workflow-definitions/import-files", form);
        return (int)response.StatusCode;
    }

    private List<(string Method, string Path)> Addresses() =>
        [.. from endpoint in server.App.Services.GetServices<EndpointDataSource>().SelectMany(x => x.Endpoints).OfType<RouteEndpoint>()
            let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
            where path.StartsWith("/elsa/api/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
            select (method, path["/elsa/api".Length..])];

    private static async Task<int> StatusAsync(ApiClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/elsa/api" + Place().Replace(path, x => x.Value.Contains(":int", StringComparison.Ordinal) ? "1" : "nothing"));
        if (method is "POST" or "PUT") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<StudioClient> ClientAsync(string language)
    {
        var client = await server.AsAsync("admin");
        client.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return new StudioClient(client);
    }

    private async Task<List<JsonNode>> ItemsAsync(string language) => [.. (await (await ClientAsync(language)).GetAsync("/descriptors/activities")).Json["items"]!.AsArray().Select(x => x!)];

    private static string Key(JsonNode activity) => $"{activity["typeName"]} v{activity["version"]}";

    private static IEnumerable<(string Where, string Text)> Texts(JsonNode activity)
    {
        foreach (var field in new[] { "category", "displayName", "description" }) yield return ($"{Key(activity)} {field}", activity[field]?.ToString() ?? "");
        foreach (var part in new[] { "inputs", "outputs", "ports" })
            foreach (var item in activity[part]!.AsArray().Where(x => (bool)x!["isBrowsable"]!))
            {
                yield return ($"{Key(activity)} {part} {item!["name"]}", item["displayName"]?.ToString() ?? "");
                if (part == "inputs") yield return ($"{Key(activity)} {part} {item["name"]} description", item["description"]?.ToString() ?? "");
                foreach (var option in item["uiSpecifications"]?["dropdown"]?["selectList"]?["items"]?.AsArray() ?? []) yield return ($"{Key(activity)} {part} {item["name"]} option {option!["value"]}", option["text"]?.ToString() ?? "");
            }
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
