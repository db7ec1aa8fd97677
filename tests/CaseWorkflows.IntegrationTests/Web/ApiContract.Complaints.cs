using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

public abstract partial class ApiContract<TDatabase>
{
    [Fact]
    public async Task Who_is_complained_about_finds_the_complaint_nowhere_and_no_look_of_theirs_stands_in_the_log()
    {
        var name = "投诉" + Guid.NewGuid().ToString("N")[..8];
        var made = await (await server.AsAsync("ke.xin")).PostAsync("/api/cases", Complaint(name, "person", new() { ["respondents"] = new JsonArray("luo.jun") }));
        Assert.True(made.Status == 201, made.Json.ToJsonString());
        var (id, code) = ((string)made.Json["caseId"]!, (string)made.Json["code"]!);

        var about = await server.AsAsync("luo.jun");
        foreach (var at in new[] { id, code }) Assert.Equal(404, (await about.GetAsync($"/api/cases/{at}")).Status);
        Assert.Equal(404, (await about.GetAsync($"/api/cases/{code}/history")).Status);
        foreach (var (search, who, seen) in new[] { (name, about, false), (code, about, false), (name, await server.AsAsync("cheng.wei"), true), (code, await server.AsAsync("song.tao"), true) })
        {
            Assert.Equal(seen ? 1 : 0, (int)(await who.GetAsync($"/api/cases?search={Uri.EscapeDataString(search)}")).Json["total"]!);
            Assert.Equal(seen ? 1 : 0, (int)(await who.GetAsync($"/api/tasks?scope=all&search={Uri.EscapeDataString(search)}")).Json["total"]!);
        }
        var reader = await server.AsAsync("cheng.wei");
        Assert.Equal(name, (string?)(await reader.GetAsync($"/api/cases/{id}")).Json["application"]!["applicant"]!["name"]);
        Assert.Equal(["cheng.wei"], await ReadersOfAsync(id));
    }

    [Fact]
    public async Task A_complaint_about_the_city_centre_is_registered_in_the_district_and_hidden_from_the_centre()
    {
        var clerk = await server.AsAsync("ke.xin");
        var made = await clerk.PostAsync("/api/cases", Complaint("刘玉珍", "office", new() { ["respondentOffice"] = "/420700/" }));
        Assert.True(made.Status == 201, made.Json.ToJsonString());
        var code = (string)made.Json["code"]!;
        Assert.Equal(404, (await (await server.AsAsync("song.tao")).GetAsync($"/api/cases/{code}")).Status);

        var task = (string)(await clerk.GetAsync($"/api/cases/{code}")).Json["tasks"]!.AsArray().Single(x => (string?)x!["step"] == "register")!["id"]!;
        Assert.Equal(200, (await clerk.PostAsync($"/api/cases/{code}/tasks/{task}/claim")).Status);
        var form = new JsonObject { ["guidance"] = "转送鄂州市司法局。", ["application"] = new JsonObject { ["complaint"] = new JsonObject { ["respondentKind"] = "office", ["respondentOffice"] = "/420700/" } } };
        var done = await clerk.PostAsync($"/api/cases/{code}/tasks/{task}/complete", new JsonObject { ["outcome"] = "not-ours", ["form"] = form });
        Assert.True(done.Status == 200, done.Json.ToJsonString());
        Assert.Equal("complaint-not-ours", (string?)(await clerk.GetAsync($"/api/cases/{code}")).Json["result"]);
    }

    private async Task<string[]> ReadersOfAsync(string id)
    {
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        await using var db = await storage.ContextAsync();
        var @case = new Cases.CaseId(Guid.Parse(id));
        return [.. (await db.AccessLog.Where(x => x.CaseId == @case).ToListAsync()).Select(x => x.Actor.Value).Distinct()];
    }

    private static JsonObject Complaint(string name, string kind, JsonObject about)
    {
        var complaint = new JsonObject { ["standing"] = "aided", ["situation"] = "refused-or-delayed", ["respondentKind"] = kind };
        foreach (var (key, value) in about) complaint[key] = value?.DeepClone();
        return new JsonObject
        {
            ["serviceType"] = "complaint",
            ["office"] = "420704",
            ["application"] = new JsonObject
            {
                ["channel"] = "counter",
                ["applicant"] = new JsonObject { ["name"] = name, ["phone"] = "13900002001" },
                ["complaint"] = complaint,
                ["matter"] = new JsonObject { ["claim"] = "拖延办理" },
            },
        };
    }
}
