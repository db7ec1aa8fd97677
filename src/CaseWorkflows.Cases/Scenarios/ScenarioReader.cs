using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Codes;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Reads a story and says everything that is wrong with it by itself; whether it fits a definition is for <see cref="ScenarioCheck"/>.</summary>
public static class ScenarioReader
{
    /// <summary>The most rows a story may have.</summary>
    public const int MaxRows = 1_000;

    private static readonly JsonDocumentOptions Document = new() { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };
    private static readonly JsonSerializerOptions Laid = new(ScenarioShape.Options) { WriteIndented = true, NewLine = "\n" };
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366 * 30);

    /// <summary>Reads a story from its text.</summary>
    /// <param name="id">The story's id.</param>
    /// <param name="json">The text.</param>
    public static ScenarioReading Read(string id, string json)
    {
        try
        {
            return Read(id, JsonNode.Parse(json, documentOptions: Document));
        }
        catch (JsonException wrong)
        {
            return ScenarioReading.Of(ScenarioProblem.Of("not-json", "", ("line", (wrong.LineNumber ?? 0) + 1), ("column", (wrong.BytePositionInLine ?? 0) + 1)));
        }
    }

    /// <summary>Reads a story from a document.</summary>
    /// <param name="id">The story's id.</param>
    /// <param name="document">The document.</param>
    public static ScenarioReading Read(string id, JsonNode? document)
    {
        List<ScenarioProblem> problems = [.. ScenarioShape.Problems(document)];
        if (problems.Count > 0) return new ScenarioReading(null, problems);
        try
        {
            var scenario = document.Deserialize<Scenario>(ScenarioShape.Options)! with { Id = id };
            problems.AddRange(Times(scenario));
            for (var i = 0; i < scenario.Rows.Count; i++)
                foreach (var field in Missing(scenario.Rows[i]))
                    problems.Add(ScenarioProblem.Of("row-needs", $"rows[{i}].{field}", ("field", field), ("deed", JsonNamingPolicy.KebabCaseLower.ConvertName(scenario.Rows[i].Do.ToString()))));
            if (scenario.Rows.Count > MaxRows) problems.Add(ScenarioProblem.Of("too-many-rows", "rows", ("limit", MaxRows)));
            return new ScenarioReading(problems.Count == 0 ? scenario : null, problems) { Draft = scenario };
        }
        catch (JsonException wrong)
        {
            return ScenarioReading.Of(ScenarioProblem.Of("unreadable", (wrong.Path ?? "").TrimStart('$').TrimStart('.')));
        }
    }

    /// <summary>A story as a file that can be read again; what holds nothing is left out.</summary>
    public static string Write(Scenario scenario)
    {
        var document = (JsonObject)JsonSerializer.SerializeToNode(scenario, ScenarioShape.Options)!;
        if (scenario.People.Count == 0) document.Remove("people");
        if (scenario.Open.ServiceType.Length == 0) document["open"]!.AsObject().Remove("serviceType");
        Drop(document);
        return document.ToJsonString(Laid);
    }

    private static void Drop(JsonNode? node)
    {
        if (node is JsonArray list)
            foreach (var item in list) Drop(item);
        if (node is not JsonObject map) return;
        foreach (var key in map.Where(x => x.Value is null).Select(x => x.Key).ToList()) map.Remove(key);
        foreach (var (_, value) in map) Drop(value);
    }

    private static IEnumerable<ScenarioProblem> Times(Scenario scenario)
    {
        if (StoryTime.Instant(scenario.Starts) is not { } starts)
        {
            yield return ScenarioProblem.Of("time", "starts", ("value", scenario.Starts));
            yield break;
        }
        if (!HasCodes(starts)) yield return ScenarioProblem.Of("year", "starts", ("value", scenario.Starts), ("from", CaseCode.FirstYear), ("to", CaseCode.LastYear));
        if (scenario.Open.ReceivedAt is { } received)
        {
            if (StoryTime.Instant(received) is not { } at) yield return ScenarioProblem.Of("time", "open.receivedAt", ("value", received));
            else if (at > starts) yield return ScenarioProblem.Of("received-later", "open.receivedAt", ("value", received), ("starts", scenario.Starts));
        }
        var last = starts;
        for (var i = 0; i < scenario.Rows.Count; i++)
        {
            var row = scenario.Rows[i];
            if (row.Occurred is { } occurred && StoryTime.Instant(occurred) is null) yield return ScenarioProblem.Of("time", $"rows[{i}].occurred", ("value", occurred));
            if (StoryTime.After(last, row.At) is not { } next) yield return ScenarioProblem.Of("time", $"rows[{i}].at", ("value", row.At));
            else if (next < last) yield return ScenarioProblem.Of("backwards", $"rows[{i}].at", ("value", row.At));
            else if (next - starts > Longest) yield return ScenarioProblem.Of("too-long", $"rows[{i}].at", ("value", row.At), ("starts", scenario.Starts));
            else if (HasCodes(starts) && !HasCodes(next)) yield return ScenarioProblem.Of("year", $"rows[{i}].at", ("value", row.At), ("from", CaseCode.FirstYear), ("to", CaseCode.LastYear));
            else last = next;
        }
    }

    // Whatever is opened then needs a code.
    private static bool HasCodes(DateTimeOffset at) => ChinaTime.DayOf(at).Year is >= CaseCode.FirstYear and <= CaseCode.LastYear;

    private static IEnumerable<string> Missing(ScenarioRow row)
    {
        if (row.Do != ScenarioDeed.Wait && row.Who is null) yield return "who";
        if (row.Do is ScenarioDeed.Complete or ScenarioDeed.Claim or ScenarioDeed.Release or ScenarioDeed.Assign or ScenarioDeed.SendBack or ScenarioDeed.Retry or ScenarioDeed.Skip && row.Step is null) yield return "step";
        if (row.Do is ScenarioDeed.Complete or ScenarioDeed.Close or ScenarioDeed.Skip && row.Outcome is null) yield return "outcome";
        if (row.Do is ScenarioDeed.Assign or ScenarioDeed.Link && row.To is null) yield return "to";
        if (row.Do is ScenarioDeed.Event or ScenarioDeed.AddPaper or ScenarioDeed.Link or ScenarioDeed.Acknowledge && row.Name is null) yield return "name";
        if (row.Do is ScenarioDeed.SendBack or ScenarioDeed.Pause or ScenarioDeed.Withdraw or ScenarioDeed.Close or ScenarioDeed.Reopen or ScenarioDeed.Skip && row.Reason is null) yield return "reason";
    }
}

/// <summary>A story that was read.</summary>
/// <param name="Scenario">The story; null if anything is wrong with it.</param>
/// <param name="Problems">What is wrong with it.</param>
public sealed record ScenarioReading(Scenario? Scenario, IReadOnlyList<ScenarioProblem> Problems)
{
    /// <summary>The story if at least its keys and kinds of values are right: then what it names can be checked too. It must not be played.</summary>
    internal Scenario? Draft { get; init; }

    internal static ScenarioReading Of(ScenarioProblem problem) => new(null, [problem]);
}
