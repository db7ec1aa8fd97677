using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Web;

// Failed steps.
public abstract partial class ApiContract<TDatabase>
{
    private const string SupervisorOfAnotherCity = "cz.approver";

    [Fact]
    public async Task A_failed_step_says_who_where_and_why_and_holds_up_nothing_else()
    {
        var (_, id) = await OpenFailingAsync("戊一");
        var supervisor = await server.AsAsync(Supervisor);
        var line = Assert.Single(await LinesAsync(supervisor, id));
        Assert.Equal((id, true), ((string)line["caseId"]!, (bool)line["maySeeCase"]!));
        var incident = line["incident"]!;
        Assert.Equal((FailingFlow.Step, Clerk, "OpenCase", 1), ((string)incident["step"]!, (string)incident["causedBy"]!["id"]!, (string)incident["cause"]!, (int)incident["definitionVersion"]!));
        Assert.Equal(("核算金额", "Reckon the sum"), ((string)incident["stepTitle"]!["zh"]!, (string)incident["stepTitle"]!["en"]!));
        Assert.All(new[] { "zh", "en" }, x => Assert.Contains("no figures", (string)incident["message"]![x]!, StringComparison.Ordinal));

        var reviewer = await server.AsAsync(Reviewer);
        var answer = await LiveTaskAsync(reviewer, id, "answer");
        Assert.Equal(200, (await reviewer.PostAsync($"/api/cases/{id}/tasks/{answer}/complete", new JsonObject { ["outcome"] = "Done", ["form"] = new JsonObject() })).Status);
        var @case = (await supervisor.GetAsync($"/api/cases/{id}")).Json;
        Assert.Equal(("open", 1), ((string)@case["status"]!, @case["incidents"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_failed_step_is_for_those_who_lead_and_those_who_were_given_it()
    {
        var (_, id) = await OpenFailingAsync("戊二");
        var supervisor = await server.AsAsync(Supervisor);
        var path = await PathAsync(supervisor, id);
        var clerk = await server.AsAsync(Clerk);
        (await clerk.PostAsync($"{path}/retry")).MustBeProblem(403, "incident.not-yours");
        (await clerk.PostAsync($"{path}/skip", Skip())).MustBeProblem(403, "incident.skip-not-yours");
        (await clerk.PostAsync($"{path}/assign", new JsonObject { ["assignee"] = Clerk })).MustBeProblem(403, "incident.not-yours");
        (await (await server.AsAsync(Administrator)).PostAsync($"{path}/skip", Skip())).MustBeProblem(403, "incident.skip-not-yours");
        foreach (var stranger in new[] { SupervisorOfAnotherCity, "lawyer.li", ClerkOfAnotherCounty })
            (await (await server.AsAsync(stranger)).PostAsync($"{path}/retry")).MustBeProblem(403, "case.of-another-office");
        Assert.Empty(await LinesAsync(clerk, id));
        Assert.Empty(await LinesAsync(await server.AsAsync(SupervisorOfAnotherCity), id));

        (await supervisor.PostAsync($"{path}/assign", [])).MustBeProblem(400, "request.field-missing");
        (await supervisor.PostAsync($"{path}/assign", new JsonObject { ["assignee"] = "nobody" })).MustBeProblem(400, "task.unknown-person");
        (await supervisor.PostAsync($"{path}/assign", new JsonObject { ["assignee"] = SupervisorOfAnotherCity })).MustBeProblem(422, "incident.person-sees-it-not");
        Assert.Equal(200, (await supervisor.PostAsync($"{path}/assign", new JsonObject { ["assignee"] = Clerk, ["note"] = "请核对" })).Status);
        (await supervisor.PostAsync($"{path}/assign", new JsonObject { ["assignee"] = Clerk })).MustBeProblem(409, "incident.theirs-already");
        Assert.Single(await LinesAsync(clerk, id, "mine"));
        (await clerk.GetAsync("/api/incidents?scope=yours")).MustBeProblem(400, "request.unreadable");
        Assert.Equal(200, (await clerk.PostAsync($"{path}/skip", Skip())).Status);
    }

    [Fact]
    public async Task A_failed_step_is_skipped_by_a_way_that_it_has_with_a_reason_that_is_kept()
    {
        var (_, id) = await OpenFailingAsync("戊三");
        var supervisor = await server.AsAsync(Supervisor);
        var path = await PathAsync(supervisor, id);
        (await supervisor.PostAsync($"{path}/skip", new JsonObject { ["outcome"] = "Done" })).MustBeProblem(400, "request.field-missing");
        (await supervisor.PostAsync($"{path}/skip", new JsonObject { ["outcome"] = "elsewhere", ["reason"] = "测试" })).MustBeProblem(422, "engine.unknown-outcome");
        var key = Guid.NewGuid();
        Assert.Equal(200, (await supervisor.PostAsync($"{path}/skip", Skip(), key)).Status);
        Assert.True((bool)(await supervisor.PostAsync($"{path}/skip", Skip(), key)).Json["repeated"]!);
        (await supervisor.PostAsync($"{path}/skip", Skip())).MustBeProblem(404, "incident.unknown");
        await LiveTaskAsync(supervisor, id, "after-sum");
        var incident = Assert.Single((await supervisor.GetAsync($"/api/cases/{id}")).Json["incidents"]!.AsArray())!;
        Assert.Equal(("skipped", Supervisor), ((string)incident["resolution"]!, (string)incident["resolvedBy"]!["id"]!));
        var history = (await supervisor.GetAsync($"/api/cases/{id}/history")).Json;
        Assert.True((bool)history["intact"]!);
        Assert.Contains("人工核对无误", (string)history["rows"]!.AsArray().Single(x => (string?)x!["kind"] == "StepSkipped")!["sentence"]!["zh"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_failed_in_several_cases_is_tried_again_in_all_of_them_once_its_definition_is_repaired()
    {
        var (definition, first) = await OpenFailingAsync("戊四");
        var second = await OpenFailingAsync(definition, "戊五");
        var supervisor = await server.AsAsync(Supervisor);
        Assert.Equal(200, (await supervisor.PostAsync($"{await PathAsync(supervisor, first)}/retry")).Status);
        var again = Assert.Single(await LinesAsync(supervisor, first))["incident"]!;
        Assert.Equal(1, (int)again["retries"]!);
        var all = new JsonObject { ["definition"] = definition, ["step"] = FailingFlow.Step };
        Assert.Equal((2, 2), Numbers(await supervisor.PostAsync("/api/incidents/retry", Copy(all))));

        await FailingFlow.RepairAsync(server.App.Services, definition);
        var moved = await (await server.AsAsync(Administrator)).PostAsync($"/api/definitions/{definition}/migrations", new JsonObject { ["from"] = 1, ["to"] = 2, ["reason"] = "修正脚本" });
        Assert.Equal((200, 2), (moved.Status, (int)moved.Json["moved"]!));
        Assert.Equal((0, 0), Numbers(await (await server.AsAsync(Clerk)).PostAsync("/api/incidents/retry", Copy(all))));
        Assert.Equal((2, 0), Numbers(await supervisor.PostAsync("/api/incidents/retry", Copy(all))));
        foreach (var id in new[] { first, second }) await LiveTaskAsync(supervisor, id, "after-sum");
        (await supervisor.PostAsync("/api/incidents/retry", [])).MustBeProblem(400, "request.field-missing");
    }

    private static (int Tried, int StillOpen) Numbers(ApiReply reply) => ((int)reply.Json["tried"]!, (int)reply.Json["stillOpen"]!);

    private static JsonObject Skip() => new() { ["outcome"] = "Done", ["reason"] = "人工核对无误" };

    private async Task<(string Definition, string Case)> OpenFailingAsync(string applicant)
    {
        var definition = await FailingFlow.PublishAsync(server.App.Services);
        return (definition, await OpenFailingAsync(definition, applicant));
    }

    private async Task<string> OpenFailingAsync(string definition, string applicant)
    {
        var reply = await (await server.AsAsync(Clerk)).PostAsync("/api/cases", FailingFlow.Case(definition, applicant));
        Assert.True(reply.Status == 201, reply.Json.ToJsonString());
        return (string)reply.Json["caseId"]!;
    }

    private static async Task<List<JsonNode>> LinesAsync(ApiClient client, string id, string scope = "all") =>
        [.. (await client.GetAsync($"/api/incidents?scope={scope}&pageSize=200")).Json["items"]!.AsArray().Where(x => (string?)x!["caseId"] == id).Select(x => x!)];

    private static async Task<string> PathAsync(ApiClient client, string id) =>
        $"/api/cases/{id}/incidents/{Uri.EscapeDataString((string)Assert.Single(await LinesAsync(client, id))["incident"]!["key"]!)}";
}
