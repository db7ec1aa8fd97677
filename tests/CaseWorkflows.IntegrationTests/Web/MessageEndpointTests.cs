using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

public sealed class MessageEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    [Fact]
    public async Task An_administrator_lists_stuck_messages_and_retries_them_and_sees_nothing_of_what_they_say()
    {
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        var @case = SampleCases.New("/420700/420704/");
        var messages = Enumerable.Range(0, 2).Select(x => new OutboxMessage(Guid.NewGuid(), @case.Id, "mail", "alert", "deng.hua", """{"zh":"秘密的内容"}""", $"api-{x}", SampleCases.Noon)).ToArray();
        await storage.KeepAsync(@case, messages);
        await storage.ExecuteAsync("update outbox set state = 'Stuck' where dedup_key like 'api-%'");
        var admin = await server.AsAsync("admin");
        var list = await admin.GetAsync("/api/messages?state=stuck&channel=mail");
        Assert.Equal((200, 2), (list.Status, (int)list.Json["total"]!));
        Assert.DoesNotContain("秘密", list.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.All(list.Json["items"]!.AsArray(), x => Assert.Equal((@case.Code, "deng.hua"), ((string?)x!["caseCode"], (string?)x["recipient"])));
        Assert.Equal(200, (await admin.PostAsync($"/api/messages/{messages[0].Id}/retry")).Status);
        (await admin.PostAsync($"/api/messages/{messages[0].Id}/retry")).MustBeProblem(409, "message.not-stuck");
        Assert.Equal(1, (int)(await admin.PostAsync("/api/messages/retry", new JsonObject { ["channel"] = "mail" })).Json["retried"]!);
        Assert.Equal(2, await storage.CountAsync("outbox where state = 'Pending' and retried_by = 'admin' and dedup_key like 'api-%'"));
    }

    [Fact]
    public async Task Others_are_refused_and_what_is_wrong_is_named()
    {
        var clerk = await server.AsAsync("zhou.min");
        (await clerk.GetAsync("/api/messages")).MustBeProblem(403, "request.forbidden");
        (await clerk.PostAsync("/api/messages/retry")).MustBeProblem(403, "request.forbidden");
        (await clerk.PostAsync($"/api/messages/{Guid.NewGuid()}/retry")).MustBeProblem(403, "request.forbidden");
        var admin = await server.AsAsync("admin");
        (await admin.PostAsync($"/api/messages/{Guid.NewGuid()}/retry")).MustBeProblem(404, "message.unknown");
        Assert.Equal(400, (await admin.GetAsync("/api/messages?state=lost")).Status);
        Assert.Equal(400, (await admin.GetAsync("/api/messages?channel=pigeon")).Status);
    }

    [Fact]
    public async Task A_person_says_whether_they_want_mail()
    {
        var clerk = await server.AsAsync("xu.lei");
        Assert.True((bool)(await clerk.GetAsync("/api/notifications")).Json["wantsMail"]!);
        foreach (var wanted in new[] { false, false, true })
        {
            Assert.Equal(wanted, (bool)(await clerk.PostAsync("/api/notifications", new JsonObject { ["wantsMail"] = wanted })).Json["wantsMail"]!);
            Assert.Equal(wanted, (bool)(await clerk.GetAsync("/api/notifications")).Json["wantsMail"]!);
        }
        (await clerk.PostAsync("/api/notifications")).MustBeProblem(400, "request.field-missing");
    }
}
