using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Designer;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The way of a flow into force, as two administrators go it: in the real designer and on our pages.</summary>
public sealed class FlowsInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    // The designer takes long to draw on a busy machine.
    private const float Drawn = 240_000;

    [Fact]
    public async Task A_flow_is_refused_mended_approved_by_a_second_administrator_changed_and_brought_back()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = await admin.CreateAsync($"登记 {Guid.NewGuid():N}");
        var (id, name, service) = ((string)flow["definitionId"]!, (string)flow["name"]!, FreeService.Next());
        flow["customProperties"] = new JsonObject { ["serviceType"] = service };
        flow = await admin.SaveAsync(flow.Draw([DrawnFlow.Dropped("begin", "Elsa.Start", 0), DrawnFlow.Dropped("confirm", "CaseWorkflows.HumanTask", 300)], DrawnFlow.Way("begin", "Done", "confirm")));
        await using var first = await server.VisitAsAsync("admin");
        var page = first.Page;

        // What is broken is said on our page, and leads to the step in the designer.
        await page.GotoAsync("/flows");
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "检查" }).ClickAsync();
        await page.GetByText("“标题”没有填写").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "环节 confirm，在设计器中打开" }).First.ClickAsync();
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Drawn });
        await page.GetByText("工作人员看到的任务名称").WaitForAsync();

        // The designer's own button goes the same way: refused, with the messages on screen.
        await Publish(page).ClickAsync();
        await page.Locator(".host-message", new() { HasText = "“角色”没有填写" }).WaitForAsync();
        // The designer saved before it handed in.
        flow = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        await admin.SaveAsync(DrawnFlow.Good(flow));
        await page.ReloadAsync();
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Drawn });
        await Publish(page).ClickAsync();
        var handedIn = page.Locator(".host-message", new() { HasText = "已提交审批" });
        await handedIn.GetByRole(AriaRole.Link).ClickAsync();

        // Whoever made it finds no way to approve it; the second administrator does.
        await page.GetByRole(AriaRole.Heading, new() { Name = "版本 1" }).First.WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "批准" })).ToHaveCountAsync(0);
        await using var second = await server.VisitAsAsync("sun.yi");
        await ApproveAsync(second.Page, id, 1);
        var clerk = await server.AsAsync("zhou.min");
        var old = await OpenAsync(clerk, service, "吴桂英", "核对");

        // Changed, handed in on our page, shown as a difference, approved: a new case follows the new step, the old one stays.
        flow = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "当面核对");
        await admin.SaveAsync(flow);
        await page.GotoAsync($"/flows/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "提交审批" }).ClickAsync();
        await page.GetByText("请另一位系统管理员审批").First.WaitForAsync();
        await second.Page.GotoAsync($"/flows/{id}");
        var row = second.Page.Locator("table.difference tbody tr", new() { HasText = "当面核对" });
        await Assertions.Expect(row).ToContainTextAsync("修改");
        await Assertions.Expect(row).ToContainTextAsync("标题");
        Assert.True(await second.Page.Locator(".flow-picture img").First.EvaluateAsync<bool>("async x => { await x.decode(); return x.naturalWidth > 0 }"));
        await ApproveAsync(second.Page, id, 2);
        await OpenAsync(clerk, service, "何大爷", "当面核对");
        Assert.Equal("核对", await TitleAsync(clerk, old));

        // Brought back by one click, as a new version.
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "恢复" }).First.ClickAsync();
        await second.Page.Locator("dialog[open] textarea").FillAsync("误改");
        await second.Page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await second.Page.GetByText("已作为版本 3 发布").WaitForAsync();
        var back = await OpenAsync(clerk, service, "罗小兰", "核对");

        // A case on the version that was given up is brought over, after it was tried out.
        await second.Page.GetByRole(AriaRole.Link, new() { Name = "迁移在办案件" }).ClickAsync();
        await second.Page.GetByLabel("原版本").SelectOptionAsync("2");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "试算" }).ClickAsync();
        await second.Page.GetByText("1 件可迁移").WaitForAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "迁移", Exact = true }).ClickAsync();
        await second.Page.Locator("dialog[open] textarea").FillAsync("流程恢复");
        await second.Page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await second.Page.GetByText("1 件已迁移").First.WaitForAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();
        await second.Page.Locator("dialog[open] textarea").FillAsync("再考虑");
        await second.Page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await second.Page.GetByText("已恢复 1 件").WaitForAsync();
        Assert.NotEqual(old, back);
        second.MustNotHaveComplained();
    }

    private static ILocator Publish(IPage page) => page.Locator("button.mud-icon-button.mud-primary-text").First;

    private static async Task ApproveAsync(IPage page, string id, int version)
    {
        await page.GotoAsync($"/flows/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await page.GetByText($"已作为版本 {version} 发布").WaitForAsync();
    }

    private static async Task<string> OpenAsync(ApiClient clerk, string service, string applicant, string title)
    {
        var opened = await clerk.PostAsync("/api/cases", FailingFlow.Case(service, applicant));
        Assert.True(opened.Status is 200 or 201, opened.Json.ToJsonString());
        var code = (string)opened.Json["code"]!;
        Assert.Equal(title, await TitleAsync(clerk, code));
        return code;
    }

    private static async Task<string?> TitleAsync(ApiClient clerk, string code) => (string?)(await clerk.GetAsync($"/api/cases/{code}")).Json["tasks"]![0]!["title"]!["zh"];
}
