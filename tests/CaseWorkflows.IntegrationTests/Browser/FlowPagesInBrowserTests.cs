using CaseWorkflows.Cases.Library;
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
