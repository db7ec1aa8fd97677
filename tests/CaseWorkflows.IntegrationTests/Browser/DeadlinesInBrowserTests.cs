using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>What a supervisor does on the page of deadlines, by keyboard, and what a case shows of its clock.</summary>
public sealed class DeadlinesInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task A_supervisor_looks_through_the_lists_acknowledges_and_follows_a_clock_to_its_days()
    {
        var (first, second) = (await KeepAsync(), await KeepAsync());
        await using (var supervisor = await server.VisitAsAsync("cheng.wei"))
        {
            var page = supervisor.Page;
            await page.GetByRole(AriaRole.Link, new() { Name = "期限", Exact = true }).PressAsync("Enter");
            await page.GetByRole(AriaRole.Heading, new() { Name = "未来 14 天到期" }).WaitForAsync();
            await supervisor.ArriveAsync();
            Assert.Equal(14, await page.Locator(".due-chart li").CountAsync());

            await page.GetByRole(AriaRole.Tab, new() { Name = "即将到期" }).FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            var overdue = page.GetByRole(AriaRole.Tab, new() { Name = "已逾期", Selected = true });
            await overdue.WaitForAsync();
            await page.WaitForFunctionAsync("() => document.activeElement.id === 'tab-overdue'");
            await page.Locator("tr", new() { HasText = first }).GetByText("审查并作出决定").WaitForAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = $"知悉 {first} 审查并作出决定 的提醒" }).PressAsync("Enter");
            await page.GetByText("已知悉 1 条提醒。").WaitForAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = $"选择 {second}" }).PressAsync("Space");
            await page.GetByRole(AriaRole.Button, new() { Name = "知悉所选（1）" }).PressAsync("Enter");
            await page.GetByRole(AriaRole.Checkbox, new() { Name = $"选择 {second}" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await page.GetByRole(AriaRole.Button, new() { Name = "我的", Exact = true }).PressAsync("Enter");
            await page.GetByText("没有逾期的期限。").WaitForAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "清除筛选" }).PressAsync("Enter");
            await page.GetByRole(AriaRole.Link, new() { Name = second }).PressAsync("Enter");
            await page.GetByRole(AriaRole.Tab, new() { Name = "时限" }).PressAsync("Enter");
            await page.Locator(".clock-card .bar-track .late").WaitForAsync();
            await page.GetByText("到期时间如何得出").PressAsync("Enter");
            var days = page.GetByRole(AriaRole.Table, new() { Name = "“审查并作出决定”逐日计算" });
            await days.GetByText("第 7 日", new() { Exact = true }).WaitForAsync();
            await page.GetByText("经过与提醒（表格）").PressAsync("Enter");
            await page.GetByRole(AriaRole.Table, new() { Name = "“审查并作出决定”的经过与提醒" }).GetByText("程伟于").WaitForAsync();
            supervisor.MustNotHaveComplained();
        }

        await using var narrow = await server.VisitAsAsync("cheng.wei", 390, 844);
        await narrow.Page.GotoAsync("/language?to=en&returnUrl=/deadlines");
        await narrow.Page.GotoAsync("/deadlines");
        await narrow.Page.Locator(".due-chart").WaitForAsync();
        Assert.True(await narrow.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0);
        narrow.MustNotHaveComplained();
    }

    /// <summary>A case whose review is overdue, with one open alert for its supervisors.</summary>
    private async Task<string> KeepAsync()
    {
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        var @case = SampleCases.New(receivedAt: server.Time.GetUtcNow().AddDays(-40));
        var clock = SampleCases.Clock(@case, server.Time.GetUtcNow().AddDays(-40));
        clock.Fire(server.Time.GetUtcNow(), 1);
        var step = clock.Steps.First(x => x.To == AlertRecipient.Supervisor);
        @case.Add(new Alert(Guid.CreateVersion7(), clock.Id.Value, clock.Key, 1, step.Key, 1, AlertLevel.Breach, Role.Supervisor, null, server.Time.GetUtcNow()));
        SampleCases.Task(@case);
        await storage.KeepAsync(@case);
        return @case.Code;
    }
}
