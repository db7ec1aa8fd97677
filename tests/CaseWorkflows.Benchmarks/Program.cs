using CaseWorkflows.Benchmarks;

return await StepTable.PrintAsync(Console.Out, args.ElementAtOrDefault(1) ?? "17-replacement") ? 0 : 1;
