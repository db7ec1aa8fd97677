using System.Globalization;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>What was asked for.</summary>
/// <param name="Pending">How many other clocks are pending.</param>
/// <param name="Due">How many clocks become due within the window.</param>
/// <param name="Window">The window.</param>
/// <param name="Backlog">How many clocks are due at one instant, for the throughput.</param>
internal sealed record ClocksOrder(int Pending, int Due, TimeSpan Window, int Backlog);

/// <summary>
/// How late due clocks fire, with many others pending and without, and how many a second of a backlog: the whole product with its job server on
/// PostgreSQL, from the instant at which a clock is due to the commit of its alert as the server dates it. The two databases take turns of a few seconds, so
/// that whatever else the machine does hits both.
/// </summary>
internal sealed class ClocksBench(Surroundings at, string workflows, string? connection, ClocksOrder order)
{
    private const double GoalSeconds = 1;
    private const double GoalRatio = 1.5;
    private const double GoalRate = 1000;

    private const int SecondsARound = 5;

    // Until the runtime has made its last version of the code.
    private const int WarmUp = 3000;

    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int Rounds => Math.Max(1, (int)order.Window.TotalSeconds / SecondsARound);

    public async Task<int> RunAsync(bool json, bool assert, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(at, connection, cancellationToken, BenchServer.DatedCommits);
        await TellAsync("server", ("version", await server.VersionAsync(cancellationToken)), ("processors", Environment.ProcessorCount));
        var warmUp = Math.Min(WarmUp, order.Due + order.Backlog);
        var needed = warmUp + order.Due + order.Backlog;
        List<Contestant> contestants =
        [
            new("empty", await ClocksField.FillAsync(at, await server.CreateDatabaseAsync("empty", cancellationToken), workflows, needed, TellAsync, cancellationToken)),
            new("pending", await ClocksField.FillAsync(at, await server.CreateDatabaseAsync("pending", cancellationToken), workflows, needed + order.Pending, TellAsync, cancellationToken)),
        ];
        await server.SettleAsync(cancellationToken);
        List<BenchHost> hosts = [];
        try
        {
            foreach (var contestant in contestants) hosts.Add(await BenchHost.StartAsync(contestant.Field.Database, workflows, at.Time, cancellationToken));
            await TellAsync("warm-up");
            foreach (var contestant in contestants) await AtOnceAsync(contestant.Field, warmUp, cancellationToken);
            await server.SettleAsync(cancellationToken);
            await MeasureAsync(contestants, cancellationToken);
            var backlogs = new List<ClocksBacklog>();
            foreach (var contestant in contestants)
            {
                backlogs.Add(await AtOnceAsync(contestant.Field, order.Backlog, cancellationToken));
                await TellAsync("clocks-backlog", ("database", contestant.Name), ("clocks", order.Backlog), ("rate", backlogs[^1].Rate.ToString("0", CultureInfo.InvariantCulture)));
            }
            var result = new ClocksResult(Figure(contestants[0], backlogs[0]), Figure(contestants[1], backlogs[1]), GoalSeconds, GoalRatio, GoalRate);
            await new ClocksReport(at, order, result).PrintAsync(json);
            return assert && !result.Holds ? ExitCode.FoundWrong : ExitCode.Good;
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    private async Task MeasureAsync(IReadOnlyList<Contestant> contestants, CancellationToken cancellationToken)
    {
        var window = order.Window / Rounds;
        for (var round = 0; round < Rounds; round++)
            foreach (var contestant in contestants)
            {
                var count = (order.Due * (round + 1) / Rounds) - (order.Due * round / Rounds);
                var due = await contestant.Field.ArmAsync(count, at.Time.GetUtcNow() + Lead, window, cancellationToken);
                await Task.Delay(due.Values.Max() - at.Time.GetUtcNow() + Lead, cancellationToken);
                await contestant.Field.UntilFiredAsync(due, Patience, cancellationToken);
                var fired = await contestant.Field.FiredAsync(due, cancellationToken);
                contestant.Rounds.Add(fired);
                await TellAsync("clocks-round", ("round", round + 1), ("rounds", Rounds), ("database", contestant.Name), ("fired", fired.Fired.Count), ("armed", fired.Armed),
                    ("p99", fired.Fired.Count == 0 ? "-" : Figures.Percentile([.. fired.Fired.Select(x => x.Late)], 0.99).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)));
            }
    }

    /// <summary>So many clocks due at one instant, and how many a second fired from then on.</summary>
    private async Task<ClocksBacklog> AtOnceAsync(ClocksField field, int count, CancellationToken cancellationToken)
    {
        // Long enough for so many rows to be changed before.
        var instant = at.Time.GetUtcNow() + Lead + TimeSpan.FromSeconds(count / 5000.0);
        var due = await field.ArmAsync(count, instant, TimeSpan.Zero, cancellationToken);
        if (instant - at.Time.GetUtcNow() is { Ticks: > 0 } wait) await Task.Delay(wait, cancellationToken);
        await field.UntilFiredAsync(due, Patience + TimeSpan.FromSeconds(count / 50.0), cancellationToken);
        var fired = await field.FiredAsync(due, cancellationToken);
        return new ClocksBacklog(count, fired.Fired.Count == 0 ? 0 : fired.Fired.Count / fired.Fired.Max(x => x.Late).TotalSeconds, fired.Lost, fired.Twice);
    }

    private static ClocksFigures Figure(Contestant contestant, ClocksBacklog backlog)
    {
        List<TimeSpan> late = [.. contestant.Rounds.SelectMany(x => x.Fired).Select(x => x.Late)];
        if (late.Count == 0) throw VerbException.Wrong(BenchTexts.Get("clocks.none-fired"));
        return new ClocksFigures(
            contestant.Field.Pending, late.Count, Figures.Percentile(late, 0.5).TotalMilliseconds, Figures.Percentile(late, 0.99).TotalMilliseconds, late.Max().TotalMilliseconds,
            contestant.Rounds.Sum(x => x.Lost), contestant.Rounds.Sum(x => x.Twice), backlog);
    }

    private Task TellAsync(string code, params (string Name, object? Value)[] args) => at.Error.WriteLineAsync(BenchTexts.Here($"tell.{code}", args));

    private sealed record Contestant(string Name, ClocksField Field)
    {
        public List<ClocksFired> Rounds { get; } = [];
    }
}

/// <summary>What was measured.</summary>
/// <param name="Empty">Without others pending.</param>
/// <param name="Pending">With them.</param>
/// <param name="GoalSeconds">The p99 not to exceed.</param>
/// <param name="GoalRatio">How many times the p99 of the empty table not to exceed.</param>
/// <param name="GoalRate">The clocks a second to reach.</param>
internal sealed record ClocksResult(ClocksFigures Empty, ClocksFigures Pending, double GoalSeconds, double GoalRatio, double GoalRate)
{
    public double Ratio => Pending.P99 / Empty.P99;

    public bool IsInTime => Pending.P99 <= GoalSeconds * 1000;

    public bool IsSteady => Ratio <= GoalRatio;

    public bool IsFast => Pending.Backlog.Rate >= GoalRate;

    public bool IsExact => new[] { Empty, Pending }.All(x => x.Lost + x.Twice + x.Backlog.Lost + x.Backlog.Twice == 0);

    public bool Holds => IsInTime && IsSteady && IsFast && IsExact;
}

/// <summary>The figures of one database.</summary>
/// <param name="Stored">How many clocks it holds.</param>
/// <param name="Fired">How many fired in the window.</param>
/// <param name="P50">Half of them were at most so many milliseconds late.</param>
/// <param name="P99">99 of 100 were at most so late.</param>
/// <param name="Max">The latest.</param>
/// <param name="Lost">How many did not fire.</param>
/// <param name="Twice">How many fired more than once.</param>
/// <param name="Backlog">Many that were due at one instant.</param>
internal sealed record ClocksFigures(int Stored, int Fired, double P50, double P99, double Max, int Lost, int Twice, ClocksBacklog Backlog);

/// <summary>Clocks that were due at one instant.</summary>
/// <param name="Clocks">How many.</param>
/// <param name="Rate">How many fired a second.</param>
/// <param name="Lost">How many did not fire.</param>
/// <param name="Twice">How many fired more than once.</param>
internal sealed record ClocksBacklog(int Clocks, double Rate, int Lost, int Twice);
