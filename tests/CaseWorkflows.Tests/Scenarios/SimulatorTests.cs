using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Tests.Scenarios;

public sealed class SimulatorTests
{
    [Fact]
    public async Task A_definition_nobody_ships_is_played_with_the_clocks_of_its_city()
    {
        var played = await SmallDefinition.PlayAsync();
        Assert.Empty(played.Result.Failures.Select(x => x.Text.En));
        var lines = played.Result.Timeline.Select(x => $"{x.At.ToOffset(TimeSpan.FromHours(8)):dd HH:mm} {x.Kind} {x.What.En}").ToList();
        Assert.Contains(lines, x => x.StartsWith("02 09:00 Deadline clock “Reply to a message” counts from 2026-03-02 09:00; due 2026-03-02 14:00 (basis: Chenzhou", StringComparison.Ordinal));
        Assert.Contains("02 09:00 Task task “答复咨询” (step answer): for the Reviewer, Beihu District Legal Aid Centre, due 2026-03-02 14:00", lines);
        Assert.Contains(lines, x => x.StartsWith("02 13:00 Clock warning (80% gone): “Reply to a message” is about to end; told Supervisor", StringComparison.Ordinal));
        Assert.Contains(lines, x => x.StartsWith("02 15:00 Clock escalation (60 minutes after the end)", StringComparison.Ordinal));
        Assert.Contains("02 15:30 Deadline clock “Reply to a message” is stopped: missed", lines);
        Assert.Contains(lines, x => x.StartsWith("05 15:30 Stage the case is closed", StringComparison.Ordinal));
        Assert.Equal(played.Result.Timeline.Select(x => x.At).Order(), played.Result.Timeline.Select(x => x.At));
    }

    [Fact]
    public async Task The_path_names_each_step_once_for_each_time_and_the_ways_that_were_followed()
    {
        var path = (await SmallDefinition.PlayAsync()).Path;
        Assert.Equal(["start", "answer", "wait", "again", "enough", "end"], path.Steps.Select(x => x.ActivityId));
        Assert.Equal([1, 2, 3, 4, 5, 6], path.Steps.Select(x => x.Number));
        Assert.Equal(PathState.Cancelled, path.Steps.Single(x => x.ActivityId == "again").State);
        Assert.Equal(["start>answer", "answer>wait", "answer>again", "wait>enough", "enough>end"], path.Ways.Select(x => $"{x.Way.SourceId}>{x.Way.TargetId}"));
        Assert.All(path.Ways, x => Assert.Equal(1, x.Times));
    }

    [Fact]
    public async Task A_command_that_is_refused_leaves_no_trace_on_the_path()
    {
        var refused = await SmallDefinition.PlayAsync("""
            { "title": { "zh": "拒绝", "en": "Refused" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" },
              "rows": [ { "who": "cz.intake-clerk", "do": "complete", "step": "answer", "outcome": "Done", "refused": "task.other-role" } ], "expect": { "status": "open", "tasks": ["answer"] } }
            """);
        Assert.True(refused.Result.Holds);
        Assert.Equal(["start", "answer"], refused.Path.Steps.Select(x => x.ActivityId));
        Assert.Equal(PathState.Waiting, refused.Path.Steps[1].State);
    }

    [Fact]
    public async Task A_plain_definition_without_case_activities_is_played_with_tasks_events_and_timers()
    {
        var definition = WorkflowDefinition.Parse(SmallDefinition.Json.Replace("CaseWorkflows.HumanTask", "Elsa.RunTask", StringComparison.Ordinal).Replace("\"customProperties\": { \"serviceType\": \"asking\" },", "", StringComparison.Ordinal));
        var story = SmallDefinition.Story("""
            { "title": { "zh": "普通", "en": "Plain" }, "starts": "2026-03-02T09:00", "open": { "office": "340603", "who": "hb.intake-clerk" },
              "rows": [ { "at": "+1h", "who": "hb.approver", "do": "complete", "step": "answer", "outcome": "Done" }, { "at": "+1d", "who": "hb.approver", "do": "event", "name": "asked-again", "details": { "text": "再问" } } ],
              "expect": { "status": "closed" } }
            """);
        Assert.Empty(SmallDefinition.Simulator.Check(definition, story));
        var played = await SmallDefinition.Simulator.PlayAsync(definition, story, PlayLimits.Default);
        Assert.Empty(played.Result.Failures.Select(x => x.Text.En));
        Assert.Equal(PathState.Cancelled, played.Path.Steps.Single(x => x.ActivityId == "wait").State);
    }

    [Fact]
    public async Task People_of_the_story_alone_take_part()
    {
        var played = await SmallDefinition.PlayAsync("""
            { "title": { "zh": "新人", "en": "Somebody new" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "new.one" },
              "people": [ { "id": "new.one", "name": "新一", "roles": ["intake-clerk", "reviewer"], "office": "431002" } ],
              "rows": [ { "at": "+1h", "who": "new.one", "do": "complete", "step": "answer", "outcome": "Done" } ] }
            """);
        Assert.True(played.Result.Holds, string.Join('\n', played.Result.Failures.Select(x => x.Text.En)));
        Assert.Contains(played.Result.Timeline, x => x.Who.Zh == "新一");
    }

    [Fact]
    public async Task A_failed_expectation_says_what_was_found_and_what_to_do()
    {
        var file = ScenarioReader.Read("late", SmallDefinition.LateReply.Replace("\"status\": \"closed\"", "\"status\": \"open\"", StringComparison.Ordinal));
        var played = await ScenarioRun.PlayAsync(SmallDefinition.Simulator, SmallDefinition.Definition, "late", "late.json", file, PlayLimits.Default);
        Assert.False(played.Holds);
        Assert.Equal("late.json: the end (expect): status should be “open” and is “closed”. Mend the flow if it is wrong, or correct what the row expects.", Assert.Single(played.Failures).En);
    }

    [Fact]
    public async Task An_incident_fails_the_story_unless_a_row_expects_it_and_it_can_be_skipped()
    {
        var definition = WorkflowDefinition.Parse(SmallDefinition.Json.Replace("\"value\": \"3.00:00:00\"", "\"value\": \"soon\"", StringComparison.Ordinal));
        const string Rows = """
            { "title": { "zh": "故障", "en": "Failure" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" },
              "rows": [ { "at": "+1h", "who": "cz.reviewer", "do": "complete", "step": "answer", "outcome": "Done" EXPECT },
                        { "at": "+1h", "who": "cz.approver", "do": "skip", "step": "wait", "outcome": "Done", "reason": "不再等待" } ], "expect": { "incidents": [], "status": "closed" } }
            """;
        var surprised = await SmallDefinition.Simulator.PlayAsync(definition, SmallDefinition.Story(Rows.Replace("EXPECT", "", StringComparison.Ordinal)), PlayLimits.Default);
        Assert.Contains("wait", Assert.Single(surprised.Result.Failures).Text.En, StringComparison.Ordinal);
        var expected = await SmallDefinition.Simulator.PlayAsync(definition, SmallDefinition.Story(Rows.Replace("EXPECT", ", \"expect\": { \"incidents\": [\"wait\"] }", StringComparison.Ordinal)), PlayLimits.Default);
        Assert.Empty(expected.Result.Failures.Select(x => x.Text.En));
        Assert.Contains(expected.Result.Timeline, x => x.Kind == TimelineKind.Incident);
    }

    [Fact]
    public async Task A_story_that_takes_more_than_it_may_fails_and_says_so()
    {
        var played = await SmallDefinition.Simulator.PlayAsync(SmallDefinition.Definition, SmallDefinition.Story(), new PlayLimits(3, TimeSpan.FromMinutes(1)));
        Assert.Contains("3", Assert.Single(played.Result.Failures).Text.En, StringComparison.Ordinal);
        var late = await SmallDefinition.Simulator.PlayAsync(SmallDefinition.Definition, SmallDefinition.Story(), new PlayLimits(1_000, TimeSpan.Zero));
        Assert.Contains("seconds", Assert.Single(late.Result.Failures).Text.En, StringComparison.Ordinal);
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await SmallDefinition.Simulator.PlayAsync(SmallDefinition.Definition, SmallDefinition.Story(), PlayLimits.Default, given.Token));
    }
}
