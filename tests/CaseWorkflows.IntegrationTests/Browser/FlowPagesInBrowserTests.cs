using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Designer;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>Our own pages around the designer: trying a flow, and changing a form.</summary>
public sealed class FlowPagesInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task A_story_is_gone_through_with_the_keyboard_and_the_picture_shows_how_far_it_came()
    {
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await visitor.GoAsync("/flows/legal-aid/try?story=02-refusal");
        var slider = page.GetByLabel("时间", new() { Exact = true });
        await page.GetByText("与案例的预期全部相符。").WaitForAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('.try-picture')?.shadowRoot?.querySelectorAll('.now').length === 1");
        var first = await TakenAsync(page);
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.GetByText("第 2 / 9 步").WaitForAsync();
        await page.Keyboard.PressAsync("End");
        await page.GetByText("第 9 / 9 步").WaitForAsync();
        await page.WaitForFunctionAsync("n => document.querySelector('.try-picture').shadowRoot.querySelectorAll('g.node.taken').length > n", first + 10);
        Assert.Contains("2026-03-25", await slider.GetAttributeAsync("aria-valuetext"), StringComparison.Ordinal);
        await page.Locator("#try-documents").WaitForAsync();
        await page.GetByText("不予法律援助决定书").First.WaitForAsync();
        await page.Keyboard.PressAsync("Home");
        await page.GetByText("第 1 / 9 步").WaitForAsync();
        await page.WaitForFunctionAsync("n => document.querySelector('.try-picture').shadowRoot.querySelectorAll('g.node.taken').length === n", first);

        // A story of one's own, with a word that is no step: the page names it and plays nothing.
        await page.GetByText("修改或者编写案例").ClickAsync();
        var text = page.GetByLabel("案例（JSON）");
        var story = await text.InputValueAsync();
        await text.FillAsync(story.Replace("\"step\": \"decision\"", "\"step\": \"decisoin\"", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "播放", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("decisoin").First.WaitForAsync();
        visitor.MustNotHaveComplained();
    }

    [Fact]
    public async Task Cases_are_counted_and_moved_within_the_office_and_a_flow_is_seen_as_it_is_in_picture_and_words()
    {
        var (id, service) = ($"flow-{Guid.NewGuid():N}", FreeService.Next());
        var drawn = Flow(id, service);
        await PublishAsync(drawn, 1);
        var (ours, theirs) = (await OpenAsync("zhou.min"), await OpenAsync("cz.intake-clerk"));
        await PublishAsync(drawn, 2);
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync("/flows");
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "案件（鄂州市" }).WaitForAsync();
        var row = page.Locator("tbody tr", new() { HasText = id });
        await Assertions.Expect(row).ToContainTextAsync("在办 1");

        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "版本 2 的流程图" }).WaitForAsync();
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "案件（鄂州市" }).WaitForAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby=versions-title] tbody tr", new() { HasText = "在办 1，办结 0" })).ToHaveCountAsync(1);
        var picture = page.Locator(".flow-picture img");
        await page.WaitForFunctionAsync("() => document.querySelector('.flow-picture img').naturalWidth > 0");
        await Assertions.Expect(picture).ToHaveAttributeAsync("alt", new System.Text.RegularExpressions.Regex("版本 2，共 4 个环节"));
        await page.GetByText("流程图的文字说明", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Listitem).GetByText("→ 核对（confirm）").WaitForAsync();
        // Wider than the page, it is scrolled by the keyboard.
        await page.GetByRole(AriaRole.Region, new() { Name = "流程图，可用方向键滚动" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForFunctionAsync("() => document.querySelector('.flow-picture').scrollLeft > 0");

        // The migrations concern the office's own case alone.
        await page.GotoAsync($"/flows/{id}/migrations");
        await page.GetByText("这里只涉及鄂州市").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("原版本").Locator("option[value='1']")).ToContainTextAsync("在办 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "试算" }).ClickAsync();
        await page.GetByText("1 件可迁移").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = ours }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "迁移", Exact = true }).ClickAsync();
        await page.Locator("dialog[open] textarea").FillAsync("改版");
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await page.GetByText("1 件已迁移").First.WaitForAsync();
        await Assertions.Expect(page.GetByText(theirs)).ToHaveCountAsync(0);

        // A case that went to another office stays as it is, and the run says that it was undone in part.
        await using (var scope = server.App.Services.GetRequiredService<IDbContextFactory<CaseDbContext>>().CreateDbContext())
            await scope.Cases.Where(x => x.Code == ours).ExecuteUpdateAsync(x => x.SetProperty(y => y.Office, new OfficePath("/431000/431002/")));
        await page.GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();
        await page.Locator("dialog[open] textarea").FillAsync("再考虑");
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await page.GetByText("另有 1 件已转到其他机构").WaitForAsync();
        await page.GetByText("部分撤销", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "部分撤销的迁移：0 件已恢复，0 件未能恢复，1 件仍按新版本办理" })).ToBeVisibleAsync();
        visitor.MustNotHaveComplained();

        async Task<string> OpenAsync(string clerk) => (string)(await (await server.AsAsync(clerk)).PostAsync("/api/cases", FailingFlow.Case(service, "某甲"))).Json["code"]!;
    }

    [Fact]
    public async Task The_picture_of_a_difference_opens_where_the_first_thing_differs()
    {
        var (id, service) = ($"flow-{Guid.NewGuid():N}", FreeService.Next());
        await PublishAsync(Flow(id, service), 1);
        var admin = new StudioClient(await server.AsAsync("admin"));
        var draft = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        draft["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "close")!.AsObject().With("result", "withdrawn");
        await admin.SaveAsync(draft);
        await using var visitor = await server.VisitAsAsync("admin");
        await visitor.Page.GotoAsync($"/flows/{id}");
        await visitor.Page.WaitForFunctionAsync("() => document.querySelector('.flow-picture')?.scrollLeft > 400");
        visitor.MustNotHaveComplained();
    }

    [Fact]
    public async Task A_release_that_another_version_overtook_is_handed_in_again_with_one_button_and_an_equal_save_is_said_to_be_equal()
    {
        var (id, service) = ($"flow-{Guid.NewGuid():N}", FreeService.Next());
        var flow = Flow(id, service);
        await PublishAsync(flow, 1);
        var (first, second) = (await server.AsAsync("admin"), await server.AsAsync("sun.yi"));
        flow["description"] = "二";
        await PublishAsync(flow, 2);
        var admin = new StudioClient(first);
        var draft = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Latest")).Json;
        draft["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "confirm")!.AsObject().With("title", "下月核对");
        await admin.SaveAsync(draft);
        var from = server.Time.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var release = (await first.PostAsync($"/api/definitions/{id}/releases", new System.Text.Json.Nodes.JsonObject { ["from"] = from })).Json["id"];
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{release}/approve", [])).Json["state"]);
        Assert.Equal(200, (await second.PostAsync($"/api/definitions/{id}/versions/1/return", new System.Text.Json.Nodes.JsonObject { ["reason"] = "误改" })).Status);

        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync($"/flows/{id}");
        await page.GetByText("怎么办：").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "撤回提交" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "重新提交" }).ClickAsync();
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await page.GetByText("请另一位系统管理员审批").First.WaitForAsync();
        await Assertions.Expect(page.GetByText("怎么办：")).ToHaveCountAsync(0);

        // Published, the save says what the version says: taking it back is no error, and changes nothing.
        release = (await first.GetAsync($"/api/definitions/{id}/releases")).Json["items"]![0]!["id"];
        Assert.Equal("approved", (string?)(await second.PostAsync($"/api/releases/{release}/approve", [])).Json["state"]);
        Assert.Equal(200, (await first.PostAsync($"/api/releases/{release}/withdraw", new System.Text.Json.Nodes.JsonObject { ["reason"] = "当天发布" })).Status);
        release = (await first.PostAsync($"/api/definitions/{id}/releases", [])).Json["id"];
        Assert.Equal("published", (string?)(await second.PostAsync($"/api/releases/{release}/approve", [])).Json["state"]);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "恢复 第 1 次保存" }).ClickAsync();
        await page.Locator("dialog[open] button[type=submit]").ClickAsync();
        await page.GetByText("现在的内容与第 1 次保存相同，没有改动。").WaitForAsync();
        visitor.MustNotHaveComplained();
    }

    private static System.Text.Json.Nodes.JsonObject Flow(string id, string service)
    {
        var drawn = DrawnFlow.New("两市");
        drawn["customProperties"] = new System.Text.Json.Nodes.JsonObject { ["serviceType"] = service };
        drawn = DrawnFlow.Good(drawn);
        drawn["definitionId"] = id;
        // So far apart that no page shows all of it.
        foreach (var step in drawn["root"]!["activities"]!.AsArray())
            step!["metadata"]!["designer"]!["position"]!["x"] = (string?)step["id"] switch { "begin" => 0, "confirm" => 700, "close" => 2400, _ => 3100 };
        return drawn;
    }

    private async Task PublishAsync(System.Text.Json.Nodes.JsonObject drawn, int version)
    {
        var id = (string)drawn["definitionId"]!;
        (drawn["version"], drawn["id"]) = (version, $"{id}-v{version}");
        await server.App.Services.GetRequiredService<IDefinitionStore>().PublishAsync((string)drawn["customProperties"]!["serviceType"]!, id, version, drawn.ToJsonString(), server.Time.GetUtcNow(), default);
    }

    [Fact]
    public async Task A_form_is_changed_seen_as_people_will_see_it_and_approved_by_somebody_else()
    {
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync("/forms/note");
        var preview = page.Locator(".form-preview");
        await preview.GetByLabel("备注").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "添加字段" }).First.ClickAsync();
        await page.Locator(".form-field summary", new() { HasText = "字段 1" }).ClickAsync();
        var field = page.Locator(".form-field[open]").First;
        await field.GetByLabel("名称（中文）").First.FillAsync("");
        await field.GetByLabel("名称（英文）").First.FillAsync("Witness");
        await field.GetByLabel("类型").First.FocusAsync();
        await page.Locator("#form-errors").WaitForAsync();
        Assert.True(await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).IsEnabledAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await page.GetByText("没有保存").First.WaitForAsync();
        await field.GetByLabel("名称（中文）").First.FillAsync("见证人");
        await field.GetByLabel("必填", new() { Exact = true }).First.CheckAsync();
        await preview.GetByLabel("见证人").WaitForAsync();
        await preview.GetByRole(AriaRole.Button, new() { Name = "检查填写" }).ClickAsync();
        await preview.Locator(".summary", new() { HasText = "见证人" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await page.GetByText("已保存。", new() { Exact = true }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交审批" }).ClickAsync();
        await page.GetByText("须由另一位系统管理员审批。").WaitForAsync();
        var library = server.App.Services.GetRequiredService<WorkflowLibrary>();
        Assert.DoesNotContain(library.Forms.Find("note")!.Fields, x => x.Label.Zh == "见证人");

        await using var other = await server.VisitAsAsync("sun.yi");
        await other.Page.GotoAsync("/forms/note");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "批准" }).First.ClickAsync();
        await other.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await other.Page.GetByText("从下一次发布流程起使用。").First.WaitForAsync();
        Assert.Contains(library.Forms.Find("note")!.Fields, x => x.Label.Zh == "见证人" && x.Required);
        visitor.MustNotHaveComplained();
        other.MustNotHaveComplained();
    }

    private static Task<int> TakenAsync(IPage page) => page.EvaluateAsync<int>("() => document.querySelector('.try-picture').shadowRoot.querySelectorAll('g.node.taken').length");
}
