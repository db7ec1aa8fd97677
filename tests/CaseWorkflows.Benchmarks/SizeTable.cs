using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Benchmarks;

/// <summary>
/// What definitions of growing size cost, per activity: read, made ready for their first start, checked by the gate. What is linear stays flat from line to line.
/// </summary>
internal static class SizeTable
{
    public static readonly int[] Sizes = [250, 500, 1000, 2000, 4000];

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    public static async Task PrintAsync(TextWriter output)
    {
        await output.WriteLineAsync($"{"us per activity",-12}{"size",8}{"JSON alone",12}{"read",12}{"KB read",12}{"first start",12}{"gate",12}");
        foreach (var shape in Enum.GetValues<DrawnShape>())
            foreach (var size in Sizes)
            {
                var text = DrawnDefinition.Draw(shape, size);
                var bytes = Encoding.UTF8.GetBytes(text);
                var before = GC.GetAllocatedBytesForCurrentThread();
                WorkflowDefinition.Parse(text);
                var read = (GC.GetAllocatedBytesForCurrentThread() - before) / 1024.0 / size;
                var parsed = WorkflowDefinition.Parse(text);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{shape,-12}{size,12}{Least(() => JsonNode.Parse(bytes)!.ToJsonString()) / size,12:0.00}{Least(() => WorkflowDefinition.Parse(text)) / size,12:0.00}{read,12:0.0}{Least(() => WorkflowDefinition.Parse(text), Start) / size,12:0.00}{Least(() => DefinitionGate.Check(parsed, PlayedCase.Engine.Catalog)) / size,12:0.00}"));
            }
    }

    public static AdvanceResult Start(WorkflowDefinition definition)
    {
        var answer = PlayedCase.Engine.AdvanceAsync(new AdvanceRequest(definition, null, new StartTrigger([]), [], DateTimeOffset.UnixEpoch));
        return answer.IsCompletedSuccessfully ? answer.GetAwaiter().GetResult() : throw new InvalidOperationException("The engine did not answer at once.");
    }

    private static double Least<T>(Func<T> work) => Least(() => 0, _ => work());

    // Least of the rounds that fit into the time: other programs can only add.
    private static double Least<TGiven, T>(Func<TGiven> given, Func<TGiven, T> work)
    {
        var least = double.MaxValue;
        var all = Stopwatch.StartNew();
        for (var round = 0; round < 3 || all.Elapsed < Enough && round < 100; round++)
        {
            var input = given();
            var began = Stopwatch.GetTimestamp();
            work(input);
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }
        return least;
    }
}
