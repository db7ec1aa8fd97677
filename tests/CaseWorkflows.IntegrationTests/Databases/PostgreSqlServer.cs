using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CaseWorkflows.IntegrationTests.Databases;

/// <summary>
/// One PostgreSQL server for the test run: the one that CASEWORKFLOWS_TEST_POSTGRES names, or one started from the installed programs in a
/// temporary folder. It ends with the test process, however that ends.
/// </summary>
internal sealed class PostgreSqlServer
{
    private const string Variable = "CASEWORKFLOWS_TEST_POSTGRES";
    private const int Tries = 3;

    // The server lives as long as its standard input is open; the kernel closes that even if the test process is killed.
    private const string Script = """
        set -e
        "$1/initdb" -D "$2/data" -U caseworkflows -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$2/initdb.log" 2>&1
        "$1/postgres" -D "$2/data" -c listen_addresses=127.0.0.1 -c port="$3" -c unix_socket_directories="$2" -c max_connections=300 -c fsync=off >"$2/server.log" 2>&1 &
        server=$!
        cat >/dev/null
        kill -INT $server
        wait $server || true
        rm -rf "$2"
        """;

    private static readonly Lazy<Task<PostgreSqlServer>> Shared = new(StartAsync);

    private readonly Process? _process;

    private PostgreSqlServer(string connectionString, Process? process)
    {
        ConnectionString = connectionString;
        _process = process;
    }

    public string ConnectionString { get; }

    public static Task<PostgreSqlServer> SharedAsync() => Shared.Value;

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgreSqlServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return new(given, null);
        var programs = FindPrograms();
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("caseworkflows-postgres-");
            var port = FreePort();
            var process = Start(programs, folder, port);
            var connectionString = $"Host=127.0.0.1;Port={port};Username=caseworkflows;Database=postgres";
            if (await AnswersAsync(connectionString, process)) return new(connectionString, process);
            var log = string.Join('\n', folder.GetFiles("*.log").Select(x => File.ReadAllText(x.FullName)));
            process.StandardInput.Close();
            // Between the choice of the port and its use somebody else may have taken it.
            if (attempt == Tries) throw new InvalidOperationException($"PostgreSQL from {programs} does not start:\n{log}");
        }
    }

    private static string FindPrograms()
    {
        List<string> folders = [];
        if (Directory.Exists("/usr/lib/postgresql"))
            folders.AddRange(Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(x => int.TryParse(Path.GetFileName(x), out var version) ? version : 0).Select(x => Path.Combine(x, "bin")));
        folders.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.Find(x => File.Exists(Path.Combine(x, "initdb")) && File.Exists(Path.Combine(x, "postgres")))
            ?? throw new InvalidOperationException(
                $"These tests need PostgreSQL 15 or later. Install it (Debian: apt-get install postgresql), or set {Variable} to the connection string of a server where databases may be created.");
    }

    private static Process Start(string programs, DirectoryInfo folder, int port)
    {
        // PostgreSQL refuses to run as root.
        var asRoot = Environment.UserName == "root";
        if (asRoot) Run("chown", "postgres", folder.FullName);
        var start = new ProcessStartInfo(asRoot ? "runuser" : "sh") { RedirectStandardInput = true, WorkingDirectory = folder.FullName };
        string[] arguments = [.. asRoot ? new[] { "-u", "postgres", "--", "sh" } : [], "-c", Script, "sh", programs, folder.FullName, port.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task<bool> AnswersAsync(string connectionString, Process process)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromMinutes(1) && !process.HasExited)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
        return false;
    }

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
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
