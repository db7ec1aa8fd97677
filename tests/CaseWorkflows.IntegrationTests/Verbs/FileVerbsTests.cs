using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed partial class FileVerbsTests
{
    private static string Definition => File.ReadAllText(Path.Combine(VerbRun.Root, "workflows/definitions/legal-aid.json"));

    [Fact]
    public async Task The_shipped_definitions_may_be_published()
    {
        var run = await VerbRun.Of("check", "workflows/definitions");
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task The_build_servers_script_runs_this_gate_and_fails_with_it()
    {
        var script = await File.ReadAllTextAsync(Path.Combine(VerbRun.Root, "test.sh"));
        Assert.Matches(@"for folder in workflows/definitions [^\n]*; do\n[^\n]*\n\s+dotnet [^\n]*CaseWorkflows\.Web\.dll check ""\$folder"" \|\| status=1", script);
        Assert.Contains("./test.sh", await File.ReadAllTextAsync(Path.Combine(VerbRun.Root, ".ci", "run")), StringComparison.Ordinal);
        // What it runs, over a folder with one wrong step among the shipped ones.
        using var scratch = new Scratch();
        foreach (var file in Directory.GetFiles(Path.Combine(VerbRun.Root, "workflows/definitions"))) scratch.Write(Path.GetFileName(file), await File.ReadAllTextAsync(file));
        scratch.Write("legal-aid.json", Definition.Replace("\"legal-aid.review\"", "\"legal-aid.no-such-limit\"", StringComparison.Ordinal));
        var run = await VerbRun.Of("check", scratch.Path, "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("legal-aid.no-such-limit", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shipped_tables_of_eligibility_scenarios_hold_and_a_wrong_cell_is_named_by_file_row_and_column()
    {
        var good = await VerbRun.Of("check", "workflows/scenarios/eligibility", "--lang", "en");
        Assert.Equal(0, good.ExitCode);
        Assert.Contains("11 tables of eligibility scenarios checked, 536 rows: 0 errors.", good.Out, StringComparison.Ordinal);

        using var scratch = new Scratch();
        var rows = File.ReadAllLines(Path.Combine(VerbRun.Root, "workflows/scenarios/eligibility/06-dates.csv"));
        rows[2] = rows[2].Replace(",2025-01-01,", ",2025-01-32,", StringComparison.Ordinal);
        rows[3] = rows[3].Replace("不符合条件", "符合条件", StringComparison.Ordinal);
        var file = scratch.Write("dates.csv", string.Join('\n', rows));
        var bad = await VerbRun.Of("check", file, "--lang", "en");
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains($"{file}, row 3, column \"审查日\": \"2025-01-32\" is no date.", bad.Out, StringComparison.Ordinal);
        Assert.Contains($"{file}, row 4, column \"应有结论\": ", bad.Out, StringComparison.Ordinal);
        Assert.Equal(37, (int)JsonNode.Parse((await VerbRun.Of("check", file, "--json")).Out)!["tables"]![0]!["rows"]!);
    }

    [Fact]
    public async Task A_problem_is_one_line_with_file_activity_and_what_to_do()
    {
        using var scratch = new Scratch();
        var document = JsonNode.Parse(Definition)!;
        var activity = document["root"]!["activities"]!.AsArray().First(x => (string?)x!["type"] == "CaseWorkflows.HumanTask")!;
        activity["type"] = "CaseWorkflows.Teleport";
        var file = scratch.Write("broken.json", document.ToJsonString());
        var run = await VerbRun.Of("check", file, "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Out.Split('\n'), x => x.StartsWith($"{file}: {(string)activity["id"]!}: error:", StringComparison.Ordinal) && x.Contains("CaseWorkflows.Teleport", StringComparison.Ordinal));
        var json = JsonNode.Parse((await VerbRun.Of("check", file, "--json")).Out)!;
        Assert.Contains(json["problems"]!.AsArray(), x => (string?)x!["activity"] == (string)activity["id"]! && (string?)x["severity"] == "error");
    }

    [Theory]
    [InlineData("{\"root\": {")]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData("{\"root\": 5}")]
    [InlineData("{\"root\": {}, \"root\": {}}")]
    public async Task A_file_that_is_no_definition_is_a_problem_and_no_crash(string text)
    {
        using var scratch = new Scratch();
        var file = scratch.Write("broken.json", text);
        var run = await VerbRun.Of("check", file, "--lang", "en");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Out.Split('\n'), x => x.StartsWith(file + ": ", StringComparison.Ordinal) && x.Contains("error:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_is_walked_to_its_depths_and_other_files_are_named()
    {
        using var scratch = new Scratch();
        scratch.Write("deep/er/flow.json", Definition);
        scratch.Write("deep/unreadable.json", "{");
        scratch.Write("settings.json", "{}");
        var run = await VerbRun.Of("check", scratch.Path, "--lang", "en", "--json");
        var json = JsonNode.Parse(run.Out)!;
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(1, (int?)json["definitions"]);
        Assert.EndsWith("settings.json", (string?)Assert.Single(json["notDefinitions"]!.AsArray()), StringComparison.Ordinal);
        Assert.EndsWith("unreadable.json", (string?)Assert.Single(json["problems"]!.AsArray())!["file"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recorded_runs_conform_and_a_changed_record_does_not()
    {
        const string folder = "tests/CaseWorkflows.Tests/Engine/Conformance";
        var run = await VerbRun.Of("conform", folder, "--lang", "zh");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(Summary(), run.Out.TrimEnd().Split('\n')[^1]);

        using var scratch = new Scratch();
        var record = File.ReadAllText(Path.Combine(VerbRun.Root, folder, "linear-three-steps.json"));
        var file = scratch.Write("changed.json", record.Replace("\"Finished\"", "\"Faulted\"", StringComparison.Ordinal));
        var changed = await VerbRun.Of("conform", file);
        Assert.Equal(1, changed.ExitCode);
        Assert.EndsWith("0 passed, 1 failed, 0 differ on purpose", changed.Out.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(1, (await VerbRun.Of("conform", scratch.Write("nonsense.json", "{}"))).ExitCode);
    }

    [Fact]
    public async Task A_story_is_played_and_one_that_ends_otherwise_is_wrong()
    {
        const string story = "workflows/scenarios/legal-aid/02-refusal.json";
        var run = await VerbRun.Of("demo", story, "--lang", "en");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("1 stories, 1 as expected, 0 not", run.Out.TrimEnd(), StringComparison.Ordinal);

        using var scratch = new Scratch();
        var other = JsonNode.Parse(File.ReadAllText(Path.Combine(VerbRun.Root, story)))!;
        other["expect"] = new JsonObject { ["status"] = "Withdrawn" };
        var wrong = await VerbRun.Of("demo", scratch.Write("other.json", other.ToJsonString()), "--json");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Equal((1, 0, 1), ((int)JsonNode.Parse(wrong.Out)!["stories"]!, (int)JsonNode.Parse(wrong.Out)!["asExpected"]!, (int)JsonNode.Parse(wrong.Out)!["notAsExpected"]!));
    }

    [GeneratedRegex(@"^\d+ passed, 0 failed, \d+ differ on purpose$")]
    private static partial Regex Summary();
}
