using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace CaseWorkflows.IntegrationTests.Crash;

/// <summary>Three web processes on one PostgreSQL share the due clocks; two of them die with signal 9 in the middle.</summary>
[Collection(CrashCollection.Name)]
public sealed class SeveralNodesTests(PostgreSqlTestDatabase database, ITestOutputHelper output) : IClassFixture<PostgreSqlTestDatabase>
{
    private const int Nodes = 3;
    private const int Clocks = 1500;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Three_nodes_share_a_backlog_and_when_two_die_the_third_ends_it_with_every_step_fired_once()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var storage = await TestStorage.OpenAsync(database);
        var data = Directory.CreateTempSubdirectory("caseworkflows-nodes-");
        List<ServerProcess> nodes = [];
        try
        {
            await FillAsync(storage);
            for (var i = 0; i < Nodes; i++) nodes.Add(await ServerProcess.StartAsync(database.Options, data.FullName, ServerProcess.FreePort(), withDemoUsers: false));
            Assert.Equal(Clocks, await storage.ExecuteAsync("update clocks set next_fire_at = next_fire_at - interval '100 years'"));
            HashSet<string> claimants = [];
            // A node that is killed is replaced by nobody: what it had claimed comes to the others.
            foreach (var left in new[] { Clocks * 2 / 3, Clocks / 3 })
            {
                await SeeAsync(storage, claimants, left, patience.Token);
                await nodes[0].KillAsync();
                await nodes[0].DisposeAsync();
                nodes.RemoveAt(0);
            }
            await SeeAsync(storage, claimants, 0, patience.Token);
            output.WriteLine($"{claimants.Count} nodes had claims");
            Assert.True(claimants.Count >= 2, $"Only {string.Join(", ", claimants)} had claims.");
            await CheckAsync(storage);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
            data.Delete(true);
        }
    }

    /// <summary>Cases with a clock whose whole ladder came long ago, and that nobody looks at yet.</summary>
    private static async Task FillAsync(TestStorage storage)
    {
        for (var i = 0; i < Clocks; i++)
        {
            var @case = SampleCases.New();
            SampleCases.Clock(@case, SampleCases.Noon);
            await storage.KeepAsync(@case);
        }
        await storage.ExecuteAsync("update clocks set next_fire_at = next_fire_at + interval '100 years'");
    }

    private static async Task SeeAsync(TestStorage storage, HashSet<string> claimants, int left, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var db = await storage.ContextAsync();
            var now = TimeProvider.System.GetUtcNow();
            var due = await db.Clocks.CountAsync(x => x.NextFireAt <= now, cancellationToken);
            if (due <= left) return;
            claimants.UnionWith(await db.Clocks.Where(x => EF.Property<string?>(x, "ClaimedBy") != null).Select(x => EF.Property<string?>(x, "ClaimedBy")!).Distinct().ToListAsync(cancellationToken));
        }
    }

    private static async Task CheckAsync(TestStorage storage)
    {
        await using var db = await storage.ContextAsync();
        var clocks = await db.Clocks.AsNoTracking().ToListAsync();
        Assert.Equal(Clocks, clocks.Count);
        var steps = clocks.SelectMany(x => x.Steps.Select(step => (Clock: x, Step: step))).ToList();
        Assert.All(steps, x => Assert.NotNull(x.Step.FiredAt));
        Dictionary<(Guid Case, string Step), int> fired = [];
        await foreach (var row in db.History.AsNoTracking().Where(x => x.Kind == "ClockWarned" || x.Kind == "ClockBreached" || x.Kind == "ClockEscalated").AsAsyncEnumerable())
        {
            var step = (row.CaseId.Value, (string)JsonNode.Parse(row.Body)!["facts"]!["step"]!);
            fired[step] = fired.GetValueOrDefault(step) + 1;
        }
        Assert.Equal(steps.Count, fired.Count);
        Assert.All(fired, x => Assert.Equal(1, x.Value));
    }
}
