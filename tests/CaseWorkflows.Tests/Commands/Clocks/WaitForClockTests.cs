using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Commands.Clocks;

/// <summary>A clock runs out once; a step that comes to wait for it later goes on.</summary>
public sealed class WaitForClockTests
{
    [Fact]
    public async Task A_step_that_waits_for_a_clock_which_has_run_out_goes_on_at_once()
    {
        var desk = await CaseDesk.OpenAsync(new FlowBuilder()
            .With(CaseDesk.Step("start", "StartClock", ("clock", "legal-aid.review")), CaseDesk.Task("first", ["done"]), CaseDesk.Step("over", "WaitForClock", ("clock", "legal-aid.review")), CaseDesk.Task("after", ["done"]))
            .To("start>first", "first.done>over", "over>after"), "2026-03-02T09:00");
        await desk.PassAsync("2026-03-20T09:00");
        await desk.CompleteAsync("first", "done");
        Assert.Equal("after", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
    }

    [Fact]
    public async Task A_step_that_waits_for_a_running_clock_waits_for_its_end()
    {
        var desk = await CaseDesk.OpenAsync(new FlowBuilder()
            .With(CaseDesk.Step("start", "StartClock", ("clock", "legal-aid.review")), CaseDesk.Step("over", "WaitForClock", ("clock", "legal-aid.review")), CaseDesk.Task("after", ["done"]))
            .To("start>over", "over>after"), "2026-03-02T09:00");
        await desk.PassAsync("2026-03-09T12:00");
        Assert.DoesNotContain(desk.Case.Tasks, x => x.IsLive);
        await desk.PassAsync("2026-03-10T12:00");
        Assert.Equal("after", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
    }

    [Fact]
    public async Task A_flow_that_waits_for_the_same_end_again_and_again_becomes_an_incident()
    {
        var desk = await CaseDesk.OpenAsync(new FlowBuilder()
            .With(CaseDesk.Step("start", "StartClock", ("clock", "legal-aid.review")), CaseDesk.Step("over", "WaitForClock", ("clock", "legal-aid.review")))
            .To("start>over", "over>over"), "2026-03-02T09:00", rules: x => x with { ServicesPerCommand = 10 });
        await desk.PassAsync("2026-03-10T12:00");
        Assert.Equal("over", Assert.Single(desk.Case.Incidents, x => x.ResolvedAt is null).StepId);
    }
}
