using System.Reflection;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// All case activities. A new one is a file of its own in this folder: a class that implements <see cref="IActivityHandler"/> and can be made without arguments is found by
/// itself; palette, publish gate and run then know it.
/// </summary>
public static class CaseActivities
{
    /// <summary>The handlers, one for each activity.</summary>
    public static IReadOnlyList<IActivityHandler> All { get; } = [.. In(typeof(CaseActivities).Assembly), .. ServiceStep.All(), .. SimpleActivities.All(), LatestDate.Activity];

    /// <summary>The activities of an assembly, in the order of their names: of every class that implements <see cref="IActivityHandler"/> and can be made without arguments.</summary>
    public static IReadOnlyList<IActivityHandler> In(Assembly assembly) =>
        [.. assembly.GetTypes().Where(IsActivity).OrderBy(x => x.FullName, StringComparer.Ordinal).Select(x => (IActivityHandler)Activator.CreateInstance(x)!)];

    private static bool IsActivity(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IActivityHandler)) && type.GetConstructor(Type.EmptyTypes) is not null;
}
