using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>What people do with a case, on the pages they do it on.</summary>
public sealed class LegalAidInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task A_case_goes_from_the_application_to_its_end_in_the_browser()
    {
        string code;
        await using (var clerk = await server.VisitAsAsync("zhou.min"))
        {
            var page = clerk.Page;
            await page.GetByRole(AriaRole.Link, new() { Name = "登记申请" }).ClickAsync();
            await page.GetByLabel("姓名 必填").Or(page.Locator("#a-applicant-name")).First.FillAsync("赵桂兰");
            await page.Locator("#a-matter-category").SelectOptionAsync("maintenance");
            await page.Locator("#a-household-size").FillAsync("1");
            await page.Locator("#a-household-monthlyIncome").FillAsync("600");
            await page.Locator("#a-household-assets-savings").FillAsync("3000");
            await page.Locator("#a-household-assets-vehicles").FillAsync("0");
            await page.Locator("#a-household-assets-properties").FillAsync("1");
            await page.GetByLabel("本人承诺以上经济状况属实").CheckAsync();
            // The papers that the rules speak of, by their names.
            await page.GetByRole(AriaRole.Button, new() { Name = "添加 提交的材料" }).ClickAsync();
            await page.Locator(".repeat").Last.Locator("[id$=-kind]").SelectOptionAsync(new SelectOptionValue { Label = "户口簿" });
            await page.GetByText("初步结论").WaitForAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "登记案件" }).ClickAsync();
            code = await page.Locator(".case-head h1").InnerTextAsync();
            clerk.MustNotHaveComplained();
        }

        await DoAsync("zhou.min", code, "登记并核对申请材料", "材料齐全，受理", async page =>
        {
            await page.GetByLabel("已核对申请人（代理人）身份").CheckAsync();
            await AddPaperAsync(page, "收到的材料", "application-form", "法律援助申请表");
            await AddPaperAsync(page, "收到的材料", "identity-document", "身份证复印件");
            await AddPaperAsync(page, "收到的材料", "means-statement", "经济困难状况说明表");
            await AddPaperAsync(page, "收到的材料", "case-material", "起诉状草稿和证据");
        });
        await DoAsync("xu.lei", code, "审查并提出意见", "建议给予援助", async page =>
        {
            await ChooseAsync(page, "经济困难状况核查方式", "个人诚信承诺", "pledge");
            await ChooseAsync(page, "拟给予的援助形式", "民事、行政诉讼代理", "litigation-agency");
            await page.GetByLabel("审查意见和理由").FillAsync("属于第三十一条事项，经济困难。");
        });
        await DoAsync("deng.hua", code, "作出决定", "给予法律援助", page => ChooseAsync(page, "援助形式", "民事、行政诉讼代理", "litigation-agency"));
        await DoAsync("liu.qiang", code, "指派律师", "指派", async page =>
        {
            await ChooseAsync(page, "承办律师", "李文静", "lawyer.li");
            await page.GetByLabel("所属单位").FillAsync("湖北昌鄂律师事务所");
        });
        await DoByApiAsync(code, "engagement", "first-meeting");
        await DoAsync("lawyer.li", code, "承办案件", "通报进展", async page =>
        {
            await page.GetByLabel("进展情况").FillAsync("已立案，等待开庭。");
            await page.GetByLabel("向受援人通报日期").FillAsync(Today);
            await ChooseAsync(page, "通报方式", "电话", "phone");
        });
        await DoAsync("lawyer.li", code, "承办案件", "案件办结", async page =>
        {
            await page.GetByLabel("结案日").FillAsync(Today);
            await ChooseAsync(page, "结案方式", "判决", "judgment");
            await page.GetByLabel("办理结果", new() { Exact = false }).Locator("visible=true").Last.FillAsync("法院支持请求。");
            await AddPaperAsync(page, "本次形成的材料", "legal-opinion", "代理词");
            await AddPaperAsync(page, "本次形成的材料", "result-document", "判决书");
        });
        await DoAsync("lawyer.li", code, "提交结案报告和归档材料", null, async page =>
        {
            await page.GetByLabel("办理经过").FillAsync("约见受援人，收集证据，参加庭审，提交代理词。");
            await page.GetByLabel("案件结果").FillAsync("诉讼请求得到支持。");
            await AddPaperAsync(page, "归档材料", "closing-summary", "结案小结");
        });
        await DoAsync("he.jing", code, "审查归档材料", "审查合格", async page =>
        {
            await page.GetByLabel("材料齐全、真实、规范").CheckAsync();
            await ChooseAsync(page, "补贴计算依据", "按件", "case");
            await page.GetByLabel("审查意见").Locator("visible=true").Last.FillAsync("材料齐全。");
        });
        await DoAsync("peng.yan", code, "案件质量评查", "完成评查", async page =>
        {
            await page.GetByLabel("案卷检查").CheckAsync();
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "回访受援人" }).CheckAsync();
            await page.GetByLabel("得分").FillAsync("92");
            await ChooseAsync(page, "等次", "优秀", "excellent");
            await page.GetByLabel("评语").FillAsync("办理规范，受援人满意。");
            await AddPaperAsync(page, "评查材料", "return-visit-record", "回访记录");
        });
        await DoByApiAsync(code, "subsidy");
        await DoAsync("yuan.fang", code, "立卷归档", null, async page =>
        {
            await page.GetByLabel("档案号").FillAsync("ECFY-2026-031");
            await page.GetByLabel("卷数").FillAsync("2");
            await page.GetByLabel("页数").FillAsync("86");
            await ChooseAsync(page, "保管期限", "30年", "30-years");
        });

        await using var supervisor = await server.VisitAsAsync("cheng.wei");
        await supervisor.Page.GotoAsync($"/cases/{code}");
        await supervisor.Page.Locator(".case-title .chip", new() { HasText = "已结束" }).WaitForAsync();
        await supervisor.Page.GetByRole(AriaRole.Tab, new() { Name = "办理记录" }).ClickAsync();
        await supervisor.Page.GetByText("链式校验完整").WaitForAsync();
        supervisor.MustNotHaveComplained();
    }

    [Fact]
    public async Task What_was_typed_survives_errors_another_tab_and_somebody_elses_change()
    {
        var (id, code) = await OpenByApiAsync("钱玉珍");
        await using var clerk = await server.VisitAsAsync("zhou.min");
        var page = clerk.Page;
        await page.GotoAsync($"/cases/{code}");
        await page.GetByRole(AriaRole.Button, new() { Name = "领取任务" }).ClickAsync();
        await page.GetByLabel("材料不齐，一次性告知补正").CheckAsync();
        await page.GetByLabel("备注").FillAsync("申请人行动不便");
        await page.GetByRole(AriaRole.Button, new() { Name = "材料不齐，一次性告知补正" }).ClickAsync();
        var summary = page.Locator(".summary");
        await summary.WaitForAsync();
        Assert.Contains("需要一次性告知补充的材料", await summary.InnerTextAsync());
        await page.GetByRole(AriaRole.Tab, new() { Name = "卷宗" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "卷内材料" }).WaitForAsync();
        var supervisor = await server.AsAsync("cheng.wei");
        Assert.Equal(200, (await supervisor.PostAsync($"/api/cases/{id}/evidence", new JsonObject { ["kind"] = "other", ["title"] = "邻居证言" })).Status);
        await page.GetByText("邻居证言").WaitForAsync();
        await page.Locator("#tab-tasks").ClickAsync();
        Assert.Equal("申请人行动不便", await page.GetByLabel("备注").InputValueAsync());
        clerk.MustNotHaveComplained();
    }

    [Fact]
    public async Task An_alert_reaches_an_open_page_and_is_acknowledged_there()
    {
        await using var supervisor = await server.VisitAsAsync("cheng.wei");
        var page = supervisor.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "提醒" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "提醒" }).WaitForAsync();
        var (_, code) = await OpenByApiAsync("孙美华");
        server.Time.Move(TimeSpan.FromDays(9));
        var row = page.Locator("tr", new() { HasText = code }).First;
        await row.WaitForAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "提醒范围" }).GetByRole(AriaRole.Button, new() { Name = "全部" }).ClickAsync();
        await page.Locator("tr", new() { HasText = code }).Locator(".chip.good").First.WaitForAsync();
        supervisor.MustNotHaveComplained();
    }

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Every_control_has_a_name_and_no_page_is_wider_than_the_window(int width, int height)
    {
        var (_, code) = await OpenByApiAsync($"周福来{width}");
        await using var clerk = await server.VisitAsAsync("zhou.min", width, height);
        var page = clerk.Page;
        foreach (var (path, shown) in new[] { ("/", ".segments"), ("/open", ".form-grid"), ("/cases", "table.list"), ("/alerts", ".segments"), ($"/cases/{code}", ".case-head"), ("/no/such/page", ".message-page") })
        {
            await page.GotoAsync(path);
            await page.Locator(shown).First.WaitForAsync();
            var nameless = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, [role=tab]')]
                  .filter(x => x.offsetParent !== null)
                  .filter(x => !(x.textContent.trim() || x.getAttribute('aria-label') || (x.labels && [...x.labels].some(y => y.textContent.trim()))))
                  .map(x => x.outerHTML.slice(0, 200))
                """);
            Assert.Empty(nameless);
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            Assert.Equal(1, await page.Locator("main").CountAsync());
            var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} px wider than {width}");
        }
        Assert.Equal("zh-CN", await page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task The_language_switch_turns_the_pages_to_English_and_back()
    {
        await using var clerk = await server.VisitAsAsync("zhou.min");
        await clerk.Page.GetByRole(AriaRole.Button, new() { Name = "Switch to English" }).ClickAsync();
        await clerk.Page.GetByRole(AriaRole.Heading, new() { Name = "My tasks" }).WaitForAsync();
        await clerk.Page.GetByRole(AriaRole.Button, new() { Name = "切换为中文" }).ClickAsync();
        await clerk.Page.GetByRole(AriaRole.Heading, new() { Name = "我的任务" }).WaitForAsync();
        clerk.MustNotHaveComplained();
    }

    [Fact]
    public async Task A_wrong_password_says_so_and_a_stranger_lands_on_the_sign_in_page()
    {
        await using var stranger = await server.VisitAsync();
        await stranger.Page.GotoAsync("/cases");
        await stranger.Page.GetByLabel("用户名").FillAsync("zhou.min");
        await stranger.Page.GetByLabel("密码").FillAsync("not-the-password");
        await stranger.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await stranger.Page.GetByRole(AriaRole.Alert).GetByText("用户名或者密码不正确").WaitForAsync();
        Assert.Contains("/sign-in", stranger.Page.Url);
    }

    private string Today => server.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Signs in, takes the task, fills in its form, chooses its outcome, and waits until the page says that it is done.</summary>
    private async Task DoAsync(string user, string code, string title, string? outcome, Func<IPage, Task> fill)
    {
        await using var visitor = await server.VisitAsAsync(user);
        var page = visitor.Page;
        await page.GotoAsync($"/cases/{code}");
        var task = page.Locator(".task-card", new() { HasText = title });
        await task.WaitForAsync();
        if (await task.GetByRole(AriaRole.Button, new() { Name = "领取任务" }).CountAsync() > 0) await task.GetByRole(AriaRole.Button, new() { Name = "领取任务" }).ClickAsync();
        await task.Locator("form button[type=submit]").First.WaitForAsync();
        if (outcome is not null) await task.GetByRole(AriaRole.Radio, new() { Name = outcome, Exact = true }).CheckAsync();
        await fill(page);
        await task.Locator("form > .actions button[type=submit]").ClickAsync();
        await page.GetByText("任务已办结。").WaitForAsync();
        visitor.MustNotHaveComplained();
    }

    // The page offers up to four options as buttons and more as a list.
    private static async Task ChooseAsync(IPage page, string label, string name, string value)
    {
        var list = page.Locator("select").And(page.GetByLabel(label));
        if (await list.CountAsync() > 0) await list.First.SelectOptionAsync(value);
        else await page.GetByRole(AriaRole.Group, new() { Name = label }).GetByLabel(name).CheckAsync();
    }

    private static async Task AddPaperAsync(IPage page, string list, string kind, string title)
    {
        var number = await page.Locator(".repeat").CountAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "添加 " + list }).ClickAsync();
        var entry = page.Locator(".repeat").Last;
        await page.Locator(".repeat").Nth(number).WaitForAsync();
        await entry.Locator("[id$=-kind]").SelectOptionAsync(kind);
        await entry.Locator("[id$=-title]").FillAsync(title);
    }

    private async Task<(string Id, string Code)> OpenByApiAsync(string applicant)
    {
        var client = await server.AsAsync("zhou.min");
        var reply = await client.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application(applicant) });
        Assert.True(reply.Status == 201, reply.Json.ToJsonString());
        return ((string)reply.Json["caseId"]!, (string)reply.Json["code"]!);
    }

    /// <summary>Steps that have their own forms of the same kinds, done by program to keep the story short.</summary>
    private async Task DoByApiAsync(string code, params string[] steps)
    {
        foreach (var step in steps)
        {
            var (who, _, outcome, form) = LegalAidStory.Steps(DateOnly.ParseExact(Today, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Last(x => x.Step == step);
            var client = await server.AsAsync(who);
            var task = (await client.GetAsync($"/api/cases/{code}")).Json["tasks"]!.AsArray().Last(x => (string?)x!["step"] == step)!;
            var reply = await client.PostAsync($"/api/cases/{code}/tasks/{task["id"]}/complete", new JsonObject { ["outcome"] = outcome, ["form"] = form });
            Assert.True(reply.Status == 200, $"{step}: {reply.Json.ToJsonString()}");
        }
    }
}
