using System.Text.Json;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.InMemory;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>Cases of installations that began with version 1: they go on, and they can go to the shipped version from wherever they stand.</summary>
public sealed class LegalAidVersionsTests
{
    private static readonly WorkflowDefinition First = WorkflowDefinition.Parse(Shipped.LegalAidVersion1);
    private static readonly WorkflowDefinition Third = WorkflowDefinition.Parse(Shipped.Published("legal-aid", 3));
    private static readonly WorkflowDefinition Present = WorkflowDefinition.Parse(Shipped.LegalAid);

    // Its limit is another one in the present version: a case stays until the step is done, so that no clock is reset.
    private const string WithOtherLimit = "defence-refused";

    /// <summary>Stories as they went while an objection was reviewed within the case, up to version 3.</summary>
    private static readonly IReadOnlyList<Scenario> Before = ScenarioBook.Load(Path.Combine(Structure.Repository.Root, "tests", "CaseWorkflows.Tests", "Workflows", "Versions", "legal-aid-stories"));

    private static readonly MigrationOrder Order = new("legal-aid", First.Version, Present.Version, [], []);

    [Fact]
    public void Forms_documents_clocks_and_roles_of_the_first_version_are_still_there() =>
        Assert.Empty(DefinitionGate.Check(First, Shipped.Catalog, CaseGate.ContextOf(Shipped.Library)).Where(x => x.Severity == Severity.Error).Select(x => $"{x.ActivityId}: {x.Message.En}"));

    /// <summary>One step has another limit now: a case that waits there stays, is named with the reason, and can go as soon as the step is done.</summary>
    [Fact]
    public async Task Cases_of_the_first_version_migrate_wherever_they_wait_and_the_story_goes_on_as_told()
    {
        HashSet<string> seen = [];
        foreach (var story in Shipped.Stories.Concat(Before))
            foreach (var command in await NewPlacesAsync(story, seen))
            {
                var moved = false;
                var result = await PlayAsync(story, async (desk, definitions, @case, number) =>
                {
                    if (moved || number < command) return;
                    await definitions.PublishAsync("legal-aid", "legal-aid", Present.Version, Shipped.LegalAid, default, default);
                    moved = await MigrateAsync(desk, definitions, @case);
                });
                Assert.True(moved, story.Id);
                Assert.True(result.Holds, $"{story.Id}, migrated after command {command}: {string.Join("; ", result.Failures.Select(x => $"row {x.Row}: {x.Text.En}"))}");
            }
        var reached = seen.SelectMany(x => x.Split('+')).ToHashSet();
        var tasks = First.Activities.Where(x => x.Type == "CaseWorkflows.HumanTask").Select(x => x.Id).Where(x => !reached.Contains(x));
        // A story has no other cases that conflict, and lawyers enough: these steps are among the flows above.
        Assert.Equal(["conflict-review", "find-lawyer", "find-lawyer-on-notice"], tasks.Order(StringComparer.Ordinal));
    }

    /// <summary>A case that took one of the ways which lacked a clock shows why there is a second version.</summary>
    [Theory]
    [InlineData("27-upheld-before-engagement", "legal-aid.engagement")]
    [InlineData("28-upheld-during-take-over", "legal-aid.handover")]
    [InlineData("29-refused-defence-aid-goes-on", "legal-aid.first-meeting")]
    [InlineData("29-refused-defence-aid-goes-on", "legal-aid.progress-report")]
    [InlineData("29-refused-defence-aid-goes-on", "legal-aid.replacement")]
    public async Task The_first_version_left_a_step_without_its_clock(string story, string clock)
    {
        var told = Shipped.Stories.Single(x => x.Id == story);
        Assert.Contains((await PlayAsync(Before.Single(x => x.Id == story), (_, _, _, _) => ValueTask.CompletedTask)).Failures, x => x.Text.En.Contains(clock, StringComparison.Ordinal));
        var desk = await Desk.OpenAsync();
        Assert.Empty((await desk.Player.PlayAsync(told)).Failures.Select(x => $"row {x.Row}: {x.Text.En}"));
    }

    public static TheoryData<string> WithObjection => [.. Before.Select(x => x.Id)];

    /// <summary>Up to version 3 an objection was a step of the case itself: who reviews it goes on with it there.</summary>
    [Theory]
    [MemberData(nameof(WithObjection))]
    public async Task A_case_whose_objection_is_under_review_within_it_migrates_and_goes_on_as_told(string id)
    {
        var moved = 0;
        var order = new MigrationOrder("legal-aid", Third.Version, Present.Version, [], []);
        var result = await PlayAsync(Before.Single(x => x.Id == id), async (desk, definitions, @case, _) =>
        {
            if (moved > 0 || PlaceOf(@case) != "objection-review") return;
            await definitions.PublishAsync("legal-aid", "legal-aid", Present.Version, Shipped.LegalAid, default, default);
            var migrations = new CaseMigrations(desk.Store, new InMemoryMigrations(desk.Store, definitions), desk.Commands, desk.Rules, desk.Time);
            moved = (await migrations.RunAsync(order, "yuan.fang", "异议改为关联案件")).Count(MigrationVerdict.Moved);
        }, Shipped.Published("legal-aid", 3));
        Assert.Equal(1, moved);
        Assert.True(result.Holds, string.Join("; ", result.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));
        Assert.Equal((Present.Version, 0), (result.Case!.DefinitionVersion, result.Case.Links.Count));
    }

    /// <summary>The commands of a story after which a case waits where none has waited before, as far as the first version tells it as it should be.</summary>
    private static async Task<List<int>> NewPlacesAsync(Scenario story, HashSet<string> seen)
    {
        var whole = await PlayAsync(story, (_, _, _, _) => ValueTask.CompletedTask);
        var told = whole.Holds ? story : story with { Rows = [.. story.Rows.Take(whole.Failures[0].Row - 1)], Expect = null };
        List<int> commands = [];
        Assert.True((await PlayAsync(told, (_, _, @case, number) =>
        {
            // There a case of this version and one of the present go different ways: the stories of before tell how it goes on.
            if (@case.Status is CaseStatus.Open && (Before.Contains(story) || PlaceOf(@case) != "objection-review") && seen.Add(PlaceOf(@case))) commands.Add(number);
            return ValueTask.CompletedTask;
        })).Holds, story.Id);
        return commands;
    }

    private static async Task<ScenarioResult> PlayAsync(Scenario story, Func<Desk, InMemoryDefinitions, LegalCase, int, ValueTask> afterEach, string? definition = null)
    {
        var (desk, definitions) = await Desk.OpenWithAsync(definition ?? Shipped.LegalAidVersion1);
        var number = 0;
        var player = new ScenarioPlayer(desk.Commands, desk.Store, desk.Store, desk.Rules, desk.Time) { AfterEach = id => desk.Store.Case(id) is { DefinitionId: "legal-aid" } own ? afterEach(desk, definitions, own, number++) : ValueTask.CompletedTask };
        return await player.PlayAsync(story);
    }

    private static async Task<bool> MigrateAsync(Desk desk, InMemoryDefinitions definitions, LegalCase before)
    {
        var migrations = new CaseMigrations(desk.Store, new InMemoryMigrations(desk.Store, definitions), desk.Commands, desk.Rules, desk.Time);
        var there = await migrations.RunAsync(Order, "yuan.fang", "期限补全");
        var line = Assert.Single(there.Lines);
        if (PlaceOf(before) == WithOtherLimit)
        {
            Assert.Equal((MigrationVerdict.Stayed, "migration.clock-changed"), (line.Verdict, line.ReasonCode));
            Assert.Equal((First.Version, Kept(before)), (desk.Store.Case(before.Id).DefinitionVersion, Kept(desk.Store.Case(before.Id))));
            return false;
        }
        Assert.True(line.Verdict == MigrationVerdict.Moved, $"{PlaceOf(before)}: {line.ReasonCode} {line.Reason?.En}");
        Assert.Equal((Present.Version, Kept(before)), (desk.Store.Case(before.Id).DefinitionVersion, Kept(desk.Store.Case(before.Id))));
        Assert.Equal(1, (await migrations.UndoAsync(there.Run!.Id, OfficePath.Root, "yuan.fang", "退回")).Count(MigrationVerdict.Undone));
        Assert.Equal((First.Version, before.FlowState, Kept(before)), (desk.Store.Case(before.Id).DefinitionVersion, desk.Store.Case(before.Id).FlowState, Kept(desk.Store.Case(before.Id))));
        Assert.Equal(1, (await migrations.RunAsync(Order, "yuan.fang", "期限补全")).Count(MigrationVerdict.Moved));
        return true;
    }

    /// <summary>What a migration must not touch.</summary>
    private static string Kept(LegalCase x) => JsonSerializer.Serialize(
        new { Tasks = x.Tasks.Select(y => $"{y.Id} {y.StepId} {y.WaitKey} {y.State} {y.Assignee} {y.OpenedAt} {y.DueAt} {y.Outcome} {y.ClockKey}"), Waits = WaitsOf(x).Select(y => $"{y.Key} {y.ActivityId} {y.Kind} {y.DueAt}"), x.Clocks, x.Alerts, x.File, x.Stage, x.Status },
        CaseJson.Readable);

    private static string PlaceOf(LegalCase @case) => string.Join("+", WaitsOf(@case).Select(x => x.ActivityId).Order(StringComparer.Ordinal));

    private static List<OpenWait> WaitsOf(LegalCase @case) => JsonSerializer.Deserialize<List<OpenWait>>(@case.WaitsJson, CaseJson.Readable)!;
}
