using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Tests.Indicators;

/// <summary>Cases made by hand, and what the tables of the cities as they stand in the policies say of them in October 2026.</summary>
internal static class CountedCases
{
    public static readonly IndicatorBook Book = IndicatorBook.Load(Folder, RegionBook.Load(Folder));
    public static readonly Period October = Period.Month(2026, 10);
    public static readonly DateTimeOffset Now = ChinaTime.At(new(2026, 10, 20), new(12, 0));

    private static string Folder => Path.Combine(CaseWorkflows.Tests.Structure.Repository.Root, "workflows", "policies");

    public static (decimal? Value, IndicatorStanding Standing) Value(string region, string key, CountedCase[] cases, ReportedFigure[]? figures = null) =>
        Line(region, key, cases, figures) is var line ? (line.Value, line.Standing) : default;

    public static IndicatorLine Line(string region, string key, CountedCase[] cases, ReportedFigure[]? figures = null, CountedSample[]? samples = null)
    {
        var reported = figures ?? [];
        var computation = new Computation(cases, samples ?? [], (figure, period) => ReportedFigure.For(reported, figure, period)?.Value, Now);
        return Assert.Single(IndicatorReport.Of(Book.For(region, October).Where(x => x.Indicator.Key == key), October, computation, reported, Now));
    }

    public static CountedCase Message(string code, int day, decimal? answeredAfterHours, string channel = "web")
    {
        var received = ChinaTime.StartOf(new(2026, 10, day));
        return new(CaseId.New(received), code, "consultation", "/420700/", "open", "", null, received, null, $$"""{"channel":"{{channel}}"}""",
            answeredAfterHours is { } hours ? $$"""{"answeredAt":"{{received.AddHours((double)hours):O}}"}""" : "{}");
    }

    public static CountedCase With(string code, ClockVerdict verdict, int? stopped = null, int? breached = null) => Message(code, 1, null) with
    {
        Clocks = [new("consultation.reply", verdict, stopped is { } day ? ChinaTime.StartOf(new(2026, 10, day)) : null, breached is { } missed ? ChinaTime.StartOf(new(2026, 10, missed)) : null)],
    };

    public static CountedCase Rated(string code, string? overall) => Message(code, 1, 1) with
    {
        Tasks = [new("rating", "service-desk", overall is null ? "no-answer" : "rated", Now, "a")],
        FactsJson = overall is null ? "{}" : """{"steps":{"rating":{"data":{"overall":"?"}}}}""".Replace("?", overall, StringComparison.Ordinal),
    };

    public static CountedCase Mediation(string code, string result, int month = 10) =>
        new(CaseId.New(Now), code, "mediation", "/420700/", "closed", "", result, ChinaTime.StartOf(new(2026, month, 1)), ChinaTime.StartOf(new(2026, month, 12)));

    public static CountedCase Aid(string code, params CountedTask[] tasks) => new(CaseId.New(Now), code, "legal-aid", "/420700/", "open", "", null, ChinaTime.StartOf(new(2026, 10, 2)), null) { Tasks = tasks };

    public static CountedCase Criminal(string code, string category, params CountedTask[] tasks) =>
        new(CaseId.New(Now), code, "criminal-defence", "/420700/", "open", "", null, ChinaTime.StartOf(new(2026, 10, 2)), null, $$$"""{"matter":{"category":"{{{category}}}"}}""") { Tasks = tasks };

    public static CountedCase Village(string code, string village, string kind, params (string On, string Kind, string Place, decimal Hours)[] services) => Village(code, village, kind, "2026-01-01", services);

    public static CountedCase Village(string code, string village, string kind, string from, params (string On, string Kind, string Place, decimal Hours)[] services)
    {
        // One record for each service but the first two, which lie in one.
        var entries = services.Select(x => $$"""{"on":"{{x.On}}","kind":"{{x.Kind}}","place":"{{x.Place}}","hours":{{x.Hours.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}""").ToList();
        var records = entries.Take(2).ToList() is { Count: > 0 } first ? entries.Skip(2).Prepend(string.Join(',', first)).Select(x => $$"""{"entries":[{{x}}],"confirmedBy":"村支书"}""") : [];
        return new(CaseId.New(Now), code, "village-counsel", "/431000/431002/", "open", "", null, ChinaTime.StartOf(new(2026, 1, 5)), null,
            $$$"""{"applicant":{"name":"{{{village}}}"},"counsel":{"kind":"{{{kind}}}","serviceFrom":"{{{from}}}"}}""",
            $$$"""{"periodYear":{"from":"2026-01-01","until":"2027-01-01"},"serviceRecords":[{{{string.Join(',', records)}}}]}""");
    }

    public static CountedSample Scored(string code, decimal score, bool passed) => new(CaseId.New(Now), code, "consultation", "/510800/", Now, score, passed);

    public static ReportedFigure Figure(string key, Period period, decimal value, DateTimeOffset? at = null) => new()
    {
        Id = Guid.NewGuid(), Office = new("/420700/"), Key = key, FirstDay = period.First, LastDay = period.Last, Value = value, Source = "统计年报", EnteredBy = new("chief"), EnteredByName = "程伟", EnteredAt = at ?? Now,
    };
}
