using System.Collections;
using System.Globalization;
using System.Resources;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Tests.Eligibility;

public sealed class EligibilityResultTests
{
    [Fact]
    public void The_json_says_outcome_lines_figures_and_basis_in_words_that_a_program_can_rely_on()
    {
        var json = Shipped.Assess("""{ "applicant": { "name": "张某" }, "matter": { "category": "maintenance" }, "household": { "size": 2, "monthlyIncome": 3188.01 }, "pledge": true }""", "huaibei", "2026-03-01").ToJson();
        Assert.Equal("not-eligible", json["outcome"]!.GetValue<string>());
        Assert.Equal("2026-03-01", json["on"]!.GetValue<string>());
        Assert.Equal(["default-eligibility-2022", "huaibei-eligibility-2022", "huaibei-means-test-2025"], json["policies"]!.AsArray().Select(p => p!.GetValue<string>().Split('@')[0]));
        var line = json["lines"]!.AsArray().Single(l => l!["rule"]!.GetValue<string>() == "means-test.income")!;
        Assert.Equal("not-met", line["result"]!.GetValue<string>());
        Assert.Equal("configuration", line["basis"]!["certainty"]!.GetValue<string>());
        var figures = line["figures"]!.AsArray().ToDictionary(f => f!["name"]!.GetValue<string>(), f => (f!["value"]!.GetValue<decimal>(), f["unit"]!.GetValue<string>()));
        Assert.Equal((2m, "persons"), figures["household-size"]);
        Assert.Equal((3188.01m, "yuan-per-month"), figures["household-income"]);
        Assert.Equal((1594.01m, "yuan-per-month"), figures["income-per-head"]);
        Assert.Equal((797m, "yuan-per-month"), figures["local-minimum-living-standard"]);
        Assert.Equal((1594m, "yuan-per-month"), figures["threshold-per-head"]);
        Assert.Contains("家庭人均收入", json["summary"]!["zh"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("work-injury", "《法律援助法》第三十一条第七项", "Legal Aid Law art. 31(7)")]
    [InlineData("retrial", "《法律援助法》第三十三条", "Legal Aid Law art. 33")]
    [InlineData("loan", "《法律援助法》第二十四条、第二十九条、第三十一条至第三十三条", "Legal Aid Law art. 24, 29, 31-33")]
    public void A_line_cites_the_article_as_lawyers_do(string matter, string zh, string en)
    {
        var result = Shipped.Assess($$"""{ "applicant": { "name": "张某" }, "matter": { "category": "{{matter}}" } }""", "huaibei", "2026-03-01");
        Assert.Equal((zh, en), (result.Lines.Single(l => l.Rule == "subject-matter").Basis.Article.Zh, result.Lines.Single(l => l.Rule == "subject-matter").Basis.Article.En));
    }

    [Theory]
    [InlineData("minor", "《法律援助法》第二十五条第一款第一项")]
    [InlineData("ordinary-procedure", "《法律援助法》第二十五条第二款")]
    [InlineData("compulsory-medical-treatment", "《法律援助法》第二十八条")]
    public void A_notice_is_cited_with_paragraph_and_item(string ground, string zh)
    {
        var result = Shipped.Assess($$$"""{ "applicant": { "name": "张某" }, "matter": { "category": "notified-defence", "notification": { "ground": "{{{ground}}}", "authority": "某法院" } } }""", "huaibei", "2026-03-01");
        Assert.Equal(zh, result.Lines.Single(l => l.Rule == "notification-ground").Basis.Article.Zh);
    }

    [Fact]
    public void The_json_text_keeps_Chinese_readable() =>
        Assert.Contains("法律援助法", Shipped.Assess("""{ "applicant": { "name": "张某" }, "matter": { "category": "loan" } }""", "huaibei", "2026-03-01").ToJsonText(), StringComparison.Ordinal);

    [Fact]
    public void The_one_notice_names_everything_that_is_missing_together()
    {
        var result = Shipped.Assess("""{ "applicant": { "name": "张某" }, "proxy": { "name": "张妻", "relation": "near-relative" }, "matter": { "category": "retrial" } }""", "guangyuan", "2026-03-01");
        Assert.Equal(["matter.retrialOrdered", "household", "pledge"], result.Missing.Where(m => m.Rule != "proxy").Select(m => m.Field));
        Assert.Single(result.Missing, m => m.Rule == "proxy");
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("王主任", " ")]
    public void An_answer_without_name_or_reason_is_none(string by, string reason) =>
        Assert.Throws<ArgumentException>(() => new Confirmation("proxy", true, by, reason));

    [Fact]
    public void The_last_answer_counts_and_its_author_stands_in_the_line()
    {
        const string Json = """{ "applicant": { "name": "张某", "nationality": "VN" }, "matter": { "category": "courageous-act" } }""";
        var result = Shipped.Assess(Json, "huaibei", "2026-03-01", new Confirmation("nationality", false, "李某", "没有条约"), new Confirmation("nationality", true, "王主任", "有司法协助条约"));
        Assert.Equal(EligibilityOutcome.Eligible, result.Outcome);
        Assert.Contains("王主任", result.Lines.Single(l => l.Rule == "nationality").Sentence.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void An_income_below_the_threshold_may_be_demanded()
    {
        var policy = Shipped.Policies.InForce("huaibei", new DateOnly(2026, 3, 1));
        var application = Shipped.Application("""{ "applicant": { "name": "张某" }, "matter": { "category": "maintenance" }, "household": { "size": 3, "monthlyIncome": 4782 }, "pledge": true }""");
        Assert.Equal(EligibilityOutcome.Eligible, EligibilityAssessment.Assess(application, policy, policy.On).Outcome);
        var strict = policy with { MeansTest = policy.MeansTest! with { EqualIsWithin = false } };
        Assert.Equal(EligibilityOutcome.NotEligible, EligibilityAssessment.Assess(application, strict, policy.On).Outcome);
    }

    [Theory]
    [InlineData("CaseWorkflows.Cases.Eligibility.EligibilityTexts")]
    [InlineData("CaseWorkflows.Cases.Forms.FormTexts")]
    [InlineData("CaseWorkflows.Cases.Codes.CodeTexts")]
    public void Every_text_stands_in_both_languages_with_the_same_places(string name)
    {
        var resources = new ResourceManager(name, typeof(FormBook).Assembly);
        var zh = Texts(resources, CultureInfo.InvariantCulture);
        var en = Texts(resources, CultureInfo.GetCultureInfo("en"));
        Assert.Equal(zh.Keys.Order(), en.Keys.Order());
        Assert.All(zh, t => Assert.Equal(Places(t.Value), Places(en[t.Key])));
        Assert.All(zh.Keys.Where(k => k.EndsWith(".remedy", StringComparison.Ordinal)), k => Assert.Contains(k[..^7], zh.Keys));
    }

    private static Dictionary<string, string> Texts(ResourceManager resources, CultureInfo culture) =>
        resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static IEnumerable<string> Places(string text) => System.Text.RegularExpressions.Regex.Matches(text, @"\{\w+\}").Select(m => m.Value).Distinct().Order();
}
