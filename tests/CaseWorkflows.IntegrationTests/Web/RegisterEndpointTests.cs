using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>The register over HTTP: for its keepers, within their office, with history, freshness and volunteer service.</summary>
public sealed class RegisterEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    [Fact]
    public async Task An_entry_is_changed_confirmed_and_its_volunteer_service_exported()
    {
        var dispatcher = await server.AsAsync("liu.qiang");
        var zhang = await FindAsync(dispatcher, "lawyer.zhang");
        Assert.True((bool)zhang["confirmationIsDue"]!);

        var confirmed = (await dispatcher.PostAsync("/api/register/lawyer.zhang/confirm", new JsonObject { ["revision"] = (long)zhang["revision"]! })).Json;
        Assert.Equal((false, "2026-03-02", 1L), ((bool)confirmed["confirmationIsDue"]!, (string?)confirmed["entry"]!["confirmedOn"], (long)confirmed["revision"]!));

        var entry = (JsonObject)confirmed["entry"]!.DeepClone();
        entry["confirmedOn"] = "2099-01-01";
        entry["volunteering"] = new JsonArray(new JsonObject { ["on"] = "2026-03-01", ["hours"] = 2.5, ["text"] = "=1+1 社区普法" });
        (await PutAsync(dispatcher, "lawyer.zhang", entry, 0, "补录")).MustBeProblem(409, "register.changed-meanwhile");
        (await PutAsync(dispatcher, "lawyer.zhang", entry, 1, " ")).MustBeProblem(422, "register.no-reason");
        var changed = await PutAsync(dispatcher, "lawyer.zhang", entry, 1, "补录志愿服务");
        Assert.Equal((200, "2026-03-02"), (changed.Status, (string?)changed.Json["entry"]!["confirmedOn"]));

        var csv = await dispatcher.Http.GetStringAsync("/api/register/volunteering.csv?from=2026-01-01&to=2026-12-31");
        Assert.Contains("lawyer.zhang,张敏,鄂城区法律援助中心,,2026-03-01,2.5,'=1+1 社区普法", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("lawyer.zhang", await dispatcher.Http.GetStringAsync("/api/register/volunteering.csv?from=2025-01-01&to=2025-12-31"), StringComparison.Ordinal);
        (await dispatcher.GetAsync("/api/register/volunteering.csv?from=2026-12-31&to=2026-01-01")).MustBeProblem(422, "register.period-of-days");
        (await dispatcher.GetAsync("/api/register/volunteering.csv")).MustBeProblem(422, "register.period-of-days");
        var changes = await dispatcher.Http.GetFromJsonAsync<JsonArray>("/api/register/lawyer.zhang/changes");
        Assert.Equal(["补录志愿服务", "核对无误"], changes!.Select(x => (string?)x!["reason"]));
    }

    [Fact]
    public async Task Others_are_refused_and_an_office_keeps_its_own()
    {
        (await (await server.AsAsync("zhou.min")).GetAsync("/api/register")).MustBeProblem(403, "register.may-not");
        (await (await server.AsAsync("lawyer.li")).GetAsync("/api/register/volunteering.csv?from=2026-01-01&to=2026-01-02")).MustBeProblem(403, "register.may-not");
        var huarong = await server.AsAsync("wu.di");
        (await huarong.PostAsync("/api/register/lawyer.li/confirm")).MustBeProblem(404, "register.unknown");
        (await huarong.GetAsync("/api/register/lawyer.li/changes")).MustBeProblem(404, "register.unknown");
    }

    [Fact]
    public async Task A_table_is_taken_whole_or_not_at_all()
    {
        var dispatcher = await server.AsAsync("liu.qiang");
        var wrong = (await dispatcher.PostAsync("/api/register/import", new JsonObject { ["csv"] = "账号,执业年限\nlawyer.wang,10\nlawyer.zhao,30", ["reason"] = "年检" })).Json;
        Assert.Equal((3, 0), ((int)wrong["problems"]![0]!["row"]!, wrong["changed"]!.AsArray().Count));
        Assert.Equal(9, (int)(await FindAsync(dispatcher, "lawyer.wang"))["entry"]!["yearsOfPractice"]!);
        var taken = (await dispatcher.PostAsync("/api/register/import", new JsonObject { ["csv"] = "账号,执业年限\nlawyer.wang,10", ["reason"] = "年检" })).Json;
        Assert.Equal(["lawyer.wang"], taken["changed"]!.AsArray().Select(x => (string?)x));
        Assert.Equal(10, (int)(await FindAsync(dispatcher, "lawyer.wang"))["entry"]!["yearsOfPractice"]!);
    }

    [Fact]
    public async Task A_profession_is_entered_changed_and_asked_for_and_an_unknown_one_is_refused()
    {
        var dispatcher = await server.AsAsync("liu.qiang");
        Assert.Equal("grassroots-legal-worker", (string?)(await FindAsync(dispatcher, "lawyer.zhang"))["entry"]!["profession"]);
        var li = await FindAsync(dispatcher, "lawyer.li");
        var entry = (JsonObject)li["entry"]!.DeepClone();
        entry["profession"] = "pilot";
        Assert.Equal(400, (await PutAsync(dispatcher, "lawyer.li", entry, (long)li["revision"]!, "更正")).Status);
        entry["profession"] = null;
        Assert.Null((await PutAsync(dispatcher, "lawyer.li", entry, (long)li["revision"]!, "身份待核实")).Json["entry"]!["profession"]);
        Assert.Contains("lawyer.li", await OfAsync("unknown"));
        var taken = (await dispatcher.PostAsync("/api/register/import", new JsonObject { ["csv"] = "账号,身份\nlawyer.li,律师", ["reason"] = "核实" })).Json;
        Assert.Equal(["lawyer.li"], taken["changed"]!.AsArray().Select(x => (string?)x));
        Assert.Contains("lawyer.li", await OfAsync("lawyer"));
        Assert.DoesNotContain("lawyer.zhang", await OfAsync("lawyer"));

        async Task<List<string?>> OfAsync(string profession) => [.. (await dispatcher.Http.GetFromJsonAsync<JsonArray>($"/api/register?profession={profession}"))!.Select(x => (string?)x!["id"])];
    }

    private static async Task<JsonObject> FindAsync(ApiClient client, string id) =>
        (await client.Http.GetFromJsonAsync<JsonArray>("/api/register"))!.Single(x => (string?)x!["id"] == id)!.AsObject();

    private static Task<ApiReply> PutAsync(ApiClient client, string id, JsonObject entry, long revision, string reason) => client.SendAsync(new HttpRequestMessage(HttpMethod.Put, $"/api/register/{id}")
    {
        Content = JsonContent.Create(new JsonObject { ["entry"] = entry.DeepClone(), ["revision"] = revision, ["reason"] = reason }),
    });
}
