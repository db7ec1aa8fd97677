using CaseWorkflows.Cases.Model;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Commands.Clocks;

public sealed class WaitForClockTests
{
    private const string Key = "legal-aid.appointment";

    [Fact]
    public async Task A_wait_for_a_clock_that_has_run_out_goes_on_at_once()
    {
        var flow = new FlowBuilder().With(CaseDesk.Step("begin", "StartClock", ("clock", Key)), CaseDesk.Task("look", ["done"]),
            CaseDesk.Step("wait", "WaitForClock", ("clock", Key)), CaseDesk.Task("after", ["done"])).To("begin>look", "look.done>wait", "wait>after");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00");
        await desk.PassAsync("2026-03-20T10:00");
        Assert.NotNull(desk.Clock(Key).BreachedAt);

        await desk.CompleteAsync("look", "done");

        Assert.Equal(TaskState.Open, desk.LiveTask("after").State);
    }

    [Fact]
    public async Task A_wait_for_a_clock_that_still_runs_goes_on_when_it_has_run_out()
    {
        var flow = new FlowBuilder().With(CaseDesk.Step("begin", "StartClock", ("clock", Key)), CaseDesk.Step("wait", "WaitForClock", ("clock", Key)), CaseDesk.Task("after", ["done"]))
            .To("begin>wait", "wait>after");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00");
        await desk.PassAsync("2026-03-05T10:00");
        Assert.Empty(desk.Case.Tasks);
        await desk.PassAsync("2026-03-06T10:00");
        Assert.Single(desk.Case.Tasks);
    }

    [Fact]
    public async Task A_flow_that_goes_round_through_waits_that_are_over_becomes_an_incident()
    {
        var flow = new FlowBuilder().With(CaseDesk.Step("begin", "StartClock", ("clock", Key)), CaseDesk.Task("look", ["done"]), CaseDesk.Step("wait", "WaitForClock", ("clock", Key)),
            CaseDesk.Step("note", "RecordFact", ("fact", "round"), ("value", "1"))).To("begin>look", "look.done>wait", "wait>note", "note>wait");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-02T10:00", rules: x => x with { ServicesPerCommand = 5 });
        await desk.PassAsync("2026-03-20T10:00");

        await desk.CompleteAsync("look", "done");

        Assert.Equal("wait", Assert.Single(desk.Case.Incidents).StepId);
        Assert.Equal(CaseStatus.Open, desk.Case.Status);
    }
}
