using System.Globalization;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>What was asked for.</summary>
/// <param name="Pending">How many other clocks are pending.</param>
/// <param name="Due">How many clocks become due in each round.</param>
/// <param name="Window">The length of a round.</param>
/// <param name="Rounds">How many nodes are killed.</param>
internal sealed record ClocksKillOrder(int Pending, int Due, TimeSpan Window, int Rounds);

/// <summary>
/// Two nodes of the product, each a process of its own, on one PostgreSQL. In each round clocks become due all the time, and half of them at one instant;
/// just then the node that holds a claim is killed with signal 9, and started again. Afterwards every clock must have fired, once.
/// </summary>
internal sealed class ClocksKillBench(Surroundings at, string workflows, string? connection, ClocksKillOrder order)
{
    private const int Nodes = 2;
    private const double GoalSeconds = 10;

    // From the arming of a round's clocks to the first of them.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);

    // How long it is looked who holds a claim; whoever fired them all before is killed without one.
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Random _random = new();

    public async Task<int> RunAsync(bool json, bool assert, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(at, connection, cancellationToken, BenchServer.DatedCommits);
        await TellAsync("server", ("version", await server.VersionAsync(cancellationToken)), ("processors", Environment.ProcessorCount));
        var field = await ClocksField.FillAsync(at, await server.CreateDatabaseAsync("kill", cancellationToken), workflows, (order.Rounds * order.Due) + order.Pending, TellAsync, cancellationToken);
        await server.SettleAsync(cancellationToken);
        var data = Directory.CreateTempSubdirectory("caseworkflows-bench-data-");
        var settings = BenchHost.Settings(field.Database, workflows, data.FullName);
        List<NodeProcess> nodes = [];
        try
        {
            // One after the other: the first brings the database up to date.
            for (var i = 0; i < Nodes; i++) nodes.Add(await NodeProcess.StartAsync(at, settings, cancellationToken));
            List<KilledRound> rounds = [];
            for (var round = 1; round <= order.Rounds; round++)
            {
                rounds.Add(await RoundAsync(round, field, nodes, settings, cancellationToken));
                await TellAsync("clocks-killed", ("round", round), ("rounds", order.Rounds), ("node", rounds[^1].Node + 1),
                    ("holding", BenchTexts.Here(rounds[^1].HeldClaims ? "clocks.with-claims" : "clocks.without-claims")),
                    ("fired", rounds[^1].Fired.Fired.Count), ("armed", rounds[^1].Fired.Armed), ("worst", Seconds(rounds[^1].Worst)));
            }
            // Again at the end: a firing that came twice may have come late.
            var all = await field.FiredAsync(rounds.SelectMany(x => x.Due).ToDictionary(), cancellationToken);
            return await PrintAsync(new ClocksKilled(rounds.Count, rounds.Count(x => x.HeldClaims), all.Armed, all.Lost, all.Twice, rounds.Max(x => x.Worst).TotalSeconds, GoalSeconds), json, assert);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
            data.Delete(true);
        }
    }

    private async Task<KilledRound> RoundAsync(int round, ClocksField field, List<NodeProcess> nodes, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var first = at.Time.GetUtcNow() + Lead;
        var killAt = first + (order.Window * (0.2 + (0.6 * _random.NextDouble())));
        var spread = order.Due / 2;
        var due = (await field.ArmAsync(spread, first, order.Window, cancellationToken))
            .Concat(await field.ArmAsync(order.Due - spread, killAt, TimeSpan.Zero, cancellationToken)).ToDictionary();
        if (killAt - at.Time.GetUtcNow() is { Ticks: > 0 } wait) await Task.Delay(wait, cancellationToken);
        var holder = await HolderAsync(field, nodes, cancellationToken);
        var victim = holder ?? round % nodes.Count;
        nodes[victim].Kill();
        await nodes[victim].DisposeAsync();
        nodes[victim] = await NodeProcess.StartAsync(at, settings, cancellationToken);

        if (first + order.Window - at.Time.GetUtcNow() is { Ticks: > 0 } rest) await Task.Delay(rest, cancellationToken);
        await field.UntilFiredAsync(due, Patience, cancellationToken);
        return new KilledRound(victim, holder is not null, due, await field.FiredAsync(due, cancellationToken));
    }

    /// <summary>Which node holds a claim, as soon as one does.</summary>
    private async Task<int?> HolderAsync(ClocksField field, List<NodeProcess> nodes, CancellationToken cancellationToken)
    {
        var until = at.Time.GetUtcNow() + ClaimPatience;
        while (at.Time.GetUtcNow() < until)
        {
            // The machine, the process and a mark of its own: see the jobs' settings.
            if (await field.ClaimantAsync(cancellationToken) is { } claimant
                && claimant.Split(':') is [.., var process, _]
                && nodes.FindIndex(x => x.Id.ToString(CultureInfo.InvariantCulture) == process) is var found and >= 0)
                return found;
        }
        return null;
    }

    private async Task<int> PrintAsync(ClocksKilled result, bool json, bool assert)
    {
        await at.Out.WriteLineAsync(json
            ? VerbJson.Of(result)
            : BenchTexts.Here("clocks.killed", ("rounds", result.Rounds), ("holding", result.HoldingClaims), ("clocks", result.Clocks), ("lost", result.Lost), ("twice", result.Twice),
                ("worst", result.WorstDelaySeconds.ToString("0.0", CultureInfo.InvariantCulture)), ("goal", result.GoalSeconds), ("outcome", BenchTexts.Here(result.Holds ? "clocks.met" : "clocks.missed"))));
        return assert && !result.Holds ? ExitCode.FoundWrong : ExitCode.Good;
    }

    private Task TellAsync(string code, params (string Name, object? Value)[] args) => at.Error.WriteLineAsync(BenchTexts.Here($"tell.{code}", args));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private sealed record KilledRound(int Node, bool HeldClaims, IReadOnlyDictionary<Guid, DateTimeOffset> Due, ClocksFired Fired)
    {
        public TimeSpan Worst => Fired.Fired.Count == 0 ? TimeSpan.Zero : Fired.Fired.Max(x => x.Late);
    }
}

/// <summary>What became of the clocks while nodes were killed.</summary>
/// <param name="Rounds">How many nodes were killed.</param>
/// <param name="HoldingClaims">How many of them with clocks claimed.</param>
/// <param name="Clocks">How many clocks became due.</param>
/// <param name="Lost">How many of them did not fire.</param>
/// <param name="Twice">How many fired more than once.</param>
/// <param name="WorstDelaySeconds">How late the latest was.</param>
/// <param name="GoalSeconds">How late it may be.</param>
internal sealed record ClocksKilled(int Rounds, int HoldingClaims, int Clocks, int Lost, int Twice, double WorstDelaySeconds, double GoalSeconds)
{
    public bool Holds => Lost == 0 && Twice == 0 && WorstDelaySeconds <= GoalSeconds;
}
