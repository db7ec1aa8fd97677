using CaseWorkflows.Cases.Indicators;
using static CaseWorkflows.Tests.Indicators.CountedCases;

namespace CaseWorkflows.Tests.Indicators;

/// <summary>When a value has reached its target, and what a target asks of a period.</summary>
public sealed class IndicatorTargetTests
{
    [Fact]
    public void A_rising_indicator_is_compared_with_the_period_before()
    {
        CountedCase[] cases = [Mediation("A", "mediated-oral"), Mediation("B", "mediation-failed"), Mediation("C", "mediation-failed", month: 9), Mediation("D", "mediated-oral", month: 9), Mediation("E", "mediation-failed", month: 9)];

        var line = Line("huaibei", "mediation.success", cases);

        Assert.Equal((50m, 33.33m, IndicatorStanding.Met), (line.Value, line.Target, line.Standing));
        Assert.Equal((50m, 33.33m), (line.Trend[^1].Value, line.Trend[^2].Value));
        Assert.Equal(IndicatorStanding.NoTarget, Line("huaibei", "mediation.success", [.. cases.Take(2)]).Standing);
    }

    [Fact]
    public void Growth_compares_with_the_same_days_of_the_year_before()
    {
        CountedCase[] cases =
        [
            .. Enumerable.Range(1, 11).Select(x => Message($"A{x:00}", x, 1, "hotline")),
            .. Enumerable.Range(1, 10).Select(x => Message($"B{x:00}", x, 1, "hotline") is var old ? old with { ReceivedAt = old.ReceivedAt.AddYears(-1) } : old),
        ];

        Assert.Equal((10m, IndicatorStanding.Met), Value("chenzhou", "hotline.growth", cases));
        Assert.Equal((null, IndicatorStanding.NoCases), Value("chenzhou", "hotline.growth", [.. cases.Take(11)]));
    }

    [Fact]
    public void What_a_document_calls_below_leaves_the_number_itself_out()
    {
        Assert.Equal((1m, IndicatorStanding.Near), Value("chenzhou", "notary.rejected", [], [Figure("notary.rejected", Period.Year(2026), 1)]));
        Assert.Equal((0.99m, IndicatorStanding.Met), Value("chenzhou", "notary.rejected", [], [Figure("notary.rejected", Period.Year(2026), 0.99m)]));
        // 以下 and 以内 take it in (Civil Code art. 1259).
        Assert.Equal((8m, IndicatorStanding.Met), Value("chenzhou", "forensic.complaints", [], [Figure("forensic.complaints", Period.Year(2026), 8)]));
        Assert.Equal((1m, IndicatorStanding.Met), Value("chenzhou", "arbitration.revoked", [], [Figure("arbitration.revoked", Period.Year(2026), 1)]));
    }

    [Theory]
    [InlineData(IndicatorDirection.AtLeast, 95, IndicatorStanding.Met, IndicatorStanding.Near, IndicatorStanding.Met)]
    [InlineData(IndicatorDirection.AtMost, 95, IndicatorStanding.Met, IndicatorStanding.Met, IndicatorStanding.Near)]
    [InlineData(IndicatorDirection.Above, 95, IndicatorStanding.Near, IndicatorStanding.Near, IndicatorStanding.Met)]
    [InlineData(IndicatorDirection.Below, 95, IndicatorStanding.Near, IndicatorStanding.Met, IndicatorStanding.Near)]
    public void Each_kind_of_target_is_exact_at_its_edge(IndicatorDirection direction, decimal target, IndicatorStanding at, IndicatorStanding less, IndicatorStanding more)
    {
        var indicator = Book.For("chenzhou", October)[0].Indicator with { Target = new(direction, [new(new(2019, 1, 1), target)], false) };
        Assert.Equal((at, less, more), (IndicatorReport.Judge(indicator, target, target), IndicatorReport.Judge(indicator, target - 0.0001m, target), IndicatorReport.Judge(indicator, target + 0.0001m, target)));
    }

    [Fact]
    public void A_value_that_only_rounding_brings_to_its_target_has_not_reached_it()
    {
        // 968 of 1,019 are 94.9951 of a hundred: rounded they would be 95.
        Assert.Equal((94.99m, IndicatorStanding.Near), Value("chenzhou", "message.satisfaction", Marked(968, 51)));
        Assert.Equal((95m, IndicatorStanding.Met), Value("chenzhou", "message.satisfaction", Marked(969, 51)));

        static CountedCase[] Marked(int good, int bad) => [.. Enumerable.Range(1, good).Select(x => Rated($"G{x}", "5")), .. Enumerable.Range(1, bad).Select(x => Rated($"B{x}", "1"))];
    }

    [Theory]
    [InlineData("2026-10", "8.33")]
    [InlineData("2026-Q4", "25")]
    [InlineData("2026", "100")]
    public void A_target_of_a_year_asks_its_part_of_a_shorter_period(string period, string asked)
    {
        var indicator = Book.For("ezhou", Period.Parse(period)!.Value).Single(x => x.Indicator.Key == "village-counsel.hours").Indicator;

        Assert.Equal(decimal.Parse(asked, System.Globalization.CultureInfo.InvariantCulture), indicator.Target!.For(Period.Parse(period)!.Value));
    }

    [Theory]
    [InlineData("2019", "1500")]
    [InlineData("2020", "1700")]
    [InlineData("2022", "2000")]
    public void A_target_that_grows_is_looked_up_on_the_last_day(string year, string asked)
    {
        var period = Period.Parse(year)!.Value;
        var indicator = Book.For("chenzhou", period).Single(x => x.Indicator.Key == "village-counsel.services").Indicator;

        Assert.Equal(decimal.Parse(asked, System.Globalization.CultureInfo.InvariantCulture), indicator.Target!.For(period));
    }
}
