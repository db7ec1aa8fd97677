using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

/// <summary>
/// An Elsa 3 workflow definition as Elsa Studio exports it: the original document, kept whole (unknown keys included),
/// and the parts that the engine runs. Made by Parse.
/// </summary>
public sealed partial class WorkflowDefinition
{
    private WorkflowDefinition(JsonObject document) => Document = document;

    /// <summary>The document as it came. Not to be changed: a definition is immutable once a case is pinned to it.</summary>
    public JsonObject Document { get; }

    /// <summary>The id shared by all versions.</summary>
    public string DefinitionId => (string?)Document["definitionId"] ?? "";

    /// <summary>The version number.</summary>
    public int Version => (int?)Document["version"] ?? 1;

    /// <summary>The name people see.</summary>
    public string Name => (string?)Document["name"] ?? "";
}
