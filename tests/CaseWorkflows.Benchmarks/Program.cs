using BenchmarkDotNet.Running;
using CaseWorkflows.Benchmarks;

// steps [story]: every advance of one case, in seconds. sizes: definitions of growing size, in a minute or two.
// Anything else goes to BenchmarkDotNet: --filter '*Advance*'; with --short first, short runs.
switch (args)
{
    case ["steps", ..]:
        return await StepTable.PrintAsync(Console.Out, args.ElementAtOrDefault(1) ?? "17-replacement") ? 0 : 1;
    case ["sizes"]:
        await SizeTable.PrintAsync(Console.Out);
        return 0;
    case ["--short", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(AdvanceBenchmarks).Assembly).Run(rest, new InProcessConfig(isShort: true));
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(AdvanceBenchmarks).Assembly).Run(args, new InProcessConfig(isShort: false));
        return 0;
}
