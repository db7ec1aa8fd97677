using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>One difference between two results, field by field.</summary>
/// <param name="Sign"><c>+</c> only in the new result, <c>-</c> only in the old one, <c>~</c> changed.</param>
/// <param name="Field">The path; lines of the explanation are named by their rule: <c>lines[means-test.income].result</c>.</param>
/// <param name="Old">The old value as JSON; null where there is none.</param>
/// <param name="New">The new value as JSON; null where there is none.</param>
public sealed record FieldDifference(char Sign, string Field, string? Old, string? New)
{
    /// <summary>One line: <c>~ outcome "eligible" "not-eligible"</c>.</summary>
    public override string ToString() => string.Join(' ', new[] { Sign.ToString(), Field, Old, New }.Where(p => p is not null));
}

/// <summary>A past request judged by another policy.</summary>
/// <param name="Result">The new result; null if the old request can't be read any more.</param>
/// <param name="Errors">Why it can't.</param>
/// <param name="Differences">What is different.</param>
public sealed record ReassessmentReport(EligibilityResult? Result, IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldDifference> Differences);

/// <summary>Replays past requests on other rules, to see what a change of policy or program would have decided otherwise.</summary>
public static class Reassessment
{
    /// <summary>Judges an old request again and compares.</summary>
    /// <param name="oldRequestJson">The application as it was handed in.</param>
    /// <param name="oldResultJson">The result as <see cref="EligibilityResult.ToJson"/> wrote it; its day is used again.</param>
    /// <param name="newPolicy">The policy to judge by.</param>
    /// <param name="confirmations">The answers that persons had given.</param>
    public static ReassessmentReport Reassess(string oldRequestJson, string oldResultJson, EligibilityPolicy newPolicy, params IReadOnlyList<Confirmation> confirmations)
    {
        var (old, unreadable) = JsonText.ParseObject(oldResultJson);
        if (old is null) return new ReassessmentReport(null, [unreadable!], []);
        var day = old["on"] is JsonValue on && on.TryGetValue<string>(out var text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", out var parsed) ? parsed : (DateOnly?)null;
        if (day is null) return new ReassessmentReport(null, [FormTexts.Error("on", "field.missing")], []);
        var reading = ApplicationReader.Read(oldRequestJson, newPolicy.Rules?.SupplementaryMatters.Select(m => m.Id).ToList());
        if (reading.Application is null) return new ReassessmentReport(null, reading.Errors, []);
        var result = EligibilityAssessment.Assess(reading.Application, newPolicy, day.Value, confirmations);
        return new ReassessmentReport(result, [], Differences(old, result.ToJson()));
    }

    /// <summary>The differences between two JSON objects, in the order of the fields.</summary>
    public static IReadOnlyList<FieldDifference> Differences(JsonObject old, JsonObject @new)
    {
        var found = new List<FieldDifference>();
        Compare(old, @new, "", found);
        return found;
    }

    private static void Compare(JsonNode? old, JsonNode? now, string path, List<FieldDifference> found)
    {
        if (old is JsonObject a && now is JsonObject b) CompareFields(a.Select(p => (p.Key, p.Value)), b.Select(p => (p.Key, p.Value)), key => path.Length == 0 ? key : $"{path}.{key}", found);
        else if (old is JsonArray c && now is JsonArray d) CompareFields(Keyed(c), Keyed(d), key => $"{path}[{key}]", found);
        else if (!JsonNode.DeepEquals(old, now)) found.Add(new FieldDifference(old is null ? '+' : now is null ? '-' : '~', path, Text(old), Text(now)));
    }

    private static void CompareFields(IEnumerable<(string Key, JsonNode? Value)> old, IEnumerable<(string Key, JsonNode? Value)> now, Func<string, string> pathOf, List<FieldDifference> found)
    {
        var (before, after) = (old.ToList(), now.ToList());
        foreach (var (key, value) in before)
            Compare(value, after.FirstOrDefault(f => f.Key == key).Value, pathOf(key), found);
        foreach (var (key, value) in after.Where(f => before.All(o => o.Key != f.Key)))
            Compare(null, value, pathOf(key), found);
    }

    // Entries are matched by what they are about, not by position: one line more must not make all that follow it look changed.
    private static IEnumerable<(string Key, JsonNode? Value)> Keyed(JsonArray items)
    {
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < items.Count; i++)
        {
            var name = items[i] is JsonObject o && (o["rule"] ?? o["name"]) is JsonValue v && v.TryGetValue<string>(out var text) ? text
                : items[i] is JsonValue plain && plain.TryGetValue<string>(out var item) ? item
                : i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var count = seen[name] = seen.GetValueOrDefault(name) + 1;
            yield return (count == 1 ? name : $"{name}#{count}", items[i]);
        }
    }

    private static string? Text(JsonNode? node) => node?.ToJsonString(JsonText.Indented).ReplaceLineEndings("").Replace("  ", "", StringComparison.Ordinal);
}
