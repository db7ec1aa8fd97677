using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Clocks;

public sealed class ClockWorkTests
{
    private const string Review = "legal-aid.review";
    private const string Supplement = "legal-aid.supplement";

    private static FlowBuilder Flow => new FlowBuilder().With(
        CaseDesk.Step("begin", "StartClock", ("clock", Review)),
        CaseDesk.Task("review", ["done", "incomplete"], ("clock", Review), ("clockScope", "case")),
        CaseDesk.Task("supplement", ["supplemented", "not-supplemented"], ("clock", Supplement), ("expireOutcome", "not-supplemented"), ("pausesClock", Review)),
        CaseDesk.Step("stop", "StopClock", ("clock", Review)),
        CaseDesk.Step("close", "CloseCase", ("result", "done")),
        CaseDesk.Step("withdrawn", "CloseCase", ("result", "deemed-withdrawn"))).To(
        "begin>review", "review.done>stop", "stop>close", "review.incomplete>supplement", "supplement.supplemented>review", "supplement.not-supplemented>withdrawn");

    [Fact]
    public async Task Papers_said_to_have_come_before_they_were_asked_for_are_refused_and_leave_everything_as_it_was()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");
        await desk.On("2026-03-04T15:00").CompleteAsync("review", "incomplete");
        Assert.Equal(ClockState.Paused, desk.Clock(Review).State);

        var early = new CompleteTask(desk.LiveTask("supplement").Id, "supplemented", []);
        CaseDesk.Refused("task.before-the-step-before", await desk.On("2026-03-05T09:00").DoAsync(early, occurredAt: "2026-03-03T09:00"));
        Assert.Equal(ClockState.Paused, desk.Clock(Review).State);

        await desk.CompleteAsync("supplement", "supplemented", occurredAt: "2026-03-04T15:00");
        Assert.Equal((ClockState.Running, ClockState.Stopped, ClockVerdict.Met), (desk.Clock(Review).State, desk.Clock(Supplement).State, desk.Clock(Supplement).Verdict));
    }

    [Fact]
    public async Task A_task_that_expires_ends_at_its_due_instant_and_nobody_is_blamed()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");
        await desk.On("2026-03-04T15:00").CompleteAsync("review", "incomplete");
        var due = desk.Clock(Supplement).DueAt;

        // The server was down for three days.
        desk.On(due!.Value.AddDays(3).ToString("yyyy-MM-ddTHH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        CaseDesk.Accepted(await desk.FireAsync(Supplement));

        var task = desk.Case.Tasks.Single(x => x.StepId == "supplement");
        Assert.Equal((TaskState.Completed, "not-supplemented", due, null), (task.State, task.Outcome, task.EndedAt, task.CompletedBy));
        Assert.Equal((CaseStatus.Closed, "deemed-withdrawn"), (desk.Case.Status, desk.Case.Result));
        Assert.Equal(ClockVerdict.Lapsed, desk.Clock(Supplement).Verdict);
        Assert.Equal(ClockVerdict.Met, desk.Clock(Review).Verdict);
        Assert.All(desk.Case.Alerts, x => Assert.Equal(AlertLevel.Warning, x.Level));
        Assert.DoesNotContain(desk.Case.Alerts, x => x.Step == "due:assignee");
        CaseDesk.Refused("clock.stopped", await desk.FireAsync(Supplement));
    }

    [Fact]
    public async Task A_step_that_is_reached_a_second_time_has_a_clock_of_the_next_generation()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");
        await desk.On("2026-03-03T10:00").CompleteAsync("review", "incomplete");
        await desk.On("2026-03-04T10:00").CompleteAsync("supplement", "supplemented");
        await desk.On("2026-03-05T10:00").CompleteAsync("review", "incomplete");

        Assert.Equal([1, 2], desk.Case.Clocks.Where(x => x.Key == Supplement).Select(x => x.Generation));
        Assert.Equal([ClockState.Stopped, ClockState.Running], desk.Case.Clocks.Where(x => x.Key == Supplement).Select(x => x.State));
        Assert.Equal(2, desk.Clock(Review).Pauses.Count);
        CaseDesk.Refused("clock.restarted", await desk.SystemAsync(new FireClock(desk.Clock(Supplement).Id.Value, 1)));
    }

    [Fact]
    public async Task A_late_step_can_not_be_dated_before_the_step_it_rests_on()
    {
        var flow = new FlowBuilder().With(
            CaseDesk.Task("first", ["done"]),
            CaseDesk.Task("second", ["done"], ("clock", Review)),
            CaseDesk.Task("third", ["done"])).To("first.done>second", "second.done>third");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00");
        await desk.On("2026-03-03T10:00").CompleteAsync("first", "done");

        var second = new CompleteTask(desk.LiveTask("second").Id, "done", []);
        CaseDesk.Refused("task.before-the-step-before", await desk.On("2026-03-12T12:00").DoAsync(second, occurredAt: "2026-03-03T09:00"));
        Assert.Equal(ClockState.Running, desk.Clock(Review).State);

        await desk.CompleteAsync("second", "done");
        Assert.Equal((ClockState.Stopped, ClockVerdict.Missed), (desk.Clock(Review).State, desk.Clock(Review).Verdict));
    }

    [Fact]
    public async Task A_task_that_an_event_interrupts_has_no_new_time()
    {
        var flow = new FlowBuilder().With(
            FlowBuilder.Activity("fork", "FlowFork", ("branches", FlowBuilder.List("Work", "News"))),
            CaseDesk.Task("handling", ["done"], ("clock", "legal-aid.first-meeting")),
            FlowBuilder.Event("news", "asked"),
            FlowBuilder.Activity("join", "FlowJoin", ("mode", FlowBuilder.Literal("WaitAny", "FlowJoinMode"))),
            FlowBuilder.Decision("more", "true")).To(
            "fork.Work>handling", "fork.News>news", "handling.done>join", "news>join", "join>more", "more.True>fork");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00");
        var before = desk.Clock("legal-aid.first-meeting");

        CaseDesk.Accepted(await desk.On("2026-03-03T10:00").DoAsync(new RecordEvent("asked")));

        var after = desk.Clock("legal-aid.first-meeting");
        Assert.Equal((before.Id, 1, before.DueAt, ClockState.Running), (after.Id, after.Generation, after.DueAt, after.State));
        Assert.Equal(["ClockStarted"], desk.ClockHistory("legal-aid.first-meeting"));
        // Done and begun anew it has.
        await desk.On("2026-03-04T10:00").CompleteAsync("handling", "done");
        Assert.Equal((2, At("2026-03-04T10:00")), (desk.Clock("legal-aid.first-meeting").Generation, desk.Clock("legal-aid.first-meeting").StartedAt));
        Assert.Equal(ClockState.Stopped, desk.Case.Clocks.Single(x => x.Id == before.Id).State);
    }

    [Fact]
    public async Task A_case_that_is_withdrawn_has_nothing_running_and_reopened_it_has_new_clocks()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");
        await desk.On("2026-03-04T15:00").CompleteAsync("review", "incomplete");

        CaseDesk.Accepted(await desk.On("2026-03-05T10:00").DoAsync(new WithdrawCase("申请人撤回")));

        Assert.All(desk.Case.Clocks, x => Assert.Equal((ClockState.Stopped, ClockVerdict.Met, null), (x.State, x.Verdict, x.NextFireAt)));
        Assert.DoesNotContain(desk.Case.Tasks, x => x.IsLive);
        Assert.Equal(2, desk.ClockHistory().Count(x => x == "ClockStopped"));

        CaseDesk.Accepted(await desk.On("2026-03-09T10:00").DoAsync(new ReopenCase("申请人要求继续")));
        Assert.Equal((2, ClockState.Running, At("2026-03-09T10:00")), (desk.Clock(Review).Generation, desk.Clock(Review).State, desk.Clock(Review).StartedAt));
        await desk.PassAsync("2026-03-30T10:00");
        Assert.Equal(desk.Clock(Review).Steps.Count, desk.Case.Alerts.Count(x => x.Generation == 2));
    }

    [Fact]
    public async Task What_other_branches_wait_for_ends_with_the_case_that_the_flow_closes()
    {
        var flow = new FlowBuilder().With(
            FlowBuilder.Activity("fork", "FlowFork", ("branches", FlowBuilder.List("One", "Two"))),
            CaseDesk.Task("decide", ["done"], ("clock", Review)),
            CaseDesk.Task("report", ["done"], ("clock", "legal-aid.progress-report")),
            CaseDesk.Step("close", "CloseCase", ("result", "done")),
            CaseDesk.Step("late", "StartClock", ("clock", "legal-aid.closing-file"))).To("fork.One>decide", "fork.Two>report", "decide.done>close", "close>late");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00");

        await desk.On("2026-03-03T10:00").CompleteAsync("decide", "done");

        Assert.Equal((CaseStatus.Closed, "done"), (desk.Case.Status, desk.Case.Result));
        Assert.DoesNotContain(desk.Case.Tasks, x => x.IsLive);
        Assert.All(desk.Case.Clocks, x => Assert.Equal(ClockState.Stopped, x.State));
        Assert.Equal(3, desk.Case.Clocks.Count);
    }

    [Fact]
    public async Task A_timer_of_the_flow_goes_on_once_and_is_no_missed_deadline()
    {
        var flow = new FlowBuilder().With(
            FlowBuilder.Activity("rest", "Delay", ("timeSpan", FlowBuilder.Literal("2.00:00:00", "TimeSpan"))),
            CaseDesk.Task("then", ["done"])).To("rest>then");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00");
        var key = Assert.Single(desk.Case.Clocks).Key;

        await desk.PassAsync("2026-03-04T11:00");

        Assert.True(desk.LiveTask("then").IsLive);
        Assert.Equal((ClockState.Stopped, false), (desk.Clock(key).State, desk.Clock(key).Verdict == ClockVerdict.Missed));
        Assert.Empty(desk.Case.Alerts);
        Assert.Equal(["ClockStarted", "ClockStopped"], desk.ClockHistory(key));
    }

    [Theory]
    [InlineData(true, "2026-01-31")]
    [InlineData(false, "2026-02-02")]
    public async Task While_the_applicant_is_detained_a_rule_that_says_so_does_not_move_off_rest_days(bool detained, string due)
    {
        var application = new JsonObject { ["applicant"] = new JsonObject { ["name"] = "王五", ["detained"] = detained } };
        var flow = new FlowBuilder().With(CaseDesk.Task("review", ["done"], ("clock", "test.custody")));

        var desk = await CaseDesk.OpenAsync(flow, "2026-01-26T10:00", application, with2027: true);

        Assert.Equal(Day(due), desk.Clock("test.custody").DueOn);
    }

    [Fact]
    public async Task A_limit_counted_from_a_year_that_cannot_be_is_an_incident_with_its_reason()
    {
        var flow = new FlowBuilder().With(
            CaseDesk.Task("first", ["done"]),
            CaseDesk.Step("start", "StartClock", ("clock", Review), ("from", "3200-06-01"))).To("first.done>start");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00");

        await desk.CompleteAsync("first", "done");

        var incident = Assert.Single(desk.Case.Incidents);
        Assert.Equal("start", incident.StepId);
        Assert.Contains("3200", incident.MessageZh, StringComparison.Ordinal);
        Assert.Equal(CaseStatus.Open, desk.Case.Status);
    }
}
