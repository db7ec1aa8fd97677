using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CaseWorkflows.Benchmarks;

/// <summary>Runs in this process: no project is made and built anew, so neither network nor minutes of building are needed.</summary>
internal sealed class InProcessConfig : ManualConfig
{
    public InProcessConfig(bool isShort)
    {
        AddJob((isShort ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.Min);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
    }
}
