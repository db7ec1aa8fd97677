using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Designer;

// Who looks at cases: told live, and logged.
public abstract partial class StudioContract<TDatabase>
{
    [Fact]
    public async Task Whoever_looks_at_a_case_is_told_live_how_often_each_step_began_and_ended()
    {
        var (id, task) = await FailingCaseAsync("郭老太");
        await using var viewer = await ViewerAsync("admin");
        Assert.Null(await viewer.ObserveAsync(id));
        var reviewer = await server.AsAsync("xu.lei");
        Assert.Equal(200, (await reviewer.PostAsync($"/api/cases/{id}/tasks/{task}/complete", new JsonObject { ["outcome"] = "Done", ["form"] = new JsonObject() })).Status);
        Assert.Equal(id, (string?)(await viewer.HearAsync("WorkflowInstanceUpdatedAsync"))["workflowInstanceId"]);
        await viewer.HearAsync("WorkflowExecutionLogUpdatedAsync");
        var told = await viewer.HearAsync("ActivityExecutionLogUpdatedAsync");
        Shape.MustHave(told, "stats[].activityId:s", "stats[].activityNodeId:s", "stats[].startedCount:n", "stats[].completedCount:n", "stats[].uncompletedCount:n", "stats[].isBlocked:b", "stats[].isFaulted:b", "stats[].metadata:o");
        var answer = told["stats"]!.AsArray().Single(x => (string?)x!["activityId"] == "answer")!;
        Assert.Equal(("Workflow1:flow:answer", 1, 1, 0, false), ((string?)answer["activityNodeId"], (int)answer["startedCount"]!, (int)answer["completedCount"]!, (int)answer["uncompletedCount"]!, (bool)answer["isBlocked"]!));
        Assert.True((bool)told["stats"]!.AsArray().Single(x => (string?)x!["activityId"] == FailingFlow.Step)!["isFaulted"]!);
        // The same as the viewer gets when it asks.
        var asked = (await (await AdminAsync()).PostAsync("/activity-executions/report", new JsonObject { ["workflowInstanceId"] = id, ["activityNodeIds"] = new JsonArray("Workflow1:flow:answer") })).Json["stats"]![0]!;
        Assert.Equal(asked.ToJsonString(), answer.ToJsonString());
        Assert.DoesNotContain("郭老太", told.ToJsonString(), StringComparison.Ordinal);

        await using var elsewhere = await ViewerAsync("cz.approver");
        Assert.NotNull(await elsewhere.ObserveAsync(id));
        await using var clerk = await ViewerAsync("zhou.min");
        Assert.NotNull(await clerk.ObserveAsync(id));
    }

    [Fact]
    public async Task What_another_process_did_is_told_too()
    {
        var (id, task) = await FailingCaseAsync("温大娘");
        await using var viewer = await ViewerAsync("admin");
        Assert.Null(await viewer.ObserveAsync(id));
        var (services, @case) = (server.App.Services, new CaseId(Guid.Parse(id)));
        // As a job's process does it: nobody in this one hears of the command itself, only of the message that goes to the pages of all.
        var reviewer = (await services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<IStaffDirectory>().FindAsync(new("xu.lei"), default))!.AsActor();
        await using (var scope = services.CreateAsyncScope())
            Assert.IsType<CommandResult.Accepted>(await scope.ServiceProvider.GetRequiredService<CaseCommands>().ExecuteAsync(
                new CommandEnvelope(CommandId.New(server.Time.GetUtcNow()), reviewer, @case, new CompleteTask(new(Guid.Parse(task)), "Done", []))));
        await using var db = await services.GetRequiredService<CaseDatabase>().OpenAsync(default);
        var message = await db.Outbox.Where(x => x.CaseId == @case).Select(x => x.Id).FirstAsync();
        await services.GetRequiredService<INewsFeed>().TellAsync(message, default);
        var told = await viewer.HearAsync("ActivityExecutionLogUpdatedAsync");
        Assert.Equal(1, (int)told["stats"]!.AsArray().Single(x => (string?)x!["activityId"] == "answer")!["completedCount"]!);
    }

    [Fact]
    public async Task Whichever_address_of_a_case_is_opened_the_look_is_logged_once()
    {
        var service = await FailingFlow.PublishAsync(server.App.Services);
        var clerk = await server.AsAsync("zhou.min");
        var admin = await server.AsAsync("admin");
        var studio = new StudioClient(admin);
        string last = "";
        foreach (var (method, path) in new[]
        {
            ("GET", "/workflow-instances/{0}"), ("GET", "/workflow-instances/{0}/variables"), ("POST", "/workflow-instances/{0}/journal"), ("POST", "/activity-executions/report"),
            ("GET", "/activity-executions/list?WorkflowInstanceId={0}&ActivityNodeId=Workflow1:flow:start"), ("GET", "/activity-execution-summaries/list?WorkflowInstanceId={0}"),
            ("GET", "/activity-executions/by-id?id={0}:1"), ("GET", "/activity-executions/{0}:1/call-stack"), ("PAGE", "/diagnostics/structured-logs?workflowInstanceId={0}"),
        })
        {
            last = (string)(await clerk.PostAsync("/api/cases", FailingFlow.Case(service, "吴桂英"))).Json["caseId"]!;
            var at = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, last);
            // The viewer asks for several things at once, and again and again.
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => LookAsync(method, at)));
            Assert.True(await LooksAsync(last) == 1, $"{method} {path}: {await LooksAsync(last)} rows");

            async Task LookAsync(string how, string where)
            {
                if (how == "PAGE")
                {
                    using var page = await admin.Http.GetAsync(where);
                    Assert.Equal(System.Net.HttpStatusCode.OK, page.StatusCode);
                    return;
                }
                var body = where.EndsWith("/report", StringComparison.Ordinal) ? new JsonObject { ["workflowInstanceId"] = last, ["activityNodeIds"] = new JsonArray("Workflow1:flow:start") } : new JsonObject();
                Assert.Equal(200, (await studio.SendAsync(new HttpMethod(how), where, how == "POST" ? body : null)).Status);
            }
        }
        // Whoever goes on looking is logged again; what says nothing of a case is not.
        server.Time.Move(TimeSpan.FromMinutes(16));
        await studio.GetAsync($"/workflow-instances/{last}/execution-state");
        Assert.Equal(1, await LooksAsync(last));
        await studio.GetAsync($"/workflow-instances/{last}/variables");
        Assert.Equal(2, await LooksAsync(last));
        await new StudioClient(await server.AsAsync("cheng.wei")).GetAsync($"/workflow-instances/{last}/variables");
        Assert.Equal(3, await LooksAsync(last));
        Assert.Equal(404, (await new StudioClient(await server.AsAsync("cz.approver")).GetAsync($"/workflow-instances/{last}/variables")).Status);
        Assert.Equal(3, await LooksAsync(last));
    }

    [Fact]
    public async Task The_journal_that_the_designer_leads_to_is_filtered_and_says_no_more_than_the_viewer()
    {
        var (id, _) = await FailingCaseAsync("罗小兰");
        var admin = await server.AsAsync("admin");
        var all = System.Net.WebUtility.HtmlDecode(await admin.Http.GetStringAsync($"/diagnostics/structured-logs?workflowInstanceId={id}"));
        Assert.Contains(FailingFlow.Step, all, StringComparison.Ordinal);
        Assert.Contains("失败", all, StringComparison.Ordinal);
        Assert.Contains($"/designer/workflows/definitions/", all, StringComparison.Ordinal);
        Assert.DoesNotContain("罗小兰", all, StringComparison.Ordinal);
        var one = await admin.Http.GetStringAsync($"/diagnostics/structured-logs?workflowInstanceId={id}&step=answer&event=Suspended");
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(one, "<tr><td>"));
        var hostile = await admin.Http.GetStringAsync($"/diagnostics/structured-logs?workflowInstanceId={id}&step=%22%3E%3Cscript%3E&event=%3Cb%3E");
        Assert.DoesNotContain("<script>", hostile, StringComparison.Ordinal);
        using var unknown = await admin.Http.GetAsync("/diagnostics/structured-logs?workflowInstanceId=nothing");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
        using var list = await admin.Http.GetAsync("/diagnostics/structured-logs");
        Assert.Equal("/designer/workflows/instances", list.Headers.Location?.OriginalString);
        using var denied = await (await server.AsAsync("zhou.min")).Http.GetAsync($"/diagnostics/structured-logs?workflowInstanceId={id}");
        Assert.Equal("/denied", denied.Headers.Location?.OriginalString);
        using var elsewhere = await (await server.AsAsync("cz.approver")).Http.GetAsync($"/diagnostics/structured-logs?workflowInstanceId={id}");
        Assert.NotEqual(System.Net.HttpStatusCode.OK, elsewhere.StatusCode);
    }

    private async Task<(string Case, string Task)> FailingCaseAsync(string applicant)
    {
        var service = await FailingFlow.PublishAsync(server.App.Services);
        var id = (string)(await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case(service, applicant))).Json["caseId"]!;
        return (id, (string)(await (await server.AsAsync("xu.lei")).GetAsync($"/api/cases/{id}")).Json["tasks"]![0]!["id"]!);
    }

    private async Task<ViewerConnection> ViewerAsync(string user)
    {
        var signedIn = await new StudioClient(server.Anonymous()).PostAsync("/identity/login", new JsonObject { ["username"] = user, ["password"] = ProductServer<TDatabase>.Password });
        return await ViewerConnection.OpenAsync(server.Address, (string)signedIn.Json["accessToken"]!);
    }

    private async Task<int> LooksAsync(string id)
    {
        await using var db = await server.App.Services.GetRequiredService<CaseDatabase>().OpenAsync(default);
        var @case = new CaseId(Guid.Parse(id));
        return await db.AccessLog.CountAsync(x => x.CaseId == @case && x.Actor != new UserId("zhou.min"));
    }
}
