using System.Text;
using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>Looking at calendars and importing them from a command line, where no server was ever started.</summary>
public sealed class CalendarVerbTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Before_the_first_start_the_files_are_listed_and_a_file_is_looked_at_without_making_a_database()
    {
        var list = await RunAsync("calendar", "list", "--json");
        Assert.Equal(2027, (int)JsonNode.Parse(list.Out)!["nextMissingYear"]!);
        var preview = await RunAsync("calendar", "import", Table(), "--lang", "en");
        Assert.Equal(0, preview.ExitCode);
        Assert.Contains("+ 2027-10-01 Fri  off National Day", preview.Out, StringComparison.Ordinal);
        Assert.Contains("Not published", preview.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_scratch.Path, "own")));
    }

    [Fact]
    public async Task A_published_table_is_shown_and_publishing_it_again_does_nothing()
    {
        var published = await RunAsync("calendar", "import", Table(), "--publish", "--notice-date", "2026-11-10", "--source", "国务院通知");
        Assert.True(published.ExitCode == 0, published.Error);
        Assert.Contains("2027@2026-11-10#2", published.Out, StringComparison.Ordinal);
        var shown = JsonNode.Parse((await RunAsync("calendar", "show", "2027", "--json")).Out)!;
        Assert.Equal(("国务院通知", 2, "system:command-line"), ((string?)shown["source"]!["zh"], (int)shown["calendar"]!["revision"]!, (string?)shown["calendar"]!["publishedBy"]));
        var again = JsonNode.Parse((await RunAsync("calendar", "import", Table(), "--publish", "--notice-date", "2026-11-10", "--source", "国务院通知", "--json")).Out)!;
        Assert.Equal((false, "already-in-force"), ((bool)again["published"]!, (string?)again["outcome"]));
        Assert.Equal(2028, (int)JsonNode.Parse((await RunAsync("calendar", "list", "--json")).Out)!["nextMissingYear"]!);
    }

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("是\n", true)]
    [InlineData("n\n", false)]
    [InlineData("", false)]
    public async Task On_a_terminal_it_asks_and_only_a_yes_publishes(string answer, bool publishes)
    {
        await RunAsync("staff", "add", "wang.fang", "--name", "王芳", "--roles", "administrator", "--office", "420704");
        var run = await VerbRun.Asked(VerbRun.Root, answer, Settings(), "calendar", "import", Table());
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("[y/N]", run.Error, StringComparison.Ordinal);
        Assert.Equal(publishes ? 0 : 1, (await RunAsync("calendar", "show", "2027")).ExitCode);
    }

    [Fact]
    public async Task A_wrong_file_is_refused_with_every_place_and_nothing_is_published()
    {
        var file = _scratch.Write("wrong.csv", "date,kind,name\n2027-01-01,off,元旦\n2027-01-01,work,元旦\n2027-13-01,off,\n");
        var run = await RunAsync("calendar", "import", file, "--publish", "--lang", "en");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("line 4, date", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("calendar", "import", "nothing.csv")).ExitCode);
        Assert.Equal(2, (await RunAsync("calendar", "show", "soon")).ExitCode);
        Assert.Equal(2, (await RunAsync("calendar", "import", file, "--notice-date", "gestern")).ExitCode);
    }

    /// <summary>A complete 2027, as a table saved by an office program on a Chinese desktop.</summary>
    private string Table()
    {
        (string Name, string From, int Days)[] off = [("元旦", "2027-01-01", 3), ("春节", "2027-02-05", 7), ("清明节", "2027-04-03", 3), ("劳动节", "2027-05-01", 3), ("端午节", "2027-06-09", 1), ("中秋节", "2027-09-15", 1), ("国庆节", "2027-10-01", 7)];
        var text = new StringBuilder("date,kind,name\r\n2027-02-20,work,春节\r\n");
        foreach (var (name, from, days) in off)
            for (var i = 0; i < days; i++)
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture).AddDays(i):yyyy/M/d},off,{name}\r\n");
        var path = Path.Combine(_scratch.Path, "2027.csv");
        File.WriteAllBytes(path, CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(text.ToString()));
        return path;
    }

    private Task<VerbRun> RunAsync(params string[] args) => VerbRun.WithSettings(Settings(), args);

    private Dictionary<string, string?> Settings() => new()
    {
        ["CaseWorkflows:Database:Provider"] = "sqlite",
        ["CaseWorkflows:Database:ConnectionString"] = $"Data Source={Path.Combine(_scratch.Path, "own", "cases.db")}",
    };
}
