using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;

namespace CaseWorkflows.IntegrationTests.Verbs;

public abstract class ReplayDecisionsVerbTests(ITestDatabase database)
{
    private static readonly DateOnly Day = new(2026, 3, 1);

    [Fact]
    public async Task Stored_decisions_come_to_the_same_by_the_same_rules_and_differ_field_by_field_by_others()
    {
        await using var storage = await TestStorage.OpenAsync(database);
        var first = await KeepAsync(storage, 1102.5m);
        await KeepAsync(storage, 10m);

        var same = await RunAsync("--json");
        Assert.Equal("", same.Error);
        Assert.Equal((0, 2, 2), (same.ExitCode, (int)JsonNode.Parse(same.Out)!["decisions"]!, (int)JsonNode.Parse(same.Out)!["same"]!));

        using var scratch = new Scratch();
        CopyPolicies(scratch);
        var file = Path.Combine(scratch.Path, "ezhou", "means-test-2024.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"multiple\": 1.5", "\"multiple\": 1", StringComparison.Ordinal));
        var other = await RunAsync("--policies", scratch.Path, "--json");
        Assert.Equal(1, other.ExitCode);
        // The threshold that was used is another one in both; only one of them is decided otherwise.
        var different = JsonNode.Parse(other.Out)!["different"]!.AsArray();
        Assert.Equal(2, different.Count);
        var changed = Assert.Single(different, x => x!["differences"]!.AsArray().Any(y => (string?)y!["field"] == "outcome"))!;
        Assert.Equal(first, (string?)changed["code"]);
        Assert.Contains(changed["differences"]!.AsArray(), x => (string?)x!["field"] == "outcome" && (string?)x["old"] == "\"eligible\"" && (string?)x["new"] == "\"not-eligible\"");
        var text = await RunAsync("--policies", scratch.Path, "--lang", "en");
        Assert.Contains("  ~ outcome \"eligible\" \"not-eligible\"", text.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(".zh", text.Out, StringComparison.Ordinal);
        Assert.Contains("2 decisions judged again: 0 the same, 2 different", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_policies_is_refused()
    {
        var run = await RunAsync("--policies", "there-is-none");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
    }

    private static async Task<string> KeepAsync(TestStorage storage, decimal income)
    {
        var request = JsonNode.Parse($$"""{"applicant":{"name":"张某"},"matter":{"category":"maintenance"},"pledge":true,"household":{"size":1,"monthlyIncome":{{income.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"residence":"urban","assets":{"savings":0,"vehicles":0,"properties":0} } }""")!.AsObject();
        var policies = EligibilityPolicyBook.Load(Path.Combine(SampleCases.WorkflowsFolder, "policies"));
        var result = EligibilityAssessment.Assess(ApplicationReader.Read(request).Application!, policies.InForce("ezhou", Day), Day);
        Assert.Equal(EligibilityOutcome.Eligible, result.Outcome);
        var @case = await storage.KeepAsync(SampleCases.New(application: request));
        var payload = DecisionRecord.Of(result, request, []).ToJsonString().Replace("'", "''", StringComparison.Ordinal).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        var row = $"case_id = (select id from cases where code = '{@case.Code}') and seq = 1";
        await storage.ExecuteAsync($"insert into history (case_id, seq, kind, body, previous_hash, hash, recorded_at) select case_id, 900, '{DecisionRecord.Kind}', body, previous_hash, hash, recorded_at from history where {row}");
        await storage.ExecuteAsync($"insert into history_payloads (case_id, seq, json) select case_id, 900, '{payload}' from history where {row}");
        return @case.Code;
    }

    private static void CopyPolicies(Scratch scratch)
    {
        var source = Path.Combine(SampleCases.WorkflowsFolder, "policies");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)) scratch.Write(Path.GetRelativePath(source, file), File.ReadAllText(file));
    }

    private Task<VerbRun> RunAsync(params string[] args) => VerbRun.WithSettings(
        new()
        {
            ["CaseWorkflows:Database:Provider"] = database.Options.Provider == DatabaseProvider.Sqlite ? "sqlite" : "postgresql",
            ["CaseWorkflows:Database:ConnectionString"] = database.Options.ConnectionString,
        },
        ["replay-decisions", .. args]);
}

public sealed class ReplayDecisionsOnSqliteTests(SqliteTestDatabase database) : ReplayDecisionsVerbTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class ReplayDecisionsOnPostgreSqlTests(PostgreSqlTestDatabase database) : ReplayDecisionsVerbTests(database), IClassFixture<PostgreSqlTestDatabase>;
