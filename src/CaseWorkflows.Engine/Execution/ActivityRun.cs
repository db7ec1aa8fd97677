using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Execution;

/// <summary>Starts Running; Completed and Canceled are final; Faulted waits for a retry or a skip, or for the end of what holds it.</summary>
internal enum RunStatus
{
    Running,
    Completed,
    Canceled,
    Faulted,
}

/// <summary>One execution of one activity.</summary>
internal sealed class ActivityRun(int number, string key, ActivityDefinition activity, ActivityRun? owner)
{
    public int Number { get; } = number;

    /// <summary><c>activity#n</c>. A retry gives a new one, because a wait's key is never used twice.</summary>
    public string Key { get; set; } = key;

    public ActivityDefinition Activity { get; } = activity;

    public ActivityRun? Owner { get; } = owner;

    public List<ActivityRun> Children { get; } = [];

    public RunStatus Status { get; set; }

    /// <summary>Reached by a connection that closes a loop.</summary>
    public bool Backward { get; init; }

    /// <summary>Next item of a sequence or list.</summary>
    public int Index { get; set; }

    /// <summary>The number a counting loop is at.</summary>
    public int? Current { get; set; }

    /// <summary>A Break was met inside.</summary>
    public bool Breaking { get; set; }

    /// <summary>The bodies of a switch that are still to complete.</summary>
    public List<string> Awaited { get; } = [];

    /// <summary>Children whose completion is to be told to this run, one entry per scheduling.</summary>
    public List<string> Expects { get; } = [];

    /// <summary>The variables of a container, by name.</summary>
    public Dictionary<string, Variable> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Which activities and ways of a flowchart were visited; null before the first.</summary>
    public FlowScope? Scope { get; set; }

    /// <summary>It is being completed: what its children do no longer counts.</summary>
    public bool Completing { get; set; }

    /// <summary>It is being canceled with everything in it.</summary>
    public bool Canceling { get; set; }

    /// <summary>The inputs as evaluated in this burst; null until they are.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Inputs { get; set; }

    /// <summary>Not kept: the shape of a flowchart follows from the definition.</summary>
    public FlowGraph? Graph { get; set; }

    public bool IsOver => Status is RunStatus.Completed or RunStatus.Canceled;

    public IEnumerable<ActivityRun> Ancestors()
    {
        for (var run = Owner; run is not null; run = run.Owner) yield return run;
    }
}

/// <summary>A variable and its value.</summary>
internal sealed class Variable(string id, string name, string typeName, bool isArray)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string TypeName { get; } = typeName;

    public bool IsArray { get; } = isArray;

    public JsonNode? Value { get; set; }
}

/// <summary>Something a run waits for.</summary>
internal sealed record Wait(string Key, ActivityRun Run, WaitKind Kind, string? Name, DateTimeOffset? DueAt)
{
    /// <summary>The inputs that were worked out when the wait began; constants stand in the definition and are not kept.</summary>
    public JsonObject Inputs { get; init; } = [];
}

/// <summary>What failed in an incident.</summary>
internal enum IncidentKind
{
    /// <summary>The activity itself.</summary>
    Step,

    /// <summary>What a loop did after its body had completed.</summary>
    Continuation,

    /// <summary>What a flowchart did after the activity had completed; the activity itself is done and is not done again.</summary>
    Following,

    /// <summary>Taking back what a canceled activity had asked for.</summary>
    TakingBack,
}

/// <summary>A failure that waits for a person.</summary>
internal sealed record Incident(string Key, string ActivityId, IncidentKind Kind, LocalizedText Message)
{
    /// <summary>The faulted run; null where a canceled one could not be taken back.</summary>
    public ActivityRun? Run { get; init; }

    /// <summary>The outcomes that could not be followed.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>The wait that could not be taken back.</summary>
    public string? WaitKey { get; init; }

    public JsonObject Inputs { get; init; } = [];
}
