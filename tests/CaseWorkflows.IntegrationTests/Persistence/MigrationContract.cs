using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Migration;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Verbs;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Runs of migrations over a real database: kept, taken up again, undone.</summary>
public abstract class MigrationContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly Actor Clerk = SampleCases.Staff("clerk", "/420700/420704/", Role.IntakeClerk, Role.Reviewer, Role.Supervisor);
    private static readonly Lazy<WorkflowLibrary> Library = new(() => WorkflowLibrary.Load(Path.Combine(VerbRun.Root, "workflows")));

    private static readonly Actor Elsewhere = SampleCases.Staff("elsewhere", "/420700/420703/", Role.IntakeClerk, Role.Reviewer);

    private readonly string _id = $"flow-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_run_moves_what_fits_lists_what_stays_and_is_undone_to_the_byte()
    {
        var desk = await OpenAsync("a", "b", "c");
        var (first, second, third) = (await desk.CaseAsync(), await desk.CaseAsync("a"), await desk.CaseAsync("a", "b"));
        await desk.ClaimAsync(first);
        var before = await Task.WhenAll(new[] { first, second, third }.Select(x => desk.LoadAsync(x)));
        await desk.PublishAsync(2, "a", "n", "c");
        var order = new MigrationOrder(_id, 1, 2, [], []);

        var plan = await desk.Migrations.PlanAsync(order);
        Assert.Equal((2, 1), (plan.Count(MigrationVerdict.Moved), plan.Count(MigrationVerdict.Stayed)));
        var report = await desk.Migrations.RunAsync(order, "admin", "改版");

        Assert.Equal((2, 1), (report.Run!.Moved, report.Run.Stayed));
        var stayed = Assert.Single(report.Lines, x => x.Verdict == MigrationVerdict.Stayed);
        Assert.Equal((second, "migration.step-gone", "b"), (stayed.CaseId, stayed.ReasonCode, stayed.Steps.Single().From.Id));
        var moved = await desk.LoadAsync(first);
        Assert.Equal((2, "clerk"), (moved.DefinitionVersion, moved.Tasks.Single().Assignee?.Value));
        Assert.Equal("n", Assert.Single((await desk.LineAsync(report, third)).Skipped).Id);
        Assert.Equal(1, (await desk.LoadAsync(second)).DefinitionVersion);

        var undone = await desk.Migrations.UndoAsync(report.Run.Id, OfficePath.Root, "admin", "退回");

        Assert.Equal(2, undone.Run!.Undone);
        Assert.NotNull(undone.Run.UndoneAt);
        var after = await Task.WhenAll(new[] { first, second, third }.Select(x => desk.LoadAsync(x)));
        Assert.Equal(before.Select(x => (x.FlowState, x.WaitsJson, x.DefinitionVersion)), after.Select(x => (x.FlowState, x.WaitsJson, x.DefinitionVersion)));
        Assert.Equal(before.Select(Tasks), after.Select(Tasks));
        var material = (await Storage.Queries.HistoryAsync(first, default))!;
        Assert.Null(HistoryCheck.FirstBad(material.Rows, material.Payloads, material.DigestKey, material.ExpectedSeq, material.ExpectedHash));
        Assert.Equal(["CaseMigrated", "MigrationUndone"], material.Rows.TakeLast(2).Select(x => x.Kind));
    }

    [Fact]
    public async Task A_run_that_was_cut_off_is_taken_up_and_does_nothing_twice()
    {
        var desk = await OpenAsync("a", "b");
        for (var i = 0; i < 5; i++) await desk.CaseAsync();
        await desk.PublishAsync(2, "n", "a", "b");
        var order = new MigrationOrder(_id, 1, 2, [], []);
        using var kill = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await desk.Migrations.RunAsync(order, "admin", "改版", done => { if (done == 2) kill.Cancel(); }, kill.Token));
        var halfway = Assert.Single(await desk.Runs.RunsAsync(_id, 10, default));
        Assert.Equal((2, null), (halfway.Moved, halfway.FinishedAt));
        var report = await desk.Migrations.RunAsync(order, "other", "又来");

        Assert.Equal((halfway.Id, 5, "admin"), (report.Run!.Id, report.Run.Moved, report.Run.By));
        Assert.NotNull(report.Run.FinishedAt);
        foreach (var line in report.Lines)
            Assert.Single((await Storage.Queries.HistoryAsync(line.CaseId, default))!.Rows, x => x.Kind == "CaseMigrated");
        Assert.Equal(0, (await desk.Migrations.RunAsync(order, "admin", "改版")).Run!.Moved);
    }

    [Fact]
    public async Task A_case_that_has_gone_on_is_brought_back_by_the_map_read_backward()
    {
        var desk = await OpenAsync("a", "b");
        var @case = await desk.CaseAsync();
        await desk.PublishAsync(2, "x", "b");
        var report = await desk.Migrations.RunAsync(new MigrationOrder(_id, 1, 2, [new StepChoice("a", "x")], []), "admin", "改名");
        await desk.CompleteAsync(@case, "x");

        var undone = await desk.Migrations.UndoAsync(report.Run!.Id, OfficePath.Root, "admin", "退回");

        Assert.Equal(1, undone.Run!.Undone);
        var after = await desk.LoadAsync(@case);
        Assert.Equal((1, "a", "b"), (after.DefinitionVersion, after.Tasks[0].StepId, after.Tasks[1].StepId));
        await desk.CompleteAsync(@case, "b");
        Assert.Equal(CaseStatus.Closed, (await desk.LoadAsync(@case)).Status);
    }

    [Fact]
    public async Task An_order_that_can_not_be_says_what_is_wrong()
    {
        var desk = await OpenAsync("a");
        await desk.PublishAsync(2, "a");

        Assert.Equal("migration.unknown-version-known", await WrongAsync(new(_id, 1, 7, [], [])));
        Assert.Equal("migration.unknown-definition", await WrongAsync(new("none", 1, 2, [], [])));
        Assert.Equal("migration.same-version", await WrongAsync(new(_id, 1, 1, [], [])));
        Assert.Equal("migration.map-unusable", await WrongAsync(new(_id, 1, 2, [new("zz", "a")], [])));

        async Task<string> WrongAsync(MigrationOrder order) => (await Assert.ThrowsAsync<MigrationOrderException>(async () => await desk.Migrations.RunAsync(order, "admin", "错"))).Refusal.Code;
    }

    private static string Tasks(LegalCase @case) => JsonSerializer.Serialize(@case.Tasks.Select(x => new { x.Id, x.Terms, x.State, x.Assignee, x.OpenedAt, x.DueAt }), CaseJson.Readable);

    [Fact]
    public async Task An_order_of_an_office_concerns_its_own_cases_alone()
    {
        var desk = await OpenAsync("a", "b");
        var (here, there) = (await desk.CaseAsync(), await desk.CaseAsync(Elsewhere));
        await desk.PublishAsync(2, "a", "b", "c");
        var (office, other) = (new OfficePath("/420700/420704/"), new OfficePath("/420700/420703/"));
        var order = new MigrationOrder(_id, 1, 2, [], []) { Office = office.Value };
        Assert.Equal(here, Assert.Single((await desk.Migrations.PlanAsync(order)).Lines).CaseId);
        // A case of others that is named is as unknown as one that does not exist.
        var code = (await desk.LoadAsync(there)).Code;
        var named = Assert.Single((await desk.Migrations.PlanAsync(order with { Cases = [code] })).Lines);
        Assert.Equal((default, "migration.not-on-version"), (named.CaseId, named.ReasonCode));
        var all = await desk.Migrations.RunAsync(order, "admin", "改版");
        Assert.Equal(1, all.Run!.Moved);
        Assert.Equal((2, 1), ((await desk.LoadAsync(here)).DefinitionVersion, (await desk.LoadAsync(there)).DefinitionVersion));
        var rest = await desk.Migrations.RunAsync(new MigrationOrder(_id, 1, 2, [], []), "root", "改版");
        Assert.Equal(there, Assert.Single(rest.Lines).CaseId);

        Assert.Equal([all.Run.Id], (await desk.Migrations.RunsAsync(_id, 10, office)).Select(x => x.Id));
        Assert.Equal(2, (await desk.Migrations.RunsAsync(_id, 10, OfficePath.Root)).Count);
        Assert.Empty(await desk.Migrations.RunsAsync(_id, 10, other));
        Assert.Null(await desk.Migrations.ReadAsync(rest.Run!.Id, office));
        Assert.Equal(here, Assert.Single((await desk.Migrations.ReadAsync(all.Run.Id, office))!.Lines).CaseId);
        Assert.Equal("migration.unknown-run", (await Assert.ThrowsAsync<MigrationOrderException>(async () => await desk.Migrations.UndoAsync(all.Run.Id, other, "x", "x"))).Refusal.Code);
        Assert.Empty(await desk.Runs.LinesAsync(all.Run.Id, other, default));
        Assert.Equal(1, (await desk.Migrations.UndoAsync(all.Run.Id, office, "admin", "退回")).Count(MigrationVerdict.Undone));
        var published = Storage.Get<IPublishedDefinitions>();
        Assert.Equal([new CasesOnVersion(1, 1, 0)], await published.CasesAsync(_id, office, default));
        Assert.Equal([new CasesOnVersion(2, 1, 0)], await published.CasesAsync(_id, other, default));
        Assert.Equal(2, (await published.CasesAsync(_id, default)).Sum(x => x.Running));
    }

    [Fact]
    public async Task A_run_whose_cases_went_to_another_office_is_undone_in_part_and_says_so()
    {
        var desk = await OpenAsync("a", "b");
        var (stays, left) = (await desk.CaseAsync(), await desk.CaseAsync());
        await desk.PublishAsync(2, "a", "b", "c");
        var office = new OfficePath("/420700/420704/");
        var run = (await desk.Migrations.RunAsync(new MigrationOrder(_id, 1, 2, [], []) { Office = office.Value }, "admin", "改版")).Run!;
        Assert.Equal((2, MigrationUndo.None), (run.Moved, run.Undo));
        await using (var db = await Storage.ContextAsync())
            Assert.Equal(1, await db.Cases.Where(x => x.Id == left).ExecuteUpdateAsync(x => x.SetProperty(y => y.Office, new OfficePath("/420700/420703/"))));

        var undone = await desk.Migrations.UndoAsync(run.Id, office, "admin", "退回");
        Assert.Equal((MigrationUndo.Partly, 1, 1, 1, 1), (undone.Run!.Undo, undone.Run.Undone, undone.Run.Moved, undone.Elsewhere, undone.MovedElsewhere));
        Assert.Equal((stays, MigrationVerdict.Undone), (Assert.Single(undone.Lines).CaseId, undone.Lines[0].Verdict));
        Assert.Equal((1, 2), ((await desk.LoadAsync(stays)).DefinitionVersion, (await desk.LoadAsync(left)).DefinitionVersion));

        // Somebody above both offices brings the rest back.
        var whole = await desk.Migrations.UndoAsync(run.Id, new OfficePath("/420700/"), "root", "退回");
        Assert.Equal((MigrationUndo.Wholly, 2, 0, 0), (whole.Run!.Undo, whole.Run.Undone, whole.Run.Moved, whole.Elsewhere));
        Assert.Equal(1, (await desk.LoadAsync(left)).DefinitionVersion);
    }

    private async Task<FlowDesk> OpenAsync(params string[] steps)
    {
        var rules = new CaseRules(new BuiltInEngine(CaseActivities.All), Library.Value, Storage.Get<IDefinitionStore>(), Storage.Get<IStaffDirectory>());
        var commands = new CaseCommands(Storage.Store, rules, TimeProvider.System);
        var desk = new FlowDesk(_id, Storage.Store, commands, Storage.Get<IMigrationStore>(), new CaseMigrations(Storage.Store, Storage.Get<IMigrationStore>(), commands, rules, TimeProvider.System), Storage.Get<IDefinitionStore>());
        await desk.PublishAsync(1, steps);
        return desk;
    }

    private sealed record FlowDesk(string Id, ICaseStore Store, CaseCommands Commands, IMigrationStore Runs, CaseMigrations Migrations, IDefinitionStore Definitions)
    {
        public async Task PublishAsync(int version, params string[] steps) =>
            await Definitions.PublishAsync(Id, Id, version, Document(version, steps).ToJsonString(), TimeProvider.System.GetUtcNow(), default);

        public async Task<CaseId> CaseAsync(params string[] done)
        {
            var result = await Commands.ExecuteAsync(Envelope(default, new OpenCase(Id, "420704", [])));
            var id = Assert.IsType<CommandResult.Accepted>(result).CaseId;
            foreach (var step in done) await CompleteAsync(id, step);
            return id;
        }

        public async Task<CaseId> CaseAsync(Actor clerk) => Assert.IsType<CommandResult.Accepted>(
            await Commands.ExecuteAsync(new CommandEnvelope(CommandId.New(TimeProvider.System.GetUtcNow()), clerk, default, new OpenCase(Id, "420703", [])))).CaseId;

        public async Task CompleteAsync(CaseId id, string step)
        {
            var task = (await LoadAsync(id)).Tasks.Single(x => x.IsLive && x.StepId == step);
            var result = await Commands.ExecuteAsync(Envelope(id, new CompleteTask(task.Id, "done", [])));
            Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Refusal.ToString());
        }

        public async Task ClaimAsync(CaseId id) =>
            Assert.IsType<CommandResult.Accepted>(await Commands.ExecuteAsync(Envelope(id, new ClaimTask((await LoadAsync(id)).Tasks.Single(x => x.IsLive).Id))));

        public async Task<LegalCase> LoadAsync(CaseId id)
        {
            await using var reading = await Store.BeginAsync(default);
            return (await reading.LoadAsync(id, default))!;
        }

        public async Task<MigrationLine> LineAsync(MigrationReport report, CaseId id) => (await Runs.LinesAsync(report.Run!.Id, OfficePath.Root, default)).Single(x => x.CaseId == id);

        private static CommandEnvelope Envelope(CaseId id, ICaseCommand command) => new(CommandId.New(TimeProvider.System.GetUtcNow()), Clerk, id, command);

        private JsonObject Document(int version, string[] steps) => new()
        {
            ["id"] = $"{Id}-{version}",
            ["definitionId"] = Id,
            ["version"] = version,
            ["root"] = new JsonObject
            {
                ["id"] = "root",
                ["type"] = "Elsa.Flowchart",
                ["activities"] = new JsonArray([.. steps.Select(x => (JsonNode)Step(x))]),
                ["connections"] = new JsonArray([.. steps.Zip(steps.Skip(1), (x, y) => (JsonNode)new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = x, ["port"] = "done" },
                    ["target"] = new JsonObject { ["activity"] = y, ["port"] = "In" },
                })]),
            },
        };

        private static JsonObject Step(string id) => new()
        {
            ["id"] = id,
            ["type"] = "CaseWorkflows.HumanTask",
            ["version"] = 1,
            ["title"] = Literal("步骤" + id),
            ["role"] = Literal(Role.Reviewer),
            ["form"] = Literal("free"),
            ["outcomes"] = Literal("[\"done\"]"),
        };

        private static JsonObject Literal(string value) => new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };
    }
}

public sealed class MigrationsOnSqlite(SqliteTestDatabase database) : MigrationContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class MigrationsOnPostgreSql(PostgreSqlTestDatabase database) : MigrationContract(database), IClassFixture<PostgreSqlTestDatabase>;
