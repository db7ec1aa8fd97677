using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>What people do with a failed step, by keyboard.</summary>
public sealed class IncidentsInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task A_failed_step_is_tried_again_handed_over_and_skipped_by_keyboard()
    {
        var clerk = await server.AsAsync("zhou.min");
        var opened = await clerk.PostAsync("/api/cases", FailingFlow.Case(await FailingFlow.PublishAsync(server.App.Services), "吴桂英"));
        Assert.True(opened.Status == 201, opened.Json.ToJsonString());
        var code = (string)opened.Json["code"]!;

        await using (var supervisor = await server.VisitAsAsync("cheng.wei"))
        {
            var page = supervisor.Page;
            await supervisor.GoAsync("/incidents");
            var row = page.Locator("tr", new() { HasText = code });
            await row.GetByText("no figures").WaitForAsync();
            await row.GetByRole(AriaRole.Button, new() { Name = "重试该步骤" }).PressAsync("Enter");
            await row.GetByText("已重试 1 次").WaitForAsync();

            var hand = row.GetByRole(AriaRole.Button, new() { Name = "转交他人" });
            await hand.PressAsync("Enter");
            var dialog = page.Locator("dialog[open]");
            await dialog.WaitForAsync();
            await page.Keyboard.PressAsync("Escape");
            await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
            // Escape leads back to the button.
            await Assertions.Expect(hand).ToBeFocusedAsync();
            await hand.PressAsync("Enter");
            var people = dialog.Locator("select");
            await people.WaitForAsync();
            await people.FocusAsync();
            while (!(await people.EvaluateAsync<string>("x => x.selectedOptions[0].text")).StartsWith("何静", StringComparison.Ordinal)) await page.Keyboard.PressAsync("ArrowDown");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync("请核对金额");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("Enter");
            await row.GetByText("何静").WaitForAsync();
            supervisor.MustNotHaveComplained();
        }

        await using var reviewer = await server.VisitAsAsync("he.jing", 390, 844);
        var list = reviewer.Page;
        await list.GotoAsync("/incidents");
        await list.Locator("tr", new() { HasText = code }).WaitForAsync();
        Assert.True(await list.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0);
        await list.GotoAsync($"/cases/{code}");
        var box = list.Locator(".incident");
        await box.GetByText("核算金额").First.WaitForAsync();
        await box.GetByRole(AriaRole.Button, new() { Name = "跳过该步骤" }).PressAsync("Enter");
        var skip = list.Locator("dialog[open]");
        await skip.WaitForAsync();
        await skip.Locator("button[type=submit]").PressAsync("Enter");
        await skip.GetByText("请填写理由。").WaitForAsync();
        await skip.Locator("textarea").FocusAsync();
        await list.Keyboard.TypeAsync("金额已由人工核对");
        await list.Keyboard.PressAsync("Tab");
        await list.Keyboard.PressAsync("Tab");
        await list.Keyboard.PressAsync("Enter");
        await list.Locator(".task-card", new() { HasText = "核对金额" }).WaitForAsync();
        await Assertions.Expect(box).ToHaveCountAsync(0);
        await list.GotoAsync("/incidents");
        await list.GetByText("没有待处理的异常。").WaitForAsync();
        reviewer.MustNotHaveComplained();
    }
}
