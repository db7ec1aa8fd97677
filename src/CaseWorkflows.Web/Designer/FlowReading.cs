using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Designer;

/// <summary>What happened in one flow: a case's, or a trial run's.</summary>
/// <param name="Id">The case, or the trial.</param>
/// <param name="Name">What people call it.</param>
/// <param name="VersionName">The version it ran on, as the designer names it.</param>
/// <param name="Definition">That version.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Path">Its steps, in the order in which they began.</param>
/// <param name="Failures">Steps that failed, the oldest first.</param>
/// <param name="Variables">The values of its variables.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When something last happened.</param>
/// <param name="FinishedAt">When it ended; null before.</param>
internal sealed record ReadFlow(
    string Id, string Name, string VersionName, WorkflowDefinition Definition, CaseStatus Status, FlowPath Path, IReadOnlyList<FlowFailure> Failures, JsonObject Variables,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt);

/// <summary>A step that failed.</summary>
internal sealed record FlowFailure(string ActivityId, LocalizedText Message, string? Detail, DateTimeOffset At, bool IsOpen);

/// <summary>
/// Reads flows of cases for the designer. A definition's version is parsed once. Every address that shows what happened in a case reads it here, so each of them leaves a row in
/// the log of readings, whichever is opened first or alone: one for each person and case in a quarter of an hour, since the viewer asks again every second and at every news.
/// </summary>
internal sealed class FlowReading(FlowLooks looks, IDefinitionStore definitions, TrialRuns trials)
{
    private readonly ConcurrentDictionary<(string, int), WorkflowDefinition> _parsed = [];

    /// <summary>The flow of a case or of a trial; null if it is not there for the actor.</summary>
    public async Task<ReadFlow?> ReadAsync(string id, Actor actor, CancellationToken cancelled)
    {
        if (trials.Find(id, actor) is { } trial) return trial;
        if (!Guid.TryParse(id, out var guid) || await looks.ReadAsync(actor, new CaseId(guid), cancelled) is not { } record) return null;
        var x = record.Instance;
        if (await DefinitionAsync(x.DefinitionId, x.Version, cancelled) is not { } definition) return null;
        return new ReadFlow(
            id, x.Code, new Cases.Publishing.Drafts.VersionId(x.DefinitionId, x.Version).ToString(), definition, x.Status, FlowPath.Of(definition, FlowLines.Read(record.History), x.ClosedAt),
            [.. record.Incidents.Select(y => new FlowFailure(y.StepId, new(y.MessageZh, y.MessageEn), y.Detail, y.OpenedAt, y.ResolvedAt is null))],
            record.State is null ? [] : BuiltInEngine.VariablesOf(definition, record.State), x.OpenedAt, x.UpdatedAt, x.ClosedAt);
    }

    private async Task<WorkflowDefinition?> DefinitionAsync(string id, int version, CancellationToken cancelled)
    {
        if (_parsed.TryGetValue((id, version), out var known)) return known;
        return await definitions.FindAsync(id, version, cancelled) is { } json ? _parsed[(id, version)] = WorkflowDefinition.Parse(json) : null;
    }
}
