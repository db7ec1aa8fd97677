using System.Text.Json.Nodes;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Verbs.Definitions;

/// <summary>A server's database and its folder of workflows, with two administrators and a clerk, as verbs meet them. It has a service of which no law demands a step.</summary>
internal sealed class Installation : IAsyncDisposable
{
    public const string Flow = "asking";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows-installation-");
    private readonly Database _database;

    private Installation()
    {
        _database = new Database($"Data Source={Path.Combine(_folder.FullName, "cases.db")}");
        Workflows = FreeService.CopyTo(_folder);
        Settings = new()
        {
            ["CaseWorkflows:Database:Provider"] = "sqlite",
            ["CaseWorkflows:Database:ConnectionString"] = _database.Options.ConnectionString,
            ["CASEWORKFLOWS__WORKFLOWSFOLDER"] = Workflows,
        };
        Write("workflows/scenarios/asking/reply.json", """
            { "title": { "zh": "答复", "en": "Reply" }, "starts": "2026-03-02T09:00", "open": { "office": "431002", "who": "cz.intake-clerk" },
              "rows": [ { "at": "+1h", "who": "cz.reviewer", "do": "complete", "step": "confirm", "outcome": "Done" } ], "expect": { "status": "closed" } }
            """);
    }

    public string Folder => _folder.FullName;

    public string Workflows { get; }

    public Dictionary<string, string?> Settings { get; }

    public static async Task<Installation> CreateAsync()
    {
        var made = new Installation();
        await using (await made.StorageAsync())
        {
            var registered = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().AddCasePersistence(made._database.Options);
            registered.AddIdentityCore<StaffUser>().AddRoles<IdentityRole>().AddStaffStores();
            await using var services = registered.BuildServiceProvider();
            using var scope = services.CreateScope();
            var (users, roles) = (scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>(), scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>());
            foreach (var (id, role) in new[] { ("an.na", Role.Administrator), ("bo.wen", Role.Administrator), ("ke.ke", Role.Reviewer) })
            {
                var user = new StaffUser { Id = id, UserName = id, DisplayName = id, OfficePath = "/420700/" };
                Assert.True((await users.CreateAsync(user, "Passw0rd!")).Succeeded);
                if (!await roles.RoleExistsAsync(role)) await roles.CreateAsync(new IdentityRole(role));
                Assert.True((await users.AddToRoleAsync(user, role)).Succeeded);
            }
        }
        return made;
    }

    public string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public Task<VerbRun> RunAsync(params string[] args) => VerbRun.In(Folder, "", Settings, ["definitions", .. args, "--lang", "en"]);

    public Task<VerbRun> InChineseAsync(params string[] args) => VerbRun.In(Folder, "", Settings, ["definitions", .. args, "--lang", "zh"]);

    public Task<TestStorage> StorageAsync() => TestStorage.OpenAsync(_database);

    /// <summary>Publishes a version past the gate, as an older program may have.</summary>
    public async Task PublishAsync(JsonObject definition)
    {
        await using var storage = await StorageAsync();
        await storage.Get<IDefinitionStore>().PublishAsync(Flow, (string)definition["definitionId"]!, (int)definition["version"]!, definition.ToJsonString(), SampleCases.Noon, default);
    }

    /// <summary>A flow that may be published: somebody confirms, and the case ends.</summary>
    public static JsonObject Drawn(string id = Flow, int version = 1)
    {
        var name = $"试用流程 {id}";
        return new JsonObject
        {
            ["definitionId"] = id,
            ["name"] = name,
            ["version"] = version,
            ["customProperties"] = new JsonObject { ["serviceType"] = Flow },
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = new JsonArray(
                    Step("begin", "Elsa.Start"),
                    Step("confirm", "CaseWorkflows.HumanTask", ("title", "Literal", "核对"), ("role", "Literal", "reviewer"), ("form", "Literal", "note"), ("outcomes", "Object", "[\"Done\"]"), ("clock", "Literal", "asking.limit")),
                    Step("close", "CaseWorkflows.CloseCase", ("result", "Literal", "finished")),
                    Step("end", "Elsa.End")),
                ["connections"] = new JsonArray(Way("begin", "confirm"), Way("confirm", "close"), Way("close", "end")),
            },
        };
    }

    public static JsonObject Step(string id, string type, params (string Name, string Type, string Value)[] inputs)
    {
        var step = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 };
        foreach (var (name, kind, value) in inputs) step[name] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value } };
        return step;
    }

    public static JsonObject Way(string source, string target, string port = "Done") => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    };

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new SqliteConnection(_database.Options.ConnectionString)) SqliteConnection.ClearPool(connection);
        _folder.Delete(true);
    }

    private sealed class Database(string connection) : ITestDatabase
    {
        public PersistenceOptions Options => new(DatabaseProvider.Sqlite, connection);

        public Task InitializeAsync() => Task.CompletedTask;

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
