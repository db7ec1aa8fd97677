using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Cases.Scenarios.InMemory;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Verbs;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Refusal, objection and back over a real database: the linked case is opened once, and its end comes back once with what it tells, however often anybody carries it.</summary>
public abstract class LinkedObjectionContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly string Workflows = Path.Combine(VerbRun.Root, "workflows");
    private static readonly Lazy<WorkflowLibrary> Library = new(() => WorkflowLibrary.Load(Workflows));

    [Theory]
    [InlineData("03-objection-upheld", "objection-corrected", CaseStatus.Open, "孙建国", "420704197501010017")]
    [InlineData("04-objection-rejected", "objection-maintained", CaseStatus.Closed, "许建华", "420704197308090035")]
    [InlineData("42-corrected-after-the-case-had-ended", "objection-corrected", CaseStatus.Open, "贺建平", "420704197003030015")]
    public async Task The_result_of_an_objection_comes_back_once_with_what_it_tells(string id, string result, CaseStatus status, string name, string number)
    {
        // Each with people of its own: the stories share a database, and the same person with the same matter would be a duplicate.
        var file = await File.ReadAllTextAsync(Path.Combine(Workflows, "scenarios", "legal-aid", id + ".json"));
        var story = ScenarioReader.Read(id, file.Replace("孙建国", name, StringComparison.Ordinal).Replace("420704197501010017", number, StringComparison.Ordinal)).Scenario!;
        var time = new PlayedTime(DateTimeOffset.UnixEpoch);
        var rules = new CaseRules(new BuiltInEngine(CaseActivities.All), Library.Value, Storage.Get<IDefinitionStore>(), new InMemoryStaff(StaffFile.Load(Path.Combine(Workflows, "staff-demo.json"))));
        foreach (var service in new[] { "legal-aid", "objection" })
        {
            var json = await File.ReadAllTextAsync(Path.Combine(Workflows, "definitions", service + ".json"));
            await Storage.Get<IDefinitionStore>().PublishAsync(service, service, WorkflowDefinition.Parse(json).Version, json, time.GetUtcNow(), default);
        }
        var commands = new CaseCommands(Storage.Store, rules, time);
        var errands = new CaseErrands(commands, Storage.Store);
        List<CaseId> seen = [];
        var player = new ScenarioPlayer(commands, Storage.Store, Storage.Get<IClockQueue>(), rules, time)
        {
            // A second node, and a job that comes late, carry the same.
            AfterEach = async x =>
            {
                if (!seen.Contains(x)) seen.Add(x);
                await errands.RunAsync(x);
                await errands.RunAsync(x);
            },
        };

        var played = await player.PlayAsync(story);
        foreach (var one in seen) await errands.RunAsync(one);

        Assert.True(played.Holds, string.Join("; ", played.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));
        var decided = await LoadAsync(played.Case!.Id);
        var link = Assert.Single(decided.Links);
        Assert.Equal((LinkState.Ended, result, 1, status), (link.State, link.Result, link.EndedCycle, decided.Status));
        var told = decided.Dossier.Facts()["links"]!["objection"]!["told"]!;
        Assert.False(string.IsNullOrEmpty((string?)told["reason"]));
        Assert.Equal(result == "objection-corrected", told["correction"] is not null);
        var kinds = (await Storage.Queries.HistoryAsync(decided.Id, default))!;
        Assert.Single(kinds.Rows, x => x.Kind == "LinkedCaseClosed");
        Assert.Null(HistoryCheck.FirstBad(kinds.Rows, kinds.Payloads, kinds.DigestKey, kinds.ExpectedSeq, kinds.ExpectedHash));
        var objection = await LoadAsync(link.OtherCase);
        Assert.Equal((decided.Code, "objection", CaseStatus.Closed), (objection.OriginCode, objection.OriginRelation, objection.Status));
        Assert.Equal(["deng.hua", "he.jing"], objection.Dossier.Facts()["decided"]!["by"]!.AsArray().Select(x => x!.ToString()).Order());
    }

    private async Task<LegalCase> LoadAsync(CaseId id)
    {
        await using var reading = await Storage.Store.BeginAsync(default);
        return (await reading.LoadAsync(id, default))!;
    }
}

public sealed class LinkedObjectionOnSqlite(SqliteTestDatabase database) : LinkedObjectionContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class LinkedObjectionOnPostgreSql(PostgreSqlTestDatabase database) : LinkedObjectionContract(database), IClassFixture<PostgreSqlTestDatabase>;
