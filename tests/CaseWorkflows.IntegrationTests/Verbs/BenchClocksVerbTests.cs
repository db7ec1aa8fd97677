using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Crash;

namespace CaseWorkflows.IntegrationTests.Verbs;

[Collection(CrashCollection.Name)]
public sealed class BenchClocksVerbTests
{
    [Fact]
    public async Task A_short_run_fires_every_clock_once_with_and_without_others_pending()
    {
        var before = Leftovers();
        var run = await VerbRun.WithSettings(Path(), "bench", "clocks", "--pending", "500", "--due", "40", "--window", "2", "--backlog", "300", "--json", "--lang", "en");
        Assert.True(run.ExitCode == 0, run.Error);
        var answer = JsonNode.Parse(run.Out)!;
        Assert.Equal((500, 40, 2.0), ((int)answer["pending"]!, (int)answer["due"]!, (double)answer["windowSeconds"]!));
        foreach (var figures in new[] { answer["empty"]!, answer["withPending"]! })
        {
            Assert.Equal((40, 0, 0), ((int)figures["fired"]!, (int)figures["lost"]!, (int)figures["twice"]!));
            Assert.InRange((double)figures["p50"]!, 0, (double)figures["p99"]!);
            Assert.InRange((double)figures["p99"]!, 0.1, (double)figures["max"]!);
            Assert.Equal((300, 0, 0), ((int)figures["backlog"]!["clocks"]!, (int)figures["backlog"]!["lost"]!, (int)figures["backlog"]!["twice"]!));
            Assert.True((double)figures["backlog"]!["rate"]! > 0);
        }
        Assert.True((int)answer["withPending"]!["stored"]! - (int)answer["empty"]!["stored"]! >= 500);
        Assert.Equal(before, Leftovers());
    }

    [Fact]
    public async Task A_killed_node_loses_no_clock_and_fires_none_twice()
    {
        var before = Leftovers();
        var run = await VerbRun.WithSettings(Path(), "bench", "clocks", "--kill", "--rounds", "2", "--due", "200", "--window", "3", "--json", "--lang", "en");
        Assert.True(run.ExitCode == 0, run.Error);
        var answer = JsonNode.Parse(run.Out)!;
        Assert.Equal((2, 400, 0, 0), ((int)answer["rounds"]!, (int)answer["clocks"]!, (int)answer["lost"]!, (int)answer["twice"]!));
        Assert.InRange((double)answer["worstDelaySeconds"]!, 0.001, 60);
        Assert.Equal(before, Leftovers());
    }

    [Theory]
    [InlineData("--pending", "-1")]
    [InlineData("--due", "0")]
    [InlineData("--window", "x")]
    [InlineData("--backlog", "0")]
    [InlineData("--rounds", "0", "--kill")]
    public async Task A_number_that_can_not_be_is_named(params string[] options)
    {
        var run = await VerbRun.WithSettings(Path(), ["bench", "clocks", .. options, "--lang", "en"]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(options[0], run.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Path() => new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH"), ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") };

    private static IReadOnlyList<string> Leftovers() => [.. Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), "caseworkflows-bench-*").Order(StringComparer.Ordinal)];
}
