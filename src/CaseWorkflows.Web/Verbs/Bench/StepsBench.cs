using System.Globalization;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// Openings and completions of the legal-aid flow through the executor on PostgreSQL, with <c>pgbench -N</c> on the same server in turns of a few
/// seconds, so that whatever else the machine does hits both. Load, executor and server share the machine.
/// </summary>
internal sealed class StepsBench(Surroundings at, string workflows, string? connection, IReadOnlyList<int> callers, int seconds, int stored)
{
    /// <summary>The share of pgbench's rate to reach, with this many callers.</summary>
    private const double Goal = 0.15;
    private const int GoalCallers = 4;

    /// <summary>The share of the rate to keep with cases stored.</summary>
    private const double StoredGoal = 0.8;

    private const int RoundSeconds = 4;

    // Until the runtime has made its last version of the code, which takes some thousand commands; on a busy machine at most so many times as
    // long as one measurement.
    private const int WarmUpCommands = 150;
    private const int WarmUpShare = 3;

    private int Rounds => Math.Max(1, seconds / RoundSeconds);

    private int SecondsARound => seconds / Rounds;

    public async Task<int> RunAsync(bool json, bool assert, CancellationToken cancellationToken)
    {
        var scenario = ScenarioBook.LoadFile(Path.Combine(workflows, "scenarios", "legal-aid", "01-grant-to-archive.json"));
        var pgbenchFolder = PostgreSqlPrograms.FolderWith(at, "pgbench");
        await using var server = await BenchServer.StartAsync(at, connection, cancellationToken);
        await TellAsync("server", ("version", await server.VersionAsync(cancellationToken)), ("processors", Environment.ProcessorCount));
        var pgbench = new PgBench(pgbenchFolder, await server.CreateDatabaseAsync("pgbench", cancellationToken));
        await pgbench.PrepareAsync(cancellationToken);

        var time = new BenchTime(at.Time, scenario.LastAt());
        await using var empty = await BenchProduct.PrepareAsync(await server.CreateDatabaseAsync("empty", cancellationToken), time, workflows, cancellationToken);
        await using var full = stored == 0 ? null : await BenchProduct.PrepareAsync(await server.CreateDatabaseAsync("stored", cancellationToken), time, workflows, cancellationToken);
        List<Contestant> contestants = [await ContestantAsync("empty", empty, scenario, time, cancellationToken)];
        if (full is not null)
        {
            var filled = await ContestantAsync("stored", full, scenario, time, cancellationToken);
            await new StoredCases(full.ConnectionString, TellAsync).FillAsync(await filled.Load.PlayOneAsync(0, cancellationToken), stored, cancellationToken);
            contestants.Add(filled);
        }
        foreach (var contestant in contestants)
        {
            await TellAsync("warm-up");
            await contestant.Load.WarmUpAsync(callers.Max(), seconds * WarmUpCommands, TimeSpan.FromSeconds(seconds * WarmUpShare), cancellationToken);
        }

        List<StepsRow> rows = [];
        foreach (var count in callers) rows.Add(await MeasureAsync(count, contestants, pgbench, server, cancellationToken));
        await new StepsReport(at, rows, stored).PrintAsync(json);
        return assert && !rows.TrueForAll(x => x.Holds) ? ExitCode.FoundWrong : ExitCode.Good;
    }

    private static async Task<Contestant> ContestantAsync(string name, BenchProduct product, Scenario scenario, TimeProvider time, CancellationToken cancellationToken)
    {
        var story = await StepsStory.OfAsync(scenario, product.Get<IStaffDirectory>(), cancellationToken);
        return new Contestant(name, product, new StepsLoad(product.Get<ICaseStore>(), product.Get<CaseRules>(), story, time));
    }

    private async Task<StepsRow> MeasureAsync(int count, IReadOnlyList<Contestant> contestants, PgBench pgbench, BenchServer server, CancellationToken cancellationToken)
    {
        List<(long Bytes, int Opened)> before = [];
        foreach (var contestant in contestants) before.Add((await contestant.Product.SizeAsync(cancellationToken), contestant.Load.Opened));
        await server.SettleAsync(cancellationToken);
        List<double> pgbenchRates = [];
        var rounds = contestants.Select(_ => new List<StepsRound>()).ToList();
        for (var round = 1; round <= Rounds; round++)
        {
            pgbenchRates.Add(await pgbench.RateAsync(count, SecondsARound, cancellationToken));
            for (var i = 0; i < contestants.Count; i++)
            {
                rounds[i].Add(await contestants[i].Load.RunAsync(count, TimeSpan.FromSeconds(SecondsARound), cancellationToken));
                await TellAsync("round", ("round", round), ("rounds", Rounds), ("callers", count), ("database", contestants[i].Name), ("rate", Text(rounds[i][^1].Rate)), ("pgbench", Text(pgbenchRates[^1])));
            }
        }
        List<StepsFigures> figures = [];
        for (var i = 0; i < contestants.Count; i++)
        {
            var opened = contestants[i].Load.Opened - before[i].Opened;
            var bytes = await contestants[i].Product.SizeAsync(cancellationToken) - before[i].Bytes;
            var took = rounds[i].SelectMany(x => x.Took).ToList();
            figures.Add(new StepsFigures(
                Figures.Median([.. rounds[i].Select(x => x.Rate)]), Figures.Percentile(took, 0.5).TotalMilliseconds, Figures.Percentile(took, 0.99).TotalMilliseconds,
                took.Count, opened, opened > 0 ? bytes / opened : null,
                rounds[i].Sum(x => x.Cpu.TotalMicroseconds) / took.Count, rounds[i].Sum(x => x.Bytes) / took.Count));
        }
        return new StepsRow(count, Figures.Median(pgbenchRates), figures[0], figures.Count > 1 ? figures[1] : null, count == GoalCallers ? Goal : null, StoredGoal);
    }

    private Task TellAsync(string code, params (string Name, object? Value)[] args) => at.Error.WriteLineAsync(BenchTexts.Here($"tell.{code}", args));

    private static string Text(double rate) => rate.ToString("0", CultureInfo.InvariantCulture);

    private sealed record Contestant(string Name, BenchProduct Product, StepsLoad Load);
}

/// <summary>What one number of callers came to.</summary>
/// <param name="Callers">How many sent commands at once.</param>
/// <param name="Pgbench">Transactions a second of <c>pgbench -N</c> beside it.</param>
/// <param name="Empty">On a database that began empty.</param>
/// <param name="Stored">On one with many cases stored; null if none were asked for.</param>
/// <param name="Goal">The share of pgbench's rate to reach; null if this number of callers has no goal.</param>
/// <param name="StoredGoal">The share of the rate of the empty database to keep.</param>
internal sealed record StepsRow(int Callers, double Pgbench, StepsFigures Empty, StepsFigures? Stored, double? Goal, double StoredGoal)
{
    public double Ratio => Empty.Rate / Pgbench;

    public double? StoredRatio => Stored?.Rate / Empty.Rate;

    public bool Holds => (Goal is null || Ratio >= Goal) && (StoredRatio is null || StoredRatio >= StoredGoal);
}

/// <summary>Our figures on one database.</summary>
/// <param name="Rate">Commands a second: openings and completions.</param>
/// <param name="P50">Half of the commands took at most so many milliseconds.</param>
/// <param name="P99">99 of 100 took at most so many.</param>
/// <param name="Commands">How many there were.</param>
/// <param name="Cases">How many of them opened a case.</param>
/// <param name="BytesPerCase">By how much tables and indexes grew for each; null if none was opened.</param>
/// <param name="CpuMicroseconds">Processor time of this process for each command, without the database's. It says more than a rate where others use the machine too.</param>
/// <param name="AllocatedBytes">What this process allocated for each command.</param>
internal sealed record StepsFigures(double Rate, double P50, double P99, int Commands, int Cases, long? BytesPerCase, double CpuMicroseconds, long AllocatedBytes);
