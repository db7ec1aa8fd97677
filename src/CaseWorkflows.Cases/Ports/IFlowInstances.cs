using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>
/// How cases go through their flows, for those who draw flows: steps, times, waits and failures, without the people of a case. Administrators see the cases of
/// their office and those below; everybody else the cases they may see anyway.
/// </summary>
public interface IFlowInstances
{
    /// <summary>A page of the cases that fit.</summary>
    ValueTask<Page<FlowInstance>> ListAsync(Actor actor, FlowInstanceFilter filter, CancellationToken cancellationToken);

    /// <summary>A case without what happened in it, or null if it does not exist or lies outside what the actor may see.</summary>
    ValueTask<FlowInstance?> FindAsync(Actor actor, CaseId id, CancellationToken cancellationToken);

    /// <summary>A case with everything that happened in its flow, or null as above.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The case.</param>
    /// <param name="loggedAt">When the reading is to be logged; null for what follows a reading that was logged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<FlowRecord?> ReadAsync(Actor actor, CaseId id, DateTimeOffset? loggedAt, CancellationToken cancellationToken);
}

/// <summary>Which cases.</summary>
public sealed record FlowInstanceFilter
{
    /// <summary>Part of a case's code.</summary>
    public string? Search { get; init; }

    /// <summary>On one of these definitions; empty for all.</summary>
    public IReadOnlyList<string> Definitions { get; init; } = [];

    /// <summary>On this version.</summary>
    public int? Version { get; init; }

    /// <summary>With one of these states; empty for all.</summary>
    public IReadOnlyList<CaseStatus> Statuses { get; init; } = [];

    /// <summary>With open incidents, or without any.</summary>
    public bool? HasIncidents { get; init; }

    /// <summary>Conditions on instants; all must hold.</summary>
    public IReadOnlyList<InstantCondition> Instants { get; init; } = [];

    /// <summary>By what they are sorted.</summary>
    public FlowInstanceOrder Order { get; init; }

    /// <summary>The newest, or the last name, first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>From 0.</summary>
    public int Page { get; init; }

    /// <summary>At most 200.</summary>
    public int PageSize { get; init; } = 10;
}

/// <summary>By what instances are sorted.</summary>
public enum FlowInstanceOrder
{
    /// <summary>When they were opened.</summary>
    Created,

    /// <summary>When something last happened in them.</summary>
    LastExecuted,

    /// <summary>When they ended.</summary>
    Finished,

    /// <summary>By their code.</summary>
    Name,
}

/// <summary>A condition on an instant of a case.</summary>
/// <param name="Column">Which: created, last executed or finished.</param>
/// <param name="IsAfter">At or after it; else before it.</param>
/// <param name="At">The instant.</param>
public sealed record InstantCondition(FlowInstanceOrder Column, bool IsAfter, DateTimeOffset At)
{
    /// <summary>Of a condition that asks for what lies before an instant: or at or after this one, so that what lies between them is left out. Null for none.</summary>
    public DateTimeOffset? OrFrom { get; init; }
}

/// <summary>A case as its flow sees it.</summary>
public sealed record FlowInstance(
    CaseId Id, string Code, string DefinitionId, int Version, CaseStatus Status, OfficePath Office, int OpenIncidents, DateTimeOffset OpenedAt, DateTimeOffset UpdatedAt, DateTimeOffset? ClosedAt);

/// <summary>What happened in a case's flow.</summary>
/// <param name="Instance">The case.</param>
/// <param name="State">The engine's state; null before the first step, and after the people of the case were erased.</param>
/// <param name="Incidents">All incidents, the oldest first.</param>
/// <param name="History">The rows of its history, without payloads.</param>
/// <param name="Cycle">Which run of the flow this is: 1, and one more for each reopening.</param>
public sealed record FlowRecord(FlowInstance Instance, string? State, IReadOnlyList<Incident> Incidents, IReadOnlyList<HistoryRow> History, int Cycle);
