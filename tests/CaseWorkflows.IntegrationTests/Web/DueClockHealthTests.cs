using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>A web process without jobs, as when the job server stands still: clocks come due and nobody processes them.</summary>
public abstract class DueClockHealthContract<TDatabase>(ProductServer<TDatabase> server)
    where TDatabase : ITestDatabase, new()
{
    [Fact]
    public async Task A_due_clock_that_nobody_processes_makes_health_late_and_then_raises_the_alarm()
    {
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        var nobody = server.Anonymous();
        await MustBeAsync("/health/clocks", 200, "Healthy", 0);

        var @case = SampleCases.New();
        SampleCases.Timer(@case, server.Time.GetUtcNow().AddSeconds(-10));
        SampleCases.Timer(@case, server.Time.GetUtcNow().AddHours(10));
        await storage.KeepAsync(@case);
        await MustBeAsync("/health/clocks", 200, "Healthy", 10);

        server.Time.Move(TimeSpan.FromSeconds(60));
        await MustBeAsync("/health/clocks", 200, "Degraded", 70, late: 1);
        await MustBeAsync("/health/ready", 200, "Degraded", 70, late: 1, check: "database");

        server.Time.Move(TimeSpan.FromSeconds(300));
        await MustBeAsync("/health/clocks", 503, "Unhealthy", 370, late: 1);
        // A process that serves pages well stays in service.
        await MustBeAsync("/health/ready", 200, "Degraded", 370, late: 1, check: "database");

        await storage.ExecuteAsync("update clocks set next_fire_at = null");
        await MustBeAsync("/health/clocks", 200, "Healthy", 0);

        async Task MustBeAsync(string path, int status, string word, int seconds, int late = 0, string check = "due-clocks")
        {
            using var response = await nobody.Http.GetAsync(path);
            var json = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            var data = json["checks"]![check]!["data"]!;
            Assert.Equal((status, word), ((int)response.StatusCode, (string?)json["status"]));
            Assert.InRange((double)data["oldestDueClockSeconds"]!, seconds, seconds + (seconds == 0 ? 0 : 19));
            Assert.Equal((late, 30, 300), ((int)data["lateClocks"]!, (int)data["lateAfterSeconds"]!, (int)data["alarmAfterSeconds"]!));
        }
    }
}

public sealed class DueClockHealthOnSqlite(ProductServer<SqliteTestDatabase> server) : DueClockHealthContract<SqliteTestDatabase>(server), IClassFixture<ProductServer<SqliteTestDatabase>>;

public sealed class DueClockHealthOnPostgreSql(ProductServer<PostgreSqlTestDatabase> server) : DueClockHealthContract<PostgreSqlTestDatabase>(server), IClassFixture<ProductServer<PostgreSqlTestDatabase>>;
