using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Exploring;

namespace CaseWorkflows.Cases.Exploring;

/// <summary>What people call the steps and answers of a definition.</summary>
internal sealed class StepNames(WorkflowDefinition definition, WorkflowLibrary library, ActivityCatalog catalog)
{
    /// <summary>An activity.</summary>
    public LocalizedText Of(string activityId)
    {
        if (definition.FindActivity(activityId) is not { } activity) return new LocalizedText(activityId, activityId);
        if (activity.Type == Steps.HumanTask && activity.Constant("Title") is { } title) return new LocalizedText(title, activity.Constant("TitleEn") ?? title);
        if (activity.Type == Steps.Event && activity.Constant("EventName") is { } name && library.Event(name) is { } known) return known.Name;
        if (activity.Type == Steps.WaitForClock && !activity.DisplayText.All(char.IsAscii) && activity.Constant("Clock") is { } clock)
            return new LocalizedText(activity.DisplayText, ExploringTexts.Get("clock-over", ("clock", OfClock(clock))).En);
        var english = activity.DisplayText.All(char.IsAscii) ? activity.DisplayText : catalog.Find(activity.Type, activity.Version)?.DisplayName.En ?? activity.DisplayText;
        return new LocalizedText(activity.DisplayText, english);
    }

    /// <summary>A clock.</summary>
    public LocalizedText OfClock(string key) => library.Clocks.Rules.FirstOrDefault(x => x.Key == key)?.Name ?? new LocalizedText(key, key);

    /// <summary>An input or variable.</summary>
    public LocalizedText OfValue(string name) =>
        definition.Inputs.FirstOrDefault(x => x.Name == name) is { DisplayName.Length: > 0 } input ? new LocalizedText(input.DisplayName, input.DisplayName.All(char.IsAscii) ? input.DisplayName : name) : new LocalizedText(name, name);

    /// <summary>An activity with its id, by which it is found in the designer.</summary>
    public LocalizedText WithId(string activityId) => Join(Of(activityId), $" [{activityId}]");

    /// <summary>A way out of a step; null where there is only one.</summary>
    public LocalizedText? Outcome(ExploredAnswer answer)
    {
        if (answer is not { ActivityId: { } id, Outcome: { } outcome } || answer.Kind is WaitKind.Event or null) return null;
        var activity = definition.FindActivity(id)!;
        if (activity.Type == Steps.HumanTask && activity.Constant("Form") is { } form && library.Forms.Find(form)?.Outcomes.FirstOrDefault(x => x.Key == outcome) is { } button)
            return button.Label;
        return catalog.Find(activity.Type, activity.Version)?.Outcomes.FirstOrDefault(x => x.Name == outcome)?.DisplayName ?? new LocalizedText(outcome, outcome);
    }

    /// <summary>An answer in a few words: the step and the way out that was taken.</summary>
    public LocalizedText Of(ExploredAnswer answer)
    {
        if (answer.ActivityId is not { } id)
            return answer.Outcome is { } name ? ExploringTexts.Get("start-by-event", ("event", library.Event(name)?.Name ?? new LocalizedText(name, name))) : ExploringTexts.Get("start");
        var step = Of(id);
        return Outcome(answer) is { } outcome ? ExploringTexts.Get("step-outcome", ("step", step), ("outcome", outcome)) : step;
    }

    private static LocalizedText Join(LocalizedText text, string more) => new(text.Zh + more, text.En + more);
}
