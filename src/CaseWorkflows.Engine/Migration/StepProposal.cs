using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Migration;

/// <summary>Finds which step becomes which.</summary>
internal static class StepProposal
{
    private static readonly string[] Timers = [BuiltInActivities.Delay, BuiltInActivities.Timer, BuiltInActivities.StartAt];

    /// <summary>Whether a step of one type can go on as a step of the other: what it remembers must mean the same.</summary>
    public static bool AreCompatible(ActivityDefinition from, ActivityDefinition to) =>
        from.Type == to.Type || (Timers.Contains(from.Type) && Timers.Contains(to.Type));

    public static (StepMap Map, IReadOnlyList<MapProblem> Problems) Complete(WorkflowDefinition from, WorkflowDefinition to, IReadOnlyList<StepChoice> choices)
    {
        var problems = new List<MapProblem>();
        var chosen = new Dictionary<string, string?>(StringComparer.Ordinal);
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (choice, index) in choices.Select((x, i) => (x, i)))
        {
            if (Find(from, choice.From) is not { } old)
                problems.Add(new(index, "from", MigrationTexts.Get("map-unknown-from", ("step", choice.From), ("version", from.Version))));
            else if (!chosen.TryAdd(choice.From, choice.To))
                problems.Add(new(index, "from", MigrationTexts.Get("map-from-twice", ("step", choice.From))));
            else if (choice.To is not { } target)
                continue;
            else if (Find(to, target) is not { } @new)
                problems.Add(new(index, "to", MigrationTexts.Get("map-unknown-to", ("step", target), ("version", to.Version))));
            else if (!targets.Add(target))
                problems.Add(new(index, "to", MigrationTexts.Get("map-to-twice", ("step", target))));
            else if (!AreCompatible(old, @new))
                problems.Add(new(index, "to", MigrationTexts.Get("map-other-type", ("from", choice.From), ("fromType", old.Type), ("to", target), ("toType", @new.Type))));
        }
        // A map with problems is never used; the proposal stands in its place so that it can be shown.
        if (problems.Count > 0) (chosen, targets) = ([], []);
        return (new StepMap([.. from.Activities.DistinctBy(x => x.Id).Select(x => Match(x, from, to, chosen, targets))]), problems);
    }

    private static StepMatch Match(ActivityDefinition old, WorkflowDefinition from, WorkflowDefinition to, Dictionary<string, string?> chosen, HashSet<string> targets)
    {
        var same = Find(to, old.Id);
        var fits = same is not null && AreCompatible(old, same);
        // What a person only confirms keeps its reason, so that a proposal written to a file and read back is the same map.
        if (chosen.TryGetValue(old.Id, out var target) && !(fits && target == old.Id)) return new(old.Id, target, MatchReason.Chosen);
        if (same is not null && targets.Contains(old.Id) && !chosen.ContainsKey(old.Id)) return new(old.Id, null, MatchReason.Taken);
        if (fits) return new(old.Id, old.Id, MatchReason.SameId);
        if (same is not null) return new(old.Id, null, MatchReason.OtherType);
        return old == from.Root && from.FindActivity(to.Root.Id) is null && AreCompatible(old, to.Root) && !targets.Contains(to.Root.Id)
            ? new(old.Id, to.Root.Id, MatchReason.Root)
            : new(old.Id, null, MatchReason.Gone);
    }

    private static ActivityDefinition? Find(WorkflowDefinition definition, string id) =>
        definition.FindActivity(id) is { Parent: not null } activity ? activity : null;
}
