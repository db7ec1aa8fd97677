using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Crash;

namespace CaseWorkflows.IntegrationTests.Verbs;

[Collection(CrashCollection.Name)]
public sealed class BenchNewsVerbTests
{
    [Fact]
    public async Task What_is_told_reaches_the_pages_of_both_nodes_once()
    {
        var run = await VerbRun.WithSettings(Path(), "bench", "news", "--seconds", "2", "--rate", "10", "--json", "--lang", "en");
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = JsonNode.Parse(run.Out)!["rows"]!.AsArray();
        Assert.Equal([1, 2], rows.Select(x => (int)x!["node"]!));
        Assert.All(rows, x => Assert.Equal((20, 0, 0), ((int)x!["messages"]!, (int)x["lost"]!, (int)x["twice"]!)));
        Assert.All(rows, x => Assert.InRange((double)x!["p50"]!, 0, (double)x["max"]!));
    }

    [Theory]
    [InlineData("--seconds", "0")]
    [InlineData("--rate", "x")]
    public async Task A_number_that_can_not_be_is_named(string option, string value)
    {
        var run = await VerbRun.WithSettings(Path(), "bench", "news", option, value, "--lang", "en");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Path() => new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH"), ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") };
}
