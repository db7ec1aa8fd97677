using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Designer;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The real designer in several windows, on a case that goes on, and on steps that lie within others.</summary>
public sealed class StudioWindowsTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    private const float Drawn = 240_000;

    [Fact]
    public async Task A_duplicated_tab_is_an_editor_of_its_own_and_loses_nobody_a_change()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = (await admin.CreateAsync($"两个标签页 {Guid.NewGuid():N}")).Draw([DrawnFlow.Dropped("ask", "CaseWorkflows.HumanTask")]);
        var id = (string)(await admin.SaveAsync(flow))["definitionId"]!;
        await using var visitor = await VisitAsync("admin");
        var page = visitor.Page;
        await new StudioPage(page).OpenAsync(id, 1, 0);
        // As "duplicate tab" does it: the new one has a copy of what the first one kept for itself.
        var copy = await page.RunAndWaitForPopupAsync(() => page.EvaluateAsync("() => { window.open(location.href); }"));
        await copy.Locator(".mud-expand-panel-header").First.WaitForAsync();
        await new StudioPage(copy).WaitForAsync(1, 0);

        await page.BringToFrontAsync();
        await TitleAsync(page, "first title", 200);
        await copy.BringToFrontAsync();
        await TitleAsync(copy, "second title", 409);
        await copy.Locator(".host-message", new() { HasText = "您的这次修改没有覆盖它" }).WaitForAsync();
        Assert.Equal("first title", await KeptAsync());
        var saves = (await (await server.AsAsync("admin")).GetAsync($"/api/definitions/{id}/saves")).Json["items"]!.AsArray();
        Assert.Contains(saves, x => (string?)x!["kind"] == "set-aside");

        async Task TitleAsync(IPage window, string title, int status)
        {
            var studio = new StudioPage(window);
            await studio.SelectAsync("ask");
            var answered = window.WaitForResponseAsync(x => x.Request.Method == "POST" && x.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal) && x.Request.PostData!.Contains(title, StringComparison.Ordinal));
            await studio.TypeAsync("标题", title);
            Assert.Equal(status, (await answered).Status);
        }

        async Task<string?> KeptAsync() =>
            (string?)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}")).Json["root"]!["activities"]![0]!["title"]!["expression"]!["value"];
    }

    [Fact]
    public async Task The_badge_of_a_step_follows_the_case_while_somebody_looks()
    {
        var service = await FailingFlow.PublishAsync(server.App.Services);
        var id = (string)(await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case(service, "何大爷"))).Json["caseId"]!;
        await using var visitor = await VisitAsync("cheng.wei");
        var page = visitor.Page;
        await page.GotoAsync($"/designer/workflows/instances/{id}/view");
        await page.Locator(".x6-node[data-cell-id=\"answer\"]").WaitForAsync(new() { Timeout = Drawn });
        await BadgeAsync("warning");
        var reviewer = await server.AsAsync("xu.lei");
        var task = (await reviewer.GetAsync($"/api/cases/{id}")).Json["tasks"]![0]!["id"];
        Assert.Equal(200, (await reviewer.PostAsync($"/api/cases/{id}/tasks/{task}/complete", new JsonObject { ["outcome"] = "Done", ["form"] = new JsonObject() })).Status);
        await BadgeAsync("success");
        // Its link to a part that the package does not have leads to our page.
        await page.GotoAsync($"/diagnostics/structured-logs?workflowInstanceId={id}");
        await page.GetByRole(AriaRole.Cell, new() { Name = FailingFlow.Step }).First.WaitForAsync();

        Task BadgeAsync(string colour) => page.WaitForFunctionAsync(
            "colour => [...document.querySelectorAll('.x6-node[data-cell-id=\"answer\"] .mud-badge')].some(x => [...x.classList].some(y => y.includes(colour)))", colour, new() { Timeout = Drawn });
    }

    [Fact]
    public async Task A_link_to_a_step_within_another_one_opens_what_holds_it()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var inner = DrawnFlow.Dropped("inner", "CaseWorkflows.HumanTask");
        var flowchart = DrawnFlow.Dropped("part", "Elsa.Flowchart");
        (flowchart["activities"], flowchart["connections"]) = (new JsonArray(inner, DrawnFlow.Dropped("inner-end", "Elsa.End", 400)), new JsonArray());
        var then = new JsonObject { ["id"] = "then-part", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = new JsonArray(DrawnFlow.Dropped("deep", "CaseWorkflows.HumanTask")), ["connections"] = new JsonArray() };
        var choice = DrawnFlow.Dropped("choice", "Elsa.If", 400);
        choice["then"] = then;
        var sequence = DrawnFlow.Dropped("row", "Elsa.Sequence", 700);
        sequence["activities"] = new JsonArray(DrawnFlow.Dropped("hidden", "CaseWorkflows.HumanTask"));
        var flow = await admin.SaveAsync((await admin.CreateAsync($"嵌套 {Guid.NewGuid():N}")).Draw([flowchart, choice, sequence]));
        await using var visitor = await VisitAsync("admin");
        var page = visitor.Page;
        foreach (var step in new[] { "inner", "deep" })
        {
            await page.GotoAsync($"/designer/workflows/definitions/{flow["definitionId"]}/edit?step={step}");
            await page.Locator($".x6-node.x6-node-selected[data-cell-id=\"{step}\"]").WaitForAsync(new() { Timeout = Drawn });
            await page.GetByText("工作人员看到的任务名称").WaitForAsync();
        }
        await page.GotoAsync($"/designer/workflows/definitions/{flow["definitionId"]}/edit?step=hidden");
        await page.Locator(".x6-node.x6-node-selected[data-cell-id=\"row\"]").WaitForAsync(new() { Timeout = Drawn });
        var told = page.Locator(".host-message", new() { HasText = "“hidden”位于“row”之内" });
        await Assertions.Expect(told.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"/flows/{flow["definitionId"]}?step=hidden");
        // Nothing was changed by looking.
        Assert.Equal((string?)flow["id"], (string?)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{flow["definitionId"]}")).Json["id"]);
    }

    private async Task<Visitor> VisitAsync(string user)
    {
        var visitor = await server.VisitAsync();
        var signedIn = await visitor.Page.APIRequest.PostAsync("/api/sign-in", new() { DataObject = new { userName = user, password = BrowserServer.Password } });
        Assert.Equal(204, signedIn.Status);
        return visitor;
    }
}
