using System.Text.Json;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Commands.TestLibrary;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Clocks;

/// <summary>A change of rule or calendar moves no clock by itself: it is proposed, and a person applies or rejects it.</summary>
public sealed class ClockChangeTests
{
    private const string Key = "test.review";
    private const string Ladder = "50%:warning:assignee due:breach:supervisor +1_working-days:escalation:head";
    private const string Pauses = """ "pausedBy": [{ "cause": "supplement", "basis": { "zh": "第17条", "en": "art. 17" } }] """;

    private static FlowBuilder Flow => new FlowBuilder().With(
        CaseDesk.Step("begin", "StartClock", ("clock", Key)),
        CaseDesk.Task("review", ["done", "incomplete"], ("clock", Key), ("clockScope", "case")),
        CaseDesk.Task("supplement", ["supplemented"], ("pausesClock", Key), ("pauseCause", "supplement")),
        CaseDesk.Step("stop", "StopClock", ("clock", Key)),
        CaseDesk.Step("close", "CloseCase", ("result", "done"))).To(
        "begin>review", "review.done>stop", "stop>close", "review.incomplete>supplement", "supplement.supplemented>review");

    [Fact]
    public async Task A_holiday_published_later_is_proposed_and_moves_the_clock_only_when_a_person_applies_it()
    {
        var library = With(Rule(Key, 7, "calendar-days", Ladder, Pauses));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-10-20T10:00", library: library);
        Assert.Empty(Proposed(desk, library));
        Republish(library, 2026, 2, Day("2026-10-27"));

        var change = Assert.Single(Proposed(desk.On("2026-10-21T10:00"), library));
        Assert.Equal((ClockChangeKind.Calendar, At("2026-10-28T00:00"), At("2026-10-29T00:00"), false), (change.Kind, change.OldDueAt, change.NewDueAt, change.IsPaused));
        Assert.Contains("2026-10-27", change.Why.Zh, StringComparison.Ordinal);
        Assert.Equal(Day("2026-10-27"), desk.Clock(Key).DueOn);

        CaseDesk.Accepted(await desk.DoAsync(new ApplyClockChange(desk.Clock(Key).Id.Value, change.Id, "国务院临时通知")));

        Assert.Equal((Day("2026-10-28"), At("2026-10-29T00:00")), (desk.Clock(Key).DueOn, desk.Clock(Key).DueAt));
        Assert.Contains("#2", desk.Clock(Key).CalendarVersion, StringComparison.Ordinal);
        Assert.Equal(desk.Clock(Key).DueAt, desk.LiveTask("review").DueAt);
        var row = desk.Rows().Single(x => (string)x["kind"]! == "ClockChangeApplied");
        Assert.Equal(("2026-10-27T16:00:00.000000Z", "2026-10-28T16:00:00.000000Z", "chief"), ((string)row["facts"]!["dueBefore"]!, (string)row["facts"]!["due"]!, (string)row["actor"]!));
        Assert.Empty(Proposed(desk, library));
        CaseDesk.Refused("clock.change-outdated", await desk.DoAsync(new ApplyClockChange(desk.Clock(Key).Id.Value, change.Id, "再次")));
    }

    [Fact]
    public async Task A_rejected_change_is_not_proposed_again_and_the_clock_goes_on_by_the_calendar_it_stands_on()
    {
        var library = With(Rule(Key, 7, "calendar-days", Ladder, Pauses));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-10-20T10:00", library: library);
        Republish(library, 2026, 2, Day("2026-10-27"), Day("2026-10-29"));
        var change = Assert.Single(Proposed(desk, library));

        CaseDesk.Accepted(await desk.DoAsync(new RejectClockChange(desk.Clock(Key).Id.Value, change.Id, "当事人已被告知原日期")));

        Assert.Empty(Proposed(desk, library));
        // Paused on the 21st and the 22nd: two days more, by the old calendar the 29th is a working day.
        await desk.On("2026-10-21T10:00").CompleteAsync("review", "incomplete");
        await desk.On("2026-10-22T10:00").CompleteAsync("supplement", "supplemented");
        Assert.Equal((Day("2026-10-29"), false), (desk.Clock(Key).DueOn, desk.Clock(Key).CalendarVersion.Contains("#2", StringComparison.Ordinal)));
        Assert.Empty(Proposed(desk, library));
        Assert.Single(desk.Rows(), x => (string)x["kind"]! == "ClockChangeRejected");
        // Another revision is another question.
        Republish(library, 2026, 3, Day("2026-10-29"), Day("2026-10-30"));
        Assert.Equal(At("2026-11-03T00:00"), Assert.Single(Proposed(desk, library)).NewDueAt);
    }

    [Fact]
    public async Task A_paused_clock_resumes_by_the_calendar_it_stood_on_unless_the_change_was_applied()
    {
        var library = With(Rule(Key, 7, "calendar-days", Ladder, Pauses));
        foreach (var applies in new[] { false, true })
        {
            library.Calendars.Use([]);
            var desk = await CaseDesk.OpenAsync(Flow, "2026-10-20T10:00", library: library);
            await desk.On("2026-10-21T10:00").CompleteAsync("review", "incomplete");
            Republish(library, 2026, 2, Day("2026-10-29"));
            var change = Assert.Single(Proposed(desk.On("2026-10-22T10:00"), library));
            Assert.Equal((true, At("2026-10-30T00:00"), At("2026-10-31T00:00")), (change.IsPaused, change.OldDueAt, change.NewDueAt));
            Assert.Equal(change.Id, Assert.Single(Proposed(desk.On("2026-10-22T11:00"), library)).Id);
            if (applies) CaseDesk.Accepted(await desk.DoAsync(new ApplyClockChange(desk.Clock(Key).Id.Value, change.Id, "按新安排")));
            Assert.Equal(ClockState.Paused, desk.Clock(Key).State);

            await desk.CompleteAsync("supplement", "supplemented");

            Assert.Equal(Day(applies ? "2026-10-30" : "2026-10-29"), desk.Clock(Key).DueOn);
        }
    }

    [Fact]
    public async Task A_rule_corrected_in_its_file_is_proposed_and_what_has_fired_is_not_told_again()
    {
        var before = With(Rule(Key, 10, "calendar-days", Ladder, Pauses));
        var after = With(Rule(Key, 4, "calendar-days", "50%:warning:assignee 75%:warning:head due:breach:supervisor", Pauses));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", library: before);
        await desk.PassAsync("2026-03-07T10:00");
        Assert.Equal(["50%:assignee"], desk.Case.Alerts.Select(x => x.Step));
        desk.RestartWith(after);
        Assert.Equal(Day("2026-03-12"), desk.Clock(Key).DueOn);

        var change = Assert.Single(Proposed(desk, after));
        Assert.Equal((ClockChangeKind.Rule, At("2026-03-07T00:00")), (change.Kind, change.NewDueAt));
        Assert.Contains("4", change.Why.En, StringComparison.Ordinal);
        CaseDesk.Accepted(await desk.DoAsync(new ApplyClockChange(desk.Clock(Key).Id.Value, change.Id, "规则有误，已更正")));

        Assert.Equal((4, Day("2026-03-06"), null), (desk.Clock(Key).Length, desk.Clock(Key).DueOn, desk.Clock(Key).BreachedAt));
        // Applied after the new end: the breach follows at once, with the step that is new; the escalation is gone.
        await desk.PassAsync("2026-03-20T10:00");
        Assert.Equal(["50%:assignee", "75%:head", "due:supervisor"], desk.Case.Alerts.Select(x => x.Step));
        Assert.Equal(At("2026-03-07T00:00"), desk.Clock(Key).BreachedAt);
        Assert.Empty(Proposed(desk, after));
    }

    [Fact]
    public async Task A_missed_clock_that_gets_more_time_is_no_longer_missed_and_warns_again()
    {
        var before = With(Rule(Key, 4, "calendar-days", Ladder, Pauses));
        var after = With(Rule(Key, 20, "calendar-days", Ladder, Pauses));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", library: before);
        await desk.PassAsync("2026-03-10T10:00");
        Assert.Equal(3, desk.Case.Alerts.Count);
        desk.RestartWith(after);

        CaseDesk.Accepted(await desk.DoAsync(new ApplyClockChange(desk.Clock(Key).Id.Value, Assert.Single(Proposed(desk, after)).Id, "延长")));

        Assert.Null(desk.Clock(Key).BreachedAt);
        await desk.PassAsync("2026-04-01T10:00");
        Assert.Equal(["+1 working-days:head 1", "+1 working-days:head 2", "50%:assignee 1", "50%:assignee 2", "due:supervisor 1", "due:supervisor 2"],
            desk.Case.Alerts.Select(x => $"{x.Step} {x.Round}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_later_rule_holds_for_new_clocks_and_is_proposed_for_those_that_run()
    {
        var library = With(string.Join(',', Rule(Key, 7, "calendar-days", Ladder, Pauses, to: "2026-03-31"), Rule(Key, 5, "calendar-days", Ladder, from: "2026-04-01")));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-30T10:00", library: library);
        Assert.Empty(Proposed(desk, library));

        var change = Assert.Single(Proposed(desk.On("2026-04-01T10:00"), library));

        Assert.Equal(("default/clocks-test.json@2022-01-01", "default/clocks-test.json@2026-04-01"), (change.From, change.To));
        Assert.Contains("supplement", change.Why.En, StringComparison.Ordinal);
        Assert.Equal((7, Day("2026-04-07")), (desk.Clock(Key).Length, desk.Clock(Key).DueOn));
        CaseDesk.Accepted(await desk.DoAsync(new ApplyClockChange(desk.Clock(Key).Id.Value, change.Id, "从新")));
        Assert.Equal((5, "default/clocks-test.json@2026-04-01"), (desk.Clock(Key).Length, desk.Clock(Key).RuleVersion));
        Assert.Empty(Proposed(desk, library));
    }

    [Fact]
    public async Task A_finished_clock_never_changes()
    {
        var before = With(Rule(Key, 7, "calendar-days", Ladder, Pauses));
        var after = With(Rule(Key, 2, "calendar-days", Ladder, Pauses));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-10-20T10:00", library: before);
        Republish(before, 2026, 2, Day("2026-10-27"));
        var change = Assert.Single(Proposed(desk, before));
        await desk.On("2026-10-26T10:00").CompleteAsync("review", "done");
        var kept = JsonSerializer.Serialize(desk.Clock(Key));
        desk.RestartWith(after);
        Republish(after, 2026, 3, Day("2026-10-26"));

        Assert.Empty(Proposed(desk, after));
        CaseDesk.Refused("clock.stopped", await desk.DoAsync(new ApplyClockChange(desk.Clock(Key).Id.Value, change.Id, "x")));
        CaseDesk.Refused("clock.stopped", await desk.DoAsync(new RejectClockChange(desk.Clock(Key).Id.Value, change.Id, "x")));
        Assert.Equal(kept, JsonSerializer.Serialize(desk.Clock(Key)));
    }

    [Fact]
    public async Task Only_those_who_lead_decide_and_only_with_a_reason_on_what_is_proposed()
    {
        var library = With(Rule(Key, 7, "calendar-days", Ladder, Pauses));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-10-20T10:00", library: library);
        Republish(library, 2026, 2, Day("2026-10-27"));
        var (clock, change) = (desk.Clock(Key).Id.Value, Assert.Single(Proposed(desk, library)).Id);

        CaseDesk.Refused("case.needs-supervisor", await desk.DoAsAsync(new(new("clerk"), "clerk", [Role.Reviewer], new("/420700/420704/")), new ApplyClockChange(clock, change, "x")));
        CaseDesk.Refused("command.reason-missing", await desk.DoAsync(new ApplyClockChange(clock, change, " ")));
        CaseDesk.Refused("clock.unknown", await desk.DoAsync(new ApplyClockChange(Guid.NewGuid(), change, "x")));
        CaseDesk.Refused("clock.change-outdated", await desk.DoAsync(new RejectClockChange(clock, "0123456789abcdef", "x")));
        Assert.Equal(Day("2026-10-27"), desk.Clock(Key).DueOn);
    }

    [Fact]
    public async Task A_year_that_a_clock_waited_for_is_counted_with_the_years_it_stands_on()
    {
        var library = With(Rule(Key, 10, "working-days", Ladder, Pauses));
        var desk = await CaseDesk.OpenAsync(Flow, "2026-12-21T10:00", library: library);
        Assert.Equal(2027, desk.Clock(Key).AwaitsCalendarYear);
        var shipped = library.Calendars.Shipped.Find(2026)!;
        // 2027 comes, and with it a change of 2026 that nobody has applied.
        library.Calendars.Use([
            new(shipped with { Revision = 2, RestDays = [.. shipped.RestDays, new(new("临时放假", "extra"), Day("2026-12-24"), Day("2026-12-24"))] }, DateTimeOffset.UnixEpoch, "admin"),
            new(shipped with { Year = 2027, Revision = 2, RestDays = [new(new("元旦", "New Year"), Day("2027-01-01"), Day("2027-01-03"))], MakeUpWorkingDays = [] }, DateTimeOffset.UnixEpoch, "admin")]);

        CaseDesk.Accepted(await desk.SystemAsync(new RecountClock(desk.Clock(Key).Id.Value, 1)));

        Assert.Equal((null, Day("2027-01-05")), (desk.Clock(Key).AwaitsCalendarYear, desk.Clock(Key).DueOn));
        Assert.Equal(At("2027-01-07T00:00"), Assert.Single(Proposed(desk, library)).NewDueAt);
    }

    [Fact]
    public void A_rule_that_says_the_same_under_a_new_date_moves_nothing()
    {
        var library = With(string.Join(',', Rule(Key, 7, "calendar-days", Ladder, to: "2026-03-31"), Rule(Key, 7, "calendar-days", Ladder, from: "2026-04-01")));
        var clock = Clock.Start(library.Clocks.Get("ezhou", Key, Day("2026-03-30")), At("2026-03-30T10:00"), library.Calendar.Calendar);
        Assert.Empty(new ClockChanges(library.Clocks, library.Calendars).Of(clock, "ezhou", At("2026-04-02T10:00")));
    }

    private static IReadOnlyList<ClockChange> Proposed(CaseDesk desk, WorkflowLibrary library) =>
        new ClockChanges(library.Clocks, library.Calendars).Of(desk.Clock(Key), desk.Case.Region, desk.Now);
}
