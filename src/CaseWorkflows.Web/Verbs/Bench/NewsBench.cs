using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Jobs;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// How long it takes from the commit of a transaction that tells something until the open pages of two nodes have it: both run all jobs on one database,
/// as installations do, and each message has to reach both, once.
/// </summary>
internal sealed class NewsBench(Surroundings at, string workflows, string? connection, int seconds, int rate)
{
    private const int Nodes = 2;

    // The sweep of the outbox comes every second, and the way to the pages takes milliseconds.
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync(bool json, bool assert, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(at, connection, cancellationToken);
        await at.Error.WriteLineAsync(BenchTexts.Here("tell.server", ("version", await server.VersionAsync(cancellationToken)), ("processors", Environment.ProcessorCount)));
        var database = await server.CreateDatabaseAsync("news", cancellationToken);
        List<Node> nodes = [];
        try
        {
            for (var i = 0; i < Nodes; i++) nodes.Add(await Node.StartAsync(database, at.Time, workflows, cancellationToken));
            await WarmUpAsync(nodes, cancellationToken);
            var sent = await SendAsync(nodes[0], cancellationToken);
            await ArriveAsync(nodes, sent, cancellationToken);
            List<NewsRow> rows = [.. nodes.Select((node, i) => RowOf(i + 1, node, sent))];
            await PrintAsync(rows, json);
            return assert && !rows.TrueForAll(x => x.Holds) ? ExitCode.FoundWrong : ExitCode.Good;
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    // A node that has not begun to listen misses what is told; and the first messages pay for what is made once.
    private static async Task WarmUpAsync(List<Node> nodes, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        for (var i = 0; nodes.Exists(x => x.Seen.IsEmpty); i++)
        {
            if (waited.Elapsed > Patience) throw VerbException.Wrong(BenchTexts.Get("news.deaf"));
            await nodes[0].TellAsync($"warm-up {i.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private async Task<Dictionary<string, long>> SendAsync(Node node, CancellationToken cancellationToken)
    {
        Dictionary<string, long> sent = [];
        var started = Stopwatch.StartNew();
        for (var i = 0; i < seconds * rate; i++)
        {
            // Evenly over the time and so over the phases of the sweep; whoever is late catches up.
            var ahead = TimeSpan.FromSeconds((double)i / rate) - started.Elapsed;
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead, cancellationToken);
            var name = $"news {i.ToString(CultureInfo.InvariantCulture)}";
            await node.TellAsync(name, cancellationToken);
            sent[name] = Stopwatch.GetTimestamp();
        }
        return sent;
    }

    private static async Task ArriveAsync(List<Node> nodes, Dictionary<string, long> sent, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience && nodes.Exists(x => !sent.Keys.All(x.Seen.ContainsKey))) await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
    }

    private static NewsRow RowOf(int number, Node node, Dictionary<string, long> sent)
    {
        // The page may have it before the sender's own call has returned: then it took no time.
        List<TimeSpan> took = [.. sent.Where(x => node.Seen.ContainsKey(x.Key)).Select(x => Stopwatch.GetElapsedTime(x.Value, Math.Max(node.Seen[x.Key].First, x.Value)))];
        var twice = sent.Keys.Count(x => node.Seen.TryGetValue(x, out var seen) && seen.Times > 1);
        return took.Count == 0
            ? new NewsRow(number, sent.Count, sent.Count, 0, 0, 0, 0, Goal.TotalMilliseconds)
            : new NewsRow(number, sent.Count, sent.Count - took.Count, twice, Figures.Percentile(took, 0.5).TotalMilliseconds, Figures.Percentile(took, 0.99).TotalMilliseconds, took.Max().TotalMilliseconds, Goal.TotalMilliseconds);
    }

    private async Task PrintAsync(List<NewsRow> rows, bool json)
    {
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Seconds = seconds, Rate = rate, Rows = rows }));
            return;
        }
        foreach (var row in rows)
            await at.Out.WriteLineAsync(BenchTexts.Here("news.row", ("node", row.Node), ("messages", row.Messages), ("p50", Text(row.P50)), ("p99", Text(row.P99)), ("max", Text(row.Max)), ("lost", row.Lost), ("twice", row.Twice)));
        await at.Out.WriteLineAsync(BenchTexts.Here("news.counted"));
        await at.Out.WriteLineAsync(BenchTexts.Here(rows.TrueForAll(x => x.Holds) ? "news.goal-met" : "news.goal-missed", ("goal", Text(Goal.TotalMilliseconds))));
    }

    private static string Text(double milliseconds) => milliseconds.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>A process that serves pages and works on jobs.</summary>
    private sealed class Node(BenchProduct product, IReadOnlyList<IHostedService> running, TimeProvider time) : IAsyncDisposable
    {
        public ConcurrentDictionary<string, (long First, int Times)> Seen { get; } = [];

        public static async Task<Node> StartAsync(Npgsql.NpgsqlConnectionStringBuilder database, TimeProvider time, string workflows, CancellationToken cancellationToken)
        {
            var product = await BenchProduct.PrepareAsync(database, time, workflows, cancellationToken, services => services
                .AddSingleton<PageNews>()
                .AddSingleton<IChannel, PageChannel>()
                .AddHostedService<PageNewsListener>()
                .AddCaseJobs(database.ConnectionString));
            var node = new Node(product, [.. product.Get<IEnumerable<IHostedService>>()], time);
            product.Get<PageNews>().MessageArrived += node.OnMessage;
            foreach (var service in node.Running) await service.StartAsync(cancellationToken);
            return node;
        }

        private IReadOnlyList<IHostedService> Running => running;

        public async Task TellAsync(string name, CancellationToken cancellationToken) =>
            await product.Get<ISystemNotices>().RaiseAsync(new SystemNotice(name, "bench", new LocalizedText(name, name), time.GetUtcNow()), cancellationToken);

        public async ValueTask DisposeAsync()
        {
            foreach (var service in running.Reverse()) await service.StopAsync(CancellationToken.None);
            await product.DisposeAsync();
        }

        private void OnMessage(PageMessage message)
        {
            var now = Stopwatch.GetTimestamp();
            Seen.AddOrUpdate(message.Text.Zh, _ => (now, 1), (_, seen) => (seen.First, seen.Times + 1));
        }
    }
}

/// <summary>What one node's pages got.</summary>
/// <param name="Node">Which; the first is the one on which the messages were committed.</param>
/// <param name="Messages">How many were told.</param>
/// <param name="Lost">How many never arrived.</param>
/// <param name="Twice">How many arrived more than once.</param>
/// <param name="P50">Milliseconds from commit to page that half of them did not exceed.</param>
/// <param name="P99">The same for 99 of 100.</param>
/// <param name="Max">The longest.</param>
/// <param name="Goal">What P99 is not to exceed.</param>
internal sealed record NewsRow(int Node, int Messages, int Lost, int Twice, double P50, double P99, double Max, double Goal)
{
    public bool Holds => Lost == 0 && Twice == 0 && P99 <= Goal;
}
