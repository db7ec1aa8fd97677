using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Eligibility.Tables;

namespace CaseWorkflows.Tests.Eligibility;

/// <summary>Runs every row of the tables in <c>workflows/scenarios/eligibility</c>, which policy staff wrote down from the rules.</summary>
public sealed class EligibilityScenarioTests
{
    private static readonly IReadOnlyDictionary<string, EligibilityTableReading> Tables = Directory
        .EnumerateFiles(Path.Combine(Shipped.Workflows, "scenarios", "eligibility"), "*.csv").Order(StringComparer.Ordinal)
        .ToDictionary(x => Path.GetFileName(x), x => EligibilityTable.Read(File.ReadAllText(x), Shipped.Words));

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (file, table) in Tables)
            foreach (var row in table.Scenarios)
                rows.Add(file, row.Number);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_assessment_comes_to_what_the_table_says(string file, string number)
    {
        var (table, row) = (Tables[file], Tables[file].Scenarios.Single(x => x.Number == number));

        Assert.Empty(EligibilityTableCheck.Run(row, Shipped.Policies, table.Headings).Select(x => x.In(file).En));
        AssertExplained(EligibilityTableCheck.Assess(row, Shipped.Policies));
    }

    [Fact]
    public void Every_row_of_every_table_can_be_read() => Assert.Empty(Tables.SelectMany(x => x.Value.Problems.Select(y => y.In(x.Key).En)));

    [Fact]
    public void There_are_at_least_500_scenarios_and_each_has_its_own_Chinese_title_and_a_reason()
    {
        var rows = Tables.SelectMany(x => x.Value.Scenarios.Select(y => (x.Key, Row: y))).ToList();
        Assert.True(rows.Count >= 500, $"{rows.Count} scenarios");
        Assert.Equal(rows.Count, rows.Select(x => (x.Key, x.Row.Title)).Distinct().Count());
        Assert.Equal(rows.Count, rows.Select(x => x.Row.Number).Distinct().Count());
        Assert.All(rows, x => Assert.Contains(x.Row.Title, c => c is >= '\u4e00' and <= '\u9fff'));
        Assert.All(rows, x => Assert.False(string.IsNullOrWhiteSpace(x.Row.Why)));
    }

    [Fact]
    public void The_tables_cover_every_outcome_every_matter_every_ground_of_notification_and_every_city()
    {
        var rows = Tables.Values.SelectMany(x => x.Scenarios).ToList();
        var used = rows.Select(x => x.Expected["outcome"]!.ToString())
            .Concat(rows.Select(x => x.Application["matter"]!["category"]!.ToString()))
            .Concat(rows.SelectMany(x => x.Application["matter"]!["circumstances"] as JsonArray ?? []).Select(x => x!.ToString()))
            .Concat(rows.Select(x => x.Application["matter"]?["notification"]?["ground"]?.ToString()).OfType<string>())
            .Concat(rows.Select(x => x.Region)).ToHashSet();
        string[] words = ["eligible", "not-eligible", "needs-evidence", "needs-person", .. MatterCatalogue.Statutory.Keys, .. MatterCatalogue.NotStatutory, .. MatterCatalogue.NotificationGrounds.Keys, .. Shipped.Policies.Regions];
        Assert.All(words, x => Assert.Contains(x, used));
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
}
