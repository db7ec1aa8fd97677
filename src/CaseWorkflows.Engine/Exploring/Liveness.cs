using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Exploring;

/// <summary>
/// Which variables somebody may still look at, from a waiting activity on, before they are written anew. Where a flow waits, most of its variables have done
/// their work; states that differ only in those are one state.
/// </summary>
internal sealed class Liveness
{
    private readonly FlowReading _reading;
    private readonly ActivityCatalog _catalog;
    private readonly HashSet<string> _names;
    private readonly Dictionary<ActivityDefinition, HashSet<string>> _reads = [];
    private readonly Dictionary<ActivityDefinition, HashSet<string>> _after = [];

    public Liveness(FlowReading reading, ActivityCatalog catalog)
    {
        (_reading, _catalog) = (reading, catalog);
        var definition = reading.Definition;
        _names = definition.Activities.Prepend(definition.Workflow).SelectMany(x => x.Variables).Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var activity in definition.Activities.Prepend(definition.Workflow))
        {
            _reads[activity] = [.. _names.Where(x => reading.IsReadBy(x, activity.Id))];
            _after[activity] = [];
        }
        Spread(definition);
    }

    /// <summary>Whether the value of a variable can still change the way on from what is waited for.</summary>
    public bool IsLive(string name, IEnumerable<ActivityDefinition> waiting) => !_names.Contains(name) || waiting.Any(x => IsLiveFrom(name, x));

    private bool IsLiveFrom(string name, ActivityDefinition waiting)
    {
        // A container that holds the activity may look at it again at any time: before its next round, say.
        for (var container = waiting.Parent; container is { Parent: not null }; container = container.Parent)
            if (container.Type != BuiltInActivities.Flowchart && Within(container).Any(x => _reads[x].Contains(name)) || _after[container].Contains(name))
                return true;
        return _after[waiting].Contains(name) && !Written(waiting).Contains(name);
    }

    private void Spread(WorkflowDefinition definition)
    {
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            foreach (var flowchart in definition.Activities.Where(x => x.Type == BuiltInActivities.Flowchart))
                foreach (var way in flowchart.Connections)
                    if (definition.FindActivity(way.SourceId) is { } source && definition.FindActivity(way.TargetId) is { } target)
                        isChanged |= Add(_after[source], Before(target));
        }
    }

    private static bool Add(HashSet<string> to, IEnumerable<string> more)
    {
        var before = to.Count;
        to.UnionWith(more);
        return to.Count != before;
    }

    private HashSet<string> Before(ActivityDefinition activity)
    {
        var before = _after[activity].ToHashSet(StringComparer.Ordinal);
        before.ExceptWith(Written(activity));
        foreach (var within in Within(activity)) before.UnionWith(_reads[within]);
        return before;
    }

    private static IEnumerable<ActivityDefinition> Within(ActivityDefinition activity) => activity.Children.SelectMany(Within).Prepend(activity);

    // What an activity certainly writes when it completes.
    private HashSet<string> Written(ActivityDefinition activity)
    {
        if (activity.Children.Any()) return [];
        var written = activity.Type == BuiltInActivities.SetVariable ? _reading.TargetsOf(activity).ToHashSet(StringComparer.Ordinal) : [];
        if (activity.Type is not (BuiltInActivities.RunJavaScript or BuiltInActivities.If or BuiltInActivities.For or BuiltInActivities.ForEach))
            foreach (var output in _catalog.Find(activity.Type, activity.Version)?.Outputs ?? [])
                if (activity.OutputTarget(output.Name) is { } target) written.UnionWith(_reading.NamesOf(target));
        // Of two variables with one name nobody can say which is written.
        written.IntersectWith(_reading.OnlyOnce);
        return written;
    }
}
