using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class BenchStepsVerbTests
{
    [Fact]
    public async Task A_short_run_measures_both_databases_and_leaves_nothing_behind()
    {
        var before = Leftovers();
        var run = await VerbRun.WithSettings(Path(), "bench", "steps", "--seconds", "1", "--callers", "1", "--stored", "200", "--json", "--lang", "en");
        Assert.True(run.ExitCode == 0, run.Error);
        var answer = JsonNode.Parse(run.Out)!;
        Assert.Equal(200, (int)answer["stored"]!);
        var row = Assert.Single(answer["rows"]!.AsArray())!;
        Assert.True((double)row["pgbench"]! > 0);
        Assert.True((double)row["ratio"]! > 0);
        foreach (var figures in new[] { row["empty"]!, row["stored"]! })
        {
            Assert.True((double)figures["rate"]! > 0);
            Assert.InRange((double)figures["p50"]!, 0.01, (double)figures["p99"]!);
            Assert.True((int)figures["commands"]! > 0);
        }
        Assert.Contains("200 cases stored", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Leftovers());
    }

    [Theory]
    [InlineData("--callers", "0")]
    [InlineData("--callers", "1,x")]
    [InlineData("--seconds", "0")]
    [InlineData("--stored", "-1")]
    public async Task A_number_that_can_not_be_is_named(string option, string value)
    {
        var run = await VerbRun.WithSettings(Path(), "bench", "steps", option, value, "--lang", "en");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var run = await VerbRun.WithSettings(Path(), "bench", "steps", "--connection", "Host=127.0.0.1;Port=1;Username=nobody", "--lang", "en");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("--connection", run.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Path() => new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH") };

    private static IReadOnlyList<string> Leftovers() => [.. Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), "caseworkflows-bench-*").Order(StringComparer.Ordinal)];
}
