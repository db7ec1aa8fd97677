using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

public sealed class NoticeEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    [Fact]
    public async Task A_person_lists_their_notices_and_notes_that_they_were_read()
    {
        var notices = server.App.Services.GetRequiredService<ISystemNotices>();
        var start = server.App.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(-10);
        for (var i = 0; i < 3; i++)
            await notices.RaiseAsync(new SystemNotice($"calendar:api-{i}", "calendar", new($"第 {i} 条", $"number {i}"), start.AddMinutes(i)), default);
        var admin = await server.AsAsync("admin");
        var list = await admin.GetAsync("/api/my-notices?unread=true&kind=system");
        Assert.Equal((200, 3), (list.Status, (int)list.Json["total"]!));
        var first = list.Json["items"]![0]!;
        Assert.Equal(("第 2 条", "number 2", "system", null), ((string?)first["text"]!["zh"], (string?)first["text"]!["en"], (string?)first["kind"], (string?)first["readAt"]));
        Assert.Equal(2, (int)(await admin.PostAsync($"/api/my-notices/{first["id"]}/read")).Json["unread"]!);
        Assert.Equal(2, (int)(await admin.PostAsync($"/api/my-notices/{first["id"]}/read")).Json["unread"]!);
        Assert.Equal(1, (int)(await admin.PostAsync("/api/my-notices/read", new JsonObject { ["upTo"] = start.ToString("O") })).Json["unread"]!);
        Assert.Equal(0, (int)(await admin.PostAsync("/api/my-notices/read")).Json["unread"]!);
        Assert.Equal((0, 3), ((int)(await admin.GetAsync("/api/my-notices?unread=true")).Json["total"]!, (int)(await admin.GetAsync("/api/my-notices")).Json["total"]!));

        var clerk = await server.AsAsync("zhou.min");
        Assert.Equal(0, (int)(await clerk.GetAsync("/api/my-notices?kind=system")).Json["total"]!);
        (await clerk.PostAsync($"/api/my-notices/{first["id"]}/read")).MustBeProblem(404, "message.unknown");
        Assert.Equal(400, (await clerk.GetAsync("/api/my-notices?page=-1")).Status);
    }

    [Fact]
    public async Task A_person_switches_digest_and_system_mail_without_touching_the_rest()
    {
        var chief = await server.AsAsync("cheng.wei");
        Assert.Equal((true, true, true), Wishes(await chief.GetAsync("/api/notifications")));
        Assert.Equal((true, false, true), Wishes(await chief.PostAsync("/api/notifications", new JsonObject { ["wantsDigest"] = false })));
        Assert.Equal((true, false, false), Wishes(await chief.PostAsync("/api/notifications", new JsonObject { ["wantsSystem"] = false })));
        Assert.Equal((false, true, false), Wishes(await chief.PostAsync("/api/notifications", new JsonObject { ["wantsMail"] = false, ["wantsDigest"] = true })));
        Assert.Equal((false, true, false), Wishes(await chief.GetAsync("/api/notifications")));
        static (bool, bool, bool) Wishes(ApiReply answer) => ((bool)answer.Json["wantsMail"]!, (bool)answer.Json["wantsDigest"]!, (bool)answer.Json["wantsSystem"]!);
    }
}
