using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>Which steps of a definition the points of a guard-rail mean.</summary>
internal static class StepPoints
{
    public static bool Means(this StepPoint point, ActivityDefinition step, ActivityCatalog catalog) =>
        (point.Activity is null || step.Type == point.Activity)
        && (point.Role is null || step.Type == Steps.HumanTask && step.Constant("Role") == point.Role)
        && (point.Clock is null || step.Constant("Clock") == point.Clock)
        && (point.Outcome is null || step.Constants("Outcomes").Contains(point.Outcome))
        && (point.Document is null || step.Type == Steps.IssueDocument && step.Constant("Template") == point.Document)
        && (point.WaitsForEvent is null || step.Type == Steps.Event && step.Constant("EventName") == point.WaitsForEvent)
        && (point.Fact is null || step.Type == Steps.RecordFact && step.Constant("Fact") == point.Fact)
        && (point.AssigneeFact is null || step.Type == Steps.HumanTask && step.Constant("AssigneeFact") == point.AssigneeFact)
        && (point.Result is null || step.Type == Steps.CloseCase && step.Constant("Result") == point.Result)
        && (point.Waits is null || (catalog.Find(step.Type, step.Version)?.CanWait == true) == point.Waits);

    public static Func<ActivityDefinition, bool>? Any(this IReadOnlyList<StepPoint> points, ActivityCatalog catalog) =>
        points.Count == 0 ? null : step => points.Any(x => x.Means(step, catalog));

    public static IReadOnlyList<PathStart>? Starts(this IReadOnlyList<StepPoint> points, ActivityCatalog catalog) =>
        points.Count == 0 ? null : [.. points.Select(x => new PathStart(step => x.Means(step, catalog), x.LeftBy))];
}
