using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios.Paths;

/// <summary>The way one case took through its definition: the steps in the order in which they began, and the connections that were followed.</summary>
/// <param name="Steps">The steps; one that was done twice stands there twice.</param>
/// <param name="Ways">The connections, each followed at least once.</param>
public sealed record FlowPath(IReadOnlyList<PathStep> Steps, IReadOnlyList<PathWay> Ways)
{
    /// <summary>No way at all: the case was never opened.</summary>
    public static FlowPath Empty { get; } = new([], []);

    /// <summary>Follows the journal of one case.</summary>
    /// <param name="definition">The definition it ran on.</param>
    /// <param name="entries">The journal.</param>
    /// <param name="endedAt">When the case ended; null if it goes on.</param>
    public static FlowPath Of(WorkflowDefinition definition, IEnumerable<PathEntry> entries, DateTimeOffset? endedAt)
    {
        List<PathStep> steps = [];
        Dictionary<string, int> open = [];
        Dictionary<Connection, int> ways = [];
        foreach (var (at, line) in entries)
        {
            if (definition.FindActivity(line.ActivityId) is not { } activity || activity == definition.Workflow || activity == definition.Root) continue;
            switch (line.Event)
            {
                case "Started":
                    open[activity.Id] = steps.Count;
                    steps.Add(new PathStep(steps.Count + 1, activity.Id, activity.DisplayText, activity.Type, at));
                    break;
                case "Suspended":
                    Change(activity.Id, x => x with { State = PathState.Waiting });
                    break;
                case "Canceled":
                    Change(activity.Id, x => x with { State = PathState.Cancelled, EndedAt = at });
                    open.Remove(activity.Id);
                    break;
                case "Faulted":
                    Change(activity.Id, x => x with { State = PathState.Faulted, EndedAt = at });
                    break;
                case "Completed":
                    IReadOnlyList<string> outcomes = line.Outcomes.Count > 0 ? line.Outcomes : ["Done"];
                    // A step that failed and was then skipped or went well the second time is done.
                    Change(activity.Id, x => x with { State = PathState.Done, EndedAt = at, Outcomes = outcomes });
                    open.Remove(activity.Id);
                    foreach (var way in activity.Parent?.Connections.Where(x => x.SourceId == activity.Id && outcomes.Contains(x.SourcePort)) ?? [])
                        ways[way] = ways.GetValueOrDefault(way) + 1;
                    break;
            }
        }
        // A flow that is given up with its case says nothing in the journal of what it waited for.
        if (endedAt is not null)
            for (var i = 0; i < steps.Count; i++)
                if (steps[i].State is PathState.Waiting or PathState.Running) steps[i] = steps[i] with { State = PathState.Cancelled, EndedAt = endedAt };
        return new FlowPath(steps, [.. ways.Select(x => new PathWay(x.Key, x.Value))]);

        void Change(string id, Func<PathStep, PathStep> change)
        {
            if (open.TryGetValue(id, out var index)) steps[index] = change(steps[index]);
        }
    }
}

/// <summary>One step of a way.</summary>
/// <param name="Number">Its place in the order, from 1.</param>
/// <param name="ActivityId">The activity.</param>
/// <param name="Name">What the definition calls it.</param>
/// <param name="Type">Its type.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record PathStep(int Number, string ActivityId, string Name, string Type, DateTimeOffset StartedAt)
{
    /// <summary>Where it stands.</summary>
    public PathState State { get; init; }

    /// <summary>When it ended; null while it waits.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The outcomes it ended with; empty until it is done.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];
}

/// <summary>Where a step of a way stands. It begins Running and ends in one of the last three; a failed one may still be done after a retry.</summary>
public enum PathState
{
    /// <summary>It has begun: a container whose steps go on.</summary>
    Running,

    /// <summary>It waits for a person, a clock or an event.</summary>
    Waiting,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was given up: another branch won, or the case ended.</summary>
    Cancelled,

    /// <summary>It failed; there is an incident.</summary>
    Faulted,
}

/// <summary>A connection that was followed.</summary>
/// <param name="Way">The connection.</param>
/// <param name="Times">How often.</param>
public sealed record PathWay(Connection Way, int Times);
