using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>Refuses a definition in which a step is missing that the law demands of its service; each message cites the article.</summary>
public sealed class GuardRailCheck(GuardRails rails) : IDefinitionCheck
{
    /// <inheritdoc/>
    public IEnumerable<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        var service = definition.Document["customProperties"]?["serviceType"]?.ToString() is { Length: > 0 } named ? named : definition.DefinitionId;
        return rails.For(service).Where(x => !IsKept(x, definition)).Select(x => CheckTexts.Error("guard-rail", null, ("name", x.Name), ("article", x.Article)));
    }

    private static bool IsKept(GuardRail rail, WorkflowDefinition definition)
    {
        if (rail.Activity is { } type && !definition.Of(type).Any()) return false;
        if (rail.Document is { } document && definition.Of(Steps.IssueDocument).All(x => x.Constant("Template") != document)) return false;
        if (rail.WaitsForEvent is { } name && definition.Of(Steps.Event).All(x => x.Constant("EventName") != name)) return false;
        if (rail.StartedFrom is { } from && definition.Of(Steps.StartClock).All(x => x.Constant("Clock") != rail.Clock || x.Constant("From") != from)) return false;
        if (rail.IsAboutTask) return definition.Of(Steps.HumanTask).Any(x => IsKept(rail, x, definition));
        return rail.Clock is not { } clock || definition.Activities.Any(x => x.Type is Steps.HumanTask or Steps.StartClock or Steps.WaitForClock && x.Constant("Clock") == clock);
    }

    private static bool IsKept(GuardRail rail, ActivityDefinition task, WorkflowDefinition definition) =>
        (rail.Role is null || task.Constant("Role") == rail.Role)
        && (rail.Clock is null || task.Constant("Clock") == rail.Clock)
        && rail.Outcomes.All(task.Constants("Outcomes").Contains)
        && (!rail.Expires || task.Constant("ExpireOutcome") is not null)
        && (rail.Pauses is null || task.Constant("PausesClock") == rail.Pauses)
        && rail.NotBy.All(x => Excludes(x, task, definition));

    // Every step that is meant has to be named: one left out would let its performer in.
    private static bool Excludes(EarlierSteps earlier, ActivityDefinition task, WorkflowDefinition definition)
    {
        var named = task.Constants("NotBy");
        var meant = definition.Of(Steps.HumanTask)
            .Where(x => x != task && x.Constant("Role") == earlier.Role && (earlier.Outcome is null || x.Constants("Outcomes").Contains(earlier.Outcome))).ToList();
        return meant.Count > 0 && meant.All(x => named.Contains(x.Id));
    }
}
