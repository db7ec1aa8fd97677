using System.Collections.Concurrent;

namespace CaseWorkflows.Cases.Publishing.Drafts;

/// <summary>The definitions that come with the product. One of which no version is left would be published anew at the next start, so its last version stays and is taken out of force instead.</summary>
public sealed class ShippedFlows
{
    /// <summary>Who saved a version that came with the product and was only offered; no account can be called so.</summary>
    public const string Maker = "system:product";

    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);

    /// <summary>Says that a definition comes with the product.</summary>
    public void Add(string definitionId) => _ids[definitionId] = true;

    /// <summary>Whether a definition comes with the product.</summary>
    public bool Has(string definitionId) => _ids.ContainsKey(definitionId);
}
