using CaseWorkflows.IntegrationTests.Designer;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The pages of administrators and supervisors for people with a keyboard, a screen reader or a small window.</summary>
public sealed class AccessibilityInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task Pages_of_administrators_are_named_whole_and_within_the_window_in_both_languages()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync($"无障碍 {Guid.NewGuid():N}")));
        var id = (string)flow["definitionId"]!;
        flow = await admin.PublishAsync(id, await server.AsAsync("sun.yi"));
        await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case((string)flow["customProperties"]!["serviceType"]!, "何大爷"));
        flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "当面核对");
        await admin.SaveAsync(flow);
        flow = await admin.PublishAsync(id, await server.AsAsync("sun.yi"));
        flow["description"] = "草稿";
        await admin.SaveAsync(flow);
        await MustBeUsableAsync("admin", "/flows", $"/flows/{id}?save=1", $"/flows/{id}/migrations", $"/flows/{id}/try", "/forms", "/forms/mediation-agreement", "/register");
    }

    [Fact]
    public async Task Pages_of_supervisors_are_named_whole_and_within_the_window_in_both_languages() =>
        await MustBeUsableAsync("cheng.wei", "/indicators", "/samples", "/register", "/flows", "/flows/legal-aid", "/deadlines", "/alerts", "/proposals");

    [Fact]
    public async Task A_dialog_keeps_the_focus_and_gives_it_back()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync($"对话框 {Guid.NewGuid():N}")));
        flow["description"] = "二";
        await admin.SaveAsync(flow);
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await visitor.GoAsync($"/flows/{flow["definitionId"]}");
        var opener = page.Locator("#saves").GetByRole(AriaRole.Button, new() { Name = "恢复" }).First;
        await opener.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "恢复第 2 次保存的内容" });
        await dialog.WaitForAsync();
        for (var i = 0; i < 6; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            // Between the last and the first element the browser's own bar may have it; nothing of the page behind ever has.
            Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement === document.body || !!document.activeElement.closest('dialog[open]')"));
        }
        // From the browser's own bar the keyboard comes back into the dialog, and a page without the focus can't give it to anything.
        for (var i = 0; i < 6 && !await page.EvaluateAsync<bool>("() => document.hasFocus() && !!document.activeElement.closest('dialog[open]')"); i++) await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Escape");
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Assertions.Expect(opener).ToBeFocusedAsync();

        // What was done is said where a screen reader hears it.
        await page.Keyboard.PressAsync("Enter");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "恢复", Exact = true }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role=status][aria-live=polite]").Filter(new() { HasText = "现在是草稿" })).ToBeVisibleAsync();
        visitor.MustNotHaveComplained();
    }

    private async Task MustBeUsableAsync(string user, params string[] paths)
    {
        await using var visitor = await server.VisitAsAsync(user);
        var page = visitor.Page;
        List<string> found = [];
        foreach (var language in new[] { "zh", "en" })
        {
            await page.GotoAsync($"/language?to={language}&returnUrl=/");
            foreach (var path in paths)
                foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
                {
                    await page.SetViewportSizeAsync(width, height);
                    await page.GotoAsync(path);
                    await page.Locator("main h1").WaitForAsync();
                    await page.Locator(".loading").WaitForAsync(new() { State = WaitForSelectorState.Detached });
                    found.AddRange((await PageAudit.OfAsync(page)).Select(x => $"{language} {width} {path}: {x}"));
                }
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
        visitor.MustNotHaveComplained();
    }
}
