using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Designer;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>Bodies that a careless program or a hostile hand sends to the designer's server: each is refused with the field, and a refusal changes nothing.</summary>
public abstract partial class BodyFuzzContract<TDatabase>(ProductServer<TDatabase> server) where TDatabase : ITestDatabase, new()
{
    private const int Rounds = 45;

    // What a field may wrongly hold.
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1e400", "12345678901234567890", "\"\"", "\"3\"", "\" \"", "[]", "[null]", "[[]]", "[{}]", "{}", "{\"\":1}", "{\"a\":{\"b\":[1]}}", "\"\\u0000\"", "\"\\ud800\"", "\"../../x\"",
        "{\"a\":1,\"a\":2}", "\"a\\nb\"", "\"'; drop table definitions; --\"",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_body_breaks_an_address_and_none_that_is_refused_changes_anything(int seed)
    {
        var random = new Random(seed);
        var admin = await server.AsAsync("admin");
        var studio = new StudioClient(admin, "window-fuzz");
        var flow = await studio.SaveAsync(DrawnFlow.Good(await studio.CreateAsync($"模糊 {Guid.NewGuid():N}")));
        var trial = (await studio.PostAsync($"/workflow-definitions/{flow["definitionId"]}/execute")).Headers["x-elsa-workflow-instance-id"];
        var addresses = Addresses();
        Assert.True(addresses.Count > 20, string.Join(", ", addresses));
        var kept = await KeptAsync();
        foreach (var (method, path) in addresses)
        {
            var body = BodyOf(path, flow, trial)?.ToJsonString() ?? "{}";
            var paths = Places(JsonNode.Parse(body)!).ToList();
            for (var round = 0; round < Rounds; round++)
            {
                var place = paths.Count == 0 ? [] : paths[random.Next(paths.Count)];
                var odd = Odd[random.Next(Odd.Length)];
                var what = $"{string.Join('.', place)} = {odd}";
                var sent = round switch
                {
                    0 => "", 1 => "null", 2 => "[]", 3 => "5", 4 => "\"x\"", 5 => "{", 6 => Deep(70), 7 => $"{{\"model\":{Deep(60)}}}", 8 => "{\"a\":1,\"a\":2}", 9 => "\u0000",
                    // Too small to break in more than a few ways.
                    _ when paths.Count == 0 => $"{{\"x\":{odd}}}",
                    _ => Spoilt(body, place, odd),
                };
                using var request = new HttpRequestMessage(new HttpMethod(method), "/elsa/api" + Named(path, flow, trial)) { Content = new StringContent(sent, Encoding.UTF8, "application/json") };
                request.Headers.Add("X-Designer-Window", "window-fuzz");
                using var answer = await admin.Http.SendAsync(request);
                var said = await answer.Content.ReadAsStringAsync();
                Assert.True((int)answer.StatusCode < 500, $"seed {seed}: {method} {path} {(int)answer.StatusCode} {said}\n{what}\n{sent}");
                var now = await KeptAsync();
                if ((int)answer.StatusCode >= 400)
                {
                    Shape.MustHave(JsonNode.Parse(said), "statusCode:n", "message:s", "errors:o");
                    // A save that came too late is set aside: that is its refusal.
                    if ((string?)JsonNode.Parse(said)!["type"] is not ("draft.stale" or "draft.published-meanwhile")) Assert.True(now == kept, $"seed {seed}: {method} {path} was refused and changed something\n{kept}\n{now}\n{sent}");
                }
                kept = now;
            }
        }
        // What is there can still be read.
        foreach (var page in new[] { "/workflow-definitions", "/workflow-definitions?versionOptions=Latest", "/descriptors/activities" }) Assert.Equal(200, (await studio.GetAsync(page)).Status);
    }

    [Theory]
    [InlineData("/tests/activities", """{"workflowDefinitionHandle":{"definitionVersionId":"legal-aid@3"},"activityHandle":"text"}""", "activityHandle")]
    [InlineData("/tests/activities", """{"workflowDefinitionHandle":["x"]}""", "workflowDefinitionHandle")]
    [InlineData("/workflow-definitions", """{"model":{"name":"x","customProperties":["a"],"root":{"id":"a","type":"Elsa.Flowchart"}}}""", "model.customProperties")]
    [InlineData("/workflow-definitions", """{"model":{"name":"x","version":"3","root":{"id":"a","type":"Elsa.Flowchart"}}}""", "model.version")]
    [InlineData("/workflow-definitions", """{"model":{"name":"x","variables":[5],"root":{"id":"a","type":"Elsa.Flowchart"}}}""", "model.variables[0]")]
    [InlineData("/workflow-definitions", """{"model":{"name":"x","name":"y","root":{"id":"a","type":"Elsa.Flowchart"}}}""", "body")]
    [InlineData("/workflow-definitions", """{"model":{"name":"\ud800","root":{"id":"a","type":"Elsa.Flowchart"}}}""", "body")]
    [InlineData("/workflow-definitions", """{"model":null}""", "model")]
    [InlineData("/workflow-definitions", """{"model":{"name":"x","root":{"id":"a","type":"Elsa.Flowchart","activities":[],"connections":[{"source":"a","target":{}}]}}}""", "model.root.connections[0].source")]
    [InlineData("/workflow-definitions", """{"model":{"name":"x","root":{"id":"a","type":"Elsa.Flowchart","activities":[{"id":"b","type":"Elsa.If","then":{"id":"c","type":"Elsa.End","metadata":[]}}]}}}""", "model.root.activities[0].then.metadata")]
    [InlineData("/workflow-definitions", "null", "body")]
    [InlineData("/workflow-definitions", "{", "body")]
    [InlineData("/workflow-definitions/import", """{"name":5,"root":{"id":"a","type":"Elsa.Flowchart"}}""", "name")]
    [InlineData("/workflow-definitions/legal-aid/execute", """{"input":"text"}""", "input")]
    [InlineData("/bulk-actions/publish/workflow-definitions/by-definition-ids", "{}", "definitionIds")]
    [InlineData("/bulk-actions/delete/workflow-definitions/by-id", """{"ids":[1]}""", "ids[0]")]
    [InlineData("/workflow-instances", """{"page":"1"}""", "page")]
    [InlineData("/workflow-instances", """{"page":1e30}""", "page")]
    [InlineData("/workflow-instances", """{"timestampFilters":[{"column":"CreatedAt","operator":"Is","timestamp":"yesterday"}]}""", "timestampFilters[0].timestamp")]
    [InlineData("/workflow-instances", """{"timestampFilters":[{"column":"CreatedAt","operator":"Near","timestamp":"2026-01-01T00:00:00Z"}]}""", "timestampFilters[0].operator")]
    [InlineData("/workflow-instances/trial-000000000000/journal", """{"filter":[]}""", "filter")]
    [InlineData("/workflow-instances/trial-000000000000/journal?skip=x", "{}", "skip")]
    [InlineData("/activity-executions/report", """{"workflowInstanceId":{}}""", "workflowInstanceId")]
    [InlineData("/identity/login", """{"username":["admin"]}""", "username")]
    [InlineData("/identity/login", """{"username":"\u0000"}""", "username")]
    [InlineData("/workflow-instances", """{"searchTerm":"\u0000"}""", "searchTerm")]
    public async Task A_refusal_names_the_field(string path, string body, string field)
    {
        var admin = await server.AsAsync("admin");
        using var answer = await admin.Http.PostAsync("/elsa/api" + path, new StringContent(body, Encoding.UTF8, "application/json"));
        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True((int)answer.StatusCode == 400 && said["errors"]!.AsObject().ContainsKey(field), $"{answer.StatusCode} {said.ToJsonString()}");
    }

    [Fact]
    public async Task What_is_too_large_is_refused_before_it_is_read()
    {
        var admin = await server.AsAsync("admin");
        foreach (var (path, size) in new[] { ("/workflow-instances", 2), ("/tests/activities", 2), ("/workflow-definitions", 9), ("/workflow-definitions/import", 9) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/elsa/api" + path) { Content = new StringContent($"{{\"x\":\"{new string('a', size * 1024 * 1024)}\"}}", Encoding.UTF8, "application/json") };
            // The server says no before it has heard all: without this the client would still be talking.
            request.Headers.ExpectContinue = true;
            using var answer = await admin.Http.SendAsync(request);
            Assert.Equal(413, (int)answer.StatusCode);
            Shape.MustHave(JsonNode.Parse(await answer.Content.ReadAsStringAsync()), "statusCode:n", "message:s", "errors:o");
        }
    }

    // As they were recorded between the designer and a server.
    private static JsonObject? BodyOf(string path, JsonObject flow, string trial) => path switch
    {
        "/workflow-definitions" => DrawnFlow.Request(flow),
        "/workflow-definitions/import" or "/workflow-definitions/{definitionId}/import" => (JsonObject)flow.DeepClone(),
        "/bulk-actions/delete/workflow-definitions/by-id" or "/bulk-actions/export/workflow-definitions" => new JsonObject { ["ids"] = new JsonArray("nothing@1"), ["includeConsumingWorkflows"] = false },
        _ when path.StartsWith("/bulk-actions/", StringComparison.Ordinal) => new JsonObject { ["definitionIds"] = new JsonArray("nothing") },
        "/workflow-instances" => new JsonObject
        {
            ["page"] = 0, ["pageSize"] = 10, ["searchTerm"] = "", ["definitionId"] = null, ["definitionIds"] = new JsonArray("legal-aid"), ["correlationId"] = null, ["version"] = null, ["hasIncidents"] = true,
            ["isSystem"] = false, ["status"] = "Running", ["statuses"] = new JsonArray("Running"), ["subStatus"] = null, ["subStatuses"] = new JsonArray("Suspended"), ["orderBy"] = "LastExecuted",
            ["orderDirection"] = "Descending", ["timestampFilters"] = new JsonArray(new JsonObject { ["column"] = "CreatedAt", ["operator"] = "LessThanOrEqual", ["timestamp"] = "2027-01-01T00:00:00Z" }),
        },
        "/workflow-instances/{id}/journal" => new JsonObject { ["filter"] = new JsonObject { ["activityIds"] = new JsonArray("begin"), ["activityNodeIds"] = new JsonArray(), ["excludedActivityTypes"] = new JsonArray("Elsa.Flowchart"), ["eventNames"] = new JsonArray("Started") } },
        "/activity-executions/report" => new JsonObject { ["workflowInstanceId"] = trial, ["activityNodeIds"] = new JsonArray("Workflow1:8c2b481ba928bfd:begin") },
        "/tests/activities" => new JsonObject
        {
            ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = (string)flow["id"]!, ["definitionId"] = null, ["versionOptions"] = "Latest" },
            ["activityHandle"] = new JsonObject { ["activityNodeId"] = "Workflow1:8c2b481ba928bfd:confirm", ["activityId"] = null },
        },
        _ when path.EndsWith("/execute", StringComparison.Ordinal) || path.EndsWith("/dispatch", StringComparison.Ordinal) => new JsonObject { ["correlationId"] = null, ["triggerActivityId"] = null, ["versionOptions"] = "Latest", ["input"] = new JsonObject { ["scenario"] = "none" } },
        "/scripting/javascript/type-definitions/{definitionId}" => new JsonObject { ["workflowDefinitionId"] = (string)flow["definitionId"]!, ["activityTypeName"] = "Elsa.FlowDecision", ["propertyName"] = "Condition" },
        "/identity/login" => new JsonObject { ["username"] = "nobody", ["password"] = "x" },
        _ => null,
    };

    // An address of a definition leads to the one that is drawn here; publishing, taking out of force and deleting are tried on one that is not there.
    private static string Named(string path, JsonObject flow, string trial) => Place().Replace(path, x => x.Value switch
    {
        "{definitionId}" when path.EndsWith("/execute", StringComparison.Ordinal) || path.EndsWith("/import", StringComparison.Ordinal) || path.Contains("type-definitions", StringComparison.Ordinal) => (string)flow["definitionId"]!,
        "{id}" when path.StartsWith("/workflow-instances", StringComparison.Ordinal) => trial,
        "{version:int}" => "1",
        _ => "nothing",
    });

    private static IEnumerable<string[]> Places(JsonNode? node, params string[] at)
    {
        switch (node)
        {
            case JsonObject json:
                return json.SelectMany(x => Places(x.Value, [.. at, x.Key]).Prepend([.. at, x.Key]));
            case JsonArray list:
                return list.SelectMany((x, i) => Places(x, [.. at, i.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Prepend([.. at, i.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
            default:
                return [];
        }
    }

    private static string Spoilt(string body, string[] path, string odd)
    {
        const string mark = "\"@spoilt@\"";
        var root = JsonNode.Parse(body)!;
        var node = root;
        foreach (var part in path[..^1]) node = node is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node![part]!;
        if (node is JsonArray last) last[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = "@spoilt@";
        else node![path[^1]] = "@spoilt@";
        return root.ToJsonString().Replace(mark, odd, StringComparison.Ordinal);
    }

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private async Task<string> KeptAsync()
    {
        await using var db = await server.App.Services.GetRequiredService<CaseDatabase>().OpenAsync(default);
        return string.Join(' ',
            await db.Definitions.CountAsync(), await db.DefinitionsInForce.CountAsync(), await db.Set<DraftRow>().CountAsync(), await db.Set<DraftSaveRow>().CountAsync(), await db.Set<ReleaseRow>().CountAsync(),
            await db.Cases.CountAsync(), await db.Outbox.CountAsync(), await db.Set<DraftRow>().SumAsync(x => x.Revision));
    }

    private List<(string Method, string Path)> Addresses() =>
        [.. from endpoint in server.App.Services.GetServices<EndpointDataSource>().SelectMany(x => x.Endpoints).OfType<RouteEndpoint>()
            let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
            where path.StartsWith("/elsa/api/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
            where method is "POST" or "PUT" or "DELETE"
            select (method, path["/elsa/api".Length..])];

    [GeneratedRegex("\\{[^}]+\\}")]
    private static partial Regex Place();
}

public sealed class BodyFuzzOnSqlite(ProductServer<SqliteTestDatabase> server) : BodyFuzzContract<SqliteTestDatabase>(server), IClassFixture<ProductServer<SqliteTestDatabase>>;

public sealed class BodyFuzzOnPostgreSql(ProductServer<PostgreSqlTestDatabase> server) : BodyFuzzContract<PostgreSqlTestDatabase>(server), IClassFixture<ProductServer<PostgreSqlTestDatabase>>;
