using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Counsel;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Counsel;

/// <summary>What each city's document owes a village, by date.</summary>
public sealed class CounselTargetBookTests
{
    [Theory]
    [InlineData("ezhou", "2025-12-31", 100, Certainty.CityDocument, true)]
    [InlineData("ezhou", "2026-01-01", 100, Certainty.Configured, true)]
    [InlineData("chenzhou", "2025-03-23", 50, Certainty.CityDocument, false)]
    [InlineData("chenzhou", "2025-03-24", 50, Certainty.Configured, false)]
    [InlineData("huaibei", "2022-12-31", 50, Certainty.CityDocument, false)]
    [InlineData("guangyuan", "2026-03-02", 50, Certainty.Configured, false)]
    public void The_hours_of_a_year_are_those_of_the_city_on_the_day(string region, string on, int hours, Certainty certainty, bool binding)
    {
        var target = Find(region, CounselTargetBook.HoursPerYear, on)!;
        Assert.Equal((hours, certainty, binding), (target.Least, target.Certainty, target.Binding));
    }

    [Theory]
    [InlineData("ezhou", Proration.None)]
    [InlineData("chenzhou", Proration.None)]
    [InlineData("huaibei", Proration.None)]
    [InlineData("guangyuan", Proration.BegunMonths)]
    public void What_a_document_owes_every_village_is_not_reduced_and_what_a_centre_set_itself_is(string region, Proration by) =>
        Assert.Equal(by, Find(region, CounselTargetBook.HoursPerYear, "2026-03-02")!.Proration);

    [Theory]
    [InlineData(CounselTargetBook.VisitsPerMonth, 1)]
    [InlineData(CounselTargetBook.HoursPerMonth, 4)]
    [InlineData(CounselTargetBook.LecturesPerQuarter, 1)]
    public void A_city_that_says_nothing_has_its_parent_s_target(string key, int least) => Assert.Equal(least, Find("ezhou", key, "2026-03-02")!.Least);

    [Fact]
    public void Before_any_document_nothing_is_owed() => Assert.Null(Find("default", CounselTargetBook.HoursPerYear, "2019-12-31"));

    [Theory]
    [InlineData("\"key\": \"hours-per-week\"", "\"key\": \"hours-per-year\"", "key")]
    [InlineData("\"least\": 0", "\"least\": 50", "least")]
    [InlineData("\"certainty\": \"perhaps\"", "\"certainty\": \"configuration\"", "certainty")]
    [InlineData("\"effectiveTo\": \"2019-01-01\"", "\"effectiveTo\": \"2030-01-01\"", "effectiveTo")]
    [InlineData("\"prorated\": \"by-weeks\", \"binding\": true", "\"binding\": true", "prorated")]
    [InlineData("\"prorated\": \"full-months\", \"key\": \"hours-per-month\"", "\"key\": \"hours-per-year\"", "prorated")]
    [InlineData("\"extra\": 1, \"binding\": true", "\"binding\": true", "extra")]
    public void A_wrong_field_is_named_with_its_file(string wrong, string right, string field)
    {
        using var folder = new TemporaryFolder();
        var problem = Assert.Throws<PolicyFileException>(() => Load(folder, $"{{ \"targets\": [{Target.Replace(right, wrong, StringComparison.Ordinal)}] }}"));
        Assert.Contains("default/village-counsel.json", problem.Message, StringComparison.Ordinal);
        Assert.Contains(field, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_targets_of_one_day_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("effectiveFrom", Assert.Throws<PolicyFileException>(() => Load(folder, $"{{ \"targets\": [{Target}, {Target}] }}")).Message, StringComparison.Ordinal);
    }

    private const string Target = """
        { "key": "hours-per-year", "least": 50, "binding": true, "basis": { "zh": "文件", "en": "document" }, "source": "V2", "certainty": "configuration", "effectiveFrom": "2020-01-01", "effectiveTo": "2030-01-01" }
        """;

    private static CounselTarget? Find(string region, string key, string on) =>
        Shipped.Library.CounselTargets.Find(region, key, DateOnly.ParseExact(on, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    private static CounselTargetBook Load(TemporaryFolder folder, string json)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "default"));
        File.Copy(Path.Combine(Shipped.Folder, "policies", "default", "region.json"), Path.Combine(folder.Path, "default", "region.json"));
        File.WriteAllText(Path.Combine(folder.Path, "default", CounselTargetBook.FileName), json);
        return CounselTargetBook.Load(folder.Path, RegionBook.Load(folder.Path));
    }
}
