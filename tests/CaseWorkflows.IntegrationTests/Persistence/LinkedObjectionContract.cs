using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
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
    private static readonly IReadOnlyList<StaffMember> Staff = StaffFile.Load(Path.Combine(Workflows, "staff-demo.json"));
    private static readonly Actor Bureau = Staff.Single(x => x.Id.Value == "gao.ying").AsActor();

    [Theory]
    [InlineData("03-objection-upheld", "objection-corrected", CaseStatus.Open, "孙建国", "420704197501010017")]
    [InlineData("04-objection-rejected", "objection-maintained", CaseStatus.Closed, "许建华", "420704197308090035")]
    [InlineData("42-corrected-after-the-case-had-ended", "objection-corrected", CaseStatus.Open, "贺建平", "420704197003030015")]
    public async Task The_result_of_an_objection_comes_back_once_with_what_it_tells(string id, string result, CaseStatus status, string name, string number)
    {
        var story = await StoryAsync("legal-aid", id, name, number);
        var (player, _, errands, _, seen) = await PlayerAsync();

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

    /// <summary>An objection entered at the counter by the code of the decided case: that case links it once, stops its period and goes on with its result; a second one changes nothing.</summary>
    [Theory]
    [InlineData("02-correction-ordered", "objection-corrected", CaseStatus.Open, "方建军", "420704196801010030")]
    [InlineData("01-maintained", "objection-maintained", CaseStatus.Closed, "方建民", "420704196901010038")]
    public async Task An_objection_at_the_counter_is_linked_once_and_its_result_comes_back(string id, string result, CaseStatus status, string name, string number)
    {
        var play = await PlayerAsync();
        var aid = await StoryAsync("legal-aid", "04-objection-rejected", name, number);
        var played = await play.Player.PlayAsync(aid with { Rows = [.. aid.Rows.TakeWhile(x => x.Name != "objection-filed")], Expect = null });
        Assert.True(played.Holds, string.Join("; ", played.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));
        var story = await StoryAsync("objection", id, name, number);
        story = story with { Open = story.Open with { ServiceType = "objection" }, Expect = null };
        story.Open.Application["decision"] = new JsonObject { ["against"] = "refusal", ["case"] = played.Code };

        var first = await play.Player.PlayAsync(story with { Rows = [story.Rows[0] with { Expect = null }] });
        Assert.True(first.Holds, string.Join("; ", first.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));
        foreach (var one in play.Seen.ToList()) await play.Errands.RunAsync(one);
        var waiting = await LoadAsync(played.Case!.Id);
        var link = Assert.Single(waiting.Links);
        Assert.Equal((LinkState.Linked, first.Case!.Id, false, "objection"), (link.State, link.OtherCase, link.IsNew, waiting.Stage));
        Assert.Single((await Storage.Queries.HistoryAsync(first.Case.Id, default))!.Rows, x => x.Kind == "LinkNoted");
        Assert.Contains(await Storage.Queries.LinksAsync(Bureau, first.Case.Id, default), x => !x.IsOutward && x.OtherCode == played.Code);
        Assert.Contains(await Storage.Queries.LinksAsync(Bureau, waiting.Id, default), x => x.IsOutward && x.OtherCode == first.Code);

        var second = await play.Player.PlayAsync(story with { Starts = "2026-03-13T11:00", Rows = [story.Rows[0] with { At = "+1h", Expect = null }] });
        Assert.True(second.Holds, string.Join("; ", second.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));
        Assert.Single((await Storage.Queries.HistoryAsync(second.Case!.Id, default))!.Rows, x => x.Kind == "LinkNotSet");

        play.Time.MoveTo(StoryTime.Instant("2026-03-17T10:00")!.Value);
        foreach (var row in story.Rows.Where(x => x.Step is "review" or "serve" && x.Refused is null))
        {
            var task = Assert.Single((await LoadAsync(first.Case.Id)).Tasks, x => x.IsLive);
            var form = (JsonObject)row.Form!.DeepClone();
            if (row.Step == "serve") (form["servedAt"], form["centreToldAt"]) = ("2026-03-17T10:00", "2026-03-17T10:00");
            var actor = Staff.Single(x => x.Id.Value == row.Who).AsActor();
            var done = await play.Commands.ExecuteAsync(new CommandEnvelope(CommandId.New(play.Time.GetUtcNow()), actor, first.Case.Id, new CompleteTask(task.Id, row.Outcome!, form)));
            Assert.True(done is CommandResult.Accepted, (done as CommandResult.Refused)?.Refusal.Message.En);
        }
        for (var again = 0; again < 2; again++)
            foreach (var one in play.Seen.ToList()) await play.Errands.RunAsync(one);
        var decided = await LoadAsync(waiting.Id);
        link = Assert.Single(decided.Links);
        Assert.Equal((first.Case.Id, LinkState.Ended, result, 1, status), (link.OtherCase, link.State, link.Result, link.EndedCycle, decided.Status));
        var history = (await Storage.Queries.HistoryAsync(decided.Id, default))!;
        Assert.Single(history.Rows, x => x.Kind == "LinkedCaseClosed");
        Assert.Null(HistoryCheck.FirstBad(history.Rows, history.Payloads, history.DigestKey, history.ExpectedSeq, history.ExpectedHash));
    }

    private sealed record Play(ScenarioPlayer Player, CaseCommands Commands, CaseErrands Errands, PlayedTime Time, List<CaseId> Seen);

    private async Task<Play> PlayerAsync()
    {
        var time = new PlayedTime(DateTimeOffset.UnixEpoch);
        var rules = new CaseRules(new BuiltInEngine(CaseActivities.All), Library.Value, Storage.Get<IDefinitionStore>(), new InMemoryStaff(Staff));
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
        return new(player, commands, errands, time, seen);
    }

    /// <summary>A story with people of its own: the stories share a database, and the same person with the same matter would be a duplicate.</summary>
    private static async Task<Scenario> StoryAsync(string service, string id, string name, string number)
    {
        var file = await File.ReadAllTextAsync(Path.Combine(Workflows, "scenarios", service, id + ".json"));
        return ScenarioReader.Read(id, file.Replace("孙建国", name, StringComparison.Ordinal).Replace("420704197501010017", number, StringComparison.Ordinal)).Scenario!;
    }

    private async Task<LegalCase> LoadAsync(CaseId id)
    {
        await using var reading = await Storage.Store.BeginAsync(default);
        return (await reading.LoadAsync(id, default))!;
    }
}

public sealed class LinkedObjectionOnSqlite(SqliteTestDatabase database) : LinkedObjectionContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class LinkedObjectionOnPostgreSql(PostgreSqlTestDatabase database) : LinkedObjectionContract(database), IClassFixture<PostgreSqlTestDatabase>;
