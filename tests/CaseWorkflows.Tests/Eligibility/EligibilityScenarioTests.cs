using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;

namespace CaseWorkflows.Tests.Eligibility;

/// <summary>
/// Runs every row of the tables in <c>workflows/scenarios/eligibility</c>. A row is the table's <c>base</c> application changed by the row's
/// <c>with</c> (objects are merged, null removes a field), with an expected result that policy staff wrote down from the rules.
/// </summary>
public sealed class EligibilityScenarioTests
{
    private static readonly string Folder = Path.Combine(Shipped.Workflows, "scenarios", "eligibility");

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
            foreach (var row in Table(file)["rows"]!.AsArray())
                rows.Add(Path.GetFileName(file), row!["title"]!.GetValue<string>());
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_assessment_comes_to_what_the_table_says(string file, string title)
    {
        var table = Table(Path.Combine(Folder, file));
        var row = table["rows"]!.AsArray().Single(r => r!["title"]!.GetValue<string>() == title)!.AsObject();
        Assert.All(row, p => Assert.Contains(p.Key, new[] { "title", "region", "on", "with", "confirmations", "expect", "why" }));
        var application = table["base"]!.DeepClone().AsObject();
        if (row["with"] is JsonObject changes) Merge(application, changes);
        var confirmations = (row["confirmations"]?.AsArray() ?? []).Select(c => new Confirmation(Text(c!["rule"]), c["confirmed"]!.GetValue<bool>(), Text(c["by"]), Text(c["reason"]))).ToArray();

        var result = Shipped.Assess(application, Text(row["region"] ?? table["region"]), Text(row["on"] ?? table["on"]), confirmations);

        foreach (var (key, expected) in row["expect"]!.AsObject())
            AssertField(key, expected, result);
        AssertExplained(result);
    }

    [Fact]
    public void There_are_at_least_250_scenarios_and_each_has_its_own_Chinese_title_and_a_reason()
    {
        var rows = Rows().Select(r => ((string)r[0], (string)r[1])).ToList();
        Assert.True(rows.Count >= 250, $"{rows.Count} scenarios");
        Assert.Equal(rows.Count, rows.Distinct().Count());
        Assert.All(rows, r => Assert.Contains(r.Item2, c => c is >= '\u4e00' and <= '\u9fff'));
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json"))
            Assert.All(Table(file)["rows"]!.AsArray(), r => Assert.False(string.IsNullOrWhiteSpace(Text(r!["why"]))));
    }

    [Fact]
    public void The_tables_cover_every_outcome_every_matter_and_every_ground_of_notification()
    {
        var all = string.Concat(Directory.EnumerateFiles(Folder, "*.json").Select(File.ReadAllText));
        string[] words = ["eligible", "not-eligible", "needs-evidence", "needs-person", .. MatterCatalogue.Statutory.Keys, .. MatterCatalogue.NotStatutory, .. MatterCatalogue.NotificationGrounds.Keys];
        Assert.All(words, w => Assert.Contains($"\"{w}\"", all, StringComparison.Ordinal));
    }

    private static void AssertField(string key, JsonNode? expected, EligibilityResult result)
    {
        switch (key)
        {
            case "outcome": Assert.Equal(Text(expected), Text(result.ToJson()["outcome"])); break;
            case "held": Assert.Equal(expected!.GetValue<bool>(), result.Held); break;
            case "decidedBy": Assert.Equal(expected?.GetValue<string>(), result.DecidedBy); break;
            case "missing": Assert.Equal(expected!.AsArray().Select(Text), result.Missing.Select(m => m.Rule)); break;
            case "urgent": Assert.Equal(expected!.GetValue<bool>(), result.UrgentAidFirst is not null); break;
            case "urgentDays": Assert.Equal(expected!.GetValue<int>(), result.UrgentAidFirst?.DaysToExpiry); break;
            case "greenChannel": Assert.Equal(expected!.GetValue<bool>(), result.Priority.GreenChannel); break;
            case "minimumYears": Assert.Equal(expected?.GetValue<int>(), result.Lawyer.MinimumYears); break;
            case "familiarWithMinors": Assert.Equal(expected!.GetValue<bool>(), result.Lawyer.FamiliarWithMinors); break;
            case "accessible": Assert.Equal(expected!.GetValue<bool>(), result.Lawyer.AccessibleCommunication); break;
            case "lines":
                foreach (var (rule, standing) in expected!.AsObject())
                    Assert.Equal(Text(standing), JsonNamingPolicy.KebabCaseLower.ConvertName(Assert.Single(result.Lines, l => l.Rule == rule).Result.ToString()));
                break;
            default: Assert.Fail($"The table expects '{key}', which no result has."); break;
        }
    }

    private static void AssertExplained(EligibilityResult result)
    {
        Assert.NotEmpty(result.Lines);
        if (result.Outcome == EligibilityOutcome.NeedsEvidence) Assert.NotEmpty(result.Missing);
        if (result.Outcome == EligibilityOutcome.NeedsPerson) Assert.NotEmpty(result.Questions);
        if (result.Outcome is EligibilityOutcome.NotEligible or EligibilityOutcome.Eligible) Assert.Empty(result.Missing);
        if (result.Outcome == EligibilityOutcome.NotEligible) Assert.Contains(result.Lines, l => l.Rule == result.DecidedBy && l.Result == RuleResult.NotMet);
        // A place left unfilled or a text of one language only would reach the applicant.
        foreach (var text in result.Lines.SelectMany(l => new[] { l.Name, l.Sentence, l.Basis.Article }).Append(result.Summary).Concat(result.Missing.Select(m => m.Text)).Concat(result.Questions.Select(q => q.Question)))
        {
            Assert.False(string.IsNullOrWhiteSpace(text.Zh) || string.IsNullOrWhiteSpace(text.En));
            Assert.DoesNotContain("{", text.Zh + text.En, StringComparison.Ordinal);
        }
    }

    private static JsonObject Table(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (key, value) in changes)
        {
            if (value is null) target.Remove(key);
            else if (value is JsonObject inner && target[key] is JsonObject existing) Merge(existing, inner);
            else target[key] = Strip(value.DeepClone());
        }
    }

    private static JsonNode Strip(JsonNode node)
    {
        if (node is JsonObject o)
            foreach (var key in o.Where(p => p.Value is null).Select(p => p.Key).ToList()) o.Remove(key);
        return node;
    }
}
