using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>Whether every clock that a flow starts also ends, runs where steps rely on it, and is counted from what happened.</summary>
public sealed class ClockUseCheck(WorkflowLibrary library) : IDefinitionCheck
{
    private static readonly string[] ClockSteps = [Steps.StartClock, Steps.StopClock, Steps.PauseClock, Steps.ResumeClock, Steps.WaitForClock];

    /// <inheritdoc/>
    public IEnumerable<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        foreach (var step in definition.Activities.Where(x => ClockSteps.Contains(x.Type) && x.Input("Clock") is { IsConstant: false }))
            yield return CheckTexts.Error("not-constant", step, ("input", "Clock"));
        foreach (var problem in Starts(definition).Concat(Pauses(definition)).Concat(Ends(definition))) yield return problem;
        if (definition.DuplicateIds.Count > 0) yield break;
        foreach (var problem in Running(definition, CasePaths.Of(definition, catalog), catalog)) yield return problem;
    }

    private IEnumerable<Problem> Starts(WorkflowDefinition definition)
    {
        foreach (var step in definition.Activities.Where(x => x.Type is Steps.StartClock or Steps.HumanTask))
        {
            var input = step.Type == Steps.StartClock ? "From" : "ClockFrom";
            if (step.Constant(input) is { } from && !from.StartsWith("fact:", StringComparison.Ordinal))
                yield return CheckTexts.Error("clock-from-fixed", step, ("clock", step.Constant("Clock")), ("from", from));
            else if (step.Input(input) is { IsConstant: false } && step.Constant("Clock") is { } clock && IsStatutory(clock))
                yield return CheckTexts.Warning("clock-from-script", step, ("clock", clock));
        }
    }

    private IEnumerable<Problem> Pauses(WorkflowDefinition definition)
    {
        foreach (var step in definition.Activities)
        {
            var clock = step.Type == Steps.HumanTask ? step.Constant("PausesClock") : step.Type is Steps.PauseClock or Steps.ResumeClock ? step.Constant("Clock") : null;
            if (clock is null) continue;
            if (!definition.Activities.Any(x => x.Starts(clock))) yield return CheckTexts.Error("clock-never-started", step, ("clock", clock));
            if (step.Type != Steps.PauseClock) continue;
            var rules = library.Clocks.Rules.Where(x => x.Key == clock).ToList();
            if (step.Constant("Cause") is { } cause && rules.Count > 0 && rules.All(x => x.PausedBy.All(y => y.Cause != cause)))
                yield return CheckTexts.Error("pause-cause", step, ("clock", clock), ("cause", cause), ("causes", string.Join(", ", rules.SelectMany(x => x.PausedBy).Select(x => x.Cause).Distinct())));
            if (definition.Of(Steps.ResumeClock).All(x => x.Constant("Clock") != clock))
                yield return CheckTexts.Error("pause-never-ends", step, ("clock", clock));
        }
    }

    private static IEnumerable<Problem> Ends(WorkflowDefinition definition)
    {
        var stopped = definition.Of(Steps.StopClock).Select(x => x.Constant("Clock")).OfType<string>().ToHashSet();
        var waited = definition.Of(Steps.WaitForClock).Select(x => x.Constant("Clock")).OfType<string>().ToHashSet();
        var shared = definition.Of(Steps.HumanTask).Where(x => x.SharesClock()).Select(x => x.Constant("Clock")).OfType<string>().ToHashSet();
        foreach (var step in definition.Of(Steps.StartClock))
            if (step.Constant("Clock") is { } clock && !stopped.Contains(clock) && !waited.Contains(clock))
                yield return shared.Contains(clock)
                    ? CheckTexts.Warning("clock-never-stopped", step, ("clock", clock))
                    : CheckTexts.Error("clock-never-ends", step, ("clock", clock));
        foreach (var step in definition.Of(Steps.StopClock))
            if (step.Constant("Clock") is { } clock && !definition.Activities.Any(x => x.Starts(clock)))
                yield return CheckTexts.Warning("stop-never-started", step, ("clock", clock));
    }

    // A step that counts on a clock which does not run would never be overdue.
    private IEnumerable<Problem> Running(WorkflowDefinition definition, FlowPaths paths, ActivityCatalog catalog)
    {
        foreach (var step in definition.Activities.Where(x => x.SharesClock() || x.Type == Steps.WaitForClock))
        {
            if (step.Constant("Clock") is not { } clock || definition.Of(Steps.StartClock).All(x => x.Constant("Clock") != clock)) continue;
            bool Starting(ActivityDefinition x) => x.Type == Steps.StartClock && x.Constant("Clock") == clock;
            StepPoint[] stops = [new StepPoint { Activity = Steps.StopClock, Clock = clock }];
            if (paths.Find(null, x => x == step, Starting) is { } path)
                yield return IsStatutory(clock)
                    ? CheckTexts.Error("clock-not-running", step, ("clock", clock), ("path", CasePaths.Shown(path)))
                    : CheckTexts.Warning("clock-not-running", step, ("clock", clock), ("path", CasePaths.Shown(path)));
            else if (paths.Find(stops.Starts(catalog), x => x == step, Starting) is { } later)
                yield return CheckTexts.Warning("clock-not-running", step, ("clock", clock), ("path", CasePaths.Shown(later)));
        }
    }

    private bool IsStatutory(string clock) => library.Clocks.Rules.Any(x => x.Key == clock && x.Force == LimitForce.Hard);
}
