using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Tests.Eligibility;

public sealed class EligibilityPolicyBookTests : IDisposable
{
    private static readonly string[] Regions = ["default", "ezhou", "chenzhou", "huaibei", "guangyuan"];
    private readonly string _folder = Directory.CreateTempSubdirectory("policies").FullName;

    public EligibilityPolicyBookTests()
    {
        foreach (var region in Regions)
        {
            Directory.CreateDirectory(Path.Combine(_folder, region));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Shipped.Workflows, "policies", region), "*.json").Where(f => Path.GetFileName(f) is ['e' or 'm' or 'r', ..]))
                File.Copy(file, Path.Combine(_folder, region, Path.GetFileName(file)));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_policies_load_and_their_only_gap_is_the_deliberate_one()
    {
        var warning = Assert.Single(Shipped.Policies.Warnings);
        Assert.Equal(("policy.gap", "guangyuan/means-test-2026.json"), (warning.Code, warning.File));
        Assert.Contains("2025-01-01", warning.Message.En, StringComparison.Ordinal);
        Assert.All(Regions, r => Assert.True(Shipped.Policies.Knows(r)));
    }

    [Fact]
    public void A_region_inherits_the_law_and_lays_its_own_over_it()
    {
        var rules = Shipped.Policies.InForce("ezhou", new DateOnly(2026, 3, 1)).Rules!;
        Assert.Equal(18, rules.MinorBelow);
        Assert.Equal(["no-fixed-income-group", "social-assistance", "judicial-assistance", "preferential-treatment", "migrant-worker-pay-or-injury", "other-by-law", "ezhou-child-in-difficulty", "ezhou-severely-disabled", "ezhou-seriously-ill"], rules.Exemptions.Select(e => e.Id));
        Assert.Empty(rules.SupplementaryMatters);
    }

    [Theory]
    [InlineData("2022-05-29", 6)]
    [InlineData("2022-05-30", 9)]
    public void A_local_rule_holds_from_its_first_day(string on, int exemptions) =>
        Assert.Equal(exemptions, Shipped.Policies.InForce("ezhou", Shipped.Day(on)).Rules!.Exemptions.Count);

    [Fact]
    public void Before_the_law_was_in_force_nothing_is() => Assert.Null(Shipped.Policies.InForce("huaibei", new DateOnly(2021, 12, 31)).Rules);

    [Fact]
    public void An_unknown_region_has_no_policy_at_all()
    {
        var policy = Shipped.Policies.InForce("atlantis", new DateOnly(2026, 3, 1));
        Assert.Null(policy.Rules);
        Assert.Null(policy.MeansTest);
    }

    [Fact]
    public void A_multiple_below_two_is_refused_in_Huaibei_with_the_document_that_asks_for_two()
    {
        Change("huaibei/means-test-2025.json", p => p["multiple"] = 1.99);
        var problem = Assert.Single(Errors());
        Assert.Equal(("huaibei/means-test-2025.json", "multiple", "policy.multiple-too-low"), (problem.File, problem.Field, problem.Code));
        Assert.Contains("淮办发〔2020〕24号", problem.Message.Zh, StringComparison.Ordinal);
        Assert.Throws<FileProblemsException>(() => EligibilityPolicyBook.Load(_folder));
    }

    [Fact]
    public void A_multiple_below_two_is_allowed_where_no_document_asks_for_two()
    {
        Change("chenzhou/means-test-2025.json", p => p["multiple"] = 1.2);
        Assert.Empty(Errors());
    }

    [Fact]
    public void Overlapping_standards_are_an_error()
    {
        Change("ezhou/means-test-2024.json", p => p["standards"]![0]!["to"] = "2026-01-01");
        Assert.Equal("policy.overlap", Assert.Single(Errors()).Code);
    }

    [Fact]
    public void Standards_that_leave_days_out_are_a_warning()
    {
        Change("ezhou/means-test-2024.json", p => p["standards"]![0]!["to"] = "2025-12-30");
        var gap = Assert.Single(EligibilityPolicyBook.Load(_folder).Warnings, w => w.File.StartsWith("ezhou", StringComparison.Ordinal));
        Assert.Equal("policy.gap", gap.Code);
        Assert.Contains("2025-12-31", gap.Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlapping_files_are_an_error()
    {
        Change("guangyuan/means-test-2024.json", p => { p["to"] = "2026-01-01"; });
        Assert.Contains(Errors(), e => e.Code == "policy.overlap" && e.File == "guangyuan/means-test-2026.json");
    }

    [Fact]
    public void Two_files_may_not_bear_the_same_id()
    {
        Change("guangyuan/means-test-2024.json", p => p["id"] = "guangyuan-means-test-2026");
        Assert.Equal("policy.duplicate-id", Assert.Single(Errors()).Code);
    }

    [Theory]
    [InlineData("default/eligibility-2022.json", "from", "\"2022-13-01\"", "from", "field.not-a-date")]
    [InlineData("default/eligibility-2022.json", "from", "null", "from", "field.missing")]
    [InlineData("default/eligibility-2022.json", "minorBelow", "\"eighteen\"", "minorBelow", "field.wrong-type")]
    [InlineData("default/eligibility-2022.json", "minorBelow", "0", "minorBelow", "amount.not-positive")]
    [InlineData("default/eligibility-2022.json", "exemptions", "[{\"id\":\"all\",\"name\":{\"zh\":\"全\",\"en\":\"all\"}}]", "exemptions[0].anyOf", "field.missing")]
    [InlineData("default/eligibility-2022.json", "exemptions", "[{\"id\":\"x\",\"name\":{\"zh\":\"全\",\"en\":\"all\"},\"anyOf\":[\"minors\"]}]", "exemptions[0].anyOf[0]", "field.not-an-option")]
    [InlineData("default/eligibility-2022.json", "proxyProof", "{\"anyOf\":[\"a-letter\"]}", "proxyProof", "policy.unknown-evidence-kind")]
    [InlineData("huaibei/eligibility-2022.json", "supplementaryMatters", "[{\"id\":\"maintenance\",\"name\":{\"zh\":\"赡养\",\"en\":\"maintenance\"}}]", "supplementaryMatters", "policy.matter-is-statutory")]
    [InlineData("ezhou/means-test-2024.json", "multiple", "-1", "multiple", "amount.not-positive")]
    [InlineData("ezhou/means-test-2024.json", "comparison", "\"about\"", "comparison", "field.not-an-option")]
    [InlineData("ezhou/means-test-2024.json", "to", "\"2023-01-01\"", "to", "period.ends-before-it-begins")]
    [InlineData("ezhou/means-test-2024.json", "kind", "\"eligibility\"", "kind", "field.not-an-option")]
    public void A_bad_policy_is_refused_with_file_and_field(string file, string key, string value, string field, string code)
    {
        Change(file, p => p[key] = JsonNode.Parse(value));
        Assert.Contains(Errors(), e => e.File == file && e.Field == field && e.Code == code);
    }

    [Fact]
    public void A_file_that_is_no_json_is_named_with_its_line()
    {
        File.WriteAllText(Path.Combine(_folder, "ezhou", "means-test-2024.json"), "{\n \"kind\": ]");
        var error = Assert.Single(Errors());
        Assert.Equal("json.unreadable", error.Code);
        Assert.Contains("line 2", error.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rewritten_file_shows_in_the_digest_of_the_policy()
    {
        var day = new DateOnly(2026, 3, 1);
        var before = EligibilityPolicyBook.Load(_folder).InForce("ezhou", day).Files;
        Change("ezhou/means-test-2024.json", p => p["standards"]![1]!["monthly"] = 756);
        var after = EligibilityPolicyBook.Load(_folder).InForce("ezhou", day).Files;
        Assert.Equal(before.SkipLast(1), after.SkipLast(1));
        Assert.StartsWith("ezhou-means-test-2024@", after[^1], StringComparison.Ordinal);
        Assert.NotEqual(before[^1], after[^1]);
    }

    [Fact]
    public void A_circle_of_parents_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "ezhou", "region.json"), """{ "code": "ezhou", "parent": "huaibei" }""");
        File.WriteAllText(Path.Combine(_folder, "huaibei", "region.json"), """{ "code": "huaibei", "parent": "ezhou" }""");
        Assert.Equal(2, Errors().Count(e => e.Code == "policy.cyclic-parent"));
    }

    [Fact]
    public void A_region_may_inherit_from_a_region_between_it_and_the_law()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "suixi"));
        File.WriteAllText(Path.Combine(_folder, "suixi", "region.json"), """{ "code": "suixi", "parent": "huaibei" }""");
        var policy = EligibilityPolicyBook.Load(_folder).InForce("suixi", new DateOnly(2026, 3, 1));
        Assert.Equal(5, policy.Rules!.SupplementaryMatters.Count);
        Assert.Equal("huaibei", policy.MeansTest!.Region);
    }

    [Theory]
    [InlineData("2026-10-31", false)]
    [InlineData("2026-11-01", true)]
    [InlineData("2026-12-31", true)]
    [InlineData("2027-02-01", true)]
    public void A_threshold_that_ends_within_sixty_days_with_nothing_after_it_is_reported(string today, bool reported) =>
        Assert.Equal(reported, Shipped.Policies.ExpiringThresholds(Shipped.Day(today)).Any(w => w.File == "huaibei/means-test-2025.json"));

    [Fact]
    public void A_threshold_that_another_follows_is_not_reported() =>
        Assert.DoesNotContain(Shipped.Policies.ExpiringThresholds(new DateOnly(2025, 12, 1)), w => w.Field == "standards (huaibei)");

    private List<FileProblem> Errors() => [.. EligibilityPolicyBook.Read(_folder).Problems.Where(p => p.Severity == Severity.Error)];

    private void Change(string file, Action<JsonObject> change)
    {
        var path = Path.Combine(_folder, file);
        var policy = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(policy);
        File.WriteAllText(path, policy.ToJsonString());
    }
}
