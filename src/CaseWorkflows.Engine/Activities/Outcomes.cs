using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Activities;

/// <summary>The ways out of an activity as it stands in a definition.</summary>
public static class Outcomes
{
    /// <summary>
    /// Its outcomes: those described, those its list input names, a switch's cases; <c>Done</c> where there are none; none at all for a terminal
    /// activity or an unknown type.
    /// </summary>
    public static IReadOnlyList<string> Of(ActivityDefinition activity, ActivityCatalog catalog)
    {
        if (catalog.Find(activity.Type, activity.Version) is not { } description || description.IsTerminal) return [];
        var outcomes = new List<string>();
        if (activity.Type == BuiltInActivities.FlowSwitch) outcomes.AddRange(SwitchCase.Of(activity).Select(x => x.Label));
        if (description.OutcomesInput is { } input)
        {
            var written = activity.Input(input) is { IsConstant: true } expression ? Texts(expression.Value) : Default(description, input);
            outcomes.AddRange(written);
        }
        outcomes.AddRange(description.Outcomes.Select(x => x.Name));
        return outcomes.Count == 0 ? ["Done"] : [.. outcomes.Where(x => x.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether the outcomes can't be told before the run, because a script names them.</summary>
    public static bool AreDynamic(ActivityDefinition activity, ActivityCatalog catalog) =>
        catalog.Find(activity.Type, activity.Version)?.OutcomesInput is { } input && activity.Input(input) is { IsConstant: false };

    private static IEnumerable<string> Default(ActivityDescription description, string input) =>
        Texts(description.Inputs.FirstOrDefault(x => x.Name == input)?.DefaultValue);

    private static IEnumerable<string> Texts(JsonNode? value)
    {
        var list = value as JsonArray ?? (value.AsText().TrimStart().StartsWith('[') ? JsonReading.TryParse(value.AsText()) as JsonArray : null);
        if (list is not null) return list.Select(x => x.AsText());
        return value.AsText().Split(['\n', ',', ';', '，', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
