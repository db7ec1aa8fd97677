using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Designer;

/// <summary>
/// Objects that people write as JSON. The designer's editor of JSON shows literals alone, and an empty field for an object: whoever typed into it would replace what they could
/// not see. So such objects go out as literals, and come back as what they were.
/// </summary>
internal static class ObjectTexts
{
    /// <summary>The designer's editor of JSON.</summary>
    private const string Editor = "json-editor";

    /// <summary>Lets the designer show objects; <paramref name="document"/> is changed.</summary>
    public static void Show(JsonObject document, ActivityCatalog catalog) => Change(document, catalog, "Object", "Literal");

    /// <summary>Makes objects of what the designer showed; <paramref name="document"/> is changed.</summary>
    public static void TakeBack(JsonObject document, ActivityCatalog catalog) => Change(document, catalog, "Literal", "Object");

    private static void Change(JsonObject document, ActivityCatalog catalog, string from, string to)
    {
        IReadOnlyList<ActivityDefinition> activities;
        try
        {
            activities = WorkflowDefinition.Parse(document).Activities;
        }
        catch (DefinitionException)
        {
            // What can't be read is refused by whoever keeps it, with the place.
            return;
        }
        foreach (var activity in activities)
            foreach (var input in catalog.Find(activity.Type, activity.Version)?.Inputs ?? [])
                if (input is { UiHint: Editor, DefaultSyntax: "Object" } && (activity.Json[Placeholders.Camel(input.Name)] as JsonObject)?["expression"] is JsonObject expression
                    && expression["type"] is JsonValue type && type.TryGetValue<string>(out var written) && written == from && expression["value"] is JsonValue value && value.TryGetValue<string>(out _))
                    expression["type"] = to;
    }
}
