using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Desk;

/// <summary>Names of the ways a step can end, of pause causes and of events, as far as they are known; a definition may use others, then the key is shown.</summary>
internal static class OutcomeNames
{
    public static LocalizedText Of(string key) => Named("outcome", key);

    /// <summary>The name that the task's form gives the way out, else as far as it is known.</summary>
    public static LocalizedText Of(string key, CaseTask? task, VersionForms forms) =>
        (task is null ? null : forms.Find(task.FormKey))?.Outcomes.FirstOrDefault(x => x.Key == key)?.Label ?? Of(key);

    public static LocalizedText Event(string key) => Named("event", key);

    /// <summary>A cause is a word of the policies or the step that paused the clock.</summary>
    public static LocalizedText Cause(string key, LegalCase @case) =>
        Ui.Has("cause." + key) ? Ui.Text("cause." + key)
        : @case.Tasks.LastOrDefault(x => x.StepId == key) is { } task ? new(task.TitleZh, task.TitleEn)
        : new(key, key);

    private static LocalizedText Named(string group, string key)
    {
        var code = $"{group}.{key}";
        return Ui.Has(code) ? Ui.Text(code) : new(key, key);
    }
}
