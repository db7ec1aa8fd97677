using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.IntegrationTests.Designer;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The real designer, unmodified, on the flows that the product ships.</summary>
public sealed class DesignerInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    // What its drawing library says of a connection between two steps that stand close together.
    private const string Unroutable = "Unable to execute manhattan algorithm";

    [Fact]
    public async Task Every_shipped_flow_is_shown_whole_and_survives_open_and_save()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var shipped = Directory.GetFiles(Path.Combine(LegalAidStory.Workflows, "definitions"), "*.json").Select(x => Path.GetFileNameWithoutExtension(x)!).Order(StringComparer.Ordinal).ToList();
        Assert.True(shipped.Count >= 9, string.Join(", ", shipped));
        await using var visitor = await VisitAsync("admin");
        var page = visitor.Page;
        var studio = new StudioPage(page);
        foreach (var id in shipped)
        {
            var before = WorkflowDefinition.Parse((await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Published")).Text);
            await studio.OpenAsync(id, before.Root.Activities.Count, before.Root.Connections.Count);
            var drawn = await page.Locator(".x6-node").AllTextContentsAsync();
            Assert.Equal([], before.Root.Activities.Select(x => x.DisplayText).Where(x => !drawn.Any(y => y.Contains(x, StringComparison.Ordinal))));
            await studio.SaveAsync();
            var after = WorkflowDefinition.Parse((await admin.GetAsync($"/workflow-definitions/{id}/export?versionOptions=Latest")).Text);
            Assert.Equal(before.Version + 1, after.Version);
            Assert.Equal(before.SemanticForm().ToJsonString(), after.SemanticForm().ToJsonString());
            foreach (var activity in before.Activities) Assert.Equal(Lasting(activity.Json), Lasting(after.FindActivity(activity.Id)!.Json));
            await admin.SendAsync(HttpMethod.Delete, $"/workflow-definition-versions/{(await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}")).Json["id"]}");
        }
        visitor.MustNotHaveComplained(Unroutable);
    }

    [Fact]
    public async Task A_running_case_is_shown_with_its_journal()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = DrawnFlow.Good(await admin.CreateAsync($"流转 {Guid.NewGuid():N}"));
        foreach (var (id, name) in new[] { ("confirm", "当面核对"), ("close", "办结案件") })
            flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == id)!["metadata"]!["displayText"] = name;
        flow = await admin.SaveAsync(flow);
        await admin.PublishAsync((string)flow["definitionId"]!, await server.AsAsync("sun.yi"));
        var opened = await (await server.AsAsync("zhou.min")).PostAsync("/api/cases", FailingFlow.Case((string)flow["customProperties"]!["serviceType"]!, "何大爷"));
        var code = (string)opened.Json["code"]!;
        await using var visitor = await VisitAsync("cheng.wei");
        var page = visitor.Page;
        await page.GotoAsync("/designer/workflows/instances");
        await page.GetByText(code).First.WaitForAsync();
        await page.GotoAsync($"/designer/workflows/instances/{opened.Json["caseId"]}/view");
        await page.Locator(".x6-node").First.WaitForAsync();
        await page.GetByText("只读").WaitForAsync();
        // The journal names each step as the flow does, with what happened to it.
        var rows = page.Locator(".mud-timeline-item");
        await Row(rows, "当面核对", "等待中").WaitForAsync();
        await Assertions.Expect(Row(rows, "当面核对", "完成")).ToHaveCountAsync(0);
        await Assertions.Expect(Row(rows, "办结案件", "完成")).ToHaveCountAsync(0);

        var reviewer = await server.AsAsync("xu.lei");
        var task = (await reviewer.GetAsync($"/api/cases/{opened.Json["caseId"]}")).Json["tasks"]![0]!["id"];
        Assert.Equal(200, (await reviewer.PostAsync($"/api/cases/{opened.Json["caseId"]}/tasks/{task}/complete", new JsonObject { ["outcome"] = "Done", ["form"] = new JsonObject() })).Status);
        await page.ReloadAsync();
        await Row(rows, "当面核对", "完成").WaitForAsync();
        await Row(rows, "办结案件", "完成").WaitForAsync();
        visitor.MustNotHaveComplained(Unroutable);
    }

    [Fact]
    public async Task An_earlier_version_is_taken_back_by_the_designers_own_button_and_goes_the_way_of_every_draft()
    {
        var admin = new StudioClient(await server.AsAsync("admin"));
        var flow = await admin.SaveAsync(DrawnFlow.Good(await admin.CreateAsync($"回退 {Guid.NewGuid():N}")));
        var id = (string)flow["definitionId"]!;
        flow = await admin.PublishAsync(id, await server.AsAsync("sun.yi"));
        flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "当面核对");
        await admin.SaveAsync(flow);
        await admin.PublishAsync(id, await server.AsAsync("sun.yi"));
        await using var visitor = await VisitAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync($"/designer/workflows/definitions/{id}/edit");
        await page.Locator(".x6-node").First.WaitForAsync();
        await page.Locator(".mud-tab", new() { HasText = "历史版本" }).ClickAsync();
        var old = page.Locator(".mud-table-body tr", new() { Has = page.Locator("td", new() { HasTextRegex = new("^\\s*1\\s*$") }) });
        await old.Locator(".mud-menu button").ClickAsync();
        var reverted = page.WaitForResponseAsync(x => x.Url.EndsWith($"/workflow-definitions/{id}/revert/1", StringComparison.Ordinal));
        await page.Locator(".mud-popover-open .mud-menu-item, .mud-popover-open .mud-list-item").Filter(new() { HasText = "恢复到这个版本" }).ClickAsync();
        Assert.Equal(200, (await reverted).Status);

        // It is a draft with the old content; what is in force stays until a second administrator has approved it.
        var latest = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        Assert.Equal((3, false, "核对"), ((int)latest["version"]!, (bool)latest["isPublished"]!, TitleOf(latest)));
        Assert.Equal("当面核对", TitleOf((await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Json));
        await page.GotoAsync($"/flows/{id}");
        await Assertions.Expect(page.Locator("#saves tbody tr").First).ToContainTextAsync("恢复");

        static string? TitleOf(JsonNode flow) => (string?)flow["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!["title"]!["expression"]!["value"];
    }

    [Fact]
    public async Task Somebody_elses_save_is_noticed_and_said()
    {
        var other = new StudioClient(await server.AsAsync("admin"), "another-window");
        var flow = (await other.CreateAsync($"两人编辑 {Guid.NewGuid():N}")).Draw([DrawnFlow.Dropped("one", "Elsa.End")]);
        flow = await other.SaveAsync(flow);
        await using var visitor = await VisitAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync($"/designer/workflows/definitions/{flow["definitionId"]}/edit");
        await page.Locator(".x6-node").First.WaitForAsync();
        flow["description"] = "别人的修改";
        await other.SaveAsync(flow);
        await page.Keyboard.PressAsync("Control+s");
        await page.Locator(".host-message", new() { HasText = "您的这次修改没有覆盖它" }).WaitForAsync();
        Assert.Equal("别人的修改", (string?)(await other.GetAsync($"/workflow-definitions/by-definition-id/{flow["definitionId"]}")).Json["description"]);
        // What was kept aside is one click away.
        var kept = await page.Locator(".host-message a", new() { HasText = "查看保存下来的修改" }).GetAttributeAsync("href");
        await page.Locator(".host-message button", new() { HasText = "重新载入" }).ClickAsync();
        await page.Locator(".x6-node").First.WaitForAsync();
        await page.GotoAsync(kept!);
        await Assertions.Expect(page.Locator("#saves tr[aria-current]")).ToContainTextAsync("未采用，仅保留");
    }

    private static ILocator Row(ILocator rows, string step, string happened) => rows.Filter(new() { HasText = step }).Filter(new() { HasText = happened }).First;

    private async Task<Visitor> VisitAsync(string user)
    {
        var visitor = await server.VisitAsync();
        var signedIn = await visitor.Page.APIRequest.PostAsync("/api/sign-in", new() { DataObject = new { userName = user, password = BrowserServer.Password } });
        Assert.Equal(204, signedIn.Status);
        return visitor;
    }

    // Where the designer measured a step anew nothing else changed.
    private static string Lasting(JsonObject activity)
    {
        var lasting = (JsonObject)activity.DeepClone();
        foreach (var key in new[] { "activities", "connections" }) lasting.Remove(key);
        (lasting["metadata"] as JsonObject)?.Remove("designer");
        return lasting.ToJsonString();
    }
}
