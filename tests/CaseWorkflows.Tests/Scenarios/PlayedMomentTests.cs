using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios;

public sealed class PlayedMomentTests
{
    [Fact]
    public async Task A_story_is_told_moment_by_moment_and_nothing_is_left_out()
    {
        var watched = await WatchAsync();
        Assert.Equal(watched.Simulation.Result.Timeline, watched.Moments.SelectMany(x => x.Lines));
        Assert.Equal(watched.Moments.Select(x => x.At).Order(), watched.Moments.Select(x => x.At));
        Assert.Equal([0, 1, 2], watched.Moments.Select(x => x.Row).OfType<int>());
        // Two warnings, the breach and the escalation come by themselves, each at its own instant.
        Assert.True(watched.Moments.Count(x => x.Row is null) >= 3);
    }

    [Fact]
    public async Task A_moment_knows_what_is_to_be_done_by_when()
    {
        var watched = await WatchAsync();
        var opened = watched.Moments[0];
        var task = Assert.Single(opened.Tasks);
        Assert.Equal(("answer", "reviewer", "note"), (task.Step, task.Role, task.Form));
        Assert.Equal(["Done"], task.Outcomes);
        var clock = Assert.Single(opened.Clocks);
        Assert.Equal(("consultation.reply", task.DueAt), (clock.Key, clock.DueAt));
        Assert.Equal(14, clock.DueAt!.Value.ToOffset(TimeSpan.FromHours(8)).Hour);
        var answered = watched.Moments.Single(x => x.Row == 1);
        Assert.Empty(answered.Tasks);
        Assert.DoesNotContain(answered.Clocks, x => x.Key == "consultation.reply");
        Assert.Equal(CaseStatus.Closed, watched.Moments[^1].Status);
    }

    [Fact]
    public async Task The_way_grows_with_the_moments_up_to_the_whole_way()
    {
        var watched = await WatchAsync();
        Assert.Equal(["start", "answer"], watched.PathAt(0).Steps.Select(x => x.ActivityId));
        Assert.Equal(PathState.Waiting, watched.PathAt(0).Steps[1].State);
        var lengths = Enumerable.Range(0, watched.Moments.Count).Select(x => watched.PathAt(x).Steps.Count).ToList();
        Assert.Equal(lengths.Order(), lengths);
        Assert.Equal(watched.Simulation.Path.Steps.Select(x => (x.ActivityId, x.State)), watched.PathAt(watched.Moments.Count - 1).Steps.Select(x => (x.ActivityId, x.State)));
    }

    [Fact]
    public async Task Documents_stand_at_the_moment_at_which_they_were_issued()
    {
        var folder = Path.Combine(Shipped.Folder, "scenarios", "legal-aid");
        var definition = WorkflowDefinition.Parse(Shipped.LegalAid);
        var watched = await SmallDefinition.Simulator.WatchAsync(definition, ScenarioBook.LoadFile(Path.Combine(folder, "02-refusal.json")), PlayLimits.Default);
        var issued = watched.Moments.SelectMany(x => x.Documents.Select(y => (x.At, Document: y))).ToList();
        Assert.NotEmpty(issued);
        Assert.All(issued, x => Assert.Equal(x.At, x.Document.At));
        Assert.Equal(watched.Simulation.Result.Case!.File.Where(x => x.Origin == "issued").Select(x => x.Id), issued.Select(x => x.Document.Id));
    }

    [Fact]
    public void A_story_that_was_written_is_read_again_as_it_was()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Shipped.Folder, "scenarios"), "*", SearchOption.AllDirectories).Where(x => Path.GetDirectoryName(x)!.EndsWith("legal-aid", StringComparison.Ordinal) && x.EndsWith(".json", StringComparison.Ordinal)))
        {
            var story = ScenarioBook.LoadFile(file);
            var again = ScenarioReader.Read(story.Id, ScenarioReader.Write(story));
            Assert.True(again.Scenario is not null, $"{file}: {string.Join('\n', again.Problems.Select(x => x.Message.En))}");
            Assert.Equal(ScenarioReader.Write(story), ScenarioReader.Write(again.Scenario));
            Assert.Equal(story.Rows.Count, again.Scenario.Rows.Count);
        }
    }

    private static ValueTask<WatchedStory> WatchAsync() => SmallDefinition.Simulator.WatchAsync(SmallDefinition.Definition, SmallDefinition.Story(), PlayLimits.Default);
}
