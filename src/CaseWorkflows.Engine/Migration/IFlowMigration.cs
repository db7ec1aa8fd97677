using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Migration;

/// <summary>
/// What an engine can do beside <see cref="IWorkflowEngine"/>: bring a flow that is on its way to another version of its definition. A state is
/// opaque to everybody else, so nobody else can. Nothing is executed by it: no step runs, no effect is performed, no wait gets another key.
/// </summary>
public interface IFlowMigration
{
    /// <summary>Which step of the new version each step of the old one becomes, as far as that can be told from ids and types.</summary>
    StepMap Propose(WorkflowDefinition from, WorkflowDefinition to);

    /// <summary>The proposal with what a person decided otherwise, and what is wrong with these decisions; a map with problems must not be used.</summary>
    (StepMap Map, IReadOnlyList<MapProblem> Problems) Complete(WorkflowDefinition from, WorkflowDefinition to, IReadOnlyList<StepChoice> choices);

    /// <summary>Brings one flow to the new version, or says why it can't be.</summary>
    ValueTask<MigrationResult> MigrateAsync(MigrationRequest request, CancellationToken cancellationToken = default);
}

/// <summary>One migration of one flow.</summary>
/// <param name="From">The version the flow runs on.</param>
/// <param name="To">The version it is to run on.</param>
/// <param name="Map">Which step becomes which.</param>
/// <param name="State">The flow's state.</param>
/// <param name="Facts">What is known of the case, for inputs of waiting steps whose expression has changed.</param>
/// <param name="Now">The present instant, for the same purpose; no due instant is counted from it.</param>
public sealed record MigrationRequest(WorkflowDefinition From, WorkflowDefinition To, StepMap Map, string State, JsonObject Facts, DateTimeOffset Now);

/// <summary>The answer: <see cref="Migrated"/> or <see cref="MigrationRefused"/>.</summary>
public abstract record MigrationResult;

/// <summary>The flow stays on its version; nothing changed.</summary>
/// <param name="Code">Why, for programs: <c>migration.step-gone</c>, <c>migration.merge-running</c>, …</param>
/// <param name="ActivityId">The step of the old version concerned (of the new one, where it is about one that has no counterpart), if one is.</param>
/// <param name="Message">Why and what to do, for people.</param>
public sealed record MigrationRefused(string Code, string? ActivityId, LocalizedText Message) : MigrationResult;

/// <summary>The flow as it goes on with the new version.</summary>
public sealed record Migrated : MigrationResult
{
    /// <summary>The new state.</summary>
    public required string State { get; init; }

    /// <summary>Everything the flow waits for, with the keys it had.</summary>
    public required IReadOnlyList<OpenWait> Waits { get; init; }

    /// <summary>The same waits, each as it was and as it is, with what its step asks for in either version.</summary>
    public required IReadOnlyList<WaitChange> Changes { get; init; }

    /// <summary>The open incidents with the steps they belong to now.</summary>
    public required IReadOnlyList<IncidentMove> Incidents { get; init; }

    /// <summary>Steps of the new version that lie before the place where the flow stands and are not done for it.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }

    /// <summary>What else is to be known: variables that come with their default, are converted or dropped.</summary>
    public required IReadOnlyList<LocalizedText> Notes { get; init; }
}

/// <summary>One wait before and after. The effects are what the step would ask for if it began now: they describe it and are not to be performed.</summary>
/// <param name="Before">The wait as it was.</param>
/// <param name="After">The wait as it is; the same key and the same due instant.</param>
/// <param name="Asked">What the step asks for in the old version.</param>
/// <param name="Asks">What it asks for in the new one.</param>
public sealed record WaitChange(OpenWait Before, OpenWait After, IReadOnlyList<Activities.Effect> Asked, IReadOnlyList<Activities.Effect> Asks);

/// <summary>An open incident and its step.</summary>
/// <param name="Key">The incident's key, unchanged.</param>
/// <param name="From">The step in the old version.</param>
/// <param name="To">The step in the new one.</param>
public sealed record IncidentMove(string Key, string From, string To);
