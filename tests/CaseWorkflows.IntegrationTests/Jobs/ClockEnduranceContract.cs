using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios.InMemory;
using CaseWorkflows.Engine;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Jobs;
using CaseWorkflows.Jobs.Clocks;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Jobs;

/// <summary>Clocks that outlive restarts, a machine whose time jumps, and the loss of everything but the cases: each step fires once.</summary>
public abstract class ClockEnduranceContract(ITestDatabase database) : StorageContract(database)
{
    private const string Long = "test.long";
    private const string Short = "test.short";

    private static readonly Actor Leader = new(new("leader"), "leader", [Role.Supervisor, Role.IntakeClerk, Role.Reviewer], new("/420700/"));
    private static readonly StaffMember Chief = new(new("chief"), "程伟", [Role.Supervisor], new("/420700/420704/"));
    private static readonly Lazy<WorkflowLibrary> Library = new(LoadLibrary);

    [Fact]
    public async Task A_clock_of_400_days_and_one_of_30_fire_once_in_ten_restarts()
    {
        await ClearAsync();
        var time = new JumpingTime { Now = ChinaTime.At(new(2024, 1, 10), new(10, 0)) };
        var id = await OpenAsync(time, Long, Short);
        Assert.Equal([new DateOnly(2025, 2, 13), new DateOnly(2024, 2, 9)], (await Storage.LoadAsync(id)).Clocks.Select(x => x.DueOn!.Value));

        for (var restart = 0; restart < 10; restart++)
        {
            time.Now = time.Now.AddDays(42);
            // Everything made anew over the same rows, as by a new process.
            await using var process = new TestStorage(Database, time);
            await Job(process, time).RunAsync(default);
            await Job(process, time).RunAsync(default);
        }

        await AssertFiredOnceAsync(id);
    }

    [Fact]
    public async Task A_machine_whose_time_jumps_by_hours_neither_loses_nor_doubles_a_firing()
    {
        await ClearAsync();
        var time = new JumpingTime { Now = ChinaTime.At(new(2024, 1, 10), new(10, 0)) };
        var id = await OpenAsync(time, Short);
        var due = (await Storage.LoadAsync(id)).Clocks[0];
        int[] hours = [0, -5, 9, -7, 3, -1, 26, -13, 2, 40, -30, 60];
        foreach (var step in due.Steps)
        {
            time.Now = step.FireAt.AddHours(-1);
            await Job(Storage, time).RunAsync(default);
            foreach (var jump in hours)
            {
                time.Now = time.Now.AddHours(jump);
                await Job(Storage, time).RunAsync(default);
            }
        }

        await AssertFiredOnceAsync(id);
        Assert.All((await Storage.LoadAsync(id)).Clocks[0].Steps, x => Assert.True(x.FiredAt >= x.FireAt));
    }

    [Fact]
    public async Task Clocks_fire_after_everything_of_the_engine_is_gone()
    {
        await ClearAsync();
        var time = new JumpingTime { Now = ChinaTime.At(new(2024, 1, 10), new(10, 0)) };
        var id = await OpenAsync(time, Short);
        var expiring = await OpenAsync(time, Expiring, Short);
        await Storage.ExecuteAsync("update cases set flow_state = null, waits_json = '[]'");
        await Storage.ExecuteAsync("delete from definitions_in_force");
        await Storage.ExecuteAsync("delete from definitions");
        await Storage.ExecuteAsync("delete from receipts");

        for (var i = 0; i < 60; i++)
        {
            time.Now = time.Now.AddDays(1);
            await Job(Storage, time).RunAsync(default);
        }

        await AssertFiredOnceAsync(id);
        // The step would have ended by itself: its flow is gone, and people are told all the same.
        Assert.True((await Storage.LoadAsync(expiring)).Tasks.Single().IsLive);
        Assert.Contains((await Storage.LoadAsync(expiring)).Alerts, x => x.Level == AlertLevel.Breach);
    }

    [Fact]
    public async Task A_hundred_and_fifty_cases_climb_the_ladder_and_each_step_is_told_once()
    {
        await ClearAsync();
        var time = new JumpingTime { Now = ChinaTime.At(new(2024, 1, 10), new(10, 0)) };
        List<CaseId> ids = [];
        for (var i = 0; i < 150; i++) ids.Add(await OpenAsync(time, Short));
        for (var i = 0; i < 60; i++)
        {
            time.Now = time.Now.AddDays(1);
            // Two nodes at once.
            await using var other = new TestStorage(Database, time);
            await Task.WhenAll(Job(Storage, time).RunAsync(default).AsTask(), Job(other, time).RunAsync(default).AsTask());
        }

        Assert.Equal(150 * 5, await Storage.CountAsync("alerts"));
        foreach (var id in ids) await AssertFiredOnceAsync(id);
    }

    private async Task AssertFiredOnceAsync(CaseId id)
    {
        var @case = await Storage.LoadAsync(id);
        var expected = @case.Clocks.SelectMany(x => new[] { "50%:assignee", "80%:supervisor", "due:supervisor", "+1 working-days:head", "+3 working-days:head" }.Select(y => $"{x.Key} {y} 1"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), @case.Alerts.Select(x => $"{x.ClockKey} {x.Step} {x.Round}").Order(StringComparer.Ordinal));
        Assert.All(@case.Clocks, x => Assert.Null(x.NextFireAt));
    }

    private async Task ClearAsync()
    {
        await Storage.ExecuteAsync("delete from alerts");
        await Storage.ExecuteAsync("update clocks set next_fire_at = null");
    }

    private const string Expiring = "expires";

    private async Task<CaseId> OpenAsync(TimeProvider time, params string[] clocks)
    {
        var service = "test-" + string.Join('-', clocks.Select(x => x.Replace("test.", "", StringComparison.Ordinal)));
        await Storage.Get<IDefinitionStore>().PublishAsync(service, service, 1, Definition(service, clocks), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), default);
        var opened = await Commands(Storage, time).ExecuteAsync(new CommandEnvelope(CommandId.New(time.GetUtcNow()), Leader, default, new OpenCase(service, "420704", [])));
        return Assert.IsType<CommandResult.Accepted>(opened).CaseId;
    }

    private static CaseCommands Commands(TestStorage storage, TimeProvider time) => new(storage.Store,
        new CaseRules(new BuiltInEngine(CaseActivities.All), Library.Value, storage.Get<IDefinitionStore>(), new InMemoryStaff([Chief])), time);

    private static DueClocks Job(TestStorage storage, TimeProvider time) =>
        ActivatorUtilities.CreateInstance<DueClocks>(new ServiceCollection()
            .AddSingleton(storage.Get<IClockQueue>()).AddSingleton(Commands(storage, time)).AddSingleton(new JobSettings { Parallelism = 1, StayFor = TimeSpan.Zero }).AddSingleton(time)
            .AddSingleton(storage.Store).AddSingleton<ClockTurn>().AddLogging().BuildServiceProvider());

    // One step for each clock, side by side; a step that expires ends by itself when its limit is over.
    private static string Definition(string service, string[] clocks)
    {
        var expires = clocks.Contains(Expiring);
        var steps = clocks.Where(x => x != Expiring).ToArray();
        return new JsonObject
        {
            ["definitionId"] = service,
            ["name"] = service,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["serviceType"] = service },
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = new JsonArray(
                [
                    Activity("start", "Elsa.Start"),
                    Activity("fork", "Elsa.FlowFork", ("branches", "Object", new JsonArray([.. steps.Select(x => (JsonNode)x)]).ToJsonString())),
                    .. steps.Select(x => Activity(x.Replace('.', '-'), "CaseWorkflows.HumanTask",
                    [
                        ("title", "Literal", x), ("role", "Literal", Role.Reviewer), ("form", "Literal", "note"), ("outcomes", "Object", "[\"Done\", \"Over\"]"), ("clock", "Literal", x),
                        .. expires ? [("expireOutcome", "Literal", "Over")] : Array.Empty<(string, string, string)>(),
                    ])),
                ]),
                ["connections"] = new JsonArray([Way("start", "Done", "fork"), .. steps.Select(x => Way("fork", x, x.Replace('.', '-')))]),
            },
        }.ToJsonString();
    }

    private static JsonObject Activity(string id, string type, params (string Name, string Type, string Value)[] inputs)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 };
        foreach (var (name, kind, value) in inputs) activity[name] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value } };
        return activity;
    }

    private static JsonObject Way(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    };

    private static WorkflowLibrary LoadLibrary()
    {
        var folder = Directory.CreateTempSubdirectory("caseworkflows-endurance-");
        try
        {
            foreach (var file in Directory.GetFiles(SampleCases.WorkflowsFolder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder.FullName, Path.GetRelativePath(SampleCases.WorkflowsFolder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
            File.WriteAllText(Path.Combine(folder.FullName, "policies", "default", "clocks-test.json"), $$"""{ "serviceType": "test", "rules": [{{Rule(Long, 400)}}, {{Rule(Short, 30)}}] }""");
            return WorkflowLibrary.Load(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Rule(string key, int days) => $$"""
        {
          "key": "{{key}}", "name": { "zh": "时限", "en": "Limit" }, "startsOn": { "zh": "事件", "en": "event" }, "length": {{days}}, "unit": "calendar-days",
          "force": "soft", "certainty": "configuration", "basis": { "citation": { "zh": "内部规定", "en": "house rule" }, "source": "test" },
          "ladder": [
            { "at": "50%", "level": "warning", "to": "assignee" }, { "at": "80%", "level": "warning", "to": "supervisor" }, { "at": "due", "level": "breach", "to": "supervisor" },
            { "at": "+1 working-days", "level": "escalation", "to": "head" }, { "at": "+3 working-days", "level": "escalation", "to": "head" }
          ],
          "effectiveFrom": "2022-01-01", "note": { "zh": "测试", "en": "test" }
        }
        """;

    private sealed class JumpingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
    }
}

public sealed class ClockEnduranceOnSqlite(SqliteTestDatabase database) : ClockEnduranceContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class ClockEnduranceOnPostgreSql(PostgreSqlTestDatabase database) : ClockEnduranceContract(database), IClassFixture<PostgreSqlTestDatabase>;
