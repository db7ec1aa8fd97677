using System.Text.RegularExpressions;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Forms.Editing;
using CaseWorkflows.Cases.People;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>Nothing of what is written into a form is lost: not by somebody who was faster, not by a click that leads away.</summary>
public sealed partial class FormsInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    private static readonly Actor Second = new(new UserId("sun.yi"), "孙毅", [Role.Administrator], OfficePath.Root);

    private FormDesk Desk => server.App.Services.GetRequiredService<FormDesk>();

    [Fact]
    public async Task What_was_saved_too_late_is_kept_compared_and_gone_on_with()
    {
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync("/forms/archive");
        var heading = page.GetByLabel("标题（英文）").First;
        await heading.FillAsync("My heading");
        await heading.BlurAsync();
        await page.GetByText("有未保存的修改", new() { Exact = true }).WaitForAsync();

        var opened = (await Desk.OpenAsync("archive"))!;
        var document = JsonNode.Parse(opened.Json)!.AsObject();
        document["intro"] = new JsonObject { ["zh"] = "别人写的说明", ["en"] = "Theirs" };
        Assert.Null((await Desk.SaveAsync("archive", document, opened.Revision, Second)).Why);

        await page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("留在处理记录中").WaitForAsync();
        var compared = page.Locator("section[aria-labelledby=compared-title]");
        await Assertions.Expect(page.Locator("#compared-title")).ToBeFocusedAsync();
        await Assertions.Expect(compared.Locator("tr", new() { HasText = "My heading" })).ToContainTextAsync("标题（英文）");
        await Assertions.Expect(compared.Locator("tr", new() { HasText = "别人写的说明" })).ToContainTextAsync("填写说明（中文）");
        await Assertions.Expect(heading).ToHaveValueAsync("My heading");
        var history = page.Locator("section[aria-labelledby=form-history] tbody tr");
        await Assertions.Expect(history.First).ToContainTextAsync("已保留，未采用");

        // Whoever comes later sees both, and goes on with the one that was kept.
        await page.GetByRole(AriaRole.Button, new() { Name = "在最新内容之上继续我的修改" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await page.GetByText("已保存。", new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(history.First).ToContainTextAsync("取自第 2 条");
        await history.Nth(2).GetByRole(AriaRole.Button, new() { Name = "比较" }).ClickAsync();
        await Assertions.Expect(compared.Locator("tr", new() { HasText = "别人写的说明" })).ToContainTextAsync("删除");
        visitor.MustNotHaveComplained();
    }

    [Fact]
    public async Task Who_leaves_with_unsaved_changes_is_asked()
    {
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        List<string> asked = [];
        page.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Type);
            await dialog.DismissAsync();
        };
        await page.GotoAsync("/forms/confirm");
        var heading = page.GetByLabel("标题（英文）").First;
        await heading.FillAsync("Unsaved");
        await heading.BlurAsync();
        await page.GetByText("有未保存的修改", new() { Exact = true }).WaitForAsync();
        var away = page.GetByRole(AriaRole.Link, new() { Name = "← 表单" });
        await away.ClickAsync();
        var dialog = page.Locator("dialog[open]");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
        await Assertions.Expect(heading).ToHaveValueAsync("Unsaved");

        // Closing the window asks too; the browser does it in its own words.
        await page.EvaluateAsync("() => { location.href = '/progress' }");
        await page.WaitForFunctionAsync("() => true");
        await Assertions.Expect(heading).ToHaveValueAsync("Unsaved");
        Assert.Equal(["beforeunload"], asked);

        await away.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "不保存，离开" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(AllForms());
        // Nothing was changed since: nothing is asked.
        await page.GotoAsync("/forms/confirm");
        await page.GetByLabel("标题（英文）").First.WaitForAsync();
        await away.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(AllForms());
        Assert.Equal(["beforeunload"], asked);
        visitor.MustNotHaveComplained();
    }

    [Fact]
    public async Task A_pasted_file_with_half_a_character_is_named_and_the_page_goes_on()
    {
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync("/forms/counsel-choose");
        await page.Locator("summary", new() { HasText = "JSON" }).Or(page.Locator("details.more summary")).First.ClickAsync();
        var text = page.Locator("textarea.story-text");
        var before = await text.InputValueAsync();
        await text.FillAsync("""{"id":"counsel-choose","version":1,"title":{"zh":"\ud800","en":"b"},"fields":[]}""");
        await page.Locator("details.more").GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("title.zh").WaitForAsync();
        await text.FillAsync(before);
        await page.Locator("details.more").GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).GetByText("title.zh")).ToHaveCountAsync(0);
        visitor.MustNotHaveComplained();
    }

    [Fact]
    public async Task What_every_entry_of_a_list_has_to_be_is_set_on_the_page()
    {
        await using var visitor = await server.VisitAsAsync("admin");
        var page = visitor.Page;
        await page.GotoAsync("/forms/mediation-agreement");
        var outcome = page.Locator("details.form-field").Filter(new() { Has = page.Locator("fieldset.outcome-lists") }).First;
        await outcome.Locator("summary").First.ClickAsync();
        await Assertions.Expect(outcome.GetByLabel("写明姓名的字段")).ToHaveValueAsync("name");
        await outcome.GetByRole(AriaRole.Button, new() { Name = "添加条件" }).ClickAsync();
        await outcome.GetByLabel("不符合时的提示（中文）").FillAsync("每人都须签名。");
        await outcome.GetByLabel("不符合时的提示（英文）").FillAsync("Everybody signs.");
        await outcome.GetByLabel("不符合时的提示（英文）").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await page.GetByText("已保存。", new() { Exact = true }).WaitForAsync();
        var saved = JsonNode.Parse((await Desk.OpenAsync("mediation-agreement"))!.Json)!;
        var first = saved["outcomes"]!.AsArray().First(x => x!["perParty"] is not null)!;
        Assert.Equal("每人都须签名。", (string?)first["every"]![0]!["message"]!["zh"]);
        Assert.Equal("signatures", (string?)first["every"]![0]!["list"]);
        Assert.Equal("name", (string?)first["perParty"]![0]!["name"]);
        visitor.MustNotHaveComplained();
    }

    [GeneratedRegex("/forms$")]
    private static partial Regex AllForms();
}
