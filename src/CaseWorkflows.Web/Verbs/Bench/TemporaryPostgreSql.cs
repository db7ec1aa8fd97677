using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// A PostgreSQL server of a measurement's own: started from the installed programs in a temporary folder, with the settings it comes with (what
/// is committed is on disk). It ends with the measurement, however that ends, and leaves nothing behind.
/// </summary>
internal sealed class TemporaryPostgreSql : IAsyncDisposable
{
    private const int Tries = 3;

    // The server lives as long as its standard input is open; the kernel closes that even if this process is killed. Nothing of it is needed
    // afterwards, so it is stopped at once, without writing back what it holds.
    private const string Script = """
        trap '' INT HUP
        server=
        if "$1/initdb" -D "$2/data" -U caseworkflows -A trust -E UTF8 --locale=C --no-sync >"$2/initdb.log" 2>&1; then
            "$1/postgres" -D "$2/data" -c listen_addresses=127.0.0.1 -c port="$3" -c unix_socket_directories= $4 >"$2/server.log" 2>&1 </dev/null &
            server=$!
            cat >/dev/null
            kill -QUIT "$server" 2>/dev/null
            wait "$server"
        fi
        cat >/dev/null
        cd / && rm -rf "$2"
        """;

    private static readonly string[] AccountsToTry = ["postgres", "nobody"];
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private TemporaryPostgreSql(Process process, DirectoryInfo folder, int port)
    {
        (_process, _folder) = (process, folder);
        ConnectionString = $"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username=caseworkflows;Database=postgres";
    }

    /// <summary>How it is reached; the user may do everything.</summary>
    public string ConnectionString { get; }

    /// <summary>Its files.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Starts one and waits until it answers.</summary>
    /// <exception cref="VerbException">The programs are missing, or the server does not start; with the server's own words.</exception>
    public static async Task<TemporaryPostgreSql> StartAsync(Surroundings at, CancellationToken cancellationToken, string? switchedOn = null)
    {
        var programs = PostgreSqlPrograms.FolderWith(at, "initdb", "postgres");
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("caseworkflows-bench-");
            var port = FreePort();
            var server = new TemporaryPostgreSql(Start(at, programs, folder, port, switchedOn), folder, port);
            try
            {
                if (await server.AnswersAsync(cancellationToken)) return server;
                // Between the choice of the port and its use somebody else may have taken it.
                if (attempt == Tries)
                    throw VerbException.Wrong(BenchTexts.Get("server-does-not-start", ("folder", programs), ("log", string.Join('\n', folder.GetFiles("*.log").Select(x => File.ReadAllText(x.FullName))))));
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
            await server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(EndPatience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
        _folder.Refresh();
        if (_folder.Exists) _folder.Delete(true);
    }

    private static Process Start(Surroundings at, string programs, DirectoryInfo folder, int port, string? switchedOn)
    {
        List<string> command = ["sh", "-c", Script, "sh", programs, folder.FullName, port.ToString(CultureInfo.InvariantCulture), switchedOn is null ? "" : $"-c {switchedOn}=on"];
        // PostgreSQL refuses to run as root.
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            var account = AccountsToTry.FirstOrDefault(Exists) ?? throw VerbException.Unusable(BenchTexts.Get("no-account", ("accounts", string.Join(", ", AccountsToTry))));
            Run("chown", account, folder.FullName);
            command.InsertRange(0, ["runuser", "-u", account, "--"]);
        }
        // In a session of its own: Ctrl-C in a terminal goes to every process of the group, and this one has to tidy up.
        if (PathHas(at, "setsid")) command.Insert(0, "setsid");
        var start = new ProcessStartInfo(command[0]) { RedirectStandardInput = true, WorkingDirectory = folder.FullName };
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        // A server that could not start leaves the script waiting for its input's end.
        while (waited.Elapsed < StartPatience && !_process.HasExited)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
        return false;
    }

    private static bool Exists(string account) => File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(x => x.StartsWith(account + ":", StringComparison.Ordinal));

    private static bool PathHas(Surroundings at, string program) =>
        (at.Variable("PATH") ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(x => File.Exists(Path.Combine(x, program)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw VerbException.Wrong(BenchTexts.Get("program-failed", ("program", program + " " + string.Join(' ', arguments)), ("problem", process.ExitCode)));
    }
}
