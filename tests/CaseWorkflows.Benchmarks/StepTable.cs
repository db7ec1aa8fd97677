using System.Diagnostics;
using System.Globalization;
using System.Text;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Benchmarks;

/// <summary>
/// Every advance of one played case, one line each: a quick look at where time and memory go, and whether a step that no benchmark names is over the budget.
/// Bytes are exact; of the times the least of many rounds stands, since other programs can only add to it.
/// </summary>
internal static class StepTable
{
    public const double BudgetMicroseconds = 50;

    public const double BudgetBytes = 20 * 1024;

    private const int Rounds = 60;

    private const int PerRound = 20;

    /// <summary>Prints the table; false if a human step without a script is over the budget.</summary>
    public static async Task<bool> PrintAsync(TextWriter output, string story)
    {
        var played = await PlayedCase.PlayAsync(story);
        for (var i = 0; i < 100; i++)
            foreach (var advance in played.Where(x => x.Kind == AdvanceKind.HumanWithoutScript))
                await PlayedCase.Engine.AdvanceAsync(advance.Request);
        await output.WriteLineAsync($"{"advance",-44}{"kind",-20}{"activities",10}{"state bytes",12}{"us",10}{"KB",8}");
        var within = true;
        foreach (var advance in played)
        {
            var (microseconds, bytes) = Measure(advance);
            var isOver = advance.Kind == AdvanceKind.HumanWithoutScript && (microseconds > BudgetMicroseconds || bytes > BudgetBytes);
            within &= !isOver;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{advance.Name,-44}{advance.Kind,-20}{advance.Activities,10}{Encoding.UTF8.GetByteCount(advance.Request.State ?? ""),12}{microseconds,10:0.0}{bytes / 1024,8:0.0}{(isOver ? "  over" : "")}"));
        }
        return within;
    }

    private static (double Microseconds, double Bytes) Measure(PlayedAdvance advance)
    {
        var perRound = advance.Kind == AdvanceKind.HumanWithoutScript ? PerRound : 1;
        var least = double.MaxValue;
        var bytes = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            // The built-in engine answers at once, on this thread; so the thread's allocations are its own.
            for (var i = 0; i < perRound; i++) Finished(PlayedCase.Engine.AdvanceAsync(advance.Request));
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalMicroseconds / perRound);
            bytes = Math.Min(bytes, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / perRound);
        }
        return (least, bytes);
    }

    private static void Finished(ValueTask<AdvanceResult> task)
    {
        if (!task.IsCompletedSuccessfully) throw new InvalidOperationException("The engine did not answer at once.");
    }
}
