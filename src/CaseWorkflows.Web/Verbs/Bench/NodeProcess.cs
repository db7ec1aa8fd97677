using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>One node of the product as a process of its own, which can be killed. It ends with the measurement, however that ends.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    // The node lives as long as this script's standard input is open; the kernel closes that even if the measurement is killed.
    private const string Script = """
        "$@" </dev/null &
        node=$!
        echo "$node"
        cat >/dev/null
        kill -KILL "$node" 2>/dev/null
        wait "$node" 2>/dev/null
        """;

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly Process _keeper;
    private readonly Process _node;
    private readonly Queue<string> _said = [];

    private NodeProcess(Process keeper, Process node) => (_keeper, _node) = (keeper, node);

    /// <summary>Its process id, as it stands in its claims.</summary>
    public int Id { get; private init; }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="at">Where the verb runs.</param>
    /// <param name="settings">The product's settings.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static async Task<NodeProcess> StartAsync(Surroundings at, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var keeper = Process.Start(Order(at, settings, port))!;
        NodeProcess? node = null;
        try
        {
            // Its first line is the node's id; a reader of lines can't hand over to another, so it notes the rest as well.
            var id = int.Parse((await keeper.StandardOutput.ReadLineAsync(cancellationToken))!, CultureInfo.InvariantCulture);
            node = new NodeProcess(keeper, Process.GetProcessById(id)) { Id = id };
            _ = node.NoteAsync(keeper.StandardOutput);
            _ = node.NoteAsync(keeper.StandardError);
            await node.UntilItAnswersAsync(port, cancellationToken);
            return node;
        }
        catch
        {
            if (node is not null) await node.DisposeAsync();
            else keeper.Dispose();
            throw;
        }
    }

    /// <summary>Signal 9: nothing in the process gets to do anything any more.</summary>
    public void Kill() => _node.Kill();

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync(CancellationToken.None);
        _keeper.Dispose();
        _node.Dispose();
    }

    private async Task UntilItAnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (_keeper.HasExited || _node.HasExited || waited.Elapsed > StartPatience) throw VerbException.Wrong(BenchTexts.Get("clocks.node-does-not-start", ("log", Said())));
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/health/live"), cancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    private static ProcessStartInfo Order(Surroundings at, IReadOnlyDictionary<string, string?> settings, int port)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] command =
        [
            "-c", Script, "sh", Dotnet(at), Path.Combine(AppContext.BaseDirectory, typeof(NodeProcess).Assembly.GetName().Name + ".dll"),
            "serve", "--port", port.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in command) start.ArgumentList.Add(argument);
        // The installation's own settings (its mail server, its webhooks) have no place in a measurement.
        foreach (var own in start.Environment.Keys.Where(x => x.StartsWith("CASEWORKFLOWS__", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(own);
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()] = value;
        start.Environment["LOGGING__LOGLEVEL__DEFAULT"] = "Warning";
        return start;
    }

    // What runs this program; where that is a host of tests, the one that is found.
    private static string Dotnet(Surroundings at)
    {
        if (Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet") return own;
        return at.Variable("DOTNET_ROOT") is { Length: > 0 } root && Path.Combine(root, "dotnet") is var found && File.Exists(found) ? found : "dotnet";
    }

    private string Said()
    {
        lock (_said) return string.Join('\n', _said);
    }

    private async Task NoteAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is { } line)
            lock (_said)
            {
                _said.Enqueue(line);
                if (_said.Count > 40) _said.Dequeue();
            }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
