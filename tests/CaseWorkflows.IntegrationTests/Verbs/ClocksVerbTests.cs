using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class ClocksVerbTests(SqliteTestDatabase database) : StorageContract(database), IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Clocks_are_listed_by_state_and_filter_with_who_has_them_and_what_went_wrong()
    {
        var now = TimeProvider.System.GetUtcNow();
        var @case = SampleCases.New();
        SampleCases.Timer(@case, now.AddDays(1));
        SampleCases.Timer(@case, now.AddDays(9));
        var stuck = SampleCases.Timer(@case, now.AddHours(-3));
        await Storage.KeepAsync(@case);
        await Storage.ExecuteAsync($"update clocks set attempts = 6, last_error = 'no template' where id = '{stuck.Id.Value.ToString().ToUpperInvariant()}'");

        Assert.Equal(3, (int)(await JsonAsync("--case", @case.Code))["total"]!);
        Assert.Equal(1, (int)(await JsonAsync("--case", @case.Code, "--state", "due-soon"))["total"]!);
        Assert.Equal(2, (int)(await JsonAsync("--case", @case.Code, "--state", "due-soon", "--within", "10d"))["total"]!);
        var limited = await JsonAsync("--case", @case.Code, "--limit", "2");
        Assert.Equal((3, 2), ((int)limited["total"]!, limited["clocks"]!.AsArray().Count));
        var line = Assert.Single((await JsonAsync("--case", @case.Code, "--state", "stuck"))["clocks"]!.AsArray())!;
        Assert.Equal(("stuck", 6, "no template", @case.Code), ((string?)line["standing"], (int)line["attempts"]!, (string?)line["lastError"], (string?)line["caseCode"]));
        Assert.Equal(3, (int)(await JsonAsync("--office", "420704", "--region", "ezhou", "--service", "legal-aid", "--case", @case.Code))["total"]!);
    }

    [Fact]
    public async Task People_read_both_names_the_basis_and_the_time_left_in_their_language()
    {
        var @case = SampleCases.New();
        var clock = SampleCases.Clock(@case, new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
        SampleCases.Task(@case);
        await Storage.KeepAsync(@case);
        var zh = (await RunAsync("--case", @case.Code, "--lang", "zh")).Out;
        var en = (await RunAsync("--case", @case.Code, "--lang", "en")).Out;
        foreach (var text in new[] { zh, en })
            foreach (var part in new[] { @case.Code, clock.Name.Zh, clock.Name.En, clock.Key })
                Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Contains(clock.LegalBasis.En, en, StringComparison.Ordinal);
        Assert.Contains(clock.LegalBasis.Zh, zh, StringComparison.Ordinal);
        Assert.Contains("1 clock, 1 listed", en, StringComparison.Ordinal);
        Assert.Contains("待领取", zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_explains_one_clock_by_its_days_its_pauses_and_its_ladder()
    {
        var started = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
        var @case = SampleCases.New();
        var clock = SampleCases.Clock(@case, started);
        clock.Pause(started.AddDays(1), "supplement");
        clock.Resume(started.AddDays(2), SampleCases.Calendar);
        var step = ((ClockResult.Fired)clock.Fire(clock.Steps[0].FireAt, 1)).Steps[0];
        @case.Add(new Alert(Guid.CreateVersion7(), clock.Id.Value, clock.Key, 1, step.Key, 1, step.Level, Role.Reviewer, null, step.FiredAt));
        await Storage.KeepAsync(@case);

        var explained = await JsonAsync("show", @case.Code, clock.Key);
        Assert.Equal(clock.Length, explained["path"]!.AsArray().Count(x => (string?)x!["mark"] == "counted"));
        Assert.Single(explained["pauses"]!.AsArray());
        Assert.Equal(clock.Steps.Select(x => x.Key), explained["steps"]!.AsArray().Select(x => (string?)x!["key"]));
        Assert.Single(explained["steps"]![0]!["told"]!.AsArray());
        var en = (await RunAsync("show", @case.Code, clock.Key, "--lang", "en")).Out;
        Assert.Contains("day by day", en, StringComparison.Ordinal);
        Assert.Contains("not acknowledged", en, StringComparison.Ordinal);
        Assert.Contains("next", en, StringComparison.Ordinal);
        Assert.Contains("逐日经过", (await RunAsync("show", @case.Code, clock.Id.Value.ToString(), "--lang", "zh")).Out, StringComparison.Ordinal);
        // To look into a case is to read it.
        Assert.Equal(3, await Storage.CountAsync($"access_log where actor = 'system:command-line' and case_id = '{@case.Id.Value.ToString().ToUpperInvariant()}'"));

        var other = await RunAsync("show", @case.Code, "nap", "--lang", "en");
        Assert.Equal((2, ""), (other.ExitCode, other.Out));
        Assert.Contains(clock.Key, other.Error, StringComparison.Ordinal);
        Assert.Contains(clock.Key, (await RunAsync("show", @case.Code, "--lang", "en")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--state", "--state", "late")]
    [InlineData("--within", "--within", "soon")]
    [InlineData("--office", "--office", "atlantis")]
    [InlineData("--region", "--region", "atlantis")]
    [InlineData("--service", "--service", "banking")]
    [InlineData("--clock", "--clock", "legal-aid.nap")]
    [InlineData("--assignee", "--assignee", "nobody")]
    [InlineData("--case", "--case", "XXX")]
    [InlineData("--limit", "--limit", "0")]
    [InlineData("--limit", "--limit", "100000")]
    [InlineData("XXX", "show", "XXX", "legal-aid.review")]
    public async Task Unusable_arguments_end_with_two_and_name_what_is_wrong(string named, params string[] args)
    {
        var run = await RunAsync([.. args, "--lang", "en"]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    private Task<VerbRun> RunAsync(params string[] args) =>
        VerbRun.In(VerbRun.Root, "", new() { ["CaseWorkflows:Database:ConnectionString"] = Database.Options.ConnectionString }, ["clocks", .. args]);

    private async Task<JsonNode> JsonAsync(params string[] args)
    {
        var run = await RunAsync([.. args, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Out)!;
    }
}
