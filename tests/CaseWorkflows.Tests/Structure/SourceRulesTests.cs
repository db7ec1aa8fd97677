namespace CaseWorkflows.Tests.Structure;

public sealed class SourceRulesTests
{
    private const string OwnRoom = "tests/CaseWorkflows.Tests/Structure/";

    private static IEnumerable<(string File, string Text)> Sources =>
        from file in Repository.Files("src", "*.cs").Concat(Repository.Files("src", "*.razor")).Concat(Repository.Files("tests", "*.cs"))
        where !file.StartsWith(OwnRoom, StringComparison.Ordinal)
        select (file, Repository.Read(file));

    private static IEnumerable<(string File, string Text)> EverythingElse =>
        from file in new[] { "*.sh", "*.md", "*.yaml", "*.yml", "*.json", "*.props", "*.csproj", "Dockerfile", "run" }
            .SelectMany(x => Repository.Files(".", x))
        where !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
        select (file, Repository.Read(file));

    [Fact]
    public void There_are_sources_to_look_at() => Assert.True(Sources.Count() > 50);

    [Fact]
    public void No_file_is_longer_than_a_room() => Findings.AreNone(Sources.SelectMany(x => SourceRules.TooLong(x.File, x.Text)));

    [Fact]
    public void Nothing_is_left_unfinished() => Findings.AreNone(Sources.SelectMany(x => SourceRules.UnfinishedWork(x.File, x.Text)));

    [Fact]
    public void Every_name_says_something() => Findings.AreNone(Sources.Where(x => x.File.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(x => SourceRules.EmptyNames(x.File, x.Text)));

    [Fact]
    public void No_file_names_a_folder_of_one_machine() => Findings.AreNone(Sources.Concat(EverythingElse).SelectMany(x => SourceRules.MachinePaths(x.File, x.Text)));

    [Fact]
    public void No_mark_of_Chinese_stands_in_code() => Findings.AreNone(Sources.Concat(Repository.Files("src/CaseWorkflows.Web/wwwroot", "*.js").Select(x => (File: x, Text: Repository.Read(x))))
        .Where(x => x.File.StartsWith("src/", StringComparison.Ordinal)).SelectMany(x => SourceRules.ChineseMarks(x.File, x.Text)));

    [Theory]
    [InlineData("A.razor", "<li>@string.Join(\"；\", reasons)</li>")]
    [InlineData("A.cs", "return string.Join('、', names);")]
    [InlineData("A.razor", "<p>@Name（@Count）</p>")]
    [InlineData("A.cs", "var x = $\"{a}：{b}\"; // said")]
    public void A_mark_of_Chinese_in_code_is_seen(string file, string line) => Assert.Single(SourceRules.ChineseMarks(file, "class A;\n" + line));

    [Theory]
    [InlineData("A.cs", "text.Split([',', '，', '、'], Options)")]
    [InlineData("A.cs", "part.IndexOfAny(['=', '＝'])")]
    [InlineData("A.cs", "text.Replace(\"，\", \"\", StringComparison.Ordinal)")]
    [InlineData("A.cs", "!line.EndsWith('：')")]
    [InlineData("A.cs", "    /// <summary>Means test（经济困难状况审查）.</summary>")]
    [InlineData("A.cs", "var x = 1; // 审查，决定")]
    public void A_mark_that_is_only_read_passes(string file, string line) => Assert.Empty(SourceRules.ChineseMarks(file, line));

    [Fact]
    public void A_file_that_is_too_long_is_seen()
    {
        Assert.Single(SourceRules.TooLong("A.cs", new string('\n', SourceRules.MaxLines + 1)));
        Assert.Empty(SourceRules.TooLong("A.cs", new string('\n', SourceRules.MaxLines)));
    }

    [Theory]
    [InlineData("// TO{0}DO: later")]
    [InlineData("throw new NotImplemented{0}Exception();")]
    [InlineData("#{0}region Fields")]
    [InlineData("Thread{0}.Sleep(1);")]
    [InlineData("[Fact(Skip{0} = \"slow\")]")]
    public void Unfinished_work_is_seen(string line) => Assert.Single(SourceRules.UnfinishedWork("A.cs", "class A { }\n" + line.Replace("{0}", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("A.cs", "public sealed class CaseManager;")]
    [InlineData("A.cs", "internal static class StringUtils")]
    [InlineData("A.cs", "    public readonly record struct CaseInfo(int X);")]
    [InlineData("A.cs", "internal interface Service")]
    [InlineData("DateHelper.cs", "internal static class Dates")]
    public void A_name_that_says_nothing_is_seen(string file, string text) => Assert.Single(SourceRules.EmptyNames(file, text));

    [Theory]
    [InlineData("A.cs", "internal interface ICaseService;")]
    [InlineData("A.cs", "// the class manager keeps")]
    [InlineData("Information.cs", "public record Information;")]
    public void A_name_that_says_something_passes(string file, string text) => Assert.Empty(SourceRules.EmptyNames(file, text));

    [Theory]
    [InlineData("var x = \"/{0}home/anna/x\";")]
    [InlineData("cd /{0}work/main")]
    public void A_folder_of_one_machine_is_seen(string line) => Assert.Single(SourceRules.MachinePaths("A.cs", line.Replace("{0}", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("see src/home/index")]
    [InlineData("/usr/lib/postgresql")]
    public void Other_paths_pass(string line) => Assert.Empty(SourceRules.MachinePaths("A.cs", line));
}
