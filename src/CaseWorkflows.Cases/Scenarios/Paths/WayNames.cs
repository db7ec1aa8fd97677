using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios.Paths;

/// <summary>What people call the ways out of the steps of a definition.</summary>
/// <param name="definition">The definition.</param>
/// <param name="library">The forms whose buttons are outcomes.</param>
/// <param name="catalog">The activities that it may use; null for those of the product.</param>
public sealed class WayNames(WorkflowDefinition definition, WorkflowLibrary library, ActivityCatalog? catalog = null)
{
    private static readonly ActivityCatalog Own = new(CaseActivities.All);

    /// <summary>The name of an outcome of a step: the button of its form, yes and no of a decision; null for the only way on.</summary>
    public LocalizedText? Of(string activityId, string outcome) => outcome switch
    {
        "Done" => null,
        "True" => ScenarioTexts.Get("way.true"),
        "False" => ScenarioTexts.Get("way.false"),
        "Default" => ScenarioTexts.Get("way.default"),
        _ => Button(activityId, outcome) ?? Described(activityId, outcome) ?? new LocalizedText(outcome, outcome),
    };

    private LocalizedText? Described(string activityId, string outcome) =>
        definition.FindActivity(activityId) is { } activity ? (catalog ?? Own).Find(activity.Type, activity.Version)?.Outcomes.FirstOrDefault(x => x.Name == outcome)?.DisplayName : null;

    private LocalizedText? Button(string activityId, string outcome) =>
        definition.FindActivity(activityId)?.Constant("Form") is { } form ? library.Forms.Find(form)?.Outcomes.FirstOrDefault(x => x.Key == outcome)?.Label : null;
}
