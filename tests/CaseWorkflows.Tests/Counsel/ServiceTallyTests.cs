using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Counsel;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Tests.Counsel;

/// <summary>Service of village counsel in a month, quarter and year against what is owed.</summary>
public sealed class ServiceTallyTests
{
    private static readonly ServicePeriod March = ServicePeriod.Of(ServicePeriodKind.Month, new DateOnly(2026, 3, 31));

    [Theory]
    [InlineData(ServicePeriodKind.Month, "2026-02-28", "2026-02", "2026-02-01", "2026-03-01")]
    [InlineData(ServicePeriodKind.Quarter, "2026-03-31", "2026-Q1", "2026-01-01", "2026-04-01")]
    [InlineData(ServicePeriodKind.Quarter, "2026-04-01", "2026-Q2", "2026-04-01", "2026-07-01")]
    [InlineData(ServicePeriodKind.Quarter, "2026-12-31", "2026-Q4", "2026-10-01", "2027-01-01")]
    [InlineData(ServicePeriodKind.Year, "2026-12-31", "2026", "2026-01-01", "2027-01-01")]
    public void A_period_is_one_of_the_calendar(ServicePeriodKind kind, string day, string name, string from, string until)
    {
        var period = ServicePeriod.Of(kind, Day(day));
        Assert.Equal((name, Day(from), Day(until)), (period.Name, period.From, period.Until));
        Assert.True(period.Holds(period.From) && period.Holds(period.Until.AddDays(-1)) && !period.Holds(period.Until) && !period.Holds(period.From.AddDays(-1)));
    }

    [Theory]
    [InlineData(4, 0, true)]
    [InlineData(3.5, 0.5, true)]
    [InlineData(3.5, 0.4, false)]
    public void A_month_needs_a_visit_and_the_hours_on_the_spot(double first, double second, bool enough)
    {
        var lines = Count(March, Visit("2026-03-01", (decimal)first), Visit("2026-03-31", (decimal)second));
        Assert.True(lines.Single(x => x.Key == CounselTargetBook.VisitsPerMonth).IsMet);
        Assert.Equal(enough, lines.Single(x => x.Key == CounselTargetBook.HoursPerMonth).IsMet);
    }

    [Fact]
    public void What_is_done_by_telephone_or_in_another_month_is_no_visit() =>
        Assert.All(Count(March, Visit("2026-02-28", 8), Visit("2026-04-01", 8), Visit("2026-03-10", 8) with { OnSite = false }), x => Assert.Equal(0, x.Done));

    [Fact]
    public void What_is_done_on_one_day_is_one_visit()
    {
        var lines = Count(March, Visit("2026-03-10", 2), Visit("2026-03-10", 1) with { Kind = RenderedService.Lecture }, Visit("2026-03-20", 1));
        Assert.Equal([(CounselTargetBook.VisitsPerMonth, 2m), (CounselTargetBook.HoursPerMonth, 4m)], lines.Select(x => (x.Key, x.Done)));
    }

    [Fact]
    public void The_year_counts_hours_of_every_kind_and_the_quarter_lectures_alone()
    {
        RenderedService[] rendered = [Visit("2026-03-10", 10) with { Kind = RenderedService.Lecture }, Visit("2026-11-10", 39.5m) with { OnSite = false }];
        Assert.Equal((49.5m, false), Of(Count(ServicePeriod.Of(ServicePeriodKind.Year, Day("2026-06-01")), rendered).Single()));
        Assert.Equal((1m, true), Of(Count(ServicePeriod.Of(ServicePeriodKind.Quarter, Day("2026-03-31")), rendered).Single()));
        Assert.Equal((0m, false), Of(Count(ServicePeriod.Of(ServicePeriodKind.Quarter, Day("2026-11-01")), rendered).Single()));
    }

    [Theory]
    [InlineData(null, null, Proration.FullMonths, null, 50)]
    [InlineData("2026-01-01", "2026-12-31", Proration.FullMonths, null, 50)]
    [InlineData("2025-06-15", null, Proration.FullMonths, null, 50)]
    [InlineData("2026-01-02", null, Proration.FullMonths, 11, 45.84)]
    [InlineData("2026-01-02", null, Proration.BegunMonths, null, 50)]
    [InlineData("2026-07-01", null, Proration.FullMonths, 6, 25)]
    [InlineData("2026-06-30", null, Proration.FullMonths, 6, 25)]
    [InlineData("2026-06-30", null, Proration.BegunMonths, 7, 29.17)]
    [InlineData(null, "2026-02-28", Proration.FullMonths, 2, 8.34)]
    [InlineData(null, "2026-02-27", Proration.FullMonths, 1, 4.17)]
    [InlineData(null, "2026-03-01", Proration.BegunMonths, 3, 12.5)]
    [InlineData("2026-03-10", "2026-03-20", Proration.FullMonths, 0, 0)]
    [InlineData("2026-03-10", "2026-03-20", Proration.BegunMonths, 1, 4.17)]
    [InlineData("2026-12-31", null, Proration.BegunMonths, 1, 4.17)]
    [InlineData("2026-07-01", null, Proration.None, null, 50)]
    public void Whoever_serves_a_part_of_the_year_owes_its_part_where_the_policy_says_so(string? from, string? to, Proration by, int? months, double least)
    {
        var served = new ServedSpan(from is null ? null : Day(from), to is null ? null : Day(to));
        var year = ServicePeriod.Of(ServicePeriodKind.Year, Day("2026-06-01"));
        TallyLine Line(decimal hours) => ServiceTally.Count(year, hours == 0 ? [] : [Visit("2026-03-15", hours)], x => Target(x) with { Proration = by }, served).Single();
        var line = Line(0);
        Assert.Equal((months, (decimal)least), (line.Months, line.Least));
        Assert.True(Line((decimal)least).IsMet);
        if (least > 0) Assert.False(Line((decimal)least - 0.01m).IsMet);
    }

    [Fact]
    public void Months_and_quarters_are_owed_whole() =>
        Assert.All(ServiceTally.Count(March, [], x => Target(x) with { Proration = Proration.FullMonths }, new ServedSpan(Day("2026-03-20"), null)), x => Assert.Equal((null, (decimal)x.Target.Least), (x.Months, x.Least)));

    [Fact]
    public void A_target_that_no_policy_sets_is_not_judged() => Assert.Empty(ServiceTally.Count(March, [], _ => null));

    [Fact]
    public void Entries_of_all_records_count_and_those_that_can_not_be_read_do_not()
    {
        var records = JsonNode.Parse("""
            [ { "entries": [ { "on": "2026-03-02", "kind": "lecture", "place": "on-site", "hours": 2 }, { "on": "2026-03-03", "kind": "opinion", "place": "online", "hours": "1.5" } ] },
              { "entries": [ { "on": "soon", "hours": 4 }, { "on": "2026-03-04", "kind": "contract", "place": "on-site", "hours": 3 } ] }, { "note": "x" } ]
            """);
        Assert.Equal([("lecture", true, 2m), ("opinion", false, 1.5m), ("contract", true, 3m)], RenderedService.Of(records).Select(x => (x.Kind, x.OnSite, x.Hours)));
        Assert.Empty(RenderedService.Of(null));
    }

    private static IReadOnlyList<TallyLine> Count(ServicePeriod period, params RenderedService[] rendered) => ServiceTally.Count(period, rendered, Target);

    private static (decimal, bool) Of(TallyLine line) => (line.Done, line.IsMet);

    private static RenderedService Visit(string on, decimal hours) => new(Day(on), "consultation", true, hours);

    private static CounselTarget Target(string key) => new(
        key, key switch { CounselTargetBook.HoursPerYear => 50, CounselTargetBook.HoursPerMonth => 4, _ => 1 },
        true, new LocalizedText("x", "x"), "V", Certainty.Configured, new DateOnly(2020, 1, 1), null);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
