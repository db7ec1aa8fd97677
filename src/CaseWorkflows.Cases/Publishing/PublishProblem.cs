using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing;

/// <summary>Something about a definition that keeps it from being published, or that its author should know.</summary>
/// <param name="Severity">An error keeps it from being published.</param>
/// <param name="Code">What it is, for programs.</param>
/// <param name="Activity">The activity; null if none is concerned.</param>
/// <param name="Scenario">The story's file; null if none is concerned.</param>
/// <param name="Row">The story's row, from 1; 0 for its opening, one more than its rows for its end; null if none is concerned.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record PublishProblem(Severity Severity, string Code, string? Activity, string? Scenario, int? Row, LocalizedText Message, LocalizedText Remedy)
{
    internal static LocalizedText Text(string code, params (string Name, object? Value)[] args) => Refusal.Text(code, args);

    internal static PublishProblem Of(Severity severity, string code, params (string Name, object? Value)[] args) =>
        new(severity, code, null, null, null, Text(code, args), Text($"{code}.remedy", args));

    internal static PublishProblem OfGate(Problem problem) => new(problem.Severity, problem.Code, problem.ActivityId, null, null, problem.Message, problem.Remedy);

    internal static PublishProblem Unreadable(DefinitionException wrong) =>
        new(Severity.Error, "publish.unreadable", wrong.ActivityId, null, null, wrong.Text, Text("publish.unreadable.remedy"));
}
