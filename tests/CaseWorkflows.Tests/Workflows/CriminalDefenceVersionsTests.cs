using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.InMemory;

namespace CaseWorkflows.Tests.Workflows;

/// <summary>Cases of installations that began with version 1 of the criminal defence, where an objection to a termination was a step of the case itself.</summary>
public sealed class CriminalDefenceVersionsTests
{
    private static readonly WorkflowDefinition Present = Shipped.Definitions.Single(x => x.Definition.DefinitionId == "criminal-defence").Definition;

    private static readonly IReadOnlyList<Scenario> Before = ScenarioBook.Load(Path.Combine(Structure.Repository.Root, "tests", "CaseWorkflows.Tests", "Workflows", "Versions", "criminal-defence-stories"));

    public static TheoryData<string> WithObjection => [.. Before.Select(x => x.Id)];

    /// <summary>Who reviews the objection within the case goes on with it there; wherever else a case waits, it is told as before up to the objection.</summary>
    [Theory]
    [MemberData(nameof(WithObjection))]
    public async Task A_case_whose_objection_is_under_review_within_it_migrates_and_goes_on_as_told(string id)
    {
        var (result, moved) = await PlayAsync(Before.Single(x => x.Id == id), "objection-review");
        Assert.Equal(1, moved);
        Assert.True(result.Holds, string.Join("; ", result.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));
        Assert.Equal((Present.Version, 0), (result.Case!.DefinitionVersion, result.Case.Links.Count));
    }

    /// <summary>A case of version 1 that still waits for an objection opens it as a linked case once it has migrated: the story of the present version goes on.</summary>
    [Theory]
    [InlineData("11-terminated-and-restored")]
    [InlineData("29-objection-rejected")]
    public async Task A_case_that_waits_for_an_objection_migrates_and_opens_it_as_a_linked_case(string id)
    {
        var (result, moved) = await PlayAsync(Shipped.StoriesOf("criminal-defence").Single(x => x.Id == id), "objection-filed");
        Assert.Equal(1, moved);
        Assert.True(result.Holds, string.Join("; ", result.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));
        Assert.Single(result.Case!.Links);
    }

    private static async Task<(ScenarioResult Result, int Moved)> PlayAsync(Scenario story, string step)
    {
        var (desk, definitions) = await Desk.OpenWithAsync(Shipped.Published("criminal-defence", 1), id: "criminal-defence");
        var moved = 0;
        var player = new ScenarioPlayer(desk.Commands, desk.Store, desk.Store, desk.Rules, desk.Time)
        {
            AfterEach = async id =>
            {
                if (moved > 0 || desk.Store.Case(id) is not { DefinitionId: "criminal-defence" } own || !own.WaitsJson.Contains($"\"{step}\"", StringComparison.Ordinal)) return;
                await definitions.PublishAsync("criminal-defence", "criminal-defence", Present.Version, Shipped.Definitions.Single(x => x.Definition == Present).Json, default, default);
                var migrations = new CaseMigrations(desk.Store, new InMemoryMigrations(desk.Store, definitions), desk.Commands, desk.Rules, desk.Time);
                moved = (await migrations.RunAsync(new MigrationOrder("criminal-defence", 1, Present.Version, [], []), "yuan.fang", "异议改为关联案件")).Count(MigrationVerdict.Moved);
            },
        };
        return (await player.PlayAsync(story), moved);
    }
}
