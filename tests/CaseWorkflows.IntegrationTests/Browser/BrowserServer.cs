using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The product with its jobs, and a Chromium that looks at it.</summary>
public sealed class BrowserServer : ProductServer<SqliteTestDatabase>, IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";
    private const string Variable = "CASEWORKFLOWS_TEST_CHROMIUM";
    private const float Patience = 60_000;

    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // Drivers that are started at the same moment may wait for each other for ever.
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    protected override bool Jobs => true;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        await OneAtATime.WaitAsync();
        try
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable(Variable) ?? Executable, Args = Arguments });
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        await DisposeAsync();
    }

    /// <summary>A fresh visitor: no cookie, the size of a desktop unless said otherwise.</summary>
    public async Task<Visitor> VisitAsync(int width = 1440, int height = 900)
    {
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, BaseURL = Address.ToString(), Locale = "zh-CN" });
        context.SetDefaultTimeout(Patience);
        return new Visitor(await context.NewPageAsync());
    }

    /// <summary>A visitor who has signed in through the page.</summary>
    public async Task<Visitor> VisitAsAsync(string user, int width = 1440, int height = 900)
    {
        var visitor = await VisitAsync(width, height);
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Page.GetByLabel("用户名").FillAsync(user);
        await visitor.Page.GetByLabel("密码").FillAsync(Password);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "我的任务" }).WaitForAsync();
        await visitor.ArriveAsync();
        return visitor;
    }
}

/// <summary>One browser window and what it complained about.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public Visitor(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>
    /// Waits until the page that came has given the focus to its heading, as each of ours does. Keys typed earlier would go to the
    /// heading, not to what the test chose meanwhile.
    /// </summary>
    public Task ArriveAsync() => Assertions.Expect(Page.Locator("h1")).ToBeFocusedAsync();

    /// <summary>Opens a page of ours and waits until the keyboard is on it.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await ArriveAsync();
    }

    /// <summary>That the browser found nothing wrong on any page so far, but what a part that is not ours is known to say.</summary>
    public void MustNotHaveComplained(params string[] butKnown) => Assert.Equal([], _complaints.Where(x => !butKnown.Any(y => x.Contains(y, StringComparison.Ordinal))));

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
