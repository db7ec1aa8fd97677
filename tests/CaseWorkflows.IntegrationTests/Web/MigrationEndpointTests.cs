using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

public sealed class MigrationEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    // The version in the folder, and one more.
    private const int Present = 3, Next = 4;

    [Fact]
    public async Task An_administrator_plans_runs_reads_and_undoes_a_migration()
    {
        var definitions = server.App.Services.GetRequiredService<IDefinitionStore>();
        var next = JsonNode.Parse((await definitions.FindAsync("legal-aid", Present, default))!)!;
        next["version"] = Next;
        var clerk = await server.AsAsync("zhou.min");
        var opened = await clerk.PostAsync("/api/cases", new JsonObject
        {
            ["application"] = new JsonObject
            {
                ["applicant"] = new JsonObject { ["name"] = "某甲" },
                ["matter"] = new JsonObject { ["category"] = "maintenance", ["opponents"] = new JsonArray("某乙") },
            },
        });
        Assert.Equal(201, opened.Status);
        await definitions.PublishAsync("legal-aid", "legal-aid", Next, next.ToJsonString(), server.Time.GetUtcNow(), default);
        var path = "/api/definitions/legal-aid/migrations";
        (await clerk.PostAsync($"{path}/plan", Order())).MustBeProblem(403, "request.forbidden");
        var admin = await server.AsAsync("admin");

        var map = await admin.PostAsync($"{path}/map", Order());
        Assert.Equal((200, 0), (map.Status, map.Json["added"]!.AsArray().Count));
        var plan = await admin.PostAsync($"{path}/plan", Order());
        Assert.Equal((200, 1, null), (plan.Status, (int)plan.Json["moved"]!, plan.Json["run"]));
        (await admin.PostAsync(path, Order())).MustBeProblem(400, "request.field-missing");
        (await admin.PostAsync($"{path}/plan", new JsonObject { ["from"] = Present })).MustBeProblem(400, "request.field-missing");
        (await admin.PostAsync($"{path}/plan", new JsonObject { ["from"] = Present, ["to"] = 9 })).MustBeProblem(404, "migration.unknown-version-known");
        var wrong = await admin.PostAsync($"{path}/plan", new JsonObject { ["from"] = Present, ["to"] = Next, ["steps"] = new JsonArray(new JsonObject { ["from"] = "review", ["to"] = "nothing" }) });
        wrong.MustBeProblem(400, "migration.map-unusable");
        Assert.NotNull(wrong.Json["errors"]!["steps[0].to"]);

        var order = Order();
        order["reason"] = "改版";
        var run = await admin.PostAsync(path, order);
        Assert.Equal((200, 1, 0), (run.Status, (int)run.Json["moved"]!, (int)run.Json["stayed"]!));
        var id = (string)run.Json["run"]!["id"]!;
        Assert.Equal(200, (await admin.GetAsync(path)).Status);
        Assert.Equal("moved", (string)(await admin.GetAsync($"{path}/{id}")).Json["cases"]![0]!["verdict"]!);
        var undone = await admin.PostAsync($"{path}/{id}/undo", new JsonObject { ["reason"] = "退回" });
        Assert.Equal((200, 1, 0), (undone.Status, (int)undone.Json["undone"]!, (int)undone.Json["notUndone"]!));
        (await admin.GetAsync($"{path}/{Guid.NewGuid()}")).MustBeProblem(404, "migration.unknown-run");
    }

    private static JsonObject Order() => new() { ["from"] = Present, ["to"] = Next };
}
