using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using static CaseWorkflows.Tests.Indicators.CountedCases;

namespace CaseWorkflows.Tests.Indicators;

/// <summary>Each measure on cases made by hand, with the tables of the cities as they stand in the policies.</summary>
public sealed class ComputationTests
{
    [Fact]
    public void The_longest_reply_counts_messages_alone_and_an_unanswered_one_until_now()
    {
        CountedCase[] cases = [Message("A", 1, answeredAfterHours: 2), Message("B", 2, answeredAfterHours: 5.5m), Message("C", 3, answeredAfterHours: 90, channel: "hotline")];

        Assert.Equal((5.5m, IndicatorStanding.Met), Value("ezhou", "consultation.longest-reply", cases));
        CountedCase open = Message("D", 20, answeredAfterHours: null);
        Assert.Equal((12m, IndicatorStanding.Missed), Value("ezhou", "consultation.longest-reply", [.. cases, open]));
        Assert.Equal((330m, IndicatorStanding.Missed), Value("chenzhou", "consultation.longest-reply", cases));
    }

    [Fact]
    public void A_share_counts_kept_and_missed_clocks_and_a_missed_one_that_still_runs()
    {
        CountedCase[] cases =
        [
            With("A", ClockVerdict.Met, stopped: 5), With("B", ClockVerdict.Met, stopped: 6), With("C", ClockVerdict.Missed, stopped: 7, breached: 6), With("D", ClockVerdict.None, breached: 9),
            With("E", ClockVerdict.None), With("F", ClockVerdict.Met, stopped: 5) with { ApplicationJson = """{"channel":"counter"}""" }, With("G", ClockVerdict.Lapsed, stopped: 5),
        ];

        var line = Line("ezhou", "consultation.replied-in-time", cases);

        Assert.Equal((50m, 2, 4, IndicatorStanding.Missed), (line.Value, line.Computed!.Hits, line.Computed.Base, line.Standing));
        Assert.Equal(["A", "B", "C", "D"], line.Computed.Cases.Select(x => x.Code));
        Assert.Equal(["A", "B"], line.Computed.Cases.Where(x => x.IsHit).Select(x => x.Code));
    }

    [Fact]
    public void The_order_of_the_rows_changes_nothing()
    {
        CountedCase[] cases = [.. Enumerable.Range(1, 15).Select(x => Message($"C{x:00}", x, answeredAfterHours: x % 7))];

        var (one, other) = (Line("ezhou", "consultation.longest-reply", cases), Line("ezhou", "consultation.longest-reply", [.. cases.Reverse()]));

        Assert.Equal(one.Computed!.Cases, other.Computed!.Cases);
        Assert.Equal((one.Value, one.Standing), (other.Value, other.Standing));
    }

    [Fact]
    public void Satisfaction_counts_rated_cases_from_three_of_five()
    {
        CountedCase[] cases = [Rated("A", "5"), Rated("B", "3"), Rated("C", "2"), Rated("D", "4"), Rated("E", null)];

        var line = Line("chenzhou", "message.satisfaction", cases);

        Assert.Equal((75m, 4), (line.Value, line.Computed!.Base));
    }

    [Fact]
    public void Resolved_disputes_leave_out_what_was_never_mediated()
    {
        CountedCase[] cases =
        [
            .. Enumerable.Range(1, 19).Select(x => Mediation($"A{x:00}", "mediated-written")), Mediation("B", "mediation-failed"), Mediation("C", "mediation-not-accepted"), Mediation("D", "duplicate"),
        ];

        Assert.Equal((95m, IndicatorStanding.Met), Value("ezhou", "mediation.resolved", cases));
        Assert.Equal((90.48m, IndicatorStanding.Near), Value("ezhou", "mediation.resolved", [.. cases, Mediation("E", "mediation-refused")]));
    }

    [Fact]
    public void A_rate_for_inhabitants_needs_the_reported_figure_and_counts_a_month_as_a_twelfth()
    {
        CountedCase[] cases = [.. Enumerable.Range(1, 100).Select(x => Aid($"A{x:000}", new CountedTask("decision", Role.Approver, "grant", Now, "zhou.min"))), Aid("N", new CountedTask("decision", Role.Approver, "refuse", Now, "zhou.min"))];

        Assert.Equal((null, IndicatorStanding.NoFigure), Value("ezhou", "legal-aid.per-100000", cases));
        Assert.Equal((120m, IndicatorStanding.Met), Value("ezhou", "legal-aid.per-100000", cases, [Figure("population", Period.Year(2026), 1_000_000)]));
    }

    [Fact]
    public void Notified_persons_and_cases_of_lawyers_are_shares_of_a_hundred()
    {
        var registered = new CountedTask("notice-registration", Role.IntakeClerk, "registered", Now, "a");
        CountedCase[] notices = [Aid("A", registered, new("appoint-on-notice", Role.Dispatcher, "appointed", Now, "b")), Aid("B", registered), Aid("C", new CountedTask("notice-registration", Role.IntakeClerk, "not-a-notice", Now, "a"))];
        Assert.Equal((50m, IndicatorStanding.Missed), Value("ezhou", "legal-aid.notified-covered", notices));

        CountedCase[] handled =
        [
            .. Enumerable.Range(1, 7).Select(x => HandledBy($"A{x}", "lawyer")),
            HandledBy("B1", "grassroots-legal-worker"), HandledBy("B2", "unknown"), HandledBy("B3", null),
        ];
        Assert.Equal((70m, IndicatorStanding.Met), Value("chenzhou", "legal-aid.by-lawyers", handled));
        Assert.Equal((70m, IndicatorStanding.Missed), Value("huaibei", "legal-aid.by-lawyers", handled));
        // Of a case from before the profession was entered nobody claims that a lawyer had it.
        Assert.Equal((2m, IndicatorStanding.NoTarget), Value("huaibei", "legal-aid.profession-unknown", handled));

        static CountedCase HandledBy(string code, string? profession) => Aid(code, new CountedTask("handling", Role.Lawyer, "concluded", Now, "wang")) with
        {
            Result = "handled", ClosedAt = Now, FactsJson = profession is null ? "{}" : $$"""{ "appointed": { "lawyer": { "id": "wang", "profession": "{{profession}}" } } }""",
        };
    }

    [Fact]
    public void Satisfaction_is_told_for_the_service_the_post_and_the_person_each()
    {
        CountedCase[] rated = [Marked("A", 5, 2, null), Marked("B", 3, 3, 1), Marked("C", 2, 4, 5), Message("D", 2, 1)];
        Assert.Equal([(66.67m, 2, 3), (66.67m, 2, 3), (50m, 1, 2)], new[] { "item", "post", "person" }.Select(x => Line("huaibei", $"satisfaction.by-{x}", rated)).Select(x => (x.Value!.Value, x.Computed!.Hits!.Value, x.Computed.Base)));
        Assert.Equal(["B", "C"], Line("huaibei", "satisfaction.by-person", rated).Computed!.Cases.Select(x => x.Code));

        static CountedCase Marked(string code, int item, int post, int? person) => Message(code, 2, 1) with
        {
            Tasks = [new CountedTask("rating", "service-desk", "rated", Now, "a")],
            FactsJson = $$"""{ "steps": { "rating": { "data": { "overall": "5", "byItem": "{{item}}", "byPost": "{{post}}"{{(person is null ? "" : $", \"byPerson\": \"{person}\"")}} } } } }""",
        };
    }

    [Fact]
    public void Calls_of_the_hotline_are_counted_by_what_they_were_about()
    {
        CountedCase[] orders = [Order("A", "hotline", "mediation"), Order("B", "hotline", "mediation"), Order("C", "counter", "mediation"), Order("D", "hotline", "legal-aid"), Order("E", "hotline", null)];
        Assert.Equal([0m, 0m, 2m, 0m, 1m, 0m], new[] { "consultation", "service", "mediation", "publicity", "legal-aid", "complaint" }.Select(x => Value("ezhou", $"hotline.calls-{x}", orders).Value!.Value));
        Assert.Equal(["A", "B"], Line("ezhou", "hotline.calls-mediation", orders).Computed!.Cases.Select(x => x.Code));

        static CountedCase Order(string code, string channel, string? about) => Message(code, 3, null, channel) with
        {
            Service = "work-order", ApplicationJson = $$"""{ "channel": "{{channel}}"{{(about is null ? "" : $", \"callCategory\": \"{about}\"")}} }""",
        };
    }

    [Fact]
    public void The_share_that_was_drawn_for_quality_checks_is_told_and_its_target_is_the_city_s()
    {
        CountedCase[] answered = [.. Enumerable.Range(1, 40).Select(x => Message($"Q{x:00}", 2, 1))];
        var drawn = answered.Take(2).ToDictionary(x => x.Id, x => x.Code == "Q01");
        Assert.Equal((5m, IndicatorStanding.Met, 2), Of("chenzhou", drawn));
        Assert.Equal((2.5m, IndicatorStanding.Missed, 1), Of("chenzhou", drawn.Where(x => x.Value).ToDictionary()));
        Assert.Equal((5m, IndicatorStanding.NoTarget, 2), Of("ezhou", drawn));

        (decimal?, IndicatorStanding, int?) Of(string region, Dictionary<CaseId, bool> marks)
        {
            var computation = new Computation(answered, [], (_, _) => null, Now, marks);
            var line = Assert.Single(IndicatorReport.Of(Book.For(region, October).Where(x => x.Indicator.Key == "quality.sample-share"), October, computation, [], Now));
            return (line.Value, line.Standing, line.Computed!.Hits);
        }
    }

    [Fact]
    public void Notices_of_criminal_cases_count_from_their_receipt_until_the_authority_was_told_or_the_duty_lawyer_has_helped()
    {
        CountedTask Told() => new("tell-authority", Role.Dispatcher, "told", Now, "b");
        CountedTask Helped(string outcome) => new("duty-help", Role.Lawyer, outcome, Now, "c");
        CountedCase[] defence =
        [
            Criminal("A", "notified-defence", new("criminal-notice", Role.IntakeClerk, "registered", Now, "a"), Told()), Criminal("B", "compulsory-medical-treatment"),
            Criminal("C", "notified-defence") with { Result = "notice-withdrawn" }, Criminal("D", "notified-defence") with { Result = "own-defender" },
            Criminal("E", "notified-defence", Told()) with { Result = "own-defender" }, Criminal("F", "criminal-defence"),
        ];
        CountedCase[] help = [Criminal("G", "duty-lawyer-help", Helped("aid-applied")), Criminal("H", "duty-lawyer-help", Helped("declined")), Criminal("I", "duty-lawyer-help"), Criminal("J", "duty-lawyer-help", Helped("helped"))];

        Assert.Equal(["A", "B", "E"], Line("chenzhou", "legal-aid.notified-covered", [.. defence, .. help]).Computed!.Cases.Select(x => x.Code));
        Assert.Equal((66.67m, IndicatorStanding.Missed), Value("huaibei", "legal-aid.notified-covered", [.. defence, .. help]));
        Assert.Equal((66.67m, IndicatorStanding.Missed), Value("chenzhou", "legal-aid.duty-lawyer", [.. defence, .. help]));
        Assert.Equal((100m, IndicatorStanding.Met), Value("huaibei", "legal-aid.duty-lawyer", [.. defence, .. help.Where(x => x.Code != "I")]));
        var both = Line("ezhou", "legal-aid.notified-covered", [.. defence, .. help]);
        Assert.Equal((66.67m, 4, 6), (both.Value, both.Computed!.Hits, both.Computed.Base));
        Assert.Equal(["A", "E", "G", "J"], both.Computed.Cases.Where(x => x.IsHit).Select(x => x.Code));
    }

    [Fact]
    public void What_was_done_in_a_period_may_be_taken_in_until_today()
    {
        var today = new DateOnly(2027, 2, 3);

        Assert.Equal(today, IndicatorReport.Reach([.. Book.For("chenzhou", October)], October, today).Last);
        Assert.Equal(October.Last, IndicatorReport.Reach([.. Book.For("guangyuan", October).Where(x => x.Indicator.Formula is not { LooksBack: true })], October, today).Last);
        Assert.Equal(new DateOnly(2026, 12, 31), IndicatorReport.Reach([.. Book.For("chenzhou", October)], Period.Year(2026), new(2026, 10, 20)).Last);
    }

    [Fact]
    public void Simple_matters_at_the_counter_leave_out_what_was_handed_on()
    {
        CountedCase Counter(string code, string facts, params CountedTask[] tasks) => Message(code, 2, 1, "counter") with { Result = "consultation-answered", ClosedAt = Now, FactsJson = facts, Tasks = tasks };
        CountedCase[] cases = [Counter("A", """{"onTheSpot":true}"""), Counter("B", """{"onTheSpot":"true"}"""), Counter("C", "{}"), Counter("D", "{}", new CountedTask("arrange-appointment", "service-desk", "agreed", Now, "a"))];

        Assert.Equal((66.67m, IndicatorStanding.Missed), Value("ezhou", "counter.on-the-spot", cases));
    }

    [Fact]
    public void Links_and_samples_are_counted_and_averaged()
    {
        CountedCase[] cases = [Message("A", 1, 1) with { Links = [new("conversion", "legal-aid", Now), new("complaint", "complaint", Now)] }, Message("B", 1, 1) with { Links = [new("conversion", "legal-aid", Now.AddMonths(-2))] }];
        CountedSample[] samples = [Scored("A", 80, true), Scored("B", 55, false), Scored("C", 90, true) with { At = Now.AddMonths(-1) }];

        Assert.Equal(1m, Value("guangyuan", "consultation.to-legal-aid", cases).Value);
        Assert.Equal((67.5m, IndicatorStanding.NoTarget), (Line("guangyuan", "quality.sample-score", [], samples: samples) is var score ? score.Value : null, score.Standing));
        Assert.Equal(50m, Line("guangyuan", "quality.sample-passed", [], samples: samples).Value);
    }

    [Fact]
    public void A_reported_figure_counts_for_the_period_it_is_about_and_the_last_entry_wins()
    {
        ReportedFigure[] figures =
        [
            Figure("hotline.answered", October, 91, Now), Figure("hotline.answered", October, 86, Now.AddHours(1)), Figure("hotline.answered", Period.Year(2026), 99, Now.AddHours(2)),
            Figure("hotline.answered", Period.Month(2026, 9), 40, Now.AddHours(3)),
        ];

        var line = Line("ezhou", "hotline.answered", [], figures);

        Assert.Equal((86m, IndicatorStanding.Near), (line.Value, line.Standing));
        Assert.Equal(IndicatorStanding.NoFigure, Line("ezhou", "hotline.answered", []).Standing);
    }
}
