using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.History;

/// <summary>
/// What the flow did in a command, in the body of the command's first history row: which steps, how they ended, by which way. Names of steps and ways alone, so it
/// stays when the people of a case are erased.
/// </summary>
public static class FlowLines
{
    private const string Key = "flow";

    /// <summary>Puts the lines into a row's body.</summary>
    internal static void Write(Utf8JsonWriter body, IReadOnlyList<JournalEntry> journal)
    {
        var isBegun = false;
        for (var i = 0; i < journal.Count; i++)
        {
            var line = journal[i];
            // A step that begins and ends, or begins and waits, is told once.
            if (line.Event == "Resumed" || (line.Event == "Started" && i + 1 < journal.Count && journal[i + 1].ActivityId == line.ActivityId)) continue;
            if (!isBegun) body.WriteStartArray(Key);
            isBegun = true;
            body.WriteStartArray();
            body.WriteStringValue(line.Event);
            body.WriteStringValue(line.ActivityId);
            foreach (var outcome in line.Outcomes) body.WriteStringValue(outcome);
            body.WriteEndArray();
        }
        if (isBegun) body.WriteEndArray();
    }

    /// <summary>What the flow did, as the rows of a case's history tell it. Of rows that were written before they told it, only the steps of people are known.</summary>
    public static IEnumerable<PathEntry> Read(IEnumerable<HistoryRow> rows)
    {
        HashSet<string> open = [];
        foreach (var row in rows)
        {
            var body = JsonNode.Parse(row.Body)!.AsObject();
            var at = DateTimeOffset.TryParse((string?)body["recorded"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var recorded) ? recorded : row.RecordedAt;
            if (row.Kind == "CaseReopened") open.Clear();
            foreach (var entry in body[Key] is JsonArray lines ? Lines(lines) : Steps(row.Kind, body["facts"] as JsonObject ?? []))
            {
                if (entry.Event == "Started" ? open.Add(entry.ActivityId) : !open.Contains(entry.ActivityId))
                {
                    yield return new PathEntry(at, new JournalEntry(entry.ActivityId, "Started"));
                    open.Add(entry.ActivityId);
                }
                if (entry.Event == "Started") continue;
                yield return new PathEntry(at, entry);
                if (entry.Event is "Completed" or "Canceled") open.Remove(entry.ActivityId);
            }
        }
    }

    private static IEnumerable<JournalEntry> Lines(JsonArray lines) => lines.OfType<JsonArray>().Where(x => x.Count >= 2)
        .Select(x => new JournalEntry(x[1]!.ToString(), x[0]!.ToString()) { Outcomes = [.. x.Skip(2).Select(y => y!.ToString())] });

    private static IEnumerable<JournalEntry> Steps(string kind, JsonObject facts)
    {
        if (facts["step"]?.ToString() is not { Length: > 0 } step) return [];
        return kind switch
        {
            "TaskOpened" => [new JournalEntry(step, "Suspended")],
            "TaskCompleted" or "TaskExpired" => [new JournalEntry(step, "Completed") { Outcomes = facts["outcome"]?.ToString() is { Length: > 0 } outcome ? [outcome] : [] }],
            "TaskCancelled" => [new JournalEntry(step, "Canceled")],
            "IncidentOpened" => [new JournalEntry(step, "Faulted")],
            "StepSkipped" => [new JournalEntry(step, "Completed") { Outcomes = facts["outcome"]?.ToString() is { Length: > 0 } way ? [way] : [] }],
            _ => [],
        };
    }
}
