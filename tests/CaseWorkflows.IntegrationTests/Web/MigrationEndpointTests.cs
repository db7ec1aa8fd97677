using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

public sealed class MigrationEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    // The version in the folder, and one more.
    private const int Present = 4, Next = 5;

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

    [Fact]
    public async Task An_administrator_of_a_city_sees_and_moves_its_cases_alone()
    {
        var service = FreeService.Next();
        var definitions = server.App.Services.GetRequiredService<IDefinitionStore>();
        var id = $"flow-{Guid.NewGuid():N}";
        var drawn = Designer.DrawnFlow.Good(Designer.DrawnFlow.New("两市"));
        (drawn["definitionId"], drawn["version"], drawn["id"]) = (id, 1, $"{id}-v1");
        drawn["customProperties"] = new JsonObject { ["serviceType"] = service };
        await definitions.PublishAsync(service, id, 1, drawn.ToJsonString(), server.Time.GetUtcNow(), default);
        var (ours, theirs) = (await OpenAsync("zhou.min"), await OpenAsync("cz.intake-clerk"));
        drawn["version"] = 2;
        await definitions.PublishAsync(service, id, 2, drawn.ToJsonString(), server.Time.GetUtcNow(), default);
        var admin = await server.AsAsync("admin");
        var path = $"/api/definitions/{id}/migrations";
        var order = new JsonObject { ["from"] = 1, ["to"] = 2, ["reason"] = "改版" };
        Assert.Equal([ours], Codes(await admin.PostAsync($"{path}/plan", order)));
        order["cases"] = new JsonArray(theirs);
        Assert.Equal((0, 1), ((int)(await admin.PostAsync($"{path}/plan", order)).Json["moved"]!, (int)(await admin.PostAsync(path, order)).Json["stayed"]!));
        order.Remove("cases");
        Assert.Equal([ours], Codes(await admin.PostAsync(path, order)));
        // One who is above all cities moves the rest; the city's administrator finds nothing of that run.
        var migrations = server.App.Services.GetRequiredService<CaseMigrations>();
        var rest = await migrations.RunAsync(new MigrationOrder(id, 1, 2, [], []), "root", "改版");
        Assert.Equal([theirs], rest.Lines.Select(x => x.Code));
        (await admin.GetAsync($"{path}/{rest.Run!.Id}")).MustBeProblem(404, "migration.unknown-run");
        (await admin.PostAsync($"{path}/{rest.Run.Id}/undo", new JsonObject { ["reason"] = "x" })).MustBeProblem(404, "migration.unknown-run");

        async Task<string> OpenAsync(string clerk) => (string)(await (await server.AsAsync(clerk)).PostAsync("/api/cases", FailingFlow.Case(service, "某甲"))).Json["code"]!;

        static IEnumerable<string> Codes(ApiReply reply) => (reply.Json["cases"] ?? throw new Xunit.Sdk.XunitException(reply.Json.ToJsonString())).AsArray().Select(x => (string)x!["case"]!);
    }

    private static JsonObject Order() => new() { ["from"] = Present, ["to"] = Next };
}
