using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Clocks;

/// <summary>Work at the turn of a year whose holidays are not published or not loaded.</summary>
public sealed class MissingYearTests
{
    private const string Review = "legal-aid.review";

    private static FlowBuilder Flow => new FlowBuilder().With(
        CaseDesk.Task("review", ["done", "incomplete"], ("clock", Review)),
        CaseDesk.Task("supplement", ["supplemented", "not-supplemented"], ("clock", "legal-aid.supplement"), ("expireOutcome", "not-supplemented")),
        CaseDesk.Step("close", "CloseCase", ("result", "deemed-withdrawn"))).To("review.incomplete>supplement", "supplement.not-supplemented>close");

    [Fact]
    public async Task An_application_of_late_December_is_taken_in_and_the_supervisor_told_once()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-12-28T10:00");

        var (clock, task) = (desk.Clock(Review), desk.LiveTask("review"));
        Assert.Equal((ClockState.Running, null, 2027), (clock.State, clock.DueAt, clock.AwaitsCalendarYear));
        Assert.Equal((clock.ProvisionalDueAt, true), (task.DueAt, task.DueIsProvisional));
        var alert = Assert.Single(desk.Case.Alerts);
        Assert.Equal(("calendar:2027", AlertLevel.Warning, Role.Supervisor, null, clock.Id.Value), (alert.Step, alert.Level, alert.ToRole, alert.ToUser, alert.ClockId));
        var message = Assert.Single(desk.Outbox);
        Assert.Equal("role:supervisor", message.Recipient);
        Assert.Contains("要按 2027 年节假日安排计算，但该年安排尚未载入：暂按最早可能的 2027-01-04 提醒", message.Payload, StringComparison.Ordinal);
        Assert.Equal(["ClockStarted", "CalendarFoundMissing"], desk.ClockHistory(Review));

        desk.On("2026-12-29T10:00");
        CaseDesk.Accepted(await desk.DoAsync(new PauseCase("核查", "supplement")));
        CaseDesk.Accepted(await desk.On("2026-12-31T10:00").DoAsync(new ResumeCase()));
        Assert.Equal(2027, desk.Clock(Review).AwaitsCalendarYear);
        Assert.Single(desk.Case.Alerts);
    }

    [Fact]
    public async Task Warnings_come_and_nothing_expires_before_the_year_is_loaded()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-12-24T10:00");
        await desk.On("2026-12-25T10:00").CompleteAsync("review", "incomplete");
        Assert.True(desk.Clock("legal-aid.supplement").IsProvisional);

        await desk.PassAsync("2027-03-01T10:00");

        Assert.Contains("-2 working-days:assignee", desk.Case.Alerts.Select(x => x.Step));
        Assert.True(desk.LiveTask("supplement").IsLive);
        Assert.Null(desk.Clock("legal-aid.supplement").BreachedAt);
        Assert.DoesNotContain("ClockBreached", desk.ClockHistory());

        desk.RestartWith2027();
        var waiting = Assert.Single(await desk.Queue.AwaitingCalendarAsync([2026, 2027], 10, default));
        CaseDesk.Accepted(await desk.SystemAsync(new RecountClock(waiting.ClockId, waiting.Generation)));
        await desk.PassAsync("2027-03-01T10:00");

        Assert.Equal("deemed-withdrawn", desk.Case.Result);
        Assert.Equal(ClockVerdict.Lapsed, desk.Clock("legal-aid.supplement").Verdict);
    }

    [Fact]
    public async Task A_recount_gives_clock_and_task_the_real_date_and_is_refused_by_name_when_there_is_nothing_to_do()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-12-25T10:00");
        var clock = desk.Clock(Review);
        var recount = new RecountClock(clock.Id.Value, 1);
        Assert.Equal(Day("2027-01-01"), clock.ProvisionalDueOn);
        Assert.Contains("2027", CaseDesk.Refused("clock.calendar-missing", await desk.SystemAsync(recount)).Message.Zh, StringComparison.Ordinal);
        Assert.Empty(await desk.Queue.AwaitingCalendarAsync([2025, 2026], 10, default));

        desk.RestartWith2027();
        CaseDesk.Refused("clock.not-for-people", await desk.DoAsync(recount));
        CaseDesk.Refused("clock.restarted", await desk.SystemAsync(recount with { Generation = 2 }));
        CaseDesk.Refused("clock.unknown", await desk.SystemAsync(recount with { ClockId = Guid.Empty }));
        CaseDesk.Accepted(await desk.SystemAsync(recount));
        CaseDesk.Refused("clock.awaits-nothing", await desk.SystemAsync(recount));

        Assert.Equal((Day("2027-01-04"), At("2027-01-05T00:00"), null), (desk.Clock(Review).DueOn, desk.Clock(Review).DueAt, desk.Clock(Review).AwaitsCalendarYear));
        Assert.Equal((At("2027-01-05T00:00"), false), (desk.LiveTask("review").DueAt, desk.LiveTask("review").DueIsProvisional));
        Assert.Equal(["ClockStarted", "CalendarFoundMissing", "ClockRecounted"], desk.ClockHistory(Review));
        Assert.Empty(await desk.Queue.AwaitingCalendarAsync([2026, 2027], 10, default));
    }

    [Fact]
    public async Task A_firing_after_the_year_was_loaded_recounts_first_and_keeps_that_even_if_no_step_has_come()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-12-28T10:00");
        desk.RestartWith2027();

        CaseDesk.Accepted(await desk.FireAsync(Review));

        Assert.Equal((Day("2027-01-04"), false), (desk.Clock(Review).DueOn, desk.Clock(Review).IsProvisional));
        Assert.Equal("ClockRecounted", desk.ClockHistory(Review).Last());
        CaseDesk.Refused("clock.not-due", await desk.FireAsync(Review));
        await desk.PassAsync("2027-01-06T10:00");
        Assert.Equal(At("2027-01-05T00:00"), desk.Clock(Review).BreachedAt);
        Assert.Contains("+1 working-days:head", desk.Case.Alerts.Select(x => x.Step));
    }

    [Fact]
    public async Task Work_that_was_done_after_the_provisional_date_gets_its_verdict_by_the_recount()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-12-25T10:00");
        await desk.On("2027-01-04T10:00").CompleteAsync("review", "done");
        Assert.Equal((ClockState.Stopped, ClockVerdict.None, 2027), (desk.Clock(Review).State, desk.Clock(Review).Verdict, desk.Clock(Review).AwaitsCalendarYear));

        desk.RestartWith2027();
        CaseDesk.Accepted(await desk.SystemAsync(new RecountClock(desk.Clock(Review).Id.Value, 1)));

        Assert.Equal(ClockVerdict.Met, desk.Clock(Review).Verdict);
        Assert.Equal("Met", (string?)desk.Rows().Last()["facts"]!["verdict"], ignoreCase: true);
    }
}
