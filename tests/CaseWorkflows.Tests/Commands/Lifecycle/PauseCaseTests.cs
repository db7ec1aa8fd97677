using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Lifecycle;

public sealed class PauseCaseTests
{
    private const string Review = "legal-aid.review";
    private const string Appointment = "legal-aid.appointment";
    private const string Filing = "legal-aid.objection-filing";

    private static FlowBuilder Flow => new FlowBuilder().With(
        CaseDesk.Step("one", "StartClock", ("clock", Review)),
        CaseDesk.Step("two", "StartClock", ("clock", Appointment)),
        CaseDesk.Task("review", ["done", "incomplete"], ("clock", Review), ("clockScope", "case")),
        CaseDesk.Task("supplement", ["supplemented"], ("pausesClock", Review)),
        CaseDesk.Task("wait", ["filed", "not-filed"], ("clock", Filing), ("expireOutcome", "not-filed")),
        CaseDesk.Task("after", ["done"])).To(
        "one>two", "two>review", "review.incomplete>supplement", "supplement.supplemented>review", "review.done>wait", "wait.not-filed>after");

    [Fact]
    public async Task Without_a_cause_no_clock_pauses_and_alerts_go_on()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");

        CaseDesk.Accepted(await desk.On("2026-03-03T10:00").DoAsync(new PauseCase("等待上级答复")));

        Assert.Equal(CaseStatus.Paused, desk.Case.Status);
        Assert.All(desk.Case.Clocks, x => Assert.Equal(ClockState.Running, x.State));
        CaseDesk.Refused("case.is-paused", await desk.DoAsync(new CompleteTask(desk.LiveTask("review").Id, "done", [])));
        CaseDesk.Refused("case.is-paused", await desk.DoAsync(new ClaimTask(desk.LiveTask("review").Id)));
        Assert.Null(desk.LiveTask("review").Assignee);
        await desk.PassAsync("2026-03-11T10:00");
        Assert.NotNull(desk.Clock(Review).BreachedAt);
        Assert.Contains(desk.Case.Alerts, x => x.Level == AlertLevel.Breach);
        CaseDesk.Accepted(await desk.DoAsync(new ResumeCase()));
        Assert.Equal(At("2026-03-10T00:00"), desk.Clock(Review).BreachedAt);
    }

    [Fact]
    public async Task With_a_cause_only_the_clocks_pause_whose_rule_knows_it_and_the_resumption_ends_exactly_that()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");

        CaseDesk.Accepted(await desk.On("2026-03-03T10:00").DoAsync(new PauseCase("异地核查", "explanation")));

        Assert.Equal((ClockState.Paused, ClockState.Running), (desk.Clock(Review).State, desk.Clock(Appointment).State));
        Assert.Equal("explanation", desk.Case.Dossier.Facts()["pauseCause"]!.ToString());
        CaseDesk.Accepted(await desk.On("2026-03-05T10:00").DoAsync(new ResumeCase()));
        Assert.Equal((ClockState.Running, Day("2026-03-12")), (desk.Clock(Review).State, desk.Clock(Review).DueOn));
        Assert.Null(desk.Case.Dossier.Facts()["pauseCause"]);
    }

    [Theory]
    [InlineData("supplement")]
    [InlineData("explanation")]
    public async Task A_clock_that_a_step_holds_stays_paused_when_the_case_is_resumed(string cause)
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");
        await desk.On("2026-03-03T10:00").CompleteAsync("review", "incomplete");
        CaseDesk.Accepted(await desk.On("2026-03-04T10:00").DoAsync(new PauseCase("核查", cause)));

        CaseDesk.Accepted(await desk.On("2026-03-05T10:00").DoAsync(new ResumeCase()));

        Assert.Equal((ClockState.Paused, "supplement"), (desk.Clock(Review).State, Assert.Single(desk.Clock(Review).Pauses, x => x.To is null).Cause));
        await desk.On("2026-03-06T10:00").CompleteAsync("supplement", "supplemented");
        Assert.Equal((ClockState.Running, Day("2026-03-13")), (desk.Clock(Review).State, desk.Clock(Review).DueOn));
    }

    [Fact]
    public async Task An_unknown_cause_is_refused_with_the_known_ones()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");

        var refusal = CaseDesk.Refused("case.unknown-pause-cause", await desk.On("2026-03-03T10:00").DoAsync(new PauseCase("等", "holiday")));

        Assert.Contains("aided-person-cause, explanation, extension", refusal.Message.Zh, StringComparison.Ordinal);
        Assert.Contains("parties-agree", refusal.Message.En, StringComparison.Ordinal);
        Assert.Equal(CaseStatus.Open, desk.Case.Status);
        // Known to some rule, but to none that runs here: the case pauses and time goes on.
        CaseDesk.Accepted(await desk.DoAsync(new PauseCase("双方同意延期", " parties-agree ")));
        Assert.All(desk.Case.Clocks, x => Assert.Equal(ClockState.Running, x.State));
    }

    [Fact]
    public async Task A_period_that_runs_out_while_the_case_is_paused_takes_effect_when_it_is_resumed()
    {
        var desk = await CaseDesk.OpenAsync(Flow, "2026-03-02T10:00");
        await desk.On("2026-03-03T10:00").CompleteAsync("review", "done");
        var due = desk.Clock(Filing).DueAt;
        CaseDesk.Accepted(await desk.On("2026-03-04T10:00").DoAsync(new PauseCase("等待上级答复")));
        await desk.PassAsync("2026-04-20T10:00");
        Assert.True(desk.LiveTask("wait").IsLive);

        CaseDesk.Accepted(await desk.DoAsync(new ResumeCase()));

        Assert.Equal(("not-filed", due), (desk.Case.Tasks.Single(x => x.StepId == "wait").Outcome, desk.Case.Tasks.Single(x => x.StepId == "wait").EndedAt));
        Assert.True(desk.LiveTask("after").IsLive);
        Assert.Equal(ClockVerdict.Lapsed, desk.Clock(Filing).Verdict);
    }
}
