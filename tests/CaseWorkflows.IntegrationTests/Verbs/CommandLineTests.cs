namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class CommandLineTests
{
    [Fact]
    public async Task A_word_that_is_no_verb_is_refused_with_the_list()
    {
        var run = await VerbRun.Of("frobnicate");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        foreach (var verb in new[] { "frobnicate", "serve", "demo", "check", "due", "assess", "verify-history", "conform" })
            Assert.Contains(verb, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("check")]
    [InlineData("due")]
    [InlineData("assess")]
    [InlineData("verify-history")]
    [InlineData("conform")]
    [InlineData("health")]
    [InlineData("staff")]
    public async Task Every_verb_explains_itself_in_both_languages(string verb)
    {
        var (english, chinese) = (await VerbRun.Of(verb, "--help", "--lang", "en"), await VerbRun.Of(verb, "--help", "--lang", "zh"));
        Assert.Equal((0, 0), (english.ExitCode, chinese.ExitCode));
        Assert.Contains("--json", english.Out, StringComparison.Ordinal);
        Assert.NotEqual(english.Out, chinese.Out);
        Assert.Equal("", english.Error + chinese.Error);
    }

    [Theory]
    [InlineData("zh_CN.UTF-8", "没有")]
    [InlineData("en_GB.UTF-8", "There is no verb")]
    [InlineData("C.UTF-8", "没有")]
    [InlineData("", "没有")]
    public async Task The_language_is_English_where_the_environment_asks_for_it_else_Chinese(string language, string expected)
    {
        var run = await VerbRun.WithSettings(new() { ["LANG"] = language }, "frobnicate");
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_language_asked_for_wins_and_must_be_one_of_two()
    {
        Assert.Contains("没有", (await VerbRun.WithSettings(new() { ["LANG"] = "en_GB.UTF-8" }, "--lang", "zh", "frobnicate")).Error, StringComparison.Ordinal);
        var other = await VerbRun.Of("due", "--lang", "fr");
        Assert.Equal((2, ""), (other.ExitCode, other.Out));
        Assert.Contains("fr", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--port", "nine")]
    [InlineData("serve", "--port", "70000")]
    [InlineData("serve", "--port")]
    [InlineData("check")]
    [InlineData("check", "a.json", "b.json")]
    [InlineData("check", "no/such/folder")]
    [InlineData("assess")]
    [InlineData("assess", "no-such.json")]
    [InlineData("conform", "no-such.json")]
    [InlineData("demo", "no-such-folder")]
    [InlineData("verify-history", "everything")]
    [InlineData("health", "--url", "not a url")]
    [InlineData("--colour")]
    public async Task Unusable_arguments_end_with_two_and_a_message(params string[] args)
    {
        var run = await VerbRun.Of(args);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.NotEqual("", run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
