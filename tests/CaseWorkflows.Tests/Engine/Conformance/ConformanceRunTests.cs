using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Conformance;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Engine.Conformance;

public sealed class ConformanceRunTests
{
    private const string Prefix = "CaseWorkflows.Tests.Engine.Conformance.";

    private static readonly string[] Files = [.. typeof(ConformanceRunTests).Assembly.GetManifestResourceNames()
        .Where(x => x.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(x => x[Prefix.Length..])
        .Order(StringComparer.Ordinal)];

    public static TheoryData<string> Cases => [.. Files];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_engine_does_what_the_recorded_server_did(string file)
    {
        var result = ConformanceRun.Run(Read(file));

        Assert.True(result.Outcome != ConformanceOutcome.Failed, string.Join('\n', result.Differences));
        Assert.Equal(result.Outcome == ConformanceOutcome.DiffersOnPurpose, result.Differences.Count > 0);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), result.Name);
    }

    [Fact]
    public void Only_known_defects_of_the_recorded_server_are_not_copied() => Assert.Equal(
        ["complete-in-nested-flowchart", "flowchart-in-flowchart-end", "fork-join-default-mode", "variable-storage-after-suspend"],
        Files.Select(x => ConformanceRun.Run(Read(x))).Where(x => x.Outcome == ConformanceOutcome.DiffersOnPurpose).Select(x => x.Name));

    [Fact]
    public void With_the_options_for_cases_only_faults_and_values_that_do_not_convert_come_out_otherwise() => Assert.Equal(
        [
            "complete-in-nested-flowchart", "fault-activity", "fault-after-resume", "fault-beside-scheduled-branch", "flowchart-in-flowchart-end",
            "fork-join-default-mode", "loop-back-into-a-branch", "script-in-decision-throws", "set-variable-bad-conversion", "variable-storage-after-suspend",
        ],
        Files.Select(x => ConformanceRun.Run(Read(x), EngineOptions.Default)).Where(x => x.Differences.Count > 0).Select(x => x.Name));

    [Theory]
    [InlineData("journal")]
    [InlineData("variables")]
    [InlineData("outputs")]
    [InlineData("bookmarks")]
    [InlineData("incidents")]
    [InlineData("subStatus")]
    public void A_changed_expectation_is_reported_with_step_and_field(string field)
    {
        var json = JsonNode.Parse(Read("event-with-payload.json"))!;
        json["steps"]![1]!["expect"]![field] = field switch
        {
            "subStatus" => "Suspended",
            "variables" => new JsonObject { ["P"] = 1 },
            "outputs" => new JsonObject(),
            "bookmarks" => new JsonArray(new JsonObject { ["activity"] = "wait", ["eventName"] = "paid" }),
            "incidents" => new JsonArray(new JsonObject { ["activity"] = "o1" }),
            _ => new JsonArray(),
        };

        var result = ConformanceRun.Run(json.ToJsonString());

        Assert.Equal(ConformanceOutcome.Failed, result.Outcome);
        Assert.StartsWith($"2: {field}", Assert.Single(result.Differences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("""{"definition":{}}""")]
    [InlineData("""{"definition":{"root":{"id":"r","type":"Elsa.Sequence"}},"steps":[{"trigger":{"type":"shout"}}]}""")]
    public void What_is_no_case_is_refused_in_both_languages(string json)
    {
        var exception = Assert.Throws<DefinitionException>(() => ConformanceRun.Run(json));

        Assert.NotEmpty(exception.Text.Zh);
        Assert.NotEqual(exception.Text.Zh, exception.Text.En);
    }

    private static string Read(string file)
    {
        using var stream = typeof(ConformanceRunTests).Assembly.GetManifestResourceStream(Prefix + file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
