using CaseWorkflows.IntegrationTests.Designer;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>Everything that was saved of a flow, on its page.</summary>
public sealed class SavesInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    private const int Saves = 24;

    [Fact]
    public async Task Saves_are_turned_over_compared_and_taken_back()
    {
        var (admin, other) = (new StudioClient(await server.AsAsync("admin"), "window-one"), new StudioClient(await server.AsAsync("sun.yi"), "window-two"));
        var flow = await admin.CreateAsync($"保存 {Guid.NewGuid():N}");
        var id = (string)flow["definitionId"]!;
        var theirs = flow.DeepClone().AsObject().Draw([DrawnFlow.Dropped("theirs", "Elsa.End")]);
        flow = await admin.SaveAsync(DrawnFlow.Good(flow));
        for (var i = 3; i <= Saves; i++)
        {
            flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", $"核对第 {i} 稿");
            flow = await admin.SaveAsync(flow);
        }
        var late = await other.PostAsync("/workflow-definitions", DrawnFlow.Request(theirs));
        late.MustBeRefused(409, "draft.stale");

        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync($"/flows/{id}");
        var rows = page.Locator("#saves table.list:not(.difference) tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(20);
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("未采用，仅保留");
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("孙怡");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("修改 1 个环节");
        await page.Locator("#saves").GetByRole(AriaRole.Button, new() { Name = "下一页" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await Assertions.Expect(rows.Nth(3)).ToContainTextAsync("新增 4 个环节");
        await rows.Nth(2).GetByRole(AriaRole.Link, new() { Name = "查看差异" }).PressAsync("Enter");
        var shown = page.Locator("#save-shown");
        await Assertions.Expect(shown).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("第 3 次保存"));
        await Assertions.Expect(shown).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#saves table.difference tbody tr")).ToContainTextAsync("核对第 3 稿");
        Assert.True(await page.Locator("#saves .flow-picture img").EvaluateAsync<bool>("async x => { await x.decode(); return x.naturalWidth > 0 }"));
        await page.Locator("#saves").GetByRole(AriaRole.Link, new() { Name = "现在的内容" }).ClickAsync();
        await Assertions.Expect(page.Locator("#saves table.difference tbody tr")).ToContainTextAsync($"核对第 {Saves} 稿");

        // What came too late is where the message of the designer leads, and can be taken back as a new save.
        await page.GotoAsync((string)late.Json["page"]!);
        await Assertions.Expect(shown).ToBeFocusedAsync();
        await Assertions.Expect(shown).ToContainTextAsync("孙怡");
        await Assertions.Expect(page.Locator("#saves table.difference")).ToContainTextAsync("theirs");
        await page.GetByRole(AriaRole.Button, new() { Name = $"恢复第 {Saves + 1} 次保存的内容" }).First.ClickAsync();
        await page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "恢复", Exact = true }).ClickAsync();
        await page.GetByText($"第 {Saves + 1} 次保存的内容现在是草稿（第 {Saves + 2} 次保存）。").WaitForAsync();
        await Assertions.Expect(page.Locator("#saves")).ToContainTextAsync($"取自第 {Saves + 1} 次保存");
        Assert.Equal("theirs", (string?)(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json["root"]!["activities"]![0]!["id"]);

        // A draft that was given up, and never published, is still there.
        await admin.SendAsync(HttpMethod.Delete, $"/workflow-definitions/{id}");
        await page.GotoAsync($"/flows/{id}");
        await rows.Nth(1).GetByRole(AriaRole.Button, new() { Name = "恢复" }).ClickAsync();
        await page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "恢复", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "草稿（版本 1）" }).WaitForAsync();
        await page.GotoAsync($"/flows/{id}?save=4711");
        await page.GetByText("没有第 4711 次保存。").WaitForAsync();
        visitor.MustNotHaveComplained();
    }

    [Fact]
    public async Task A_supervisor_looks_at_saves_and_takes_none_back()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var id = (string)(await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync($"保存 {Guid.NewGuid():N}"))))["definitionId"]!;
        await using var visitor = await server.VisitAsAsync("cheng.wei", 390, 844);
        await visitor.Page.GotoAsync($"/flows/{id}?save=1&against=Draft");
        await visitor.Page.Locator("#saves table.difference").GetByText("confirm").First.WaitForAsync();
        await Assertions.Expect(visitor.Page.Locator("#saves").GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        visitor.MustNotHaveComplained();
    }
}
