using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>The paths of a case that is opened for the first time: one that is reopened has been through the steps before, and a person decides where it goes on.</summary>
internal static class CasePaths
{
    private static readonly Dictionary<string, JsonNode?> FirstTime = new() { ["reopened"] = JsonValue.Create(false) };

    // Two checks ask for the paths of the same definition.
    private static readonly ConditionalWeakTable<WorkflowDefinition, FlowPaths> Known = [];

    public static FlowPaths Of(WorkflowDefinition definition, ActivityCatalog catalog) => Known.GetValue(definition, x => FlowPaths.Of(x, catalog, FirstTime));

    /// <summary>A path for people: the names of its last steps.</summary>
    public static string Shown(IReadOnlyList<ActivityDefinition> path)
    {
        const int Shown = 8;
        var names = path.Select(x => x.DisplayText == x.Id ? x.Id : $"{x.DisplayText} ({x.Id})").ToList();
        return string.Join(" → ", names.Count <= Shown ? names : ["…", .. names.Skip(names.Count - Shown)]);
    }
}
