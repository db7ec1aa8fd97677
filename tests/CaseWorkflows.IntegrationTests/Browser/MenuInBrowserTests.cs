using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The menu of those who may do most, and the page of notices, by keyboard alone.</summary>
public sealed class MenuInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task A_supervisor_reaches_every_page_by_keyboard_and_reads_a_notice()
    {
        var code = await TellAsync();
        await using (var supervisor = await server.VisitAsAsync("cheng.wei"))
        {
            var page = supervisor.Page;
            var more = page.Locator(".more-menu summary");
            await more.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            var indicators = page.GetByRole(AriaRole.Link, new() { Name = "指标" });
            await indicators.WaitForAsync();
            await page.Keyboard.PressAsync("Escape");
            await indicators.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
            await Assertions.Expect(more).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Enter");
            await indicators.PressAsync("Enter");
            await page.WaitForURLAsync("**/indicators");
            // The page that was chosen closes the menu, and the menu says that one of its pages is open.
            await page.Locator(".more-menu:not([open]) summary.active").WaitForAsync();
            await supervisor.ArriveAsync();

            await page.GetByRole(AriaRole.Link, new() { Name = "我的通知" }).PressAsync("Enter");
            var read = page.Locator("tr.unread", new() { HasText = code }).GetByRole(AriaRole.Button, new() { Name = "标为已读" });
            await read.WaitForAsync();
            await supervisor.ArriveAsync();
            await read.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await read.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await page.GetByRole(AriaRole.Button, new() { Name = "全部", Exact = true }).PressAsync("Enter");
            await page.Locator("tr", new() { HasText = code }).Locator(".chip.good").WaitForAsync();
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            supervisor.MustNotHaveComplained();
        }

        await using var narrow = await server.VisitAsAsync("cheng.wei", 390, 844);
        await narrow.Page.Locator(".more-menu summary").PressAsync("Enter");
        await narrow.Page.Locator(".more-panel").GetByRole(AriaRole.Link, new() { Name = "期限", Exact = true }).PressAsync("Enter");
        await narrow.Page.Locator(".due-chart").WaitForAsync();
        Assert.True(await narrow.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        narrow.MustNotHaveComplained();
    }

    /// <summary>A case about which its supervisors have an unread notice.</summary>
    private async Task<string> TellAsync()
    {
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        var now = server.Time.GetUtcNow();
        var @case = SampleCases.New(receivedAt: now.AddDays(-3));
        await storage.KeepAsync(@case, new OutboxMessage(Guid.CreateVersion7(), @case.Id, ChannelNames.Page, "alert", "role:supervisor", """{"zh":"审查期限即将届满。","en":"The review limit is about to end."}""", $"menu:{@case.Code}", now));
        return @case.Code;
    }
}
