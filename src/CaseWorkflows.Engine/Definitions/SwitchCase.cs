using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

/// <summary>One case of a switch.</summary>
/// <param name="Label">The outcome it leads to.</param>
/// <param name="Condition">When it holds; null is never.</param>
public sealed record SwitchCase(string Label, Expression? Condition)
{
    /// <summary>The cases of a FlowSwitch or Switch, in order.</summary>
    public static IReadOnlyList<SwitchCase> Of(ActivityDefinition activity) =>
        [.. activity.Json.Items("cases").Select(item => item is JsonObject json
            ? new SwitchCase(json.TextOrNull("label") ?? "", ActivityDefinition.ReadExpression(json["condition"]))
            : new SwitchCase("", null))];
}
