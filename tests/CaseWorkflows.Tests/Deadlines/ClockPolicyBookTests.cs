using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Deadlines;

public sealed class ClockPolicyBookTests : IDisposable
{
    private const string Review = """
        { "key": "legal-aid.review", "name": { "zh": "审查", "en": "Review" }, "startsOn": { "zh": "收到申请", "en": "receipt" },
          "length": 7, "unit": "calendar-days", "force": "hard", "certainty": "F1",
          "pausedBy": [ { "cause": "supplement", "basis": { "zh": "第17条", "en": "art. 17" } } ],
          "basis": { "citation": { "zh": "《法律援助法》第43条", "en": "Legal Aid Law art. 43" }, "article": "43(1)", "source": "LA-5" },
          "ladder": [ { "at": "50%", "level": "warning", "to": "assignee" }, { "at": "due", "level": "breach", "to": "supervisor" } ],
          "effectiveFrom": "2024-01-01" }
        """;

    private readonly TemporaryFolder folder = new();

    public ClockPolicyBookTests()
    {
        folder.Write("default/region.json", """{ "code": "default", "name": { "zh": "全国", "en": "Country" } }""");
        folder.Write("hubei/region.json", """{ "code": "hubei", "name": { "zh": "湖北", "en": "Hubei" }, "parent": "default" }""");
        folder.Write("wuhan/region.json", """{ "code": "wuhan", "name": { "zh": "武汉", "en": "Wuhan" }, "parent": "hubei" }""");
        National(Review);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_nearest_region_with_a_rule_in_force_on_the_day_wins()
    {
        Local("hubei", Edit("\"length\": 7", "\"length\": 5", "\"2024-01-01\"", "\"2025-01-01\", \"effectiveTo\": \"2025-12-31\""));
        Local("wuhan", Edit("\"length\": 7", "\"length\": 4", "\"2024-01-01\"", "\"2025-07-01\", \"effectiveTo\": \"2025-09-30\""));
        var book = Load();

        Assert.Equal([7, 5, 4, 5, 7], new[] { "2024-12-31", "2025-01-01", "2025-07-01", "2025-10-01", "2026-01-01" }
            .Select(x => book.Find("wuhan", "legal-aid.review", Day(x))!.Length));
        Assert.Equal(7, book.Find("default", "legal-aid.review", Day("2025-07-01"))!.Length);
        Assert.Equal("wuhan/clocks-x.json@2025-07-01", book.Find("wuhan", "legal-aid.review", Day("2025-09-30"))!.Version);
    }

    [Fact]
    public void Nothing_in_force_is_null_or_an_error_that_says_what_is_missing()
    {
        var book = Load();

        Assert.Null(book.Find("wuhan", "legal-aid.review", Day("2023-12-31")));
        Assert.Null(book.Find("wuhan", "legal-aid.nothing", Day("2024-01-01")));
        Assert.Equal("clock.none-in-force", Assert.Throws<DeadlineException>(() => book.Get("wuhan", "legal-aid.review", Day("2023-12-31"))).Code);
        Assert.Equal("clock.unknown-key", Assert.Throws<DeadlineException>(() => book.Get("wuhan", "legal-aid.nothing", Day("2024-01-01"))).Code);
        var refusal = Assert.Throws<DeadlineException>(() => book.Find("paris", "legal-aid.review", Day("2024-01-01")));
        Assert.Contains("default, hubei, wuhan", refusal.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_file_may_carry_the_next_version_of_a_rule()
    {
        National(Edit("\"2024-01-01\"", "\"2024-01-01\", \"effectiveTo\": \"2026-06-30\""));
        folder.Write("default/clocks-2026.json", File(Edit("\"length\": 7", "\"length\": 10", "\"2024-01-01\"", "\"2026-07-01\"")));
        var book = Load();

        Assert.Equal(7, book.Get("wuhan", "legal-aid.review", Day("2026-06-30")).Length);
        Assert.Equal(10, book.Get("wuhan", "legal-aid.review", Day("2026-07-01")).Length);
    }

    [Theory]
    [InlineData("2026-07-02", "effectiveFrom")]
    [InlineData("2026-06-30", "effectiveFrom")]
    [InlineData("2024-01-01", "effectiveFrom")]
    public void Versions_with_a_gap_or_an_overlap_are_refused(string next, string field)
    {
        National(Edit("\"2024-01-01\"", "\"2024-01-01\", \"effectiveTo\": \"2026-06-30\"") + "," + Edit("\"2024-01-01\"", $"\"{next}\""));
        var refusal = Refused();
        Assert.Equal("default/clocks-x.json", refusal.File);
        Assert.EndsWith("." + field, refusal.Field, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"length\": 7", "\"length\": 8", "length")]
    [InlineData("\"unit\": \"calendar-days\"", "\"unit\": \"working-days\"", "unit")]
    [InlineData("\"length\": 7, \"unit\": \"calendar-days\"", "\"length\": 5, \"unit\": \"working-days\"", "unit")]
    [InlineData("\"length\": 7, \"unit\": \"calendar-days\"", "\"length\": 1, \"unit\": \"months\"", "unit")]
    [InlineData("\"length\": 7, \"unit\": \"calendar-days\"", "\"length\": 169, \"unit\": \"hours\"", "unit")]
    [InlineData("\"force\": \"hard\"", "\"force\": \"soft\"", "force")]
    [InlineData("\"cause\": \"supplement\"", "\"cause\": \"summer\"", "pausedBy")]
    [InlineData("\"length\": 7, \"unit\": \"calendar-days\"", "\"length\": 20, \"unit\": \"hours\", \"shifts\": [ { \"from\": \"09:00\", \"to\": \"17:00\" } ]", "shifts")]
    public void A_region_may_not_lengthen_a_statutory_limit(string good, string bad, string field)
    {
        Local("wuhan", Edit(good, bad));

        var refusal = Refused();

        Assert.Equal(("wuhan/clocks-x.json", $"rules[0].{field}"), (refusal.File, refusal.Field));
        Assert.Contains("43", refusal.Text.Zh, StringComparison.Ordinal);
        Assert.Contains("《法律援助法》第43条", refusal.Text.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"length\": 7", "\"length\": 6")]
    [InlineData("\"length\": 7", "\"length\": 7, \"closingTime\": \"17:30\"")]
    [InlineData("\"length\": 7", "\"length\": 7, \"roll\": false")]
    [InlineData("\"length\": 7, \"unit\": \"calendar-days\"", "\"length\": 168, \"unit\": \"hours\"")]
    [InlineData("\"pausedBy\": [ { \"cause\": \"supplement\", \"basis\": { \"zh\": \"第17条\", \"en\": \"art. 17\" } } ],", "")]
    public void A_region_may_shorten_a_statutory_limit(string good, string shorter)
    {
        Local("wuhan", Edit(good, shorter));

        Assert.Equal("wuhan", Load().Get("wuhan", "legal-aid.review", Day("2026-01-01")).Region);
    }

    [Theory]
    [InlineData(10, "working-days", "\"length\": 10, \"unit\": \"calendar-days\"", true)]
    [InlineData(10, "working-days", "\"length\": 11, \"unit\": \"calendar-days\"", false)]
    [InlineData(1, "months", "\"length\": 28, \"unit\": \"calendar-days\"", true)]
    [InlineData(1, "months", "\"length\": 29, \"unit\": \"calendar-days\"", false)]
    [InlineData(31, "calendar-days", "\"length\": 1, \"unit\": \"months\"", true)]
    [InlineData(30, "calendar-days", "\"length\": 1, \"unit\": \"months\"", false)]
    [InlineData(6, "hours", "\"length\": 360, \"unit\": \"minutes\"", true)]
    [InlineData(6, "hours", "\"length\": 361, \"unit\": \"minutes\"", false)]
    [InlineData(24, "hours", "\"length\": 1, \"unit\": \"calendar-days\"", false)]
    public void Limits_in_different_units_are_compared_by_their_worst_case(int length, string unit, string local, bool allowed)
    {
        const string written = "\"length\": 7, \"unit\": \"calendar-days\"";
        National(Edit(written, $"\"length\": {length}, \"unit\": \"{unit}\""));
        Local("hubei", Edit(written, local));

        if (allowed)
            Assert.Equal("hubei", Load().Get("wuhan", "legal-aid.review", Day("2026-01-01")).Region);
        else
            Assert.Equal("hubei/clocks-x.json", Refused().File);
    }

    [Theory]
    [InlineData("\"length\": 7", false)]
    [InlineData("\"length\": 6, \"closingTime\": \"18:00\"", false)]
    [InlineData("\"length\": 7, \"closingTime\": \"17:30\"", true)]
    public void A_closing_hour_of_the_law_may_come_earlier_and_not_later(string local, bool allowed)
    {
        National(Edit("\"length\": 7", "\"length\": 7, \"closingTime\": \"17:30\""));
        Local("wuhan", Edit("\"length\": 7", local));

        if (allowed)
            Assert.Equal(new TimeOnly(17, 30), Load().Get("wuhan", "legal-aid.review", Day("2026-01-01")).Counting.ClosesAt);
        else
            Assert.Equal("rules[0].closingTime", Refused().Field);
    }

    [Fact]
    public void A_statutory_limit_of_a_province_binds_its_cities_too()
    {
        National(Edit("\"force\": \"hard\"", "\"force\": \"soft\""));
        Local("hubei", Edit("\"length\": 7", "\"length\": 5"));
        Local("wuhan", Edit("\"length\": 7", "\"length\": 6"));

        Assert.Equal("wuhan/clocks-x.json", Refused().File);
    }

    [Fact]
    public void An_internal_limit_may_be_changed_at_will_and_a_rule_outside_the_statutes_time_too()
    {
        National(Edit("\"force\": \"hard\"", "\"force\": \"soft\""));
        Local("wuhan", Edit("\"length\": 7", "\"length\": 30", "\"force\": \"hard\"", "\"force\": \"soft\""));
        Assert.Equal(30, Load().Get("wuhan", "legal-aid.review", Day("2026-01-01")).Length);

        National(Review);
        Local("wuhan", Edit("\"length\": 7", "\"length\": 30", "\"2024-01-01\"", "\"2020-01-01\", \"effectiveTo\": \"2023-12-31\""));
        Assert.Equal(30, Load().Get("wuhan", "legal-aid.review", Day("2023-01-01")).Length);
    }

    [Theory]
    [InlineData("\"length\": 7", "\"length\": 0", "length")]
    [InlineData("\"length\": 7", "\"length\": 7.5", "length")]
    [InlineData("\"length\": 7", "\"length\": 99999", "length")]
    [InlineData("\"length\": 7, ", "", "length")]
    [InlineData("\"calendar-days\"", "\"days\"", "unit")]
    [InlineData("\"length\": 7", "\"length\": 7, \"lenght\": 8", "lenght")]
    [InlineData("\"legal-aid.review\"", "\"mediation.review\"", "key")]
    [InlineData("\"legal-aid.review\"", "\"legal-aid.Review\"", "key")]
    [InlineData("\"force\": \"hard\"", "\"force\": \"strict\"", "force")]
    [InlineData("\"certainty\": \"F1\"", "\"certainty\": \"sure\"", "certainty")]
    [InlineData("\"certainty\": \"F1\"", "\"certainty\": \"configuration\"", "certainty")]
    [InlineData("\"article\": \"43(1)\", ", "", "basis.article")]
    [InlineData("\"source\": \"LA-5\"", "\"source\": \"\"", "basis.source")]
    [InlineData("\"en\": \"Review\"", "\"fr\": \"Examen\"", "name.fr")]
    [InlineData("\"at\": \"50%\"", "\"at\": \"half\"", "ladder[0].at")]
    [InlineData("\"at\": \"50%\"", "\"at\": \"100%\"", "ladder[0].at")]
    [InlineData("\"at\": \"50%\"", "\"at\": \"+1 days\"", "ladder[0].at")]
    [InlineData("\"at\": \"50%\"", "\"at\": \"+1 hours\"", "ladder[0].level")]
    [InlineData("\"level\": \"breach\"", "\"level\": \"escalation\"", "ladder[1].level")]
    [InlineData("\"to\": \"supervisor\"", "\"to\": \"mayor\"", "ladder[1].to")]
    [InlineData("{ \"at\": \"due\", \"level\": \"breach\", \"to\": \"supervisor\" }", "{ \"at\": \"80%\", \"level\": \"warning\", \"to\": \"head\" }", "ladder")]
    [InlineData("{ \"at\": \"50%\", \"level\": \"warning\", \"to\": \"assignee\" }", "{ \"at\": \"due\", \"level\": \"warning\", \"to\": \"supervisor\" }", "ladder")]
    [InlineData("\"effectiveFrom\": \"2024-01-01\"", "\"effectiveFrom\": \"2024-01-01\", \"effectiveTo\": \"2023-12-31\"", "effectiveTo")]
    [InlineData("\"effectiveFrom\": \"2024-01-01\"", "\"effectiveFrom\": \"01.01.2024\"", "effectiveFrom")]
    [InlineData("\"length\": 7", "\"length\": 7, \"roll\": \"yes\"", "roll")]
    [InlineData("\"length\": 7", "\"length\": 7, \"nextFullHour\": true", "nextFullHour")]
    [InlineData("\"length\": 7", "\"length\": 7, \"backward\": true", "pausedBy")]
    [InlineData("\"length\": 7", "\"length\": 7, \"closingTime\": \"5pm\"", "closingTime")]
    [InlineData("\"length\": 7", "\"length\": 7, \"closingTime\": \"24:00\"", "closingTime")]
    [InlineData("\"length\": 7", "\"length\": 7, \"closingTime\": \"00:00\"", "closingTime")]
    [InlineData("\"length\": 7", "\"length\": 7, \"shifts\": [ { \"from\": \"24:00\", \"to\": \"24:00\" } ]", "shifts[0].from")]
    [InlineData("\"length\": 7", "\"length\": 7, \"shifts\": [ { \"from\": \"09:00\", \"to\": \"12:00\" } ]", "shifts")]
    [InlineData("\"cause\": \"supplement\"", "\"cause\": \"补充材料\"", "pausedBy[0].cause")]
    public void A_wrong_rule_is_refused_by_file_and_field(string good, string bad, string field)
    {
        National(Edit(good, bad));

        var refusal = Refused();

        Assert.Equal(("default/clocks-x.json", $"rules[0].{field}"), (refusal.File, refusal.Field));
        Assert.DoesNotMatch(@"\{\w", refusal.Text.Zh + refusal.Text.En);
    }

    [Theory]
    [InlineData("hubei", """{ "code": "wuhan", "name": { "zh": "湖北", "en": "Hubei" }, "parent": "default" }""", "code")]
    [InlineData("hubei", """{ "code": "hubei", "name": { "zh": "湖北", "en": "Hubei" } }""", "parent")]
    [InlineData("hubei", """{ "code": "hubei", "name": { "zh": "湖北", "en": "Hubei" }, "parent": "china" }""", "parent")]
    [InlineData("hubei", """{ "code": "hubei", "name": { "zh": "湖北", "en": "Hubei" }, "parent": "wuhan" }""", "parent")]
    [InlineData("hubei", """{ "code": "hubei", "name": { "zh": "湖北" }, "parent": "default" }""", "name.en")]
    [InlineData("hubei", """{ "code": "hubei", "name": { "zh": "湖北", "en": "Hubei" }, "parent": "default", "x": 1 }""", "x")]
    [InlineData("default", """{ "code": "default", "name": { "zh": "全国", "en": "Country" }, "parent": "hubei" }""", "parent")]
    public void A_wrong_region_is_refused_by_file_and_field(string region, string json, string field)
    {
        folder.Write($"{region}/region.json", json);

        var refusal = Refused();

        Assert.EndsWith("/region.json", refusal.File, StringComparison.Ordinal);
        Assert.Equal(field, refusal.Field);
    }

    [Fact]
    public void A_region_without_its_file_is_refused()
    {
        folder.Write("huangshi/clocks-x.json", File(Review));

        Assert.Equal("huangshi/region.json", Refused().File);
        Assert.Throws<PolicyFileException>(() => ClockPolicyBook.Load(Path.Combine(folder.Path, "none")));
    }

    [Fact]
    public void The_shipped_regions_inherit_from_the_country()
    {
        var book = ClockPolicyBook.Load(WorkflowsFolder.Policies);

        Assert.Equal(["chenzhou", "default", "ezhou", "guangyuan", "huaibei"], book.Regions.All.Select(x => x.Code));
        Assert.All(book.Regions.All.Where(x => x.Code != "default"), x => Assert.Equal("default", x.Parent));
        Assert.Equal("湖北省", book.Regions.Get("ezhou").Province!.Zh);
        Assert.Equal((6, TimeUnit.Hours), Reply("ezhou"));
        Assert.Equal((300, TimeUnit.Minutes), Reply("chenzhou"));
        Assert.Equal((24, TimeUnit.Hours), Reply("guangyuan"));

        (int, TimeUnit) Reply(string region) =>
            book.Get(region, "consultation.reply", Day("2026-11-21")) is var rule ? (rule.Length, rule.Unit) : default;
    }

    private static string Edit(params string[] replacements)
    {
        var text = Review;
        for (var i = 0; i < replacements.Length; i += 2)
        {
            Assert.Contains(replacements[i], text, StringComparison.Ordinal);
            text = text.Replace(replacements[i], replacements[i + 1], StringComparison.Ordinal);
        }
        return text;
    }

    private static string File(string rules) => $$"""{ "serviceType": "legal-aid", "rules": [ {{rules}} ] }""";

    private void National(string rules) => Local("default", rules);

    private void Local(string region, string rules) => folder.Write($"{region}/clocks-x.json", File(rules));

    private ClockPolicyBook Load() => ClockPolicyBook.Load(folder.Path);

    private PolicyFileException Refused() => Assert.Throws<PolicyFileException>(Load);
}
