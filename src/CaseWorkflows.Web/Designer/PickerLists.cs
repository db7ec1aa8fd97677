using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Designer;

/// <summary>The lists that inputs of activities choose from, with their texts.</summary>
internal sealed class PickerLists(WorkflowLibrary library)
{
    /// <summary>The choices of a list, by key; null if there is no such list.</summary>
    public IReadOnlyList<(string Key, LocalizedText Text)>? Of(string picker) => picker switch
    {
        "roles" => [.. library.Roles.Select(x => (x.Key, x.Name))],
        "recipients" => [.. library.Roles.Select(x => (x.Key, x.Name)), ("applicant", Texts.Ui.Text("recipient.applicant"))],
        "clocks" => [.. library.Clocks.Keys.Order(StringComparer.Ordinal).Select(x => (x, ClockName(x)))],
        "forms" => [.. library.Forms.Forms.Select(x => (x.Id, x.Title))],
        "documents" => [.. library.TemplateKeys.Order(StringComparer.Ordinal).Select(x => (x, library.Template(x)!.Title))],
        "catalogues" => [.. library.CatalogueKeys.Order(StringComparer.Ordinal).Select(x => (x, new LocalizedText(x, x)))],
        "stages" => [.. library.Stages.Select(x => (x.Key, x.Value))],
        "results" => [.. library.ResultKeys.Order(StringComparer.Ordinal).Select(x => (x, library.ResultName(x)))],
        "services" => [.. library.Services.All.Select(x => (x.Key, x.Name))],
        "relations" => [.. library.Relations.Select(x => (x.Key, x.Name))],
        "regions" => [.. library.Clocks.Regions.All.Select(x => (x.Code, x.Name))],
        "offices" => [.. library.Offices.Select(x => (x.Path.Code, x.Name))],
        _ => null,
    };

    // A clock that only some city has is known by that city's name for it.
    private LocalizedText ClockName(string key) => library.Clocks.Rules.LastOrDefault(x => x.Key == key)?.Name ?? new LocalizedText(key, key);
}
