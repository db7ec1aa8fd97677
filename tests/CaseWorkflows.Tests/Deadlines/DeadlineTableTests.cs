using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Calendars;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Deadlines;

/// <summary>Every deadline of the shipped policies, with the edges of the calendar. The dates were computed apart from the product.</summary>
public sealed class DeadlineTableTests
{
    private static readonly ClockPolicyBook Book = ClockPolicyBook.Load(WorkflowsFolder.Policies);

    /// <summary>For limits in days: over a holiday, onto a make-up Saturday (calendar days), at a month's end in a leap year, an ordinary one.</summary>
    public static TheoryData<string, string> Table => new()
    {
        { "legal-aid.authority-notice", "2025-09-29>2025-10-09 2026-02-25>2026-02-28 2024-02-26>2024-02-29 2026-11-16>2026-11-19" },
        { "legal-aid.appointment-on-notice", "2025-09-29>2025-10-09 2026-02-25>2026-02-28 2024-02-26>2024-02-29 2026-11-16>2026-11-19" },
        { "legal-aid.review", "2025-09-25>2025-10-09 2026-02-21>2026-02-28 2024-02-22>2024-02-29 2026-11-16>2026-11-23" },
        { "legal-aid.supplement", "2025-09-28>2025-10-11 2026-02-24>2026-03-02 2024-02-20>2024-02-27 2026-11-16>2026-11-23" },
        { "legal-aid.appointment", "2025-09-29>2025-10-09 2026-02-25>2026-02-28 2024-02-26>2024-02-29 2026-11-16>2026-11-19" },
        { "legal-aid.engagement", "2025-09-27>2025-10-09 2026-02-23>2026-02-28 2024-02-24>2024-02-29 2026-11-16>2026-11-23" },
        { "legal-aid.first-meeting", "2025-09-28>2025-10-11 2026-02-24>2026-03-02 2024-02-20>2024-02-27 2026-11-16>2026-11-23" },
        { "legal-aid.urgent-formalities", "2025-09-25>2025-10-09 2026-02-21>2026-02-28 2024-02-22>2024-02-29 2026-11-16>2026-11-23" },
        { "legal-aid.objection-filing", "2025-09-17>2025-10-09 2026-02-13>2026-02-28 2024-02-14>2024-02-29 2026-11-16>2026-12-01" },
        { "legal-aid.objection-review", "2025-09-27>2025-10-09 2026-02-23>2026-02-28 2024-02-24>2024-02-29 2026-11-16>2026-11-23" },
        { "legal-aid.replacement", "2025-09-27>2025-10-09 2026-02-23>2026-02-28 2024-02-24>2024-02-29 2026-11-16>2026-11-23" },
        { "legal-aid.termination-notice", "2025-09-29>2025-10-09 2026-02-25>2026-02-28 2024-02-26>2024-02-29 2026-11-16>2026-11-19" },
        { "legal-aid.progress-report", "2025-09-02>2025-10-09 2026-01-29>2026-02-28 2024-01-30>2024-02-29 2026-11-16>2026-12-16" },
        { "legal-aid.closing-file", "2025-09-02>2025-10-09 2026-01-29>2026-02-28 2024-01-30>2024-02-29 2026-11-16>2026-12-16" },
        { "legal-aid.file-check", "2025-09-02>2025-10-09 2026-01-29>2026-02-28 2024-01-30>2024-02-29 2026-11-16>2026-12-16" },
        { "legal-aid.subsidy", "2025-09-28>2025-11-14 2026-01-15>2026-03-04 2024-01-10>2024-02-26 2026-10-20>2026-12-01" },
        { "mediation.period", "2025-09-05>2025-10-09 2026-01-31>2026-02-28 2024-01-31>2024-02-29 2026-11-16>2026-12-16" },
        { "mediation.judicial-confirmation", "2025-09-02>2025-10-09 2026-01-29>2026-02-28 2024-01-30>2024-02-29 2026-11-16>2026-12-16" },
        { "mediation.court-assigned", "2025-09-02>2025-10-09 2026-01-29>2026-02-28 2024-01-30>2024-02-29 2026-11-16>2026-12-16" },
        { "mediation.court-assigned-ordinary", "2025-09-17>2025-10-09 2026-02-13>2026-02-28 2024-02-14>2024-02-29 2026-11-16>2026-12-01" },
        { "mediation.court-assigned-summary", "2025-09-25>2025-10-09 2026-02-21>2026-02-28 2024-02-22>2024-02-29 2026-11-16>2026-11-23" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_deadline_in_days_ends_on_the_right_day_at_24_00(string key, string cases)
    {
        foreach (var (from, due) in cases.Split(' ').Select(x => x.Split('>')).Select(x => (x[0], x[1])))
        {
            var clock = Start("ezhou", key, $"{from}T23:59");
            Assert.Equal((Day(due), ChinaTime.EndOf(Day(due))), (clock.DueOn, clock.DueAt));
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_deadline_in_days_that_reaches_2027_runs_and_names_the_year_it_awaits(string key, string cases)
    {
        Assert.NotEmpty(cases);
        var clock = Start("ezhou", key, "2026-12-31T10:00");
        Assert.Equal((2027, null, ClockState.Running), (clock.AwaitsCalendarYear, clock.DueAt, clock.State));
        Assert.True(clock.ProvisionalDueAt > clock.StartedAt);
    }

    [Theory]
    [InlineData("default", "legal-aid.forward-detained", "2026-12-31T10:00", "2027-01-01T10:00")]
    [InlineData("huaibei", "legal-aid.forward-duty-lawyer", "2026-02-14T10:00", "2026-02-15T10:00")]
    [InlineData("default", "consultation.reply", "2026-10-01T22:00", "2026-10-02T22:00")]
    [InlineData("ezhou", "consultation.reply", "2026-10-01T22:00", "2026-10-02T04:00")]
    [InlineData("chenzhou", "consultation.reply", "2026-10-01T22:00", "2026-10-02T03:00")]
    [InlineData("huaibei", "consultation.reply", "2026-10-01T22:00", "2026-10-02T22:00")]
    [InlineData("guangyuan", "consultation.reply", "2024-02-28T22:00", "2024-02-29T22:00")]
    [InlineData("default", "consultation.instant", "2026-12-31T22:00", "2027-01-01T03:00")]
    public void A_deadline_in_hours_runs_through_holidays_and_into_years_without_calendar(string region, string key, string from, string due) =>
        Assert.Equal(At(due), Start(region, key, from).DueAt);

    [Theory]
    [InlineData("legal-aid.authority-notice", 3, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "LA-1")]
    [InlineData("legal-aid.appointment-on-notice", 3, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "LA-2/P-9")]
    [InlineData("legal-aid.forward-detained", 24, "hours", LimitForce.Hard, Certainty.StatuteRead, "LA-3")]
    [InlineData("legal-aid.forward-duty-lawyer", 24, "hours", LimitForce.Hard, Certainty.StatuteRead, "LA-4")]
    [InlineData("legal-aid.review", 7, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "LA-5/P-4")]
    [InlineData("legal-aid.supplement", 5, "working-days", LimitForce.Soft, Certainty.Configured, "LA-6/P-2")]
    [InlineData("legal-aid.appointment", 3, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "LA-7/P-8")]
    [InlineData("legal-aid.urgent-formalities", 7, "calendar-days", LimitForce.Soft, Certainty.Configured, "LA-9")]
    [InlineData("legal-aid.engagement", 5, "calendar-days", LimitForce.Hard, Certainty.ExcerptRead, "P-11")]
    [InlineData("legal-aid.first-meeting", 5, "working-days", LimitForce.Soft, Certainty.Configured, "P-12")]
    [InlineData("legal-aid.objection-filing", 15, "calendar-days", LimitForce.Hard, Certainty.Remembered, "P-6")]
    [InlineData("legal-aid.objection-review", 5, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "LA-10/P-7")]
    [InlineData("legal-aid.replacement", 5, "calendar-days", LimitForce.Hard, Certainty.Remembered, "P-17")]
    [InlineData("legal-aid.termination-notice", 3, "calendar-days", LimitForce.Hard, Certainty.Remembered, "P-18")]
    [InlineData("legal-aid.progress-report", 30, "calendar-days", LimitForce.Soft, Certainty.Configured, "P-16")]
    [InlineData("legal-aid.closing-file", 30, "calendar-days", LimitForce.Hard, Certainty.Remembered, "LA-11/P-19")]
    [InlineData("legal-aid.file-check", 30, "calendar-days", LimitForce.Hard, Certainty.Remembered, "P-20")]
    [InlineData("legal-aid.subsidy", 30, "working-days", LimitForce.Soft, Certainty.Configured, "LA-12/P-21")]
    [InlineData("mediation.period", 1, "months", LimitForce.Soft, Certainty.ExcerptRead, "M-4")]
    [InlineData("mediation.judicial-confirmation", 30, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "M-14")]
    [InlineData("mediation.court-assigned", 30, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "M-5")]
    [InlineData("mediation.court-assigned-ordinary", 15, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "M-6")]
    [InlineData("mediation.court-assigned-summary", 7, "calendar-days", LimitForce.Hard, Certainty.StatuteRead, "M-6")]
    public void The_policy_states_the_number_and_how_sure_it_is(string key, int length, string unit, LimitForce force, Certainty certainty, string source)
    {
        var rule = Book.Get("guangyuan", key, Day("2026-11-21"));

        Assert.Equal((length, unit, force, certainty, source), (rule.Length, rule.Unit.Word(), rule.Force, rule.Certainty, rule.Basis.Source));
        Assert.Equal("default", rule.Region);
    }

    [Theory]
    [InlineData("legal-aid.review", "supplement,explanation,remote-cooperation")]
    [InlineData("legal-aid.engagement", "aided-person-cause,objective-cause")]
    [InlineData("legal-aid.appointment", "")]
    [InlineData("legal-aid.objection-filing", "")]
    public void Only_what_the_law_names_pauses_a_deadline(string key, string causes) =>
        Assert.Equal(causes, string.Join(',', Book.Get("ezhou", key, Day("2026-11-21")).PausedBy.Select(x => x.Cause)));

    [Fact]
    public void Each_number_that_nobody_has_published_says_so_in_a_note() =>
        Assert.All(Book.Rules.Where(x => x.Certainty is Certainty.Configured or Certainty.Remembered), x => Assert.NotNull(x.Note));

    [Fact]
    public void The_order_of_2023_replaces_the_pause_grounds_of_the_review_and_not_its_length()
    {
        var before = Book.Get("default", "legal-aid.review", Day("2023-08-31"));
        var after = Book.Get("default", "legal-aid.review", Day("2023-09-01"));

        Assert.Equal("default/clocks-legal-aid.json@2022-01-01", before.Version);
        Assert.Equal("default/clocks-legal-aid.json@2023-09-01", after.Version);
        Assert.Equal((7, 1, 3), (after.Length, before.PausedBy.Count, after.PausedBy.Count));
    }

    private static Clock Start(string region, string key, string from) =>
        Clock.Start(Book.Get(region, key, ChinaTime.DayOf(At(from))), At(from), WorkflowsFolder.Calendar);
}
