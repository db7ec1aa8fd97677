using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;

namespace CaseWorkflows.Tests.Indicators;

public sealed class IndicatorBookTests
{
    private static string Policies => Path.Combine(Structure.Repository.Root, "workflows", "policies");

    [Fact]
    public void Every_city_has_its_table_and_those_of_the_whole_country_below_it()
    {
        var book = IndicatorBook.Load(Policies, RegionBook.Load(Policies));

        Assert.Empty(book.Warnings);
        foreach (var (city, count) in new[] { ("ezhou", 23), ("chenzhou", 40), ("huaibei", 12), ("guangyuan", 14) })
        {
            var found = book.For(city, Period.Month(2026, 10));
            Assert.True(found.Count(x => x.Table.Region == city) >= count, $"{city}: {found.Count(x => x.Table.Region == city)}");
            Assert.Contains(found, x => x.Indicator.Key == "legal-aid.review-in-time" && x.Table.Region == "default");
            Assert.Equal(found.Count, found.Select(x => x.Indicator.Key).Distinct().Count());
            Assert.All(found.Where(x => x.Table.Region == city), x => Assert.True(x.IsExpired));
        }
        Assert.DoesNotContain(book.For("ezhou", Period.Month(2025, 12)), x => x.IsExpired);
        Assert.DoesNotContain(book.For("ezhou", Period.Month(2022, 4)), x => x.Table.Region == "ezhou");
    }

    [Theory]
    [InlineData("""{"measure":"median","services":["mediation"]}""", "indicators[0].formula.measure")]
    [InlineData("""{"measure":"share","services":["mediation"]}""", "indicators[0].formula.hit")]
    [InlineData("""{"measure":"count"}""", "indicators[0].formula.services")]
    [InlineData("""{"measure":"count","services":["mediation"],"where":[{"place":"password.x"}]}""", "indicators[0].formula.where[0].place")]
    [InlineData("""{"measure":"count","services":["mediation"],"where":[{"result":["a"],"stage":["b"]}]}""", "indicators[0].formula.where[0].")]
    [InlineData("""{"measure":"count","of":"clocks","services":["mediation"]}""", "indicators[0].formula.names")]
    [InlineData("""{"measure":"average","services":["mediation"]}""", "indicators[0].formula.value")]
    [InlineData("""{"measure":"count","services":["mediation"],"at":"whenever"}""", "indicators[0].formula.at")]
    [InlineData("""{"measure":"count","of":"entries","services":["village-counsel"],"list":"facts.x"}""", "indicators[0].formula.at")]
    [InlineData("""{"measure":"count","of":"entries","services":["village-counsel"],"list":"elsewhere","at":"entry.on"}""", "indicators[0].formula.list")]
    [InlineData("""{"measure":"count","of":"entries","services":["village-counsel"],"at":"entry.on"}""", "indicators[0].formula.list")]
    [InlineData("""{"measure":"count","services":["village-counsel"],"where":[{"entry":"kind","is":["lecture"]}]}""", "indicators[0].formula.where[0].entry")]
    [InlineData("""{"measure":"each","of":"entries","services":["village-counsel"],"list":"facts.x","at":"entry.on"}""", "indicators[0].formula.by")]
    [InlineData("""{"measure":"each","services":["village-counsel"],"by":"application.a","during":{"from":"received"}}""", "indicators[0].formula.during.until")]
    [InlineData("""{"measure":"share-of-figure","services":["village-counsel"],"by":"application.a","during":{"from":"received","until":"closed"}}""", "indicators[0].formula.figure")]
    public void A_formula_outside_the_vocabulary_is_refused_with_its_field(string formula, string field)
    {
        var folder = Directory.CreateTempSubdirectory("caseworkflows-indicators-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "default"));
        File.WriteAllText(Path.Combine(folder, "default", "region.json"), """{"code":"default","name":{"zh":"全国","en":"whole country"}}""");
        File.WriteAllText(Path.Combine(folder, "default", "indicators-x.json"), $$"""
            {"kind":"indicators","id":"x","title":{"zh":"甲","en":"a"},"basis":{"zh":"甲","en":"a"},"from":"2026-01-01","indicators":[
            {"key":"a.b","name":{"zh":"甲","en":"a"},"source":"C1","force":"expected","unit":"pieces","how":{"zh":"甲","en":"a"},"formula":{{formula}}}]}
            """);

        var refused = Assert.Throws<FileProblemsException>(() => IndicatorBook.Load(folder, RegionBook.Load(folder)));

        Assert.Contains(refused.Problems, x => x.File == "default/indicators-x.json" && x.Field == field);
        Directory.Delete(folder, true);
    }

    [Theory]
    [InlineData("2026", "2026-01-01", "2026-12-31")]
    [InlineData("2026-Q1", "2026-01-01", "2026-03-31")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2026-10-05..2026-10-05", "2026-10-05", "2026-10-05")]
    public void Periods_are_read_as_people_write_them(string text, string first, string last) =>
        Assert.Equal(new Period(DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture)), Period.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("2026-13")]
    [InlineData("2026-Q5")]
    [InlineData("2026-10-05..2026-10-04")]
    [InlineData("2026-02-30..2026-03-01")]
    [InlineData("0000")]
    public void What_is_no_period_is_none(string text) => Assert.Null(Period.Parse(text));

    [Fact]
    public void A_period_ends_at_midnight_in_China_and_goes_back_by_months()
    {
        var february = Period.Month(2026, 2);

        Assert.True(february.Contains(new(2026, 2, 28, 15, 59, 59, TimeSpan.Zero)));
        Assert.False(february.Contains(new(2026, 2, 28, 16, 0, 0, TimeSpan.Zero)));
        Assert.Equal(Period.Month(2026, 1), february.Before());
        Assert.Equal(Period.Month(2024, 2), Period.Month(2025, 2).YearBefore());
        Assert.Equal(1m, Period.Year(2024).Years);
    }
}
