using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Designer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

// The way into force: two people, a day, the way back.
public abstract partial class StudioContract<TDatabase>
{
    [Fact]
    public async Task Whoever_edited_a_draft_can_not_approve_it_and_somebody_else_can()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var saved = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        var id = (string)saved["definitionId"]!;
        // Handed in by the other: the one who drew it still made it.
        var proposed = await second.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["note"] = "试行" });
        Assert.True(proposed.Status == 200, proposed.Json.ToJsonString());
        Assert.Equal("proposed", (string?)proposed.Json["state"]);
        (await first.PostAsync($"/api/releases/{proposed.Json["id"]}/approve", [])).MustBeProblem(403, "release.author");
        (await second.PostAsync($"/api/releases/{proposed.Json["id"]}/approve", [])).MustBeProblem(403, "release.author");
        (await (await server.AsAsync("cheng.wei")).PostAsync($"/api/releases/{proposed.Json["id"]}/approve", [])).MustBeProblem(403, "request.forbidden");
        (await second.PostAsync($"/api/releases/{proposed.Json["id"]}/withdraw", [])).MustBeProblem(400, "release.reason-missing");
        Assert.Equal("withdrawn", (string?)(await second.PostAsync($"/api/releases/{proposed.Json["id"]}/withdraw", new JsonObject { ["reason"] = "改由绘制人提交" })).Json["state"]);
        (await second.PostAsync($"/api/releases/{proposed.Json["id"]}/approve", [])).MustBeProblem(403, "release.author");

        var again = (await admin.PostAsync($"/workflow-definitions/{id}/publish")).Json["release"]!;
        Assert.Equal("published", (string?)(await second.PostAsync($"/api/releases/{again["id"]}/approve", [])).Json["state"]);
        (await second.PostAsync($"/api/releases/{again["id"]}/reject", new JsonObject { ["reason"] = "x" })).MustBeProblem(409, "release.not-under-way");
        Assert.Equal("published", (string?)(await first.GetAsync($"/api/definitions/{id}/saves")).Json["items"]![0]!["kind"]);
    }

    [Fact]
    public async Task What_was_handed_in_is_what_is_published_whatever_is_drawn_meanwhile()
    {
        var (admin, second) = (await AdminAsync(), await SecondAsync());
        var saved = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        var id = (string)saved["definitionId"]!;
        var release = (await admin.PostAsync($"/workflow-definitions/{id}/publish")).Json["release"]!;
        saved["description"] = "之后的修改";
        await admin.SaveAsync(saved);
        Assert.Equal("published", (string?)(await second.PostAsync($"/api/releases/{release["id"]}/approve", [])).Json["state"]);
        Assert.Equal("", (string?)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Json["description"]);
        var draft = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        Assert.Equal((2, "之后的修改"), ((int)draft["version"]!, (string?)draft["description"]));
    }

    [Fact]
    public async Task An_approved_version_waits_for_its_day_and_an_earlier_one_comes_back_as_a_new_one()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var published = await PublishedAsync(admin);
        var id = (string)published["definitionId"]!;
        published["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "再核对");
        await admin.SaveAsync(published);
        (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["from"] = "2001-01-01" })).MustBeProblem(400, "release.too-late");
        var tomorrow = Cases.Calendars.ChinaTime.DayOf(server.App.Services.GetRequiredService<TimeProvider>().GetUtcNow()).AddDays(1);
        var release = (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["from"] = tomorrow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) })).Json;
        var difference = (await second.GetAsync($"/api/definitions/{id}/difference")).Json;
        Assert.Equal(("confirm", "changed"), ((string?)difference["steps"]![0]!["id"], (string?)difference["steps"]![0]!["kind"]));
        using var picture = await second.Http.GetAsync($"/flow-pictures/{id}?release={release["id"]}");
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType?.MediaType);
        Assert.Contains("≠", await picture.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{release["id"]}/approve", [])).Json["state"]);
        Assert.Equal(1, await InForceAsync());
        var releases = server.App.Services.GetRequiredService<IReleaseStore>();
        var due = Assert.Single(await releases.DueAsync(Cases.Calendars.ChinaTime.StartOf(tomorrow), 100, default), x => x.DefinitionId == id);
        Assert.DoesNotContain(await releases.DueAsync(Cases.Calendars.ChinaTime.StartOf(tomorrow).AddSeconds(-1), 100, default), x => x.DefinitionId == id);
        await DueNowAsync(due.Id);
        await server.App.Services.GetRequiredService<ReleaseDesk>().PublishDueAsync();
        Assert.Equal(2, await InForceAsync());

        (await first.PostAsync($"/api/definitions/{id}/versions/2/return", new JsonObject { ["reason"] = "误改" })).MustBeProblem(409, "release.in-force-already");
        var back = await first.PostAsync($"/api/definitions/{id}/versions/1/return", new JsonObject { ["reason"] = "误改" });
        Assert.Equal(("published", 3), ((string?)back.Json["state"], (int?)back.Json["version"]));
        Assert.Equal(3, await InForceAsync());
        Assert.Empty((await second.GetAsync($"/api/definitions/{id}/difference?from=1&to=3")).Json["steps"]!.AsArray());

        async Task<int> InForceAsync() => (int)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Json["version"]!;
    }

    // The day comes: the clock of the server is the real one.
    private async Task DueNowAsync(Guid release)
    {
        var database = server.App.Services.GetRequiredService<CaseDatabase>();
        await using var db = await database.OpenAsync(default);
        await db.Set<ReleaseRow>().Where(x => x.Id == release).ExecuteUpdateAsync(x => x.SetProperty(y => y.EffectiveFrom, y => y.ProposedAt));
    }
}
