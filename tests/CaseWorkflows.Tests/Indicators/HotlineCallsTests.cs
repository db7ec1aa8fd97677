using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Tests.Structure;

namespace CaseWorkflows.Tests.Indicators;

/// <summary>Calls of the hotline, whatever they became.</summary>
public sealed class HotlineCallsTests
{
    private static readonly DateTimeOffset Received = ChinaTime.StartOf(new(2026, 10, 3));

    [Fact]
    public void A_consultation_taken_in_by_the_hotline_counts_beside_the_orders()
    {
        CountedCase[] cases = [Call("A", "consultation", "hotline"), Call("B", "work-order", "hotline"), Call("C", "consultation", "web"), Call("D", "complaint", "hotline")];
        var folder = Path.Combine(Repository.Root, "workflows", "policies");
        var indicators = IndicatorBook.Load(folder, RegionBook.Load(folder)).For("ezhou", Period.Month(2026, 10)).Where(x => x.Indicator.Key == "hotline.calls-mediation");

        var line = Assert.Single(IndicatorReport.Of(indicators, Period.Month(2026, 10), new Computation(cases, [], (_, _) => null, Received.AddDays(9)), [], Received.AddDays(9)));

        Assert.Equal(["A", "B"], line.Computed!.Cases.Select(x => x.Code));
        Assert.Equal(2m, line.Value);
    }

    private static CountedCase Call(string code, string service, string channel) =>
        new(CaseId.New(Received), code, service, "/420700/", "open", "", null, Received, null, $$"""{ "channel": "{{channel}}", "callCategory": "mediation" }""", "{}");
}
