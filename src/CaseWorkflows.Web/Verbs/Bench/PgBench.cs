using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>PostgreSQL's own load beside ours: <c>pgbench -N</c>, one small update, one read and one insert in a transaction.</summary>
internal sealed partial class PgBench(string folder, NpgsqlConnectionStringBuilder server)
{
    /// <summary>Rows in units of 100,000; larger than the largest number of callers, so that they rarely meet.</summary>
    private const int Scale = 10;

    /// <summary>Makes its tables.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        RunAsync(["-i", "-q", "-s", Scale.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    /// <summary>Transactions a second with so many callers.</summary>
    public async Task<double> RateAsync(int callers, int seconds, CancellationToken cancellationToken)
    {
        var said = await RunAsync(
            ["-N", "-c", Text(callers), "-j", Text(Math.Min(callers, Environment.ProcessorCount)), "-T", Text(seconds)],
            cancellationToken);
        return Tps().Match(said) is { Success: true } found
            ? double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw VerbException.Wrong(BenchTexts.Get("program-failed", ("program", "pgbench"), ("problem", said)));
    }

    private async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, "pgbench")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add(server.Database!);
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGUSER"]) = (server.Host, Text(server.Port), server.Username);
        if (server.Password is { Length: > 0 } password) start.Environment["PGPASSWORD"] = password;
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        var said = await output + await error;
        return process.ExitCode == 0 ? said : throw VerbException.Wrong(BenchTexts.Get("program-failed", ("program", "pgbench " + string.Join(' ', arguments)), ("problem", said.Trim())));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
