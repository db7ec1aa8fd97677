using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

public sealed partial class WorkflowDefinition
{
    /// <summary>Whether the definition asks that an input be kept while the flow waits (Elsa forgets the others; this engine forgets none in cases).</summary>
    internal bool KeepsInput(string name) => Document.Items("inputs").OfType<JsonObject>()
        .Any(x => string.Equals(x.TextOrNull("name"), name, StringComparison.OrdinalIgnoreCase)
            && x.TextOrNull("storageDriverType")?.Contains("Workflow", StringComparison.Ordinal) == true
            && x.TextOrNull("storageDriverType")!.Contains("StorageDriver", StringComparison.Ordinal));
}
