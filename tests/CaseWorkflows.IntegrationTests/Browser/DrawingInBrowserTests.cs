using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.IntegrationTests.Designer;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The real designer in the hands of an administrator: drawing, files, and its words in Chinese.</summary>
public sealed class DrawingInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    // What its drawing library says of a connection between two steps that stand close together.
    private const string Unroutable = "Unable to execute manhattan algorithm";

    // Of the steps of the drawing that an imported file has just replaced.
    private const string Redrawn = "Could not find wrapper element with ID activity-";

    [Fact]
    public async Task A_flow_is_drawn_with_every_kind_of_input_saved_and_found_again_unchanged()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var id = (string)(await admin.CreateAsync($"画图 {Guid.NewGuid():N}"))["definitionId"]!;
        await using var visitor = await VisitAsync();
        var studio = new StudioPage(visitor.Page);
        await studio.OpenAsync(id, 0, 0);
        await studio.DropAsync("案件", "人工任务", 60, 100);
        await studio.TypeAsync("标题", "核对材料");
        await studio.ChooseAsync("角色", "(reviewer)");
        await studio.ChooseAsync("表单", "(note)");
        await studio.ListAsync("结果", "agree", "refuse");
        await studio.ListAsync("回避步骤", "register", "review");
        await studio.DropAsync("案件", "结束案件", 420, 60);
        await studio.ChooseAsync("结果", "(finished)");
        await studio.TickAsync("视为撤回");
        await studio.DropAsync("基础", "请求任务", 420, 200);
        await studio.CodeAsync("任务内容", """{"amount": 45, "list": [1, true, "文"]}""");
        await studio.DropAsync("循环", "计数循环", 60, 240);
        await studio.TypeAsync("起始", "45");
        await studio.ConnectAsync("HumanTask1", "agree", "CloseCase1");
        await studio.ConnectAsync("HumanTask1", "refuse", "RunTask1");
        await studio.ConnectAsync("RunTask1", "Done", "For1");
        var saved = await studio.SaveAsync();
        Assert.Equal("核对材料", Value(saved, "CaseWorkflows.HumanTask", "title"));
        Assert.Equal("reviewer", Value(saved, "CaseWorkflows.HumanTask", "role"));
        Assert.Equal("note", Value(saved, "CaseWorkflows.HumanTask", "form"));
        Assert.Equal("[\"agree\",\"refuse\"]", Value(saved, "CaseWorkflows.HumanTask", "outcomes"));
        Assert.Equal("[\"register\",\"review\"]", Value(saved, "CaseWorkflows.HumanTask", "notBy"));
        Assert.Equal("finished", Value(saved, "CaseWorkflows.CloseCase", "result"));
        Assert.Equal("True", Value(saved, "CaseWorkflows.CloseCase", "withdrawn"));
        Assert.Equal("""{"amount": 45, "list": [1, true, "文"]}""", Value(saved, "Elsa.RunTask", "payload"));
        Assert.Equal("45", Value(saved, "Elsa.For", "start"));
        var before = (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Text;

        await studio.OpenAsync(id, 4, 3);
        await studio.SelectAsync("HumanTask1");
        await visitor.Page.Locator(".mud-chip", new() { HasText = "refuse" }).WaitForAsync();
        await studio.SaveAsync();
        // The designer lists the steps in another order each time; each of them is as it was, to the last place on the drawing.
        Assert.Equal(Steps(before), Steps((await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Text));
        visitor.MustNotHaveComplained(Unroutable);
    }

    [Fact]
    public async Task A_file_goes_out_and_in_through_the_designers_own_buttons_with_the_same_bytes()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync($"进出 {Guid.NewGuid():N}")));
        var id = (string)flow["definitionId"]!;
        await using var visitor = await VisitAsync();
        var studio = new StudioPage(visitor.Page);
        await studio.OpenAsync(id, 4, 3);
        var first = await ExportAsync(visitor.Page, studio);
        Assert.Equal((await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Text, first);
        var changed = first.Replace("\"核对\"", "\"核对一遍\"", StringComparison.Ordinal);
        Assert.NotEqual(first, changed);
        var imported = visitor.Page.WaitForResponseAsync(x => x.Request.Method == "POST" && x.Url.EndsWith("/import", StringComparison.Ordinal));
        var chooser = await visitor.Page.RunAndWaitForFileChooserAsync(() => studio.PickAsync("导入"));
        await chooser.SetFilesAsync(new FilePayload { Name = "flow.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(changed) });
        Assert.Equal(200, (await imported).Status);
        Assert.Equal(changed, (await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Text);
        await studio.WaitForAsync(4, 3);
        Assert.Equal(changed, await ExportAsync(visitor.Page, studio));
        visitor.MustNotHaveComplained(Unroutable, Redrawn);
    }

    [Fact]
    public async Task The_designers_words_are_chinese_and_what_people_typed_stays_as_it_is()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = await admin.CreateAsync("Settings");
        flow["description"] = "Properties";
        flow["variables"] = new JsonArray(new JsonObject { ["id"] = "v1", ["name"] = "Name", ["typeName"] = "String", ["isArray"] = false, ["value"] = "Save", ["storageDriverTypeName"] = null });
        var step = DrawnFlow.Dropped("ask", "CaseWorkflows.HumanTask").With("title", "Save").With("outcomes", "[\"Log\",\"Delete\"]", "Object");
        step["metadata"]!["displayText"] = "Settings";
        flow = await admin.SaveAsync(flow.Draw([step]));
        var id = (string)flow["definitionId"]!;
        await using var visitor = await VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync("/designer/workflows/definitions");
        await page.GetByText("流程定义", new() { Exact = true }).WaitForAsync();
        await page.Locator("td", new() { HasText = "Settings" }).First.WaitForAsync();
        await page.Locator("td", new() { HasText = "Properties" }).First.WaitForAsync();

        var studio = new StudioPage(page);
        await studio.OpenAsync(id, 1, 0);
        await page.Locator(".mud-tab", new() { HasText = "代码视图" }).WaitForAsync();
        Assert.Equal("Settings", (await page.Locator(".pane-left .mud-tab").First.InnerTextAsync()).Trim(), ignoreCase: true);
        Assert.Contains("Settings", await page.Locator(".x6-node").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(["Delete", "Log"], (await page.Locator(".x6-port-out text, .x6-port-label").AllTextContentsAsync()).Select(x => x.Trim()).Where(x => x.Length > 0).Distinct().Order(StringComparer.Ordinal));
        await studio.SelectAsync("Settings");
        await page.Locator(".mud-chip", new() { HasText = "Log" }).WaitForAsync();
        Assert.Empty(await EnglishAsync(page));
        await page.Locator(".mud-tab", new() { HasText = "变量" }).ClickAsync();
        await page.Locator("th", new() { HasText = "存储" }).WaitForAsync();
        Assert.Equal("Name", (await page.Locator(".mud-simple-table tbody td").First.InnerTextAsync()).Trim());
        Assert.Empty(await EnglishAsync(page));
        await page.Locator(".mud-tab", new() { HasText = "历史版本" }).ClickAsync();
        await page.WaitForTimeoutAsync(1_000);
        Assert.Empty(await EnglishAsync(page));

        // Switched off every word is as the designer wrote it, and on again without a reload.
        await page.Locator("#host-words").ClickAsync();
        await page.Locator(".mud-tab", new() { HasText = "Variables" }).WaitForAsync();
        Assert.Contains("Code", await page.Locator(".pane-left .mud-tab").Nth(1).InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        await page.Locator("#host-words").ClickAsync();
        await page.Locator(".mud-tab", new() { HasText = "变量" }).WaitForAsync();
        var kept = await studio.SaveAsync();
        Assert.Equal(("Settings", "Properties", "Name"), ((string?)kept["name"], (string?)kept["description"], (string?)kept["variables"]![0]!["name"]));
        Assert.Equal("Save", Value(kept, "CaseWorkflows.HumanTask", "title"));
        visitor.MustNotHaveComplained(Unroutable);
    }

    // English words where the designer itself speaks; abbreviations and what people typed are left out.
    private static Task<string[]> EnglishAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('#studio .mud-tab, #studio .mud-button-label, #studio th, #studio .mud-input-label, #studio .mud-input-helper-text, #studio .mud-typography-overline, #studio .mud-alert-message, #studio [placeholder], #studio [title]')]
          .filter(x => x.offsetParent !== null && !x.matches('.pane-left > .mud-tabs > .mud-tabs-tabbar .mud-tabs-tabbar-wrapper > :first-child, .pane-left > .mud-tabs > .mud-tabs-tabbar .mud-tabs-tabbar-wrapper > :first-child *, .mud-file-upload *'))
          .flatMap(x => [x.matches('input') ? '' : x.innerText, x.getAttribute('placeholder') ?? '', x.getAttribute('title') ?? ''])
          .map(x => x.trim()).filter(x => /[A-Za-z]{3}/.test(x) && !/[\u4e00-\u9fff]/.test(x))
        """);

    private static async Task<string> ExportAsync(IPage page, StudioPage studio)
    {
        await studio.PickAsync("导出");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "导出" }).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync());
    }

    private async Task<Visitor> VisitAsync()
    {
        var visitor = await server.VisitAsync();
        Assert.Equal(204, (await visitor.Page.APIRequest.PostAsync("/api/sign-in", new() { DataObject = new { userName = "admin", password = BrowserServer.Password } })).Status);
        return visitor;
    }

    private static IEnumerable<string> Steps(string text)
    {
        var definition = WorkflowDefinition.Parse(text);
        return [definition.SemanticForm().ToJsonString(), .. definition.Root.Activities.OrderBy(x => x.Id, StringComparer.Ordinal).Select(x => x.Json.ToJsonString())];
    }

    private static string? Value(JsonObject definition, string type, string input) =>
        (string?)definition["root"]!["activities"]!.AsArray().Single(x => (string?)x!["type"] == type)![input]!["expression"]!["value"];
}
