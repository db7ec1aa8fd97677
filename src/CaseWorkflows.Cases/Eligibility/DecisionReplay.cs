using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>What one stored decision comes to by other rules.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="On">The day for which it was made; null if it can't be read.</param>
/// <param name="Differences">What is different; empty if nothing is.</param>
/// <param name="Problem">Why it can't be judged again; null if it was.</param>
public sealed record ReplayedDecision(StoredDecision Decision, string? On, IReadOnlyList<FieldDifference> Differences, LocalizedText? Problem);

/// <summary>Judges stored decisions again by given rules.</summary>
/// <param name="policies">The rules.</param>
/// <param name="withWording">Whether sentences, names, legal bases and the digests of policy files are compared too, or only what was decided.</param>
public sealed class DecisionReplay(EligibilityPolicyBook policies, bool withWording = false)
{
    // What follows from the rules alone; the rest says it in words, which change with every improvement of a text.
    private static readonly string[] Wording = ["summary", "policies"];
    private static readonly string[] WordingOfEntries = ["name", "basis", "sentence", "text", "question", "reason", "label"];

    // Decisions are judged side by side.
    private readonly ConcurrentDictionary<(string Region, DateOnly On), EligibilityPolicy> _inForce = [];

    /// <summary>Judges one decision again.</summary>
    /// <param name="decision">The decision.</param>
    public ReplayedDecision Replay(StoredDecision decision)
    {
        if (decision.PayloadJson is null) return Unreadable(EligibilityTexts.Get("replay.erased"));
        var (old, problem) = JsonText.ParseObject(decision.PayloadJson);
        if (old is null) return Unreadable(problem!.Message);
        var (application, confirmations) = DecisionRecord.Take(old);
        var request = application?.ToJsonString() ?? decision.ApplicationJson;
        if (request is null) return Unreadable(EligibilityTexts.Get("replay.no-request"));
        var on = old["on"] is JsonValue value && value.TryGetValue<string>(out var text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day : (DateOnly?)null;
        var region = old["region"] is JsonValue place && place.TryGetValue<string>(out var code) ? code : decision.Region;
        if (on is null) return Unreadable(FormTexts.Error("on", "field.missing").Message);
        var report = Reassessment.Reassess(request, old.ToJsonString(), PolicyOf(region, on.Value), confirmations);
        if (report.Result is null) return Unreadable(report.Errors[0].Message);
        return new ReplayedDecision(decision, report.Result.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), withWording ? report.Differences : [.. report.Differences.Where(x => !IsWording(x.Field))], null);

        ReplayedDecision Unreadable(LocalizedText why) => new(decision, null, [], why);
    }

    private EligibilityPolicy PolicyOf(string region, DateOnly on) =>
        _inForce.GetOrAdd((region, on), x => policies.InForce(x.Region, x.On));

    private static bool IsWording(string field)
    {
        var parts = field.Split('.');
        if (parts.Any(x => x is "zh" or "en")) return true;
        return Wording.Contains(field.Split('.', '[')[0]) || WordingOfEntries.Contains(parts[^1]);
    }
}
