using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;

namespace CaseWorkflows.Tests.Eligibility;

public sealed class ReassessmentTests
{
    private const string Request = """{ "applicant": { "name": "张某" }, "matter": { "category": "maintenance" }, "household": { "size": 1, "monthlyIncome": 1560 }, "pledge": true }""";
    private static readonly DateOnly Day = new(2026, 3, 1);

    [Fact]
    public void The_same_rules_give_the_same_result_without_a_difference()
    {
        var old = Shipped.Assess(Request, "huaibei", "2026-03-01").ToJsonText();
        var report = Reassessment.Reassess(Request, old, Shipped.Policies.InForce("huaibei", Day));
        Assert.Empty(report.Differences);
        Assert.Equal(EligibilityOutcome.Eligible, report.Result!.Outcome);
    }

    [Fact]
    public void Another_threshold_shows_field_by_field_what_it_changes()
    {
        var old = Shipped.Assess(Request, "huaibei", "2026-03-01").ToJsonText();
        var policy = Shipped.Policies.InForce("huaibei", Day);
        var lower = policy with { MeansTest = policy.MeansTest! with { Standards = [new LivingStandard(null, null, 777, new DateOnly(2026, 1, 1), null)] } };
        var report = Reassessment.Reassess(Request, old, lower);
        var lines = report.Differences.Select(d => d.ToString()).ToList();
        Assert.Contains("~ outcome \"eligible\" \"not-eligible\"", lines);
        Assert.Contains("+ decidedBy \"means-test.income\"", lines);
        Assert.Contains("~ lines[means-test.income].result \"met\" \"not-met\"", lines);
        Assert.Contains("~ lines[means-test.income].figures[threshold-per-head].value 1594 1554", lines);
        Assert.DoesNotContain(lines, l => l.Contains("lines[means-test.check]", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_more_is_one_difference_and_does_not_shift_the_others()
    {
        var before = JsonNode.Parse("""{ "lines": [{ "rule": "a", "result": "met" }, { "rule": "c", "result": "met" }], "groups": ["minor"] }""")!.AsObject();
        var after = JsonNode.Parse("""{ "lines": [{ "rule": "a", "result": "met" }, { "rule": "b", "result": "met" }, { "rule": "c", "result": "met" }], "groups": [] }""")!.AsObject();
        Assert.Equal(
            ["+ lines[b] {\"rule\": \"b\",\"result\": \"met\"}", "- groups[minor] \"minor\""],
            Reassessment.Differences(before, after).Select(d => d.ToString()));
    }

    [Fact]
    public void A_persons_answers_are_used_again()
    {
        const string Child = """{ "applicant": { "name": "张某", "groups": ["seriously-ill"] }, "matter": { "category": "maintenance" } }""";
        var confirmation = new Confirmation("exempt.ezhou-seriously-ill", true, "王主任", "诊断证明属实");
        var old = Shipped.Assess(Child, "ezhou", "2026-03-01", confirmation).ToJsonText();
        Assert.Empty(Reassessment.Reassess(Child, old, Shipped.Policies.InForce("ezhou", Day), confirmation).Differences);
        Assert.NotEmpty(Reassessment.Reassess(Child, old, Shipped.Policies.InForce("ezhou", Day)).Differences);
    }

    [Theory]
    [InlineData("{", "{}")]
    [InlineData("{}", "{")]
    [InlineData("{}", "{ \"on\": \"once\" }")]
    [InlineData("{}", "{ \"on\": \"2026-03-01\" }")]
    public void What_can_not_be_read_is_reported_and_not_judged(string request, string result)
    {
        var report = Reassessment.Reassess(request, result, Shipped.Policies.InForce("huaibei", Day));
        Assert.Null(report.Result);
        Assert.NotEmpty(report.Errors);
    }
}
