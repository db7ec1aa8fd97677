using System.Globalization;
using CaseWorkflows.Cases;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.IntegrationTests.Desk;

/// <summary>News reaches every page that is open, each as the page is.</summary>
public sealed class PageNewsTests
{
    [Fact]
    public async Task A_page_is_told_in_its_own_language_whoever_brings_the_news()
    {
        var news = new PageNews();
        List<string> heard = [];
        void Listen(CaseId id) => heard.Add(CultureInfo.CurrentUICulture.Name);
        await InAsync("en", () => news.CaseChanged += Listen);
        await InAsync("zh-CN", () => news.CaseChanged += Listen);
        await InAsync("fr", () => news.Changed(new CaseId(Guid.NewGuid())));
        Assert.Equal(["en", "zh-CN"], heard);
        news.CaseChanged -= Listen;
        await InAsync("fr", () => news.Changed(new CaseId(Guid.NewGuid())));
        Assert.Equal(["en", "zh-CN", "en"], heard);
        news.CaseChanged -= Listen;
        news.Changed(new CaseId(Guid.NewGuid()));
        Assert.Equal(3, heard.Count);
    }

    private static Task InAsync(string culture, Action act) => Task.Run(() =>
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        act();
    });
}
