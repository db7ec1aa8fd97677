using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

/// <summary>
/// An Elsa 3 workflow definition as Elsa Studio exports it: the original document, kept whole (unknown keys included),
/// and the parts that the engine runs. Made by <see cref="Parse(string)"/>.
/// </summary>
public sealed partial class WorkflowDefinition
{
    /// <summary>The id of the activity that stands for the workflow itself, around its root.</summary>
    public const string WorkflowActivityId = "Workflow1";

    private readonly Dictionary<string, ActivityDefinition> _byId = new(StringComparer.Ordinal);

    private WorkflowDefinition(JsonObject document) => Document = document;

    /// <summary>The document as it came. Not to be changed: a definition is immutable once a case is pinned to it.</summary>
    public JsonObject Document { get; }

    /// <summary>The id shared by all versions.</summary>
    public string DefinitionId => Document.TextOrNull("definitionId") ?? "";

    /// <summary>The id of this version.</summary>
    public string VersionId => Document.TextOrNull("id") ?? "";

    /// <summary>The version number.</summary>
    public int Version => Document.WholeNumber("version", 1);

    /// <summary>The name people see.</summary>
    public string Name => Document.TextOrNull("name") ?? "";

    /// <summary>The activity that stands for the workflow itself; it holds the root and the workflow's variables.</summary>
    public ActivityDefinition Workflow { get; private set; } = null!;

    /// <summary>The root activity: a flowchart as a rule.</summary>
    public ActivityDefinition Root { get; private set; } = null!;

    /// <summary>Every activity, containers before what they hold, in the document's order; the workflow itself is not among them.</summary>
    public IReadOnlyList<ActivityDefinition> Activities { get; private set; } = [];

    /// <summary>Whether the definition asks that faults be kept as incidents while the rest goes on (Elsa's ContinueWithIncidents strategy).</summary>
    public bool ContinuesWithIncidents =>
        (Document["options"] as JsonObject)?.TextOrNull("incidentStrategyType")?.Contains("ContinueWithIncidents", StringComparison.Ordinal) == true;

    /// <summary>The workflow's variables.</summary>
    public IReadOnlyList<VariableDefinition> Variables => Workflow.Variables;

    /// <summary>The workflow's inputs.</summary>
    public IReadOnlyList<WorkflowInput> Inputs { get; private set; } = [];

    /// <summary>The workflow's outputs.</summary>
    public IReadOnlyList<WorkflowOutput> Outputs { get; private set; } = [];

    /// <summary>Ids that more than one activity carries. Such a definition can be shown, not run.</summary>
    public IReadOnlyList<string> DuplicateIds { get; private set; } = [];

    /// <summary>The activity with this id, or null. Of several with the same id the first.</summary>
    public ActivityDefinition? FindActivity(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Reads a definition.</summary>
    /// <exception cref="DefinitionException">The text is no JSON, or no workflow definition; says which activity and field.</exception>
    public static WorkflowDefinition Parse(string json) => DefinitionReader.Read(DefinitionReader.ReadDocument(json));

    /// <summary>Reads a definition; the document is kept as it is, so it must not be changed afterwards.</summary>
    /// <exception cref="DefinitionException">The document is no workflow definition; says which activity and field.</exception>
    public static WorkflowDefinition Parse(JsonObject document) => DefinitionReader.Read(document);

    internal static WorkflowDefinition Make(
        JsonObject document, ActivityDefinition workflow, ActivityDefinition root, IReadOnlyList<WorkflowInput> inputs, IReadOnlyList<WorkflowOutput> outputs)
    {
        var definition = new WorkflowDefinition(document) { Workflow = workflow, Root = root, Inputs = inputs, Outputs = outputs };
        var all = new List<ActivityDefinition>();
        var duplicates = new List<string>();
        definition._byId[workflow.Id] = workflow;
        Collect(root);
        definition.Activities = all;
        definition.DuplicateIds = [.. duplicates.Distinct(StringComparer.Ordinal)];
        return definition;

        void Collect(ActivityDefinition activity)
        {
            all.Add(activity);
            activity.Index = all.Count;
            if (!definition._byId.TryAdd(activity.Id, activity)) duplicates.Add(activity.Id);
            foreach (var child in activity.Children) Collect(child);
        }
    }
}
