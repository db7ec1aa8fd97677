using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>
/// Whether one branch of a fork takes away what another branch still waits for: an end that closes a case over the head of whoever has to decide, a
/// statutory clock that a branch stops or halts while the step under it is open. On a single path neither can be seen.
/// </summary>
public sealed class ParallelStepsCheck(WorkflowLibrary library) : IDefinitionCheck
{
    private static readonly string[] Ends = ["Elsa.Finish", "Elsa.Complete", Steps.CloseCase];

    /// <inheritdoc/>
    public IEnumerable<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        if (definition.DuplicateIds.Count > 0) return [];
        var demands = library.GuardRails.For(definition.ServiceType());
        var told = new Dictionary<string, Problem>(StringComparer.Ordinal);
        foreach (var flowchart in definition.Activities.Where(x => x.Type == "Elsa.Flowchart"))
            foreach (var (here, beside) in Branches(flowchart))
                foreach (var step in here.SelectMany(x => Inside(x).Select(y => (Step: y, IsDirect: x == y))))
                    if (Problem(step.Step, step.IsDirect, beside, demands, definition) is { } problem)
                        told.TryAdd(step.Step.Id, problem);
        return told.Values;
    }

    private Problem? Problem(ActivityDefinition step, bool isDirect, IReadOnlyCollection<ActivityDefinition> beside, IReadOnlyList<GuardRail> demands, WorkflowDefinition definition)
    {
        var others = beside.SelectMany(Inside);
        if (Ends.Contains(step.Type) || isDirect && step.Type == "Elsa.End")
            return demands.SelectMany(rail => GuardRailCheck.Own(rail, definition).Select(x => (Step: x, Rail: rail)))
                .Where(x => x.Step.Type is Steps.HumanTask or Steps.Event or Steps.WaitForClock).Join(others, x => x.Step, x => x, (x, _) => x).FirstOrDefault() is { Rail: { } rail, Step: { } open }
                ? CheckTexts.Error("parallel-end", step, ("open", Named(open)), ("name", rail.Name), ("article", rail.Article)) : null;
        var held = step.Type is Steps.StopClock or Steps.PauseClock ? step.Constant("Clock") : step.Type == Steps.HumanTask ? step.Constant("PausesClock") : null;
        if (held is null || library.Clocks.Rules.All(x => x.Key != held || x.Force != LimitForce.Hard)) return null;
        return others.FirstOrDefault(x => x != step && x.SharesClock() && x.Constant("Clock") == held) is { } relying
            ? CheckTexts.Error("parallel-clock", step, ("open", Named(relying)), ("clock", held)) : null;
    }

    private static string Named(ActivityDefinition step) => $"{step.DisplayText} ({step.Id})";

    private static IEnumerable<ActivityDefinition> Inside(ActivityDefinition step) => [step, .. step.Children.SelectMany(Inside)];

    // For each two branches of a fork: the steps of the one alone, and all that the other may have open before they meet.
    private static IEnumerable<(IReadOnlyCollection<ActivityDefinition> Here, IReadOnlyCollection<ActivityDefinition> Beside)> Branches(ActivityDefinition flowchart)
    {
        var steps = flowchart.Activities.ToDictionary(x => x.Id);
        var ways = flowchart.Connections.Distinct().Where(x => steps.ContainsKey(x.SourceId) && steps.ContainsKey(x.TargetId)).ToLookup(x => x.SourceId);
        var arriving = ways.SelectMany(x => x).CountBy(x => x.TargetId).ToDictionary();
        foreach (var fork in flowchart.Activities)
        {
            var leaving = ways[fork.Id].ToList();
            if (leaving.Count < 2) continue;
            var parallel = fork.Type == "Elsa.FlowFork" || Several(fork) ? leaving : [.. leaving.GroupBy(x => x.SourcePort).Where(x => x.Count() > 1).SelectMany(x => x)];
            var reached = parallel.Select(x => x.TargetId).Distinct().Select(x => (First: x, Steps: Reached(x, steps, ways, y => y.Id == fork.Id))).ToList();
            foreach (var (_, here) in reached)
                foreach (var (first, beside) in reached.Where(x => x.Steps != here))
                    yield return ([.. here.Except(beside)], Reached(first, steps, ways, x => x.Id == fork.Id || here.Contains(x) && arriving.GetValueOrDefault(x.Id) > 1));
        }
    }

    // Steps that may be left by several outcomes at once.
    private static bool Several(ActivityDefinition step) => step.Type switch
    {
        "Elsa.FlowSwitch" => step.Constant("Mode") is "MatchAny" or "1",
        "Elsa.RunJavaScript" => step.Input("Script")?.Text.Contains("setOutcomes", StringComparison.Ordinal) == true,
        _ => false,
    };

    private static HashSet<ActivityDefinition> Reached(string from, Dictionary<string, ActivityDefinition> steps, ILookup<string, Connection> ways, Func<ActivityDefinition, bool> until)
    {
        HashSet<ActivityDefinition> reached = [];
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var id))
            if (!until(steps[id]) && reached.Add(steps[id]))
                foreach (var way in ways[id]) open.Enqueue(way.TargetId);
        return reached;
    }
}
