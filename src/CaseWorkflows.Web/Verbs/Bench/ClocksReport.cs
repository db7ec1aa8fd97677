using System.Globalization;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>Prints what <see cref="ClocksBench"/> measured.</summary>
internal sealed class ClocksReport(Surroundings at, ClocksOrder order, ClocksResult result)
{
    public async Task PrintAsync(bool json)
    {
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new
            {
                order.Pending, order.Due, WindowSeconds = order.Window.TotalSeconds, result.Empty, WithPending = result.Pending, result.Ratio, result.GoalSeconds, result.GoalRatio, result.GoalRate, result.Holds,
            }));
            return;
        }
        await at.Out.WriteLineAsync(BenchTexts.Here("clocks.measured", ("due", order.Due), ("seconds", order.Window.TotalSeconds)));
        await LineAsync("clocks.empty", result.Empty);
        await LineAsync("clocks.pending", result.Pending);
        await GoalAsync(result.IsInTime, "in-time", ("p99", Milliseconds(result.Pending.P99)), ("goal", Milliseconds(result.GoalSeconds * 1000)));
        await GoalAsync(result.IsSteady, "steady", ("ratio", result.Ratio.ToString("0.00", CultureInfo.InvariantCulture)), ("goal", result.GoalRatio.ToString("0.0", CultureInfo.InvariantCulture)));
        await GoalAsync(result.IsFast, "fast", ("rate", Number(result.Pending.Backlog.Rate)), ("goal", Number(result.GoalRate)));
        await GoalAsync(result.IsExact, "exact",
            ("lost", result.Empty.Lost + result.Pending.Lost + result.Empty.Backlog.Lost + result.Pending.Backlog.Lost),
            ("twice", result.Empty.Twice + result.Pending.Twice + result.Empty.Backlog.Twice + result.Pending.Backlog.Twice));
    }

    private Task LineAsync(string code, ClocksFigures x) => at.Out.WriteLineAsync("  " + BenchTexts.Here(
        code, ("stored", Number(x.Stored)), ("p50", Milliseconds(x.P50)), ("p99", Milliseconds(x.P99)), ("max", Milliseconds(x.Max)), ("backlog", Number(x.Backlog.Clocks)), ("rate", Number(x.Backlog.Rate))));

    private Task GoalAsync(bool met, string code, params (string, object?)[] args) =>
        at.Out.WriteLineAsync(BenchTexts.Here("clocks.goal", ("outcome", BenchTexts.Here(met ? "clocks.met" : "clocks.missed")), ("what", BenchTexts.Here($"clocks.goal-{code}", args))));

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString("#,0", CultureInfo.InvariantCulture) + " ms";
}
