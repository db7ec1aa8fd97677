using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CaseWorkflows.Persistence;

namespace CaseWorkflows.IntegrationTests.Crash;

/// <summary>The real server as a process of its own, which can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string Password = "crash-Test-2026";

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _said = [];

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<ServerProcess> StartAsync(PersistenceOptions database, string dataFolder, int port, bool withDemoUsers)
    {
        var process = Run(database, dataFolder, withDemoUsers, "serve", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var server = new ServerProcess(process, new Uri($"http://localhost:{port}"));
        process.OutputDataReceived += (_, line) => server.Note(line.Data);
        process.ErrorDataReceived += (_, line) => server.Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited || waited.Elapsed > StartPatience) throw new InvalidOperationException($"The server does not start:\n{server.Said}");
            try
            {
                using var answer = await http.GetAsync(new Uri(server.Address, "/health/live"));
                if (answer.IsSuccessStatusCode) return server;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunVerbAsync(PersistenceOptions database, string dataFolder, params string[] args)
    {
        using var process = Run(database, dataFolder, false, args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Signal 9: nothing in the process gets to do anything any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    public string Said
    {
        get
        {
            lock (_said) return string.Join('\n', _said.TakeLast(60));
        }
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_said) _said.Add(line);
    }

    private static Process Run(PersistenceOptions database, string dataFolder, bool withDemoUsers, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dataFolder };
        start.ArgumentList.Add(Program);
        foreach (var argument in args) start.ArgumentList.Add(argument);
        start.Environment["CASEWORKFLOWS__DATABASE__PROVIDER"] = database.Provider == DatabaseProvider.Sqlite ? "sqlite" : "postgresql";
        start.Environment["CASEWORKFLOWS__DATABASE__CONNECTIONSTRING"] = database.ConnectionString;
        start.Environment["CASEWORKFLOWS__DATAFOLDER"] = dataFolder;
        start.Environment["CASEWORKFLOWS__WORKFLOWSFOLDER"] = Path.Combine(Root, "workflows");
        start.Environment["CASEWORKFLOWS__DEMO__ENABLED"] = withDemoUsers ? "true" : "false";
        start.Environment["CASEWORKFLOWS__DEMO__CASES"] = "false";
        start.Environment["CASEWORKFLOWS__DEMO__PASSWORD"] = Password;
        start.Environment["LOGGING__LOGLEVEL__DEFAULT"] = "Warning";
        // The process lives for some hundred commands only: code that is measured for being made faster later would only be slower now.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    // Built beside the tests, with the same configuration: …/bin/Release/net10.0.
    private static string Program
    {
        get
        {
            var build = new DirectoryInfo(AppContext.BaseDirectory);
            var program = Path.Combine(Root, "src", "CaseWorkflows.Web", "bin", build.Parent!.Name, build.Name, "CaseWorkflows.Web.dll");
            return File.Exists(program) ? program : throw new InvalidOperationException($"{program} is not built.");
        }
    }

    private static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "CaseWorkflows.sln")))
                    return folder.FullName;
            throw new DirectoryNotFoundException("The tests do not lie in the source tree.");
        }
    }
}
