using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>A further check that a room above adds to the publish gate.</summary>
public interface IDefinitionCheck
{
    /// <summary>What this check finds wrong with a definition; nothing if all is well. Must not throw for a definition that could be read.</summary>
    IEnumerable<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog);
}

/// <summary>What the publish gate should know of the product it stands in.</summary>
public sealed record GateContext
{
    /// <summary>Checks of the rooms above, run after the gate's own.</summary>
    public IReadOnlyList<IDefinitionCheck> Checks { get; init; } = [];

    /// <summary>The values that a picker offers (roles, clocks, forms, …) by <see cref="InputDescription.Picker"/>; a picker not named here is not checked.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Pickers { get; init; } = new Dictionary<string, IReadOnlyCollection<string>>();
}
