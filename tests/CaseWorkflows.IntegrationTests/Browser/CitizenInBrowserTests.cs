using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>An applicant asks on a phone how the case goes, by keyboard alone; and what those who lead see of it in figures.</summary>
public sealed class CitizenInBrowserTests(BrowserServer server) : IClassFixture<BrowserServer>
{
    private const string Overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth";

    [Fact]
    public async Task An_applicant_finds_the_way_from_the_sign_in_and_is_told_on_a_phone_how_the_case_goes()
    {
        var code = await OpenAsync("手机查询");
        await using var citizen = await server.VisitAsync(390, 844);
        var page = citizen.Page;
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "查询案件进展" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "案件进展查询" }).WaitForAsync();
        await page.GetByLabel("案件编码").FillAsync(code);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("9999");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Alert).GetByText("没有查到").WaitForAsync();
        Assert.Equal(code, await page.GetByLabel("案件编码").InputValueAsync());

        await page.GetByLabel("后四位").FillAsync("0002");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "查询结果" }).WaitForAsync();
        // A screen reader begins with what was found.
        await Assertions.Expect(page.Locator("#found")).ToBeFocusedAsync();
        var text = await page.Locator("main").InnerTextAsync();
        Assert.Contains("办理中", text, StringComparison.Ordinal);
        Assert.Contains("审查并作出决定", text, StringComparison.Ordinal);
        Assert.DoesNotContain("手机查询", text, StringComparison.Ordinal);
        Assert.True(await page.EvaluateAsync<int>(Overflow) <= 0);

        await page.GetByRole(AriaRole.Link, new() { Name = "再查一个案件" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch to English" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "How does my case go?" }).WaitForAsync();
        citizen.MustNotHaveComplained();
    }

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Those_who_lead_see_the_table_of_indicators_and_the_quality_records(int width, int height)
    {
        await OpenAsync($"指标{width}");
        await using var chief = await server.VisitAsAsync("cheng.wei", width, height);
        var page = chief.Page;
        await chief.GoAsync("/indicators");
        var received = page.Locator("tr", new() { HasText = "法律援助受理量" }).First;
        await received.GetByRole(AriaRole.Button, new() { Name = "查看案件" }).PressAsync("Enter");
        await page.Locator(".drilled a").First.WaitForAsync();
        Assert.True(await page.EvaluateAsync<int>(Overflow) <= 0);
        await page.GotoAsync("/samples");
        await page.GetByRole(AriaRole.Heading, new() { Name = "旁听庭审与案件评查" }).WaitForAsync();
        Assert.True(await page.EvaluateAsync<int>(Overflow) <= 0);
        await page.GotoAsync("/language?to=en&returnUrl=/indicators");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Indicators", Exact = true }).WaitForAsync();
        Assert.True(await page.EvaluateAsync<int>(Overflow) <= 0);
        chief.MustNotHaveComplained();
    }

    private async Task<string> OpenAsync(string name)
    {
        var clerk = await server.AsAsync("zhou.min");
        var reply = await clerk.PostAsync("/api/cases", new JsonObject { ["serviceType"] = "legal-aid", ["office"] = "420704", ["application"] = LegalAidStory.Application(name) });
        Assert.True(reply.Status == 201, reply.Json.ToJsonString());
        return (string)reply.Json["code"]!;
    }
}
