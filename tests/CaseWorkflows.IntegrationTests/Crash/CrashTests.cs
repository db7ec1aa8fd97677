using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace CaseWorkflows.IntegrationTests.Crash;

/// <summary>
/// The server is killed with signal 9 in the middle of 500 commands and started again, 20 times. Afterwards every acknowledged command is
/// there exactly once, every due step of every clock has fired exactly once, and every history verifies.
/// </summary>
public abstract class CrashTests(ITestDatabase database, ITestOutputHelper output)
{
    private const int Rounds = 20;
    private const int CommandsPerRound = 500;
    private const int PapersPerCase = 9;
    private const int Clients = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task What_was_acknowledged_is_there_once_and_every_due_clock_fired_once_however_often_the_server_dies()
    {
        using var patience = new CancellationTokenSource(Patience);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        var data = Directory.CreateTempSubdirectory("caseworkflows-crash-");
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.StartAsync(database.Options, data.FullName, port, withDemoUsers: true);
        try
        {
            using var clients = new CrashClients(server.Address);
            await clients.SignInAsync("zhou.min");
            for (var round = 1; round <= Rounds; round++)
                server = await RoundAsync(round, server, clients, data.FullName, port, random.Next(CommandsPerRound / 10, CommandsPerRound * 9 / 10), patience.Token);
            Assert.Equal(Rounds * CommandsPerRound, clients.Acknowledged.Count);

            await using var storage = await TestStorage.OpenAsync(database);
            await UntilNothingIsDueAsync(storage, server, patience.Token);
            await server.KillAsync();
            output.WriteLine($"{clients.Acknowledged.Count} commands acknowledged, {clients.SentAgain} sendings repeated");

            await CheckCommandsAsync(storage, clients.Acknowledged);
            await CheckClocksAsync(storage);
            var (exitCode, said) = await ServerProcess.RunVerbAsync(database.Options, data.FullName, "verify-history", "--lang", "en");
            output.WriteLine(said);
            Assert.True(exitCode == 0, said);
        }
        finally
        {
            await server.DisposeAsync();
            data.Delete(true);
        }
    }

    private async Task<ServerProcess> RoundAsync(int round, ServerProcess server, CrashClients clients, string data, int port, int killAfter, CancellationToken cancellationToken)
    {
        var acknowledged = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task Acknowledged()
        {
            if (Interlocked.Increment(ref acknowledged) == killAfter) enough.TrySetResult();
            return Task.CompletedTask;
        }

        var shares = CommandsPerRound / (PapersPerCase + 1);
        var next = 0;
        var work = Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) <= shares) await clients.WorkAsync(PapersPerCase, Acknowledged, cancellationToken);
        }).ToList();
        var done = Task.WhenAll(work);
        await Task.WhenAny(enough.Task, done);
        // If the clients have failed instead, their failure is the result of the test.
        if (done.IsFaulted) await done;
        await server.KillAsync();
        await server.DisposeAsync();
        var before = Volatile.Read(ref acknowledged);
        server = await ServerProcess.StartAsync(database.Options, data, port, withDemoUsers: false);
        await done;
        output.WriteLine($"round {round}: killed after {before} of {CommandsPerRound}");
        Assert.InRange(before, 1, CommandsPerRound - 1);
        return server;
    }

    private static async Task UntilNothingIsDueAsync(TestStorage storage, ServerProcess server, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var db = await storage.ContextAsync();
            var now = TimeProvider.System.GetUtcNow();
            var due = await db.Clocks.Where(x => x.NextFireAt <= now).CountAsync(cancellationToken);
            var pending = await db.Outbox.CountAsync(x => x.State == Cases.Ports.OutboxState.Pending, cancellationToken);
            if (due == 0 && pending == 0) return;
            Assert.False(cancellationToken.IsCancellationRequested, $"{due} clocks are still due, {pending} messages pending.\n{server.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
        }
    }

    private static async Task CheckCommandsAsync(TestStorage storage, IReadOnlyDictionary<Guid, Guid> acknowledged)
    {
        await using var db = await storage.ContextAsync();
        var receipts = await db.Receipts.AsNoTracking().Select(x => new { x.Command, x.CaseId }).ToListAsync();
        var kept = receipts.ToDictionary(x => x.Command.Value, x => x.CaseId.Value);
        foreach (var (command, @case) in acknowledged)
            Assert.True(kept.TryGetValue(command, out var found) && found == @case, $"Command {command} was acknowledged for case {@case} and is not there.");

        Dictionary<Guid, int> effects = [];
        await foreach (var row in db.History.AsNoTracking().Where(x => x.Kind == "CaseOpened" || x.Kind == "PaperReceived").AsAsyncEnumerable())
        {
            var command = Guid.Parse((string)JsonNode.Parse(row.Body)!["command"]!);
            effects[command] = effects.GetValueOrDefault(command) + 1;
        }
        Assert.Equal(acknowledged.Keys.Order(), effects.Keys.Order());
        Assert.All(effects, x => Assert.Equal(1, x.Value));
        Assert.Equal(acknowledged.Values.Distinct().Count(), await db.Cases.CountAsync());
    }

    private async Task CheckClocksAsync(TestStorage storage)
    {
        await using var db = await storage.ContextAsync();
        var clocks = await db.Clocks.AsNoTracking().ToListAsync();
        var fired = clocks.SelectMany(x => x.Steps.Where(y => y.FiredAt is not null).Select(y => $"{x.Id.Value} {x.Generation} {y.Key}")).ToList();
        var alerts = (await db.Alerts.AsNoTracking().ToListAsync()).Select(x => $"{x.ClockId} {x.Generation} {x.Step}").ToList();
        Assert.NotEmpty(fired);
        Assert.Equal(fired.Count, fired.Distinct().Count());
        Assert.Equal(fired.Order(StringComparer.Ordinal), alerts.Order(StringComparer.Ordinal));
        // Each case has been overdue since March: the whole ladder of its review limit must have fired.
        Assert.All(clocks.Where(x => x.BreachedAt is not null), x => Assert.All(x.Steps, y => Assert.NotNull(y.FiredAt)));
        Assert.True(clocks.Count(x => x.BreachedAt is not null) >= Rounds * CommandsPerRound / (PapersPerCase + 1));
        var told = await db.Outbox.AsNoTracking().Where(x => x.Kind == "alert").Select(x => x.DedupKey).ToListAsync();
        Assert.Equal(alerts.Count, told.Distinct().Count());
        output.WriteLine($"{clocks.Count} clocks, {fired.Count} steps fired, {told.Count} messages");
    }
}

/// <summary>One after the other and beside nothing else: they take all the machine has, and a browser waiting beside them would give up.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CrashCollection
{
    public const string Name = "crash";
}

[Collection(CrashCollection.Name)]
public sealed class CrashOnSqliteTests(SqliteTestDatabase database, ITestOutputHelper output) : CrashTests(database, output), IClassFixture<SqliteTestDatabase>;

[Collection(CrashCollection.Name)]
public sealed class CrashOnPostgreSqlTests(PostgreSqlTestDatabase database, ITestOutputHelper output) : CrashTests(database, output), IClassFixture<PostgreSqlTestDatabase>;
