using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>Checks of a flowchart's connections, one by one, and of the outcomes that no connection leaves by.</summary>
internal static class ConnectionChecks
{
    public static void Run(ActivityDefinition flowchart, Findings findings)
    {
        var byId = flowchart.Activities.DistinctBy(x => x.Id).ToDictionary(x => x.Id, StringComparer.Ordinal);
        var outcomes = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var way in flowchart.Connections)
        {
            if (!byId.TryGetValue(way.SourceId, out var source))
                findings.Error("dangling-connection", flowchart.Id, ("connection", way), ("missing", way.SourceId));
            if (!byId.TryGetValue(way.TargetId, out var target))
                findings.Error("dangling-connection", flowchart.Id, ("connection", way), ("missing", way.TargetId));
            if (source is not null) Leaves(source, way, outcomes, findings);
            if (target is not null && findings.Catalog.Find(target.Type, target.Version)?.IsStart == true)
                findings.Error("into-start", target.Id, ("source", way.SourceId));
        }
        foreach (var twice in flowchart.Connections.GroupBy(x => x).Where(x => x.Count() > 1))
            findings.Error("duplicate-connection", twice.Key.SourceId, ("connection", twice.Key));
        var left = flowchart.Connections.Select(x => (x.SourceId, x.SourcePort)).ToHashSet();
        foreach (var activity in byId.Values) Unconnected(left, activity, findings);
    }

    private static void Leaves(ActivityDefinition source, Connection way, Dictionary<string, HashSet<string>> outcomesOf, Findings findings)
    {
        if (findings.Catalog.Find(source.Type, source.Version) is not { } description) return;
        if (description.IsTerminal)
        {
            findings.Error("after-terminal", source.Id, ("target", way.TargetId));
            return;
        }
        // A script may choose outcomes that nobody listed.
        if (source.Type == BuiltInActivities.RunJavaScript || Outcomes.AreDynamic(source, findings.Catalog)) return;
        // Of a fork with a thousand branches the list is read once, not for each of its ways.
        if (!outcomesOf.TryGetValue(source.Id, out var outcomes))
            outcomesOf[source.Id] = outcomes = Outcomes.Of(source, findings.Catalog).ToHashSet(StringComparer.Ordinal);
        if (!outcomes.Contains(way.SourcePort))
            findings.Error("unknown-outcome", source.Id, ("outcome", way.SourcePort), ("target", way.TargetId), ("outcomes", string.Join(", ", outcomes)));
    }

    private static void Unconnected(HashSet<(string Source, string Port)> left, ActivityDefinition activity, Findings findings)
    {
        if (findings.Catalog.Find(activity.Type, activity.Version) is not { IsTerminal: false }) return;
        var isOwn = BuiltInActivities.Knows(activity.Type);
        foreach (var outcome in Outcomes.Of(activity, findings.Catalog))
        {
            if (left.Contains((activity.Id, outcome))) continue;
            // Where a built-in activity has nothing after it the flow simply ends there.
            if (isOwn && outcome == "Done") findings.Warn("implicit-end", activity.Id);
            else if (isOwn && IsOptional(activity, outcome)) findings.Warn("unconnected-outcome", activity.Id, ("outcome", outcome));
            else findings.Error("unconnected-outcome", activity.Id, ("outcome", outcome));
        }
    }

    private static bool IsOptional(ActivityDefinition activity, string outcome) =>
        activity.Type is BuiltInActivities.FlowFork or BuiltInActivities.RunJavaScript || activity.Type == BuiltInActivities.FlowSwitch && outcome == "Default";
}
