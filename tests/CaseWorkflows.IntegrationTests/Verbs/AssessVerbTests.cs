using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class AssessVerbTests
{
    private const string Wages = "workflows/scenarios/applications/migrant-worker-wages.json";

    [Fact]
    public async Task It_explains_the_result_line_by_line()
    {
        var run = await VerbRun.Of("assess", Wages, "--region", "ezhou", "--lang", "en");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("art. 42", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_is_the_whole_result_and_stdin_serves_as_file()
    {
        var fromFile = await VerbRun.Of("assess", Wages, "--region", "ezhou", "--on", "2026-11-20", "--json");
        var fromInput = await VerbRun.WithInput(await File.ReadAllTextAsync(Path.Combine(VerbRun.Root, Wages)), "assess", "-", "--region", "ezhou", "--on", "2026-11-20", "--json");
        Assert.Equal("eligible", (string?)JsonNode.Parse(fromFile.Out)!["outcome"]);
        Assert.Equal(fromFile.Out, fromInput.Out);
    }

    [Fact]
    public async Task Another_day_means_other_policies()
    {
        var json = JsonNode.Parse((await VerbRun.Of("assess", Wages, "--region", "ezhou", "--on", "2001-01-01", "--json")).Out)!;
        Assert.Equal(("needs-person", true), ((string?)json["outcome"], (bool?)json["held"]));
    }

    [Theory]
    [InlineData("{}", "applicant")]
    [InlineData("""{"applicant":{"name":"王"}}""", "matter")]
    [InlineData("{\"applicant\":", "JSON")]
    [InlineData("[]", "JSON")]
    public async Task An_application_with_errors_is_wrong_and_each_field_is_named(string application, string named)
    {
        var run = await VerbRun.WithInput(application, "assess", "-");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--region", "atlantis")]
    [InlineData("--on", "yesterday")]
    public async Task A_region_or_day_that_there_is_not_is_refused(params string[] args)
    {
        var run = await VerbRun.Of(["assess", Wages, .. args]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(args[1], run.Error, StringComparison.Ordinal);
    }
}
