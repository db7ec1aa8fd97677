using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>All case activities. A new one is added here; palette, publish gate and run then know it.</summary>
public static class CaseActivities
{
    /// <summary>The handlers, one for each activity.</summary>
    public static IReadOnlyList<IActivityHandler> All { get; } = [new HumanTask(), new WaitForClock(), .. ServiceStep.All(), .. SimpleActivities.All(), LatestDate.Activity];
}
