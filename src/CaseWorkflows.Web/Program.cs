using CaseWorkflows.Web.Verbs;

return await CommandLine.RunAsync(args, Surroundings.OfProcess());
