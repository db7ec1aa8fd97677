using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>
/// How an assessment is kept in a case's history: the result, and beside it what was judged and what persons had answered, so that it can be judged
/// again when the case has gone on. Rows of before this was kept hold the result alone.
/// </summary>
public static class DecisionRecord
{
    /// <summary>The kind of the history's row.</summary>
    public const string Kind = "EligibilityAssessed";

    private const string Request = "request";
    private const string Answers = "answers";

    /// <summary>What is written with the row.</summary>
    /// <param name="result">The result.</param>
    /// <param name="application">What was judged.</param>
    /// <param name="confirmations">What persons had answered.</param>
    public static JsonObject Of(EligibilityResult result, JsonObject application, IReadOnlyList<Confirmation> confirmations)
    {
        var record = result.ToJson();
        record[Request] = application.DeepClone();
        record[Answers] = new JsonArray([.. confirmations.Select(x => (JsonNode)new JsonObject { ["rule"] = x.Rule, ["confirmed"] = x.Confirmed, ["by"] = x.By, ["reason"] = x.Reason })]);
        return record;
    }

    /// <summary>Parts a row's payload again.</summary>
    /// <param name="payload">The payload; it is changed into the result alone.</param>
    /// <returns>What was judged, null in an old row; and what persons had answered.</returns>
    public static (JsonObject? Application, IReadOnlyList<Confirmation> Confirmations) Take(JsonObject payload)
    {
        var application = payload[Request] as JsonObject;
        List<Confirmation> confirmations = [.. (payload[Answers] as JsonArray ?? []).OfType<JsonObject>().Select(x => new Confirmation((string)x["rule"]!, (bool)x["confirmed"]!, (string)x["by"]!, (string)x["reason"]!))];
        payload.Remove(Request);
        payload.Remove(Answers);
        return (application, confirmations);
    }
}
