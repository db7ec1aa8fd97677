using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Indicators;
using static CaseWorkflows.Tests.Indicators.CountedCases;

namespace CaseWorkflows.Tests.Indicators;

/// <summary>What the legal counsel of villages did, on cases made by hand.</summary>
public sealed class VillageIndicatorTests
{
    [Fact]
    public void Hours_of_a_village_count_on_their_day_and_a_village_without_any_counts_too()
    {
        CountedCase[] cases =
        [
            Village("A", "马龙村", "lawyer", ("2026-10-03", "consultation", "on-site", 5), ("2026-10-31", "opinion", "online", 2.5m), ("2026-11-01", "lecture", "on-site", 8)),
            Village("B", "新民村", "grassroots"), Village("C", "新民村", "notary", ("2026-10-09", "lecture", "on-site", 3)) with { Office = "/431000/431003/" },
            Village("D", "红旗村", "lawyer", ("2026-10-02", "consultation", "on-site", 90)) with { FactsJson = "{}" },
            Village("E", "东风村", "lawyer") with { ClosedAt = ChinaTime.StartOf(new(2026, 9, 15)) },
            Village("F", "西街社区", "lawyer", from: "2026-11-05"),
        ];

        var hours = Line("chenzhou", "village-counsel.hours", cases);

        Assert.Equal((3.5m, 3, 4.17m), (hours.Value, hours.Computed!.Base, hours.Target));
        Assert.Equal([("A", 7.5m), ("B", 0m), ("C", 3m)], hours.Computed.Cases.Select(x => (x.Code, x.Value!.Value)));
        Assert.Equal((0.33m, IndicatorStanding.Met), Value("chenzhou", "village-counsel.lectures", cases));
        Assert.Equal(3m, Value("chenzhou", "village-counsel.services", cases).Value);
        Assert.Equal((66.67m, 2, 3), Line("chenzhou", "village-counsel.professionals", cases) is var share ? (share.Value, share.Computed!.Hits, share.Computed.Base) : default);
        Assert.Equal((null, IndicatorStanding.NoCases), Value("chenzhou", "village-counsel.hours", []));
    }

    [Fact]
    public void Two_counsel_of_one_village_serve_one_village_and_one_day_there_is_one_visit()
    {
        CountedCase[] cases =
        [
            Village("A", "马龙村", "lawyer", ("2026-10-03", "consultation", "on-site", 2), ("2026-10-03", "lecture", "on-site", 1), ("2026-10-20", "dispute", "on-site", 1), ("2026-10-21", "opinion", "telephone", 1)),
            Village("B", " 马龙村", "lawyer", ("2026-10-03", "consultation", "on-site", 2)),
        ];

        Assert.Equal((3m, 1), Line("chenzhou", "village-counsel.visits", cases) is var line ? (line.Value, line.Computed!.Base) : default);
        Assert.Equal((7m, 1), Line("chenzhou", "village-counsel.hours", cases) is var hours ? (hours.Value, hours.Computed!.Base) : default);
    }

    [Fact]
    public void Coverage_needs_the_reported_number_of_villages()
    {
        CountedCase[] cases = [Village("A", "马龙村", "lawyer"), Village("B", "新民村", "lawyer"), Village("C", "新民村", "grassroots")];

        Assert.Equal((null, IndicatorStanding.NoFigure), Value("ezhou", "village-counsel.coverage", cases));
        Assert.Equal((50m, IndicatorStanding.Missed), Value("huaibei", "village-counsel.coverage", cases, [Figure("villages", Period.Year(2026), 4)]));
        Assert.Equal((100m, IndicatorStanding.Met), Value("chenzhou", "village-counsel.coverage", cases, [Figure("villages", Period.Year(2026), 2)]));
    }

    [Fact]
    public void Months_are_judged_when_they_were_closed()
    {
        CountedCase[] cases =
        [
            Village("A", "马龙村", "lawyer") is var a ? a with { FactsJson = """{"judgedMonths":[{"lastDay":"2026-09-30","met":false},{"lastDay":"2026-10-31","met":true}]}""" } : a,
            Village("B", "新民村", "lawyer") is var b ? b with { FactsJson = """{"judgedMonths":[{"lastDay":"2026-10-31","met":false}]}""" } : b,
        ];

        Assert.Equal((50m, 1, 2), Line("chenzhou", "village-counsel.months-kept", cases) is var line ? (line.Value, line.Computed!.Hits, line.Computed.Base) : default);
    }
}
