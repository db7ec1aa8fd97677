namespace CaseWorkflows.Tests.Structure;

public sealed class TextRulesTests
{
    private static IEnumerable<string> Rooms => RoomTable.Rooms.Select(x => x.Name).Where(x => Directory.Exists(Path.Combine(Repository.Root, "src", x)));

    private static IEnumerable<string> Chinese(string room) => Repository.Files($"src/{room}", "*.resx").Where(x => !x.EndsWith(".en.resx", StringComparison.Ordinal));

    [Fact]
    public void Both_languages_say_the_same_things()
    {
        var files = Rooms.SelectMany(Chinese).ToList();
        Assert.True(files.Count >= 3);
        Findings.AreNone(files.SelectMany(x =>
        {
            var english = Path.ChangeExtension(x, ".en.resx");
            return File.Exists(Path.Combine(Repository.Root, english))
                ? TextRules.Differences(x, TextRules.Read(Repository.Read(x)), TextRules.Read(Repository.Read(english)))
                    .Concat(TextRules.KeysTwice(x, Repository.Read(x))).Concat(TextRules.KeysTwice(english, Repository.Read(english)))
                : [$"{x} has no English file beside it."];
        }));
    }

    [Fact]
    public void English_texts_read_right_for_one()
    {
        var files = Rooms.SelectMany(Chinese).ToList();
        Findings.AreNone(files.SelectMany(x => TextRules.WrongForOne(x, TextRules.Read(Repository.Read(x)), TextRules.Read(Repository.Read(Path.ChangeExtension(x, ".en.resx"))))));
    }

    [Theory]
    [InlineData("{count} steps were added")]
    [InlineData("It has {count} open tasks.")]
    [InlineData("{count} people")]
    [InlineData("Done; {count} are left")]
    [InlineData("{count} {count:step|steps} are left")]
    [InlineData("{count} {counts:step|steps} left")]
    public void A_text_that_reads_wrong_for_one_is_seen(string english) =>
        Assert.Single(TextRules.WrongForOne("T", new Dictionary<string, string> { ["a"] = "{count}个" }, new Dictionary<string, string> { ["a"] = english }));

    [Theory]
    [InlineData("{count} {count:step was|steps were} added", "{count}个")]
    [InlineData("{count:day|days}", "日")]
    [InlineData("{count} is no number", "{count}不是数")]
    [InlineData("{count} stories, {good} not", "{count} stories, {good} not")]
    public void A_text_that_reads_right_for_one_passes(string english, string chinese) =>
        Assert.Empty(TextRules.WrongForOne("T", new Dictionary<string, string> { ["a"] = chinese }, new Dictionary<string, string> { ["a"] = english }));

    [Fact]
    public void Every_code_in_the_sources_has_its_text()
    {
        var uses = 0;
        List<string> unknown = [];
        foreach (var room in Rooms)
        {
            // What Cases says is said by everybody above it too.
            var keys = Chinese(room).Concat(room == "CaseWorkflows.Cases" ? [] : Chinese("CaseWorkflows.Cases"))
                .SelectMany(x => TextRules.Read(Repository.Read(x)).Keys).ToHashSet();
            foreach (var file in Repository.Files($"src/{room}", "*.cs").Concat(Repository.Files($"src/{room}", "*.razor")))
            {
                var source = Repository.Read(file);
                uses += TextRules.Uses(source);
                unknown.AddRange(TextRules.UnknownCodes(file, source, keys));
            }
        }
        Assert.True(uses > 100);
        Findings.AreNone(unknown);
    }

    [Fact]
    public void A_text_in_one_language_only_is_seen()
    {
        Assert.Equal(["T: 'a' has no English text.", "T: 'b' has no Chinese text."],
            TextRules.Differences("T", new Dictionary<string, string> { ["a"] = "甲" }, new Dictionary<string, string> { ["b"] = "B" }));
    }

    [Fact]
    public void A_place_in_one_language_only_is_seen()
    {
        Assert.Equal(["T: the places of 'a' differ between the languages."],
            TextRules.Differences("T", new Dictionary<string, string> { ["a"] = "{code}已结案" }, new Dictionary<string, string> { ["a"] = "It is closed" }));
    }

    [Fact]
    public void A_text_that_was_not_translated_is_seen()
    {
        Assert.Single(TextRules.Differences("T", new Dictionary<string, string> { ["a"] = "案件已经结案" }, new Dictionary<string, string> { ["a"] = "案件已经结案" }));
        Assert.Single(TextRules.Differences("T", new Dictionary<string, string> { ["a"] = "案件" }, new Dictionary<string, string> { ["a"] = " " }));
    }

    [Fact]
    public void A_key_that_stands_twice_is_seen()
    {
        const string resx = "<root><data name=\"a\"><value>1</value></data><data name=\"a\"><value>2</value></data></root>";
        Assert.Single(TextRules.KeysTwice("T", resx));
    }

    [Theory]
    [InlineData("""return Refusal.Of("case.gone");""")]
    [InlineData("""throw VerbException.Wrong(  "case.gone", ("a", 1));""")]
    [InlineData("""Texts.Get($"case.gone-{x}")""")]
    [InlineData("""Texts.Get("case.gone." + x)""")]
    [InlineData("""DeadlineTexts.Catalog.Get("case.gone")""")]
    public void A_code_without_text_is_seen(string source) => Assert.Single(TextRules.UnknownCodes("A.cs", source, new HashSet<string> { "case.open" }));

    [Theory]
    [InlineData("""return Refusal.Of("case.open");""")]
    [InlineData("""Texts.Get($"case.{x}")""")]
    [InlineData("""Texts.Get("case." + x)""")]
    public void A_code_with_text_passes(string source) => Assert.Empty(TextRules.UnknownCodes("A.cs", source, new HashSet<string> { "case.open" }));
}
