using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>
/// Refuses a definition in which a step that the law demands of its service is missing or can be got round, and one that relies on a clock which
/// some policy file has made longer than the law allows; each message cites the article.
/// </summary>
public sealed class GuardRailCheck(GuardRails rails, ClockPolicyBook clocks) : IDefinitionCheck
{
    /// <inheritdoc/>
    public IEnumerable<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        var demands = rails.For(definition.ServiceType());
        var missing = demands.Where(x => !IsKept(x, definition)).ToList();
        foreach (var rail in missing) yield return CheckTexts.Error("guard-rail", Nearest(rail, definition), ("name", rail.Name), ("article", rail.Article));
        foreach (var problem in Limits(definition)) yield return problem;
        // Without unique ids nobody can say which step a way leads to; the gate refuses such a definition anyway.
        if (definition.DuplicateIds.Count > 0 || demands.All(x => x.Ways.Count == 0)) yield break;
        var paths = CasePaths.Of(definition, catalog);
        if (!paths.IsComplete) yield return CheckTexts.Error("guard-rail-unproven", null, ("states", FlowPaths.MostStates));
        foreach (var rail in demands.Except(missing))
            if (Around(rail, definition, catalog, paths) is { } way)
                yield return CheckTexts.Error("guard-rail-bypassed", Blamed(rail, definition, way), ("name", rail.Name), ("article", rail.Article), ("path", CasePaths.Shown(way)));
    }

    private static IReadOnlyList<ActivityDefinition>? Around(GuardRail rail, WorkflowDefinition definition, ActivityCatalog catalog, FlowPaths paths)
    {
        var own = Own(rail, definition).ToHashSet();
        // A second start from another day would give the whole time anew. When a case is reopened a person decides on it.
        if (rail.StartedFrom is not null && paths.Find(null, x => x.Type == Steps.StartClock && x.Constant("Clock") == rail.Clock && x.Constant("From") != rail.StartedFrom, x => rail.AgainAfter.Any(y => y.Means(x, catalog))) is { } other)
            return other;
        foreach (var way in rail.Ways)
        {
            bool Keeps(ActivityDefinition step) =>
                !way.Never && (way.Through.Count == 0 ? own.Contains(step) : way.Through.Any(x => x.Means(step, catalog)))
                // What ends by itself is nobody's decision.
                || (step.Type != Steps.HumanTask || step.Constant("ExpireOutcome") is null) && way.Unless.Any(x => x.Means(step, catalog));
            if (paths.Find(way.From.Starts(catalog), way.To.Any(catalog), Keeps) is { } path) return path;
        }
        return null;
    }

    // The step that is got round, so that the designer can show where.
    private static ActivityDefinition? Blamed(GuardRail rail, WorkflowDefinition definition, IReadOnlyList<ActivityDefinition> way) =>
        Own(rail, definition).FirstOrDefault() ?? (way.Count > 0 ? way[^1] : null);

    internal static IEnumerable<ActivityDefinition> Own(GuardRail rail, WorkflowDefinition definition) =>
        rail.IsAboutTask ? definition.Of(Steps.HumanTask).Where(x => IsKept(rail, x, definition))
        : rail.Clock is { } clock ? definition.Activities.Where(x => x.Type is Steps.HumanTask or Steps.StartClock && x.Constant("Clock") == clock && (rail.StartedFrom is null || x.Constant("From") == rail.StartedFrom))
        : rail.Document is { } document ? definition.Of(Steps.IssueDocument).Where(x => x.Constant("Template") == document)
        : rail.WaitsForEvent is { } name ? definition.Of(Steps.Event).Where(x => x.Constant("EventName") == name)
        : definition.Activities.Where(x => x.Type == rail.Activity);

    private static bool IsKept(GuardRail rail, WorkflowDefinition definition)
    {
        if (rail.Activity is { } type && !definition.Of(type).Any()) return false;
        if (rail.Document is { } document && definition.Of(Steps.IssueDocument).All(x => x.Constant("Template") != document)) return false;
        if (rail.WaitsForEvent is { } name && definition.Of(Steps.Event).All(x => x.Constant("EventName") != name)) return false;
        if (rail.StartedFrom is { } from && definition.Of(Steps.StartClock).All(x => x.Constant("Clock") != rail.Clock || x.Constant("From") != from)) return false;
        if (rail.IsAboutTask) return definition.Of(Steps.HumanTask).Any(x => IsKept(rail, x, definition));
        return rail.Clock is not { } clock || definition.Activities.Any(x => x.Type is Steps.HumanTask or Steps.StartClock or Steps.WaitForClock && x.Constant("Clock") == clock);
    }

    // The task that was meant and no longer keeps the rail; null if there is none like it.
    private static ActivityDefinition? Nearest(GuardRail rail, WorkflowDefinition definition)
    {
        if (rail.StartedFrom is not null) return definition.Of(Steps.StartClock).FirstOrDefault(x => x.Constant("Clock") == rail.Clock);
        if (!rail.IsAboutTask) return null;
        var tasks = definition.Of(Steps.HumanTask).ToList();
        return tasks.Find(x => rail.Outcomes.Count > 0 && rail.Outcomes.All(x.Constants("Outcomes").Contains))
            ?? tasks.Find(x => (rail.Role is null || x.Constant("Role") == rail.Role) && rail.Clock is not null && x.Constant("Clock") == rail.Clock)
            ?? tasks.Find(x => rail.Role is not null && rail.Clock is null && x.Constant("Role") == rail.Role);
    }

    private static bool IsKept(GuardRail rail, ActivityDefinition task, WorkflowDefinition definition) =>
        (rail.Role is null || task.Constant("Role") == rail.Role)
        && (rail.Clock is null || task.Constant("Clock") == rail.Clock)
        && rail.Outcomes.All(task.Constants("Outcomes").Contains)
        && rail.Expires == task.Constant("ExpireOutcome") is not null
        && (!rail.AtSupervisingOffice || task.Constant("Office") == "supervising")
        && (rail.Pauses is null || task.Constant("PausesClock") == rail.Pauses)
        && rail.NotByFacts.All(task.Constants("NotBy").Contains)
        && rail.NotBy.All(x => Excludes(x, task, definition));

    // Every step that is meant has to be named: one left out would let its performer in.
    private static bool Excludes(EarlierSteps earlier, ActivityDefinition task, WorkflowDefinition definition)
    {
        var named = task.Constants("NotBy");
        var meant = definition.Of(Steps.HumanTask)
            .Where(x => x != task && x.Constant("Role") == earlier.Role && (earlier.Outcome is null || x.Constants("Outcomes").Contains(earlier.Outcome))).ToList();
        return meant.Count > 0 && meant.All(x => named.Contains(x.Id));
    }

    private IEnumerable<Problem> Limits(WorkflowDefinition definition)
    {
        foreach (var limit in rails.Limits)
        {
            if (definition.Activities.FirstOrDefault(x => x.Type is Steps.HumanTask or Steps.StartClock or Steps.WaitForClock && x.Constant("Clock") == limit.Clock) is not { } user) continue;
            foreach (var rule in StatutoryLimits.Bound(clocks, limit).Where(x => !StatutoryLimits.Keeps(x, limit)))
                yield return CheckTexts.Error("limit-lengthened", user, ("clock", limit.Clock), ("file", rule.File), ("region", rule.Region), ("from", rule.EffectiveFrom.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
                    ("length", rule.Length), ("unit", DueDates.UnitName(rule.Unit, rule.Length)), ("most", limit.Length), ("mostUnit", StatutoryLimits.UnitName(limit)), ("article", limit.Article));
        }
    }
}
