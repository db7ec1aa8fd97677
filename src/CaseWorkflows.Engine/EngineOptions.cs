using CaseWorkflows.Engine.Expressions;

namespace CaseWorkflows.Engine;

/// <summary>How the built-in engine behaves where a product may choose.</summary>
public sealed record EngineOptions
{
    /// <summary>The options for cases: nothing a person did is lost, a fault waits for a person.</summary>
    public static EngineOptions Default { get; } = new();

    /// <summary>
    /// As Elsa 3.7.1 with its defaults, to compare runs with it. Besides <see cref="Engine.FaultMode.End"/> it copies habits of Elsa that would
    /// harm a case: values that don't convert become the type's default; what was queued beside an ended flowchart still runs; results of activities
    /// and inputs without a storage driver are forgotten when the flow waits; nested loops share their CurrentValue; a switch case that takes its
    /// condition from a variable must find a Boolean; texts of times without offset are UTC. Defects of Elsa are not copied
    /// (a join that runs twice, faults from cancelling what stands in another flowchart, variables lost while waiting).
    /// </summary>
    public static EngineOptions AsElsa { get; } = new() { FaultMode = FaultMode.End, KeepElsaHabits = true, TimeZone = TimeZoneInfo.Utc };

    /// <summary>What a fault does.</summary>
    public FaultMode FaultMode { get; init; } = FaultMode.Hold;

    /// <summary>How many activities one advance may execute before the next one becomes an incident: a loop that can't wait must end somewhere.</summary>
    public int StepsPerAdvance { get; init; } = 5_000;

    /// <summary>What one script may use.</summary>
    public ScriptLimits Script { get; init; } = new();

    /// <summary>Where times without offset are meant, and what scripts take as local time.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>See <see cref="AsElsa"/>.</summary>
    public bool KeepElsaHabits { get; init; }
}

/// <summary>What a fault does to a flow.</summary>
public enum FaultMode
{
    /// <summary>The step becomes an incident that waits for a person (retry or skip); all other branches go on; the flow never ends by it.</summary>
    Hold,

    /// <summary>The flow is faulted as soon as what was queued has run, as in Elsa; unless its definition asks to continue with incidents.</summary>
    End,
}
