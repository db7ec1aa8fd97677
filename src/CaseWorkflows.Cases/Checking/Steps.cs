using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>The case activities of a definition and the constants written in them.</summary>
internal static class Steps
{
    public const string HumanTask = "CaseWorkflows.HumanTask";
    public const string StartClock = "CaseWorkflows.StartClock";
    public const string StopClock = "CaseWorkflows.StopClock";
    public const string PauseClock = "CaseWorkflows.PauseClock";
    public const string ResumeClock = "CaseWorkflows.ResumeClock";
    public const string CloseCase = "CaseWorkflows.CloseCase";
    public const string WaitForClock = "CaseWorkflows.WaitForClock";
    public const string IssueDocument = "CaseWorkflows.IssueDocument";
    public const string RecordFact = "CaseWorkflows.RecordFact";
    public const string AssessEligibility = "CaseWorkflows.AssessEligibility";
    public const string Event = "Elsa.Event";

    public static IEnumerable<ActivityDefinition> Of(this WorkflowDefinition definition, string type) => definition.Activities.Where(x => x.Type == type);

    /// <summary>The service that a definition is for: its custom property <c>serviceType</c>, else its own id.</summary>
    public static string ServiceType(this WorkflowDefinition definition) =>
        definition.Document["customProperties"] is JsonObject custom && custom["serviceType"] is JsonValue named && named.ToString().Trim() is { Length: > 0 } service
            ? service
            : definition.DefinitionId;

    /// <summary>The constant text of an input; null if nothing or an expression is written.</summary>
    public static string? Constant(this ActivityDefinition activity, string input) =>
        activity.Input(input) is { IsConstant: true, Text: var text } && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Whether the task runs under a clock that another step starts, not under one of its own.</summary>
    public static bool SharesClock(this ActivityDefinition task) => task.Type == HumanTask && task.Constant("ClockScope") == "case";

    /// <summary>Whether the step makes this clock run: it starts it, or is a task that has it as its own.</summary>
    public static bool Starts(this ActivityDefinition step, string clock) =>
        (step.Type == StartClock || step.Type == HumanTask && !step.SharesClock()) && step.Constant("Clock") == clock;

    /// <summary>The constant texts of an input that is a list; empty if nothing or an expression is written.</summary>
    public static IReadOnlyList<string> Constants(this ActivityDefinition activity, string input)
    {
        if (activity.Input(input) is not { IsConstant: true } written) return [];
        if (written.Value is JsonArray list) return [.. list.Select(x => x?.ToString() ?? "")];
        var text = written.Text.Trim();
        if (!text.StartsWith('[')) return text.Split(['\n', ',', ';', '，', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        try
        {
            return JsonNode.Parse(text) is JsonArray parsed ? [.. parsed.Select(x => x?.ToString() ?? "")] : [];
        }
        catch (JsonException)
        {
            // The gate's own check names a list that can't be read.
            return [];
        }
    }
}
