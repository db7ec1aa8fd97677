using System.Globalization;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>Prints what <see cref="StepsBench"/> measured.</summary>
internal sealed class StepsReport(Surroundings at, IReadOnlyList<StepsRow> rows, int stored)
{
    private static readonly string[] Columns = ["callers", "rate", "pgbench", "ratio", "p50", "p99", "cpu", "allocated", "bytes"];

    public async Task PrintAsync(bool json)
    {
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Stored = stored, Rows = rows.Select(x => new { x.Callers, x.Pgbench, x.Ratio, x.Goal, x.Empty, x.Stored, x.StoredRatio, StoredGoal = x.Stored is null ? (double?)null : x.StoredGoal, x.Holds }) }));
            return;
        }
        await TableAsync(BenchTexts.Here("steps.empty"), x => x.Empty);
        if (stored > 0) await TableAsync(BenchTexts.Here("steps.full", ("cases", stored)), x => x.Stored!);
        await at.Out.WriteLineAsync(BenchTexts.Here("steps.counted"));
        foreach (var row in rows)
        {
            if (row.Goal is { } goal)
                await at.Out.WriteLineAsync(BenchTexts.Here(row.Ratio >= goal ? "steps.goal-met" : "steps.goal-missed", ("callers", row.Callers), ("ratio", Share(row.Ratio)), ("goal", Share(goal))));
            if (row.StoredRatio is { } kept)
                await at.Out.WriteLineAsync(BenchTexts.Here(kept >= row.StoredGoal ? "steps.stored-met" : "steps.stored-missed", ("callers", row.Callers), ("cases", stored), ("ratio", Share(kept)), ("goal", Share(row.StoredGoal))));
        }
    }

    private async Task TableAsync(string title, Func<StepsRow, StepsFigures> of)
    {
        await at.Out.WriteLineAsync(title);
        List<string[]> lines = [[.. Columns.Select(x => BenchTexts.Here($"steps.column-{x}"))]];
        lines.AddRange(rows.Select(x => (string[])
        [
            x.Callers.ToString(CultureInfo.InvariantCulture), Number(of(x).Rate), Number(x.Pgbench), Share(of(x).Rate / x.Pgbench),
            Milliseconds(of(x).P50), Milliseconds(of(x).P99), Number(of(x).CpuMicroseconds) + " µs", Number(of(x).AllocatedBytes / 1000d) + " kB", of(x).BytesPerCase is { } bytes ? Number(bytes) : "-",
        ]));
        var widths = Enumerable.Range(0, Columns.Length).Select(i => lines.Max(x => Width(x[i]))).ToList();
        foreach (var line in lines)
            await at.Out.WriteLineAsync("  " + string.Join("  ", line.Select((x, i) => new string(' ', widths[i] - Width(x)) + x)));
    }

    // A Chinese character takes the place of two others.
    private static int Width(string text) => text.Sum(x => x >= 0x2E80 ? 2 : 1);

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Share(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
