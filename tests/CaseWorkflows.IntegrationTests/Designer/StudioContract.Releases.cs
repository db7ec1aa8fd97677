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
    public async Task A_draft_that_was_changed_after_it_was_handed_in_is_not_approved_and_what_was_approved_is_what_is_published()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var saved = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        var id = (string)saved["definitionId"]!;
        var release = (await admin.PostAsync($"/workflow-definitions/{id}/publish")).Json["release"]!;
        saved["description"] = "之后的修改";
        saved = await admin.SaveAsync(saved);
        (await second.PostAsync($"/api/releases/{release["id"]}/approve", [])).MustBeProblem(409, "release.draft-changed");
        Assert.Equal(404, (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Status);

        // Approved for a later day, it is what was approved whatever is drawn until then.
        var again = (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["from"] = Tomorrow() })).Json;
        Assert.Equal("replaced", (string?)(await first.GetAsync($"/api/definitions/{id}/releases")).Json["items"]!.AsArray().Single(x => (string?)x!["id"] == (string?)release["id"])!["state"]);
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{again["id"]}/approve", [])).Json["state"]);
        saved["description"] = "再后的修改";
        await admin.SaveAsync(saved);
        await DueNowAsync(Guid.Parse((string)again["id"]!));
        await server.App.Services.GetRequiredService<ReleaseDesk>().PublishDueAsync();
        Assert.Equal("之后的修改", (string?)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Json["description"]);
        var draft = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        Assert.Equal((2, "再后的修改"), ((int)draft["version"]!, (string?)draft["description"]));
    }

    [Fact]
    public async Task What_another_version_has_overtaken_while_it_waited_is_handed_in_again_at_one_go()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var flow = await PublishedAsync(admin);
        var id = (string)flow["definitionId"]!;
        await ChangeAsync("再核对");
        Assert.Equal("published", (string?)(await second.PostAsync($"/api/releases/{await HandedInAsync(null)}/approve", [])).Json["state"]);
        await ChangeAsync("下月核对");
        var waiting = await HandedInAsync(server.Time.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{waiting}/approve", [])).Json["state"]);
        (await first.PostAsync($"/api/releases/{waiting}/again", [])).MustBeProblem(409, "release.not-outdated");

        // The first version comes back: what was approved was approved over another one.
        Assert.Equal(200, (await second.PostAsync($"/api/definitions/{id}/versions/1/return", new JsonObject { ["reason"] = "误改" })).Status);
        var again = await first.PostAsync($"/api/releases/{waiting}/again", []);
        Assert.True(again.Status == 200, again.Json.ToJsonString());
        Assert.Equal(("proposed", 3), ((string?)again.Json["state"], (int?)again.Json["base"]!["version"]));
        var all = (await first.GetAsync($"/api/definitions/{id}/releases")).Json["items"]!.AsArray();
        Assert.Equal("withdrawn", (string?)all.Single(x => (string?)x!["id"] == waiting)!["state"]);
        Assert.NotNull(again.Json["effectiveFrom"]);
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{again.Json["id"]}/approve", [])).Json["state"]);
        (await first.PostAsync($"/api/releases/{waiting}/again", [])).MustBeProblem(409, "release.not-under-way");

        async Task ChangeAsync(string title)
        {
            flow = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
            flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", title);
            await admin.SaveAsync(flow);
        }

        async Task<string> HandedInAsync(string? from)
        {
            var release = await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["from"] = from });
            Assert.True(release.Status == 200, release.Json.ToJsonString());
            return (string)release.Json["id"]!;
        }
    }

    [Fact]
    public async Task Of_two_who_approve_at_once_one_approves_and_the_other_is_told()
    {
        var (admin, second) = (await AdminAsync(), await SecondAsync());
        var id = (string)(await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name()))))["definitionId"]!;
        var release = (await admin.PostAsync($"/workflow-definitions/{id}/publish")).Json["release"]!["id"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => second.PostAsync($"/api/releases/{release}/approve", [])));
        Assert.Single(answers, x => x.Status == 200);
        Assert.All(answers.Where(x => x.Status != 200), x => x.MustBeProblem(409, "release.not-under-way"));
        Assert.Equal(1, (int)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Json["version"]!);
    }

    [Fact]
    public async Task Whose_work_was_taken_back_by_somebody_else_made_it_too()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var saved = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        var id = (string)saved["definitionId"]!;
        var mine = (await first.GetAsync($"/api/definitions/{id}/saves")).Json["items"]![0]!["revision"];
        Assert.Equal(204, (await admin.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{saved["id"]}")).Status);
        Assert.Equal(200, (await second.PostAsync($"/api/definitions/{id}/saves/{mine}/restore", [])).Status);
        var release = (await second.PostAsync($"/api/definitions/{id}/releases", [])).Json;
        Assert.Equal(["admin", "sun.yi"], release["authors"]!.AsArray().Select(x => (string)x!).Order(StringComparer.Ordinal));
        (await first.PostAsync($"/api/releases/{release["id"]}/approve", [])).MustBeProblem(403, "release.author");
    }

    [Fact]
    public async Task A_duplicated_flow_takes_its_service_over_only_when_that_is_said_and_approved()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var original = await PublishedAsync(admin);
        var copy = await admin.CreateAsync(Name());
        copy["root"] = original["root"]!.DeepClone();
        copy["customProperties"] = original["customProperties"]!.DeepClone();
        copy = await admin.SaveAsync(copy);
        var (id, service) = ((string)copy["definitionId"]!, (string)copy["customProperties"]!["serviceType"]!);
        var refused = await admin.PostAsync($"/workflow-definitions/{id}/publish");
        refused.MustBeRefused(400, "release.takes-over");
        Assert.Contains((string)original["definitionId"]!, refused.Messages, StringComparison.Ordinal);
        (await first.PostAsync($"/api/definitions/{id}/releases", [])).MustBeProblem(409, "release.takes-over");
        var release = (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["takesOver"] = true })).Json;
        Assert.Equal((string?)original["definitionId"], (string?)release["takesOver"]);
        Assert.Equal("published", (string?)(await second.PostAsync($"/api/releases/{release["id"]}/approve", [])).Json["state"]);
        var definitions = server.App.Services.GetRequiredService<IDefinitionStore>();
        Assert.Equal((id, 1), await definitions.InForceAsync(service, default));

        // The way back takes it over again, and does not do so silently either.
        (await admin.PostAsync($"/workflow-definitions/{original["definitionId"]}/publish")).MustBeRefused(400, "draft.service-taken");
        (await first.PostAsync($"/api/definitions/{original["definitionId"]}/versions/1/return", new JsonObject { ["reason"] = "误接管" })).MustBeProblem(409, "release.takes-over");
        Assert.Equal(2, (int)(await first.PostAsync($"/api/definitions/{original["definitionId"]}/versions/1/return", new JsonObject { ["reason"] = "误接管", ["takesOver"] = true })).Json["version"]!);
        Assert.Equal(((string)original["definitionId"]!, 2), await definitions.InForceAsync(service, default));
    }

    [Fact]
    public async Task A_version_that_waits_for_its_day_is_not_published_over_one_that_came_into_force_meanwhile()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var published = await PublishedAsync(admin);
        var id = (string)published["definitionId"]!;
        await ChangedAsync(admin, published, "二");
        await admin.PublishAsync(id, second);
        await ChangedAsync(admin, (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json, "三");
        var waiting = (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["from"] = Tomorrow() })).Json;
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{waiting["id"]}/approve", [])).Json["state"]);
        Assert.Equal(3, (int)(await first.PostAsync($"/api/definitions/{id}/versions/1/return", new JsonObject { ["reason"] = "误改" })).Json["version"]!);
        await DueNowAsync(Guid.Parse((string)waiting["id"]!));
        await server.App.Services.GetRequiredService<ReleaseDesk>().PublishDueAsync();
        var release = (await first.GetAsync($"/api/definitions/{id}/releases")).Json["items"]!.AsArray().Single(x => (string?)x!["id"] == (string?)waiting["id"])!;
        Assert.Equal("failed", (string?)release["state"]);
        Assert.Contains("重新提交", (string?)release["reason"], StringComparison.Ordinal);
        Assert.Equal(3, (int)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Json["version"]!);
        Assert.Contains(await server.App.Services.GetRequiredService<ISystemNotices>().OpenAsync(default), x => x.Key == $"release-failed:{waiting["id"]}");
        // The draft is still there, handed in again it is the version after the one that came in between.
        Assert.Equal(4, (int)(await admin.PublishAsync(id, second))["version"]!);
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
        var release = (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["from"] = Tomorrow() })).Json;
        var difference = (await second.GetAsync($"/api/definitions/{id}/difference")).Json;
        Assert.Equal(("confirm", "changed"), ((string?)difference["steps"]![0]!["id"], (string?)difference["steps"]![0]!["kind"]));
        using var picture = await second.Http.GetAsync($"/flow-pictures/{id}?release={release["id"]}");
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType?.MediaType);
        Assert.Contains("≠", await picture.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{release["id"]}/approve", [])).Json["state"]);
        Assert.Equal(1, await InForceAsync());
        // Nothing that is handed in after it drops it.
        await ChangedAsync(admin, (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json, "又核对");
        (await first.PostAsync($"/api/definitions/{id}/releases", [])).MustBeProblem(409, "release.approved-waits");
        (await admin.PostAsync($"/workflow-definitions/{id}/publish")).MustBeRefused(400, "release.approved-waits");
        var document = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Json;
        (await first.PostAsync("/api/definitions", new JsonObject { ["definition"] = document })).MustBeProblem(409, "release.approved-waits");
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

    private string Tomorrow() => Cases.Calendars.ChinaTime.DayOf(server.App.Services.GetRequiredService<TimeProvider>().GetUtcNow()).AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ChangedAsync(StudioClient admin, JsonObject flow, string title)
    {
        flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", title);
        await admin.SaveAsync(flow);
    }

    [Fact]
    public async Task What_a_careless_or_malicious_hand_writes_is_refused_or_kept_readable()
    {
        var (admin, first, second) = (await AdminAsync(), await server.AsAsync("admin"), await SecondAsync());
        var flow = DrawnFlow.Good(await admin.CreateAsync(Name()));
        flow["name"] = "流程\u0000<img src=x onerror=alert(1)>";
        flow = await admin.SaveAsync(flow);
        var id = (string)flow["definitionId"]!;
        var release = (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["note"] = "说明\u0000\ud800" })).Json;
        Assert.Equal("说明\ufffd", (string?)release["note"]);
        (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["note"] = new string('长', 1001) })).MustBeProblem(400, "release.reason-too-long");
        (await first.PostAsync($"/api/definitions/{id}/releases", new JsonObject { ["from"] = "9999-12-31" })).MustBeProblem(400, "release.too-late");
        Assert.Equal("published", (string?)(await second.PostAsync($"/api/releases/{release["id"]}/approve", [])).Json["state"]);
        (await second.PostAsync($"/api/definitions/{id}/versions/1/return", new JsonObject { ["reason"] = "\u0000 " })).MustBeProblem(400, "release.reason-missing");
        (await second.PostAsync($"/api/definitions/{id}/versions/99/return", new JsonObject { ["reason"] = "x" })).MustBeProblem(404, "release.unknown-version");
        (await second.PostAsync($"/api/releases/{Guid.NewGuid()}/approve", [])).MustBeProblem(404, "release.unknown");
        (await first.PostAsync("/api/definitions/nothing/releases", [])).MustBeProblem(404, "release.unknown-flow");

        // Handed in as a document: neither an id that leads elsewhere, nor a number after which there is none, nor one that is behind.
        var document = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Published")).Json;
        foreach (var (field, value, code) in new (string, JsonNode, string)[] { ("definitionId", "../legal-aid", "publish.id-unusable"), ("version", int.MaxValue, "publish.version-unusable"), ("version", 0, "publish.version-unusable") })
        {
            var other = (JsonObject)document.DeepClone();
            other[field] = value;
            var refused = await first.PostAsync("/api/definitions", new JsonObject { ["definition"] = other });
            refused.MustBeProblem(422, "definition.refused");
            Assert.Contains(refused.Json["problems"]!.AsArray(), x => (string?)x!["code"] == code);
        }
        var next = (JsonObject)document.DeepClone();
        next["version"] = 7;
        Assert.Equal("proposed", (string?)(await first.PostAsync("/api/definitions", new JsonObject { ["definition"] = next.DeepClone() })).Json["outcome"]);
        var waiting = (await first.GetAsync($"/api/definitions/{id}/releases")).Json["items"]![0]!["id"];
        Assert.Equal(7, (int?)(await second.PostAsync($"/api/releases/{waiting}/approve", [])).Json["version"]);
        next["version"] = 5;
        (await first.PostAsync("/api/definitions", new JsonObject { ["definition"] = next })).MustBeProblem(409, "release.version-behind");

        // Taking a flow out of force is told to all; a clerk sees none of it.
        Assert.Equal(200, (await admin.PostAsync($"/workflow-definitions/{id}/retract")).Status);
        Assert.Contains(await server.App.Services.GetRequiredService<ISystemNotices>().OpenAsync(default), x => x.Key.StartsWith($"release-retracted:{id}:", StringComparison.Ordinal));
        Assert.Equal(200, (await admin.PostAsync($"/workflow-definitions/{id}/publish")).Status);
        Assert.Contains(await server.App.Services.GetRequiredService<ISystemNotices>().OpenAsync(default), x => x.Key.StartsWith($"release-put-back:{id}:", StringComparison.Ordinal));
        (await (await server.AsAsync("zhou.min")).GetAsync($"/api/definitions/{id}/releases")).MustBeProblem(403, "request.forbidden");
        using var picture = await (await server.AsAsync("zhou.min")).Http.GetAsync($"/flow-pictures/{id}");
        Assert.NotEqual(System.Net.HttpStatusCode.OK, picture.StatusCode);
    }

    // The day comes: the clock of the server is the real one.
    private async Task DueNowAsync(Guid release)
    {
        var database = server.App.Services.GetRequiredService<CaseDatabase>();
        await using var db = await database.OpenAsync(default);
        await db.Set<ReleaseRow>().Where(x => x.Id == release).ExecuteUpdateAsync(x => x.SetProperty(y => y.EffectiveFrom, y => y.ProposedAt));
    }
}
