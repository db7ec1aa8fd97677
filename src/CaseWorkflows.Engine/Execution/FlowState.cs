using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>Everything a flow remembers between two advances.</summary>
/// <param name="definition">What runs.</param>
/// <param name="counts">How often each activity was begun, for the keys of its runs; in the order of the definition, the workflow itself first.</param>
internal sealed class FlowState(WorkflowDefinition definition, Counters counts)
{
    /// <summary>A flow that has not begun.</summary>
    public FlowState(WorkflowDefinition definition)
        : this(definition, new Counters(definition.Activities.Count + 1))
    {
    }

    public WorkflowDefinition Definition => definition;

    /// <summary>Null while it runs or waits; set once it has ended.</summary>
    public FlowStatus? Ended { get; set; }

    public string? Name { get; set; }

    public string? CorrelationId { get; set; }

    /// <summary>The activity that an event started the flow at.</summary>
    public string? StartedAt { get; set; }

    public JsonObject Input { get; set; } = [];

    public JsonObject Outputs { get; set; } = [];

    public Counters Counts => counts;

    public int NextRun { get; set; } = 1;

    public int Evaluations { get; set; }

    public int Faults { get; set; }

    /// <summary>All runs that are not over, owners before children; in a burst also those that ended in it.</summary>
    public List<ActivityRun> Runs { get; } = [];

    /// <summary>Oldest first.</summary>
    public List<Wait> Waits { get; } = [];

    public List<Incident> Incidents { get; } = [];

    /// <summary>The last value each activity handed on, by activity and output; kept only where a script can ask for it.</summary>
    public Dictionary<string, Dictionary<string, JsonNode?>> Results { get; } = new(StringComparer.Ordinal);

    public JsonNode? LastResult { get; set; }

    public ActivityRun Workflow => Runs[0];

    public ActivityRun Begin(ActivityDefinition activity, ActivityRun? owner, bool backward)
    {
        var run = new ActivityRun(NextRun++, NextKey(activity.Id), activity, owner) { Backward = backward };
        owner?.Children.Add(run);
        Runs.Add(run);
        return run;
    }

    public string NextKey(string activityId)
    {
        var count = ++counts[definition.FindActivity(activityId)!.Index];
        return $"{activityId}#{count}";
    }
}
