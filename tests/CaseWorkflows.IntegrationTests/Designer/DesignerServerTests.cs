using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Web.Designer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>What the designer relies on and no database decides: its files, its pages, its palette, who may do what, live updates.</summary>
public sealed class DesignerServerTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    private static readonly string[] DescriptorFacts =
    [
        "count:n", "items[].typeName:s", "items[].namespace:s", "items[].name:s", "items[].version:n", "items[].category:s", "items[].displayName:s", "items[].description:s", "items[].kind:s", "items[].isBrowsable:b", "items[].isContainer:b",
        "items[].isStart:b", "items[].isTerminal:b", "items[].runAsynchronously:b", "items[].customProperties:o", "items[].constructionProperties:o", "items[].ports[].name:s", "items[].ports[].displayName:s", "items[].ports[].type:s",
        "items[].inputs[].name:s", "items[].inputs[].typeName:s", "items[].inputs[].displayName:s", "items[].inputs[].description:s", "items[].inputs[].uiHint:s", "items[].inputs[].isWrapped:b", "items[].inputs[].isBrowsable:b",
        "items[].outputs[].name:s", "items[].outputs[].typeName:s", "items[].outputs[].displayName:s", "items[].outputs[].isBrowsable:b",
    ];

    [Fact]
    public async Task The_palette_describes_every_activity_that_the_engine_runs()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var answer = await admin.GetAsync("/descriptors/activities?Refresh=True");
        Shape.MustHave(answer.Json, DescriptorFacts);
        var items = answer.Json["items"]!.AsArray();
        var described = items.Select(x => ((string)x!["typeName"]!, (int)x["version"]!)).ToList();
        Assert.Equal(described.Count, described.Distinct().Count());
        var catalog = server.App.Services.GetRequiredService<ActivityCatalog>();
        Assert.Empty(catalog.Descriptions.Select(x => (x.TypeName, x.Version)).Except(described));
        Assert.Contains(described, x => x.Item1 == "Elsa.NotFoundActivity");
        // The designer breaks off on these: a height that is no number, a choice that is no text.
        foreach (var input in items.SelectMany(x => x!["inputs"]!.AsArray()))
        {
            if (input!["uiSpecifications"]?["code-editor"]?["editorHeight"] is { } height) Assert.True(int.TryParse(height.ToJsonString(), out _));
            if (input["uiSpecifications"]?["dropdown"] is { } list) Shape.MustHave(list, "selectList.items[].text:s", "selectList.items[].value:s", "selectList.isFlagsEnum:b");
            Assert.True((string?)input["uiHint"] != "dropdown" || input["uiSpecifications"]?["dropdown"] is not null, input.ToJsonString());
        }
        var task = items.Single(x => (string?)x!["typeName"] == "CaseWorkflows.HumanTask")!;
        Assert.Equal("人工任务", (string?)task["displayName"]);
        Assert.Contains(Choices(task, "Role"), x => x == ("受理员 (intake-clerk)", "intake-clerk"));
        Assert.Contains(Choices(task, "Clock"), x => x.Value == "legal-aid.review");
        Assert.Contains(Choices(task, "Form"), x => x.Value == "registration");
        Assert.Equal([], task["inputs"]!.AsArray().Single(x => (string?)x!["name"] == "Outcomes")!["uiSpecifications"]!["DynamicOutcomesOptions"]!["fixedOutcomes"]!.AsArray().Select(x => (string)x!));
        Assert.Equal(["True", "False"], Ports(items, "Elsa.FlowDecision"));
        Assert.Equal(["Done"], Ports(items, "CaseWorkflows.SetStage"));
        Assert.Empty(Ports(items, "Elsa.End"));
        var options = (await admin.PostAsync("/descriptors/activities/CaseWorkflows.HumanTask/options/Role", new JsonObject { ["context"] = new JsonObject() })).Json;
        Shape.MustHave(options, "items.dropdown.selectList.items[].text:s", "items.dropdown.selectList.items[].value:s");
        // With it the designer would ask for the choices again and again.
        Assert.DoesNotContain("Refresh", options.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_other_list_has_the_fields_that_its_editor_reads()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        foreach (var (path, facts) in new (string, string[])[]
        {
            ("/features/installed", ["count:n", "items[].name:s", "items[].namespace:s", "items[].fullName:s"]),
            ("/descriptors/expression-descriptors", ["count:n", "items[].type:s", "items[].displayName:s", "items[].isSerializable:b", "items[].isBrowsable:b", "items[].properties:o"]),
            ("/descriptors/variables", ["items[].typeName:s", "items[].displayName:s", "items[].category:s", "items[].description:s"]),
            ("/descriptors/storage-drivers", ["items[].typeName:s", "items[].displayName:s", "items[].priority:n", "items[].deprecated:b"]),
            ("/descriptors/incident-strategies", ["count:n", "items[].typeName:s", "items[].displayName:s", "items[].description:s"]),
            ("/descriptors/log-persistence-strategies", ["count:n", "items[].typeName:s", "items[].displayName:s", "items[].description:s"]),
            ("/descriptors/workflow-activation-strategies", ["count:n", "items[].typeName:s", "items[].displayName:s", "items[].description:s"]),
            ("/descriptors/commit-strategies/workflows", ["count:n", "items[].name:s", "items[].displayName:s", "items[].description:s"]),
            ("/descriptors/commit-strategies/activities", ["count:n", "items[].name:s", "items[].displayName:s", "items[].description:s"]),
            ("/descriptors/output-converters?sourceType=String&destinationType=String", ["items:a"]),
            ("/workflow-definitions/query/count", ["count:n"]),
            ("/workflow-definitions/legal-aid/consumers", ["consumingWorkflowDefinitionIds:a"]),
            ("/workflow-definitions/legal-aid/versions", ["items[].id:s", "count:n"]),
        })
        {
            var answer = await admin.GetAsync(path);
            Assert.True(answer.Status == 200, $"{path}: {answer.Text}");
            Shape.MustHave(answer.Json, facts);
        }
        var types = (await admin.GetAsync("/descriptors/variables")).Json["items"]!.AsArray().Select(x => (string)x!["typeName"]!).ToList();
        Assert.Equal(types.Count, types.Distinct().Count());
        var id = (string)(await admin.GetAsync("/workflow-definitions/by-definition-id/legal-aid?versionOptions=Latest")).Json["id"]!;
        Shape.MustHave((await admin.GetAsync($"/workflow-definitions/many-by-id?ids={id}")).Json, "items[].root:o", "count:n");
        Shape.MustHave((await admin.GetAsync($"/workflow-definitions/subgraph/{id}")).Json, "activity:o", "nodeId:s", "children[].nodeId:s", "children[].port:s", "children[].activity:o");
        Shape.MustHave((await admin.GetAsync($"/workflow-definitions/subgraph/segments/{id}?childNodeId=Workflow1:legal-aid-flow:start")).Json, "childNode.nodeId:s", "container.nodeId:s", "pathSegments[].activityId:s");
    }

    [Fact]
    public async Task Texts_follow_the_language_that_a_program_asks_for()
    {
        var client = await server.AsAsync("admin");
        client.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        var items = (await new StudioClient(client).GetAsync("/descriptors/activities")).Json["items"]!.AsArray();
        Assert.Equal("Human task", (string?)items.Single(x => (string?)x!["typeName"] == "CaseWorkflows.HumanTask")!["displayName"], ignoreCase: true);
    }

    [Fact]
    public async Task Supervisors_look_and_administrators_draw_and_nobody_else_comes_in()
    {
        var supervisor = new StudioClient(await server.AsAsync("cheng.wei"));
        var seen = (await supervisor.GetAsync("/workflow-definitions/by-definition-id/legal-aid?versionOptions=Latest")).Json;
        Assert.DoesNotContain(seen["links"]!.AsArray(), x => (string?)x!["rel"] == "publish");
        Assert.DoesNotContain((await supervisor.GetAsync("/workflow-definitions")).Json["links"]!.AsArray(), x => (string?)x!["rel"] == "bulk-publish");
        (await supervisor.PostAsync("/workflow-definitions", DrawnFlow.Request(DrawnFlow.New("x")))).MustBeRefused(403, "request.forbidden");
        (await supervisor.PostAsync("/workflow-definitions/legal-aid/retract")).MustBeRefused(403, "request.forbidden");
        (await supervisor.PostAsync("/workflow-definitions/legal-aid/execute")).MustBeRefused(403, "request.forbidden");
        (await new StudioClient(await server.AsAsync("zhou.min")).GetAsync("/descriptors/activities")).MustBeRefused(403, "request.forbidden");
        (await new StudioClient(server.Anonymous()).GetAsync("/descriptors/activities")).MustBeRefused(401, "request.not-signed-in");
        (await new StudioClient(await server.AsAsync("admin")).GetAsync("/no/such/thing")).MustBeRefused(404, "request.not-found");
        using var page = await (await server.AsAsync("zhou.min")).Http.GetAsync("/designer/");
        Assert.Equal("/denied", page.Headers.Location?.OriginalString);
        using var stranger = await server.Anonymous().Http.GetAsync("/designer/_framework/dotnet.js");
        Assert.Equal(HttpStatusCode.Redirect, stranger.StatusCode);
    }

    [Fact]
    public async Task Programs_sign_in_as_at_an_Elsa_server()
    {
        var nobody = new StudioClient(server.Anonymous());
        var good = (await nobody.PostAsync("/identity/login", new JsonObject { ["username"] = "admin", ["password"] = ProductServer<SqliteTestDatabase>.Password })).Json;
        Assert.True((bool)good["isAuthenticated"]!);
        var client = server.Anonymous();
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)good["accessToken"]!);
        Assert.Equal(200, (await new StudioClient(client).GetAsync("/features/installed")).Status);
        (await nobody.PostAsync("/identity/login", new JsonObject { ["username"] = "admin", ["password"] = "wrong" })).MustBeRefused(401, "sign-in.failed");
        (await nobody.PostAsync("/identity/login", new JsonObject { ["username"] = "nobody.at.all", ["password"] = "wrong" })).MustBeRefused(401, "sign-in.failed");
    }

    [Fact]
    public async Task Files_come_compressed_as_they_are_with_their_types_and_may_be_kept()
    {
        var http = (await server.AsAsync("admin")).Http;
        var name = (await Framework(http)).First(x => x.EndsWith(".wasm", StringComparison.Ordinal));
        var plain = await BytesAsync(http, $"/designer/_framework/{name}", null, "application/wasm", null);
        var gzip = await BytesAsync(http, $"/designer/_framework/{name}", "gzip", "application/wasm", "gzip");
        var brotli = await BytesAsync(http, $"/designer/_framework/{name}", "gzip, deflate, br", "application/wasm", "br");
        Assert.True(gzip.Bytes.Length < plain.Bytes.Length && brotli.Bytes.Length < gzip.Bytes.Length);
        Assert.Equal(plain.Bytes, Unpack(new GZipStream(new MemoryStream(gzip.Bytes), CompressionMode.Decompress)));
        Assert.Equal(plain.Bytes, Unpack(new BrotliStream(new MemoryStream(brotli.Bytes), CompressionMode.Decompress)));
        Assert.Equal(3, new[] { plain.Tag, gzip.Tag, brotli.Tag }.Distinct().Count());
        Assert.Contains("immutable", plain.Cache, StringComparison.Ordinal);
        Assert.DoesNotContain("immutable", (await BytesAsync(http, "/designer/_framework/blazor.webassembly.js", null, "text/javascript", null)).Cache, StringComparison.Ordinal);
        foreach (var path in new[] { "/designer/", $"/designer/_framework/{name}", "/designer/appsettings.json" })
        {
            using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync()).Length));
        }
        await BytesAsync(http, "/designer/Elsa.Studio.Host.CustomElements.styles.css", null, "text/css", null);
        await BytesAsync(http, "/designer/appsettings.json", null, "application/json", null);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/designer/_framework/{name}");
        again.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(plain.Tag));
        using var unchanged = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        foreach (var outside in new[] { "/designer/..%2fCaseWorkflows.Web.dll", "/designer/%2e%2e/appsettings.json", "/designer/_framework/..%5c..%5cappsettings.json", "/designer/no-such-file.js" })
        {
            using var response = await http.GetAsync(outside);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_page_lets_WebAssembly_run_and_nothing_from_elsewhere()
    {
        var http = (await server.AsAsync("admin")).Http;
        using var page = await http.GetAsync("/designer/workflows/definitions/legal-aid/edit");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("'wasm-unsafe-eval'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy.Replace("ws://", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("<base href=\"/designer/\">", html, StringComparison.Ordinal);
        Assert.Contains("definition-id=\"legal-aid\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("//", html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        using var hostile = await http.GetAsync("/designer/workflows/definitions/%22%3E%3Cscript%3Ealert(1)%3C/edit");
        Assert.DoesNotContain("<script>alert", await hostile.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_package_there_is_no_designer()
    {
        var package = new DesignerPackage(Path.Combine(AppContext.BaseDirectory, "no-such-folder"));
        Assert.False(package.IsThere);
        Assert.Null(package.Send("index.html", new DefaultHttpContext()));
        Assert.True(new DesignerPackage(Path.Combine(AppContext.BaseDirectory, "designer")).IsThere);
    }

    [Fact]
    public async Task Whoever_looks_at_a_case_is_told_when_it_goes_on()
    {
        var service = await FailingFlow.PublishAsync(server.App.Services);
        var opened = await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case(service, "郭老太"));
        var id = (string)opened.Json["caseId"]!;
        var token = (string)(await new StudioClient(server.Anonymous()).PostAsync("/identity/login", new JsonObject { ["username"] = "admin", ["password"] = ProductServer<SqliteTestDatabase>.Password })).Json["accessToken"]!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/elsa/hubs/workflow-instance?access_token={Uri.EscapeDataString(token)}"), limit.Token);
        await SayAsync(socket, """{"protocol":"json","version":1}""", limit.Token);
        await SayAsync(socket, $$"""{"type":1,"invocationId":"1","target":"ObserveInstanceAsync","arguments":["{{id}}"]}""", limit.Token);
        var heard = await HearAsync(socket, "\"invocationId\":\"1\"", limit.Token);
        Assert.DoesNotContain("error", heard.Replace("{}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var reviewer = await server.AsAsync("xu.lei");
        var task = (await reviewer.GetAsync($"/api/cases/{id}")).Json["tasks"]![0]!["id"];
        await reviewer.PostAsync($"/api/cases/{id}/tasks/{task}/claim");
        Assert.Contains(id, await HearAsync(socket, "WorkflowInstanceUpdatedAsync", limit.Token), StringComparison.Ordinal);
        using var nobody = await server.Anonymous().Http.PostAsync("/elsa/hubs/workflow-instance/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    private static async Task SayAsync(ClientWebSocket socket, string text, CancellationToken cancelled) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text + '\u001e'), WebSocketMessageType.Text, true, cancelled);

    private static async Task<string> HearAsync(ClientWebSocket socket, string word, CancellationToken cancelled)
    {
        var heard = new StringBuilder();
        var buffer = new byte[16384];
        while (!heard.ToString().Contains(word, StringComparison.Ordinal))
        {
            var part = await socket.ReceiveAsync(buffer, cancelled);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            heard.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }
        return heard.ToString();
    }

    private static async Task<IReadOnlyList<string>> Framework(HttpClient http)
    {
        var loader = Encoding.UTF8.GetString((await BytesAsync(http, "/designer/_framework/dotnet.js", null, "text/javascript", null)).Bytes);
        return [.. System.Text.RegularExpressions.Regex.Matches(loader, "\"([A-Za-z.]+\\.[a-z0-9]{10}\\.wasm)\"").Select(x => x.Groups[1].Value).Where(x => x.StartsWith("Elsa.Api.Client", StringComparison.Ordinal))];
    }

    private static async Task<(byte[] Bytes, string Cache, string Tag)> BytesAsync(HttpClient http, string path, string? accepts, string type, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepts is not null) request.Headers.AcceptEncoding.ParseAdd(accepts);
        using var response = await http.SendAsync(request);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        return (await response.Content.ReadAsByteArrayAsync(), response.Headers.CacheControl?.ToString() ?? "", response.Headers.ETag?.ToString() ?? "");
    }

    private static byte[] Unpack(Stream packed)
    {
        using (packed)
        {
            using var plain = new MemoryStream();
            packed.CopyTo(plain);
            return plain.ToArray();
        }
    }

    private static IEnumerable<(string Text, string Value)> Choices(JsonNode activity, string input) =>
        activity["inputs"]!.AsArray().Single(x => (string?)x!["name"] == input)!["uiSpecifications"]!["dropdown"]!["selectList"]!["items"]!.AsArray().Select(x => ((string)x!["text"]!, (string)x["value"]!));

    private static IEnumerable<string> Ports(JsonArray items, string type) => items.Single(x => (string?)x!["typeName"] == type)!["ports"]!.AsArray().Select(x => (string)x!["name"]!);
}
