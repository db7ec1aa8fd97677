using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Tests.Commands.Incidents;

/// <summary>Everything that a case came to, without the ids and the code that chance makes: two runs of one story can be compared.</summary>
internal static class EndState
{
    public static string Of(LegalCase @case)
    {
        var state = new JsonObject
        {
            ["status"] = @case.Status.ToString(),
            ["stage"] = @case.Stage,
            ["result"] = @case.Result,
            ["urgent"] = @case.IsUrgent,
            ["cycle"] = @case.Cycle,
            ["closed"] = @case.ClosedAt?.ToString("O", null),
            ["application"] = @case.Dossier.Application(),
            // What other cases told in the meantime came before or after: the order is chance.
            ["facts"] = new JsonObject(@case.Dossier.Facts().OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => KeyValuePair.Create(x.Key, x.Value?.DeepClone()))),
            ["tasks"] = Lines(@case.Tasks.Select(x => $"{x.StepId} {x.Role} {x.Office} {x.State} {x.Outcome} by {x.CompletedBy} has {x.Assignee} opened {x.OpenedAt:O} due {x.DueAt:O} ended {x.EndedAt:O} limit {x.ClockKey}")),
            ["clocks"] = Lines(@case.Clocks.Select(x => $"{x.Key} {x.Generation} {x.State} {x.Verdict} from {x.StartedAt:O} due {x.DueAt:O} pauses {string.Join(",", x.Pauses)}")),
            ["file"] = Lines(@case.File.Select(x => $"{x.Kind} {x.Number} {x.Recipient} {x.At:O} {x.Text}")),
            ["alerts"] = Lines(@case.Alerts.Select(x => $"{x.ClockKey} {x.Step} {x.Level} {x.ToRole} {x.ToUser} {x.RaisedAt:O}")),
            ["waits"] = Lines(Waits(@case)),
        };
        // Facts that were null once and facts that never were are the same.
        foreach (var name in ((JsonObject)state["facts"]!).Where(x => x.Value is null).Select(x => x.Key).ToList()) ((JsonObject)state["facts"]!).Remove(name);
        return @case.Links.Select(x => x.OtherCode).OfType<string>()
            .Aggregate(state.ToJsonString(CaseJson.Readable).Replace(@case.Code, "CODE", StringComparison.Ordinal), (text, code) => text.Replace(code, "LINKED", StringComparison.Ordinal));
    }

    /// <summary>The state without its tasks and what limits them.</summary>
    public static string WithoutTasks(string state)
    {
        var json = JsonNode.Parse(state)!.AsObject();
        json.Remove("tasks");
        json.Remove("clocks");
        json.Remove("alerts");
        return json.ToJsonString(CaseJson.Readable);
    }

    /// <summary>The steps that wait, without the number of the run: a step that was tried again has another.</summary>
    public static IEnumerable<string> Waits(LegalCase @case) =>
        System.Text.Json.JsonSerializer.Deserialize<List<CaseWorkflows.Engine.OpenWait>>(@case.WaitsJson, CaseJson.Readable)!.Select(x => $"{x.ActivityId} {x.Kind} {x.Name}");

    private static JsonArray Lines(IEnumerable<string> lines) => new([.. lines.Order(StringComparer.Ordinal).Select(x => (JsonNode)x)]);
}
