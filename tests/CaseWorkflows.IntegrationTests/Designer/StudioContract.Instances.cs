using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Web;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>What the designer relies on when it looks at cases and tries flows out.</summary>
public abstract partial class StudioContract<TDatabase>
{
    private static readonly string[] InstanceFacts =
        ["id:s", "definitionId:s", "definitionVersionId:s", "version:n", "status:s", "subStatus:s", "correlationId:s?", "name:s?", "incidentCount:n", "createdAt:i", "updatedAt:i", "finishedAt:i?"];

    private static readonly string[] ExecutionFacts =
    [
        "id:s", "workflowInstanceId:s", "activityId:s", "activityNodeId:s", "activityType:s", "activityTypeVersion:n", "activityName:s", "activityState:o", "payload:o", "outputs:o", "properties:o", "metadata:o",
        "exception:o?", "startedAt:i", "hasBookmarks:b", "status:s", "aggregateFaultCount:n", "completedAt:i?",
    ];

    [Fact]
    public async Task A_running_case_shows_its_journal_its_executions_and_its_failure()
    {
        var admin = await AdminAsync();
        var service = await FailingFlow.PublishAsync(server.App.Services);
        var opened = await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case(service, "吴桂英"));
        var (id, code) = ((string)opened.Json["caseId"]!, (string)opened.Json["code"]!);

        var list = (await admin.PostAsync("/workflow-instances", new JsonObject
        {
            ["page"] = 0, ["pageSize"] = 10, ["searchTerm"] = "", ["definitionId"] = null, ["definitionIds"] = new JsonArray(service), ["correlationId"] = null, ["version"] = null, ["hasIncidents"] = true, ["isSystem"] = false,
            ["status"] = null, ["statuses"] = new JsonArray("Running"), ["subStatus"] = null, ["subStatuses"] = new JsonArray(), ["orderBy"] = "LastExecuted", ["orderDirection"] = "Descending",
            ["timestampFilters"] = new JsonArray(new JsonObject { ["column"] = "CreatedAt", ["operator"] = "LessThanOrEqual", ["timestamp"] = "2027-01-01T00:00:00Z" }),
        })).Json;
        Shape.MustHave(list, ["totalCount:n", .. InstanceFacts.Select(x => "items[]." + x)]);
        var line = Assert.Single(list["items"]!.AsArray())!;
        Assert.Equal((id, code, 1), ((string)line["id"]!, (string)line["name"]!, (int)line["incidentCount"]!));
        Assert.Equal(0, (int)(await admin.PostAsync("/workflow-instances", new JsonObject { ["definitionIds"] = new JsonArray(service), ["status"] = "Finished" })).Json["totalCount"]!);

        var whole = (await admin.GetAsync($"/workflow-instances/{id}")).Json;
        Shape.MustHave(whole, [.. InstanceFacts, "workflowState.id:s", "workflowState.bookmarks:a", "workflowState.incidents[].activityId:s", "workflowState.incidents[].activityNodeId:s", "workflowState.incidents[].message:s", "workflowState.incidents[].timestamp:i", "workflowState.input:o", "workflowState.output:o", "workflowState.properties:o"]);
        Assert.Contains("no figures", whole["workflowState"]!["incidents"]![0]!["message"]!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("吴桂英", whole.ToJsonString(), StringComparison.Ordinal);

        var journal = (await admin.PostAsync($"/workflow-instances/{id}/journal?skip=0&take=112", new JsonObject { ["filter"] = new JsonObject { ["excludedActivityTypes"] = new JsonArray("Elsa.Workflow", "Elsa.Flowchart") } })).Json;
        Shape.MustHave(journal, "totalCount:n", "items[].id:s", "items[].activityInstanceId:s", "items[].activityId:s", "items[].activityType:s", "items[].activityTypeVersion:n", "items[].activityName:s", "items[].nodeId:s", "items[].timestamp:i", "items[].sequence:n", "items[].eventName:s", "items[].activityState:o");
        var events = journal["items"]!.AsArray().Select(x => $"{x!["activityId"]} {x["eventName"]}").ToList();
        Assert.Equal(["start Started", "start Completed", "fork Started", "fork Completed"], events.Take(4));
        Assert.Contains($"{FailingFlow.Step} Faulted", events);
        Assert.Contains("answer Suspended", events);
        Assert.Equal(2, (int)(await admin.PostAsync($"/workflow-instances/{id}/journal", new JsonObject { ["filter"] = new JsonObject { ["activityNodeIds"] = new JsonArray("Workflow1:flow:fork") } })).Json["totalCount"]!);

        var report = (await admin.PostAsync("/activity-executions/report", new JsonObject { ["workflowInstanceId"] = id, ["activityNodeIds"] = new JsonArray("Workflow1:flow:start", $"Workflow1:flow:{FailingFlow.Step}", "Workflow1:flow:answer", "Workflow1:flow:after-sum") })).Json;
        Shape.MustHave(report, "stats[].activityId:s", "stats[].activityNodeId:s", "stats[].startedCount:n", "stats[].completedCount:n", "stats[].uncompletedCount:n", "stats[].isBlocked:b", "stats[].isFaulted:b", "stats[].metadata:o");
        Assert.Equal(["start False False", $"{FailingFlow.Step} False True", "answer True False"], report["stats"]!.AsArray().Select(x => $"{x!["activityId"]} {(bool)x["isBlocked"]!} {(bool)x["isFaulted"]!}"));

        foreach (var kind in new[] { "activity-executions", "activity-execution-summaries" })
        {
            var executions = (await admin.GetAsync($"/{kind}/list?WorkflowInstanceId={id}&ActivityNodeId=Workflow1:flow:fork")).Json;
            Shape.MustHave(executions, ["count:n", .. ExecutionFacts.Select(x => "items[]." + x)]);
            Assert.Single(executions["items"]!.AsArray());
        }
        var execution = (await admin.GetAsync($"/activity-executions/by-id?id={journal["items"]![0]!["activityInstanceId"]}")).Json;
        Shape.MustHave(execution, ExecutionFacts);
        Shape.MustHave((await admin.GetAsync($"/activity-executions/{execution["id"]}/call-stack")).Json, "activityExecutionId:s", "items:a", "totalCount:n");
        Shape.MustHave((await admin.GetAsync($"/workflow-instances/{id}/variables")).Json, "items[].id:s", "items[].name:s", "count:n");
        Shape.MustHave((await admin.GetAsync($"/workflow-instances/{id}/execution-state")).Json, "status:s", "subStatus:s", "updatedAt:i");

        (await admin.SendAsync(HttpMethod.Delete, $"/workflow-instances/{id}")).MustBeRefused(409, "designer.cancel-not-here");
        // An answered task goes on in the journal.
        var reviewer = await server.AsAsync("xu.lei");
        var task = (await reviewer.GetAsync($"/api/cases/{id}")).Json["tasks"]![0]!["id"];
        Assert.Equal(200, (await reviewer.PostAsync($"/api/cases/{id}/tasks/{task}/complete", new JsonObject { ["outcome"] = "Done", ["form"] = new JsonObject() })).Status);
        var after = (await admin.PostAsync($"/workflow-instances/{id}/journal", new JsonObject())).Json["items"]!.AsArray();
        Assert.Contains(after, x => (string?)x!["activityId"] == "answer" && (string?)x["eventName"] == "Completed");
    }

    [Fact]
    public async Task Cases_of_other_offices_are_not_seen()
    {
        var (_, id) = await WithCaseAsync(await AdminAsync());
        var elsewhere = new StudioClient(await server.AsAsync("cz.approver"));
        Assert.Equal(404, (await elsewhere.GetAsync($"/workflow-instances/{id}")).Status);
        Assert.Equal(404, (await elsewhere.PostAsync($"/workflow-instances/{id}/journal", new JsonObject())).Status);
        Assert.DoesNotContain(id, (await elsewhere.PostAsync("/workflow-instances", new JsonObject { ["pageSize"] = 200 })).Text, StringComparison.Ordinal);
        var here = new StudioClient(await server.AsAsync("cheng.wei"));
        Assert.Equal(200, (await here.GetAsync($"/workflow-instances/{id}")).Status);
    }

    [Fact]
    public async Task A_draft_is_run_on_a_fake_clock_and_looked_at_and_opens_no_case()
    {
        var admin = await AdminAsync();
        var run = await admin.PostAsync("/workflow-definitions/legal-aid/execute", new JsonObject { ["correlationId"] = null, ["triggerActivityId"] = null, ["versionOptions"] = "Latest", ["input"] = new JsonObject { ["scenario"] = "02-refusal" } });
        Assert.True(run.Status == 200, run.Text);
        Shape.MustHave(run.Json, "workflowState.id:s", "workflowState.status:s", "workflowState.incidents:a");
        var trial = run.Headers["x-elsa-workflow-instance-id"];
        Shape.MustHave((await admin.GetAsync($"/workflow-instances/{trial}")).Json, InstanceFacts);
        Assert.True((int)(await admin.PostAsync($"/workflow-instances/{trial}/journal", new JsonObject())).Json["totalCount"]! > 20);
        Assert.Equal("Finished", (string?)(await admin.GetAsync($"/workflow-instances/{trial}/execution-state")).Json["status"]);
        Assert.Equal(404, (await new StudioClient(await server.AsAsync("cheng.wei")).GetAsync($"/workflow-instances/{trial}")).Status);

        var drawn = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync(Name())));
        var waiting = await admin.PostAsync($"/workflow-definitions/{drawn["definitionId"]}/execute", new JsonObject());
        Assert.True(waiting.Status == 200, waiting.Text);
        Assert.Equal("Suspended", (string?)waiting.Json["workflowState"]!["subStatus"]);
        Assert.Equal(0, (int)(await admin.PostAsync("/workflow-instances", new JsonObject { ["definitionId"] = (string)drawn["definitionId"]! })).Json["totalCount"]!);
    }

    [Fact]
    public async Task A_single_step_is_tested_with_its_test_values()
    {
        var admin = await AdminAsync();
        var drawn = (await admin.CreateAsync(Name())).Draw(
            [
                DrawnFlow.Dropped("decide", "Elsa.FlowDecision").With("condition", "getVariable('Sum') > 5", "JavaScript"),
                DrawnFlow.Dropped("fails", "Elsa.RunJavaScript").With("script", "throw new Error('no figures')"),
                DrawnFlow.Dropped("asks", "CaseWorkflows.HumanTask").With("role", "reviewer").With("outcomes", "[\"Done\"]", "Object"),
            ]);
        drawn["variables"] = new JsonArray(new JsonObject { ["id"] = "v1", ["name"] = "Sum", ["typeName"] = "Int32", ["isArray"] = false, ["value"] = "1", ["storageDriverTypeName"] = null });
        drawn["customProperties"] = new JsonObject { ["VariableTestValues"] = new JsonObject { ["v1"] = "9" } };
        var saved = await admin.SaveAsync(drawn);
        async Task<JsonObject> TestAsync(string activity) => (await admin.PostAsync("/tests/activities", new JsonObject
        {
            ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = (string)saved["id"]! },
            ["activityHandle"] = new JsonObject { ["activityNodeId"] = $"Workflow1:8c2b481ba928bfd:{activity}" },
        })).Json;
        var decided = await TestAsync("decide");
        Shape.MustHave(decided, "activityState:o", "payload:o", "outputs:o", "exception:o?", "status:s");
        Assert.Equal(("Completed", "True"), ((string)decided["status"]!, (string)decided["payload"]!["Outcomes"]![0]!));
        var failed = await TestAsync("fails");
        Assert.Equal("Faulted", (string?)failed["status"]);
        Assert.Contains("no figures", failed["exception"]!["message"]!.ToString(), StringComparison.Ordinal);
        var asked = await TestAsync("asks");
        Assert.Equal("Running", (string?)asked["status"]);
        Assert.DoesNotContain("Task", asked["payload"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(400, (await admin.PostAsync("/tests/activities", new JsonObject { ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = (string)saved["id"]! } })).Status);

        var declarations = await admin.PostAsync($"/scripting/javascript/type-definitions/{saved["definitionId"]}", new JsonObject { ["workflowDefinitionId"] = (string)saved["definitionId"]!, ["activityTypeName"] = "Elsa.FlowDecision", ["propertyName"] = "Condition" });
        Assert.Contains("declare function getSum(): number;", declarations.Text, StringComparison.Ordinal);
        Assert.Contains("declare function getVariable(name: VariableName): any;", declarations.Text, StringComparison.Ordinal);
    }

    private async Task<(string Definition, string Case)> WithCaseAsync(StudioClient admin)
    {
        var published = await PublishedAsync(admin);
        var opened = await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case((string)published["customProperties"]!["serviceType"]!, "陈大妈"));
        Assert.True(opened.Status == 201, opened.Json.ToJsonString());
        return ((string)published["definitionId"]!, (string)opened.Json["caseId"]!);
    }
}
