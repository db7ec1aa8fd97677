using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Commands.Clocks;

/// <summary>A limit of thirty days from 2 March 2026, kept until 1 April, whose end is recorded on 20 April.</summary>
public sealed class StoppedLaterTests
{
    private const string Limit = "judicial-confirmation.request";

    [Theory]
    [InlineData("2026-04-01", ClockVerdict.Met, "2026-04-01T00:00:01")]
    [InlineData("2026-04-02", ClockVerdict.Missed, "2026-04-02T00:00:01")]
    [InlineData(null, ClockVerdict.Missed, "2026-04-20T09:00")]
    [InlineData("2026-05-01", ClockVerdict.Missed, "2026-04-20T09:00")]
    [InlineData("2026-01-01", ClockVerdict.Met, "2026-03-02T00:00")]
    public async Task The_day_on_which_it_was_done_judges_it_and_lies_neither_before_the_limit_nor_in_the_future(string? doneOn, ClockVerdict verdict, string stopped)
    {
        var flow = new FlowBuilder()
            .With(CaseDesk.Step("begin", "StartClock", ("clock", Limit), ("from", "fact:application.effectiveOn")), CaseDesk.Task("ask", ["done"]), CaseDesk.Step("stop", "StopClock", ("clock", Limit), ("at", "fact:application.doneOn")), CaseDesk.Task("after", ["done"]))
            .To("begin>ask", "ask.done>stop", "stop>after");
        var application = new JsonObject { ["effectiveOn"] = "2026-03-02" };
        if (doneOn is not null) application["doneOn"] = doneOn;
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-03T09:00", application);
        await desk.PassAsync("2026-04-20T09:00");
        await desk.CompleteAsync("ask", "done");
        Assert.Equal((ClockState.Stopped, Deadlines.DueDatesTests.At(stopped), "after"), (desk.Clock(Limit).State, desk.Clock(Limit).StoppedAt, Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId));
        Assert.Equal(verdict, desk.Clock(Limit).Verdict);
    }
}
