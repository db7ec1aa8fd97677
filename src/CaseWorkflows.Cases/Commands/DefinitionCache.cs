using System.Collections.Concurrent;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Parsed definitions by version. A version never changes, so an entry is never stale.</summary>
internal sealed class DefinitionCache(IDefinitionStore store)
{
    private readonly ConcurrentDictionary<(string, int), WorkflowDefinition> _parsed = [];

    /// <summary>The definition a case is pinned to.</summary>
    /// <exception cref="InvalidOperationException">The version is gone from the store: a case can't outlive its definition, so this is damage.</exception>
    public async ValueTask<WorkflowDefinition> GetAsync(string definitionId, int version, CancellationToken cancellationToken) =>
        await FindAsync(definitionId, version, cancellationToken)
            ?? throw new InvalidOperationException($"Definition {definitionId} version {version} is not in the store.");

    /// <summary>A version of a definition, or null if it was never published.</summary>
    public async ValueTask<WorkflowDefinition?> FindAsync(string definitionId, int version, CancellationToken cancellationToken)
    {
        if (_parsed.TryGetValue((definitionId, version), out var known)) return known;
        return await store.FindAsync(definitionId, version, cancellationToken) is { } json
            ? _parsed.GetOrAdd((definitionId, version), WorkflowDefinition.Parse(json))
            : null;
    }

    /// <summary>Takes a definition that has been read already.</summary>
    public void Keep(WorkflowDefinition definition) => _parsed[(definition.DefinitionId, definition.Version)] = definition;
}
