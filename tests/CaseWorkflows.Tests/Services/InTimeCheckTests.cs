using System.Text.Json.Nodes;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Services;

/// <summary>Thirty days from 2 March 2026 end on 1 April: what was done until then is in time, whenever it is recorded.</summary>
public sealed class InTimeCheckTests
{
    private const string Limit = "judicial-confirmation.request";

    [Theory]
    [InlineData("2026-04-01", "in-time")]
    [InlineData("2026-04-02", "late")]
    [InlineData("2026-04-01T23:59:59", "in-time")]
    [InlineData("2026-04-02T00:00:01", "late")]
    public async Task A_day_counts_by_itself_and_not_by_when_it_is_recorded(string filedOn, string step)
    {
        var desk = await CheckedAsync("2026-04-20T09:00", Check(("on", "fact:application.filedOn")), new() { ["filedOn"] = filedOn });
        Assert.Equal(step, Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Single(desk.Rows(), x => (string?)x["kind"] == (step == "late" ? "FoundLate" : "FoundInTime"));
    }

    [Theory]
    [InlineData("2026-04-01T23:59", "in-time")]
    [InlineData("2026-04-02T00:01", "late")]
    public async Task Without_a_day_the_moment_of_the_step_counts(string now, string step)
    {
        var desk = await CheckedAsync(now, Check(), []);
        Assert.Equal(step, Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
    }

    [Fact]
    public async Task A_day_that_is_not_there_is_not_taken_for_today()
    {
        var desk = await CheckedAsync("2026-03-10T09:00", Check(("on", "fact:application.filedOn")), []);
        Assert.DoesNotContain(desk.Case.Tasks, x => x.IsLive);
        Assert.Equal("check", Assert.Single(desk.Case.Incidents).StepId);
    }

    [Theory]
    [InlineData("2026-05-20", "2026-11-20", "in-time")]
    [InlineData("2026-05-20", "2026-11-21", "late")]
    [InlineData("2026-05-21", "2026-11-23", "in-time")]
    [InlineData("2026-05-21", "2026-11-24", "late")]
    public async Task With_a_day_to_count_from_the_case_needs_no_clock(string knewOn, string objectedOn, string step)
    {
        var check = CaseDesk.Step("check", "CheckInTime", ("clock", "judicial-confirmation.third-party-objection"), ("from", "fact:application.knewOn"), ("on", "fact:application.objectedOn"));
        var desk = await CheckedAsync("2026-12-01T09:00", check, new() { ["knewOn"] = knewOn, ["objectedOn"] = objectedOn });
        Assert.Equal(step, Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Null(desk.Case.Clock("judicial-confirmation.third-party-objection"));
    }

    /// <summary>An objection is filed within fifteen days of the receipt of the decision (Order 148 art. 22); 21 March 2026 is a Saturday.</summary>
    [Theory]
    [InlineData("2026-03-06T15:00", "2026-03-23", "in-time", "2026-03-23")]
    [InlineData("2026-03-06T15:00", "2026-03-24", "late", "2026-03-23")]
    [InlineData("2026-03-07", "2026-03-23", "in-time", "2026-03-23")]
    [InlineData("2026-03-05T23:59", "2026-03-23", "late", "2026-03-20")]
    [InlineData("2026-03-05T16:00:00Z", "2026-03-23", "in-time", "2026-03-23")]
    public async Task A_limit_of_others_is_counted_from_its_day_without_a_clock_of_the_case(string received, string filedOn, string step, string due)
    {
        var check = CaseDesk.Step("check", "CheckInTime", ("clock", "objection.filing"), ("from", "fact:application.receivedAt"), ("on", "fact:application.filedOn"));
        var desk = await CheckedAsync("2026-04-20T09:00", check, new() { ["receivedAt"] = received, ["filedOn"] = filedOn });
        Assert.Equal(step, Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.DoesNotContain(desk.Case.Clocks, x => x.Key == "objection.filing");
        var counted = desk.Case.Dossier.Facts()["timeliness"]!;
        Assert.Equal((due, filedOn, step == "late"), ((string?)counted["due"], (string?)counted["on"], (bool?)counted["late"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    public async Task A_beginning_that_is_not_there_is_an_incident(string? received)
    {
        var check = CaseDesk.Step("check", "CheckInTime", ("clock", "objection.filing"), ("from", "fact:application.receivedAt"));
        var desk = await CheckedAsync("2026-03-10T09:00", check, received is null ? [] : new() { ["receivedAt"] = received });
        Assert.Equal("check", Assert.Single(desk.Case.Incidents).StepId);
    }

    /// <summary>The rule of objections is in force since 1 September 2023.</summary>
    [Fact]
    public async Task A_beginning_before_the_rule_is_counted_by_the_rule_of_the_day_of_the_step()
    {
        var check = CaseDesk.Step("check", "CheckInTime", ("clock", "objection.filing"), ("from", "fact:application.receivedAt"));
        var desk = await CheckedAsync("2026-03-10T09:00", check, new() { ["receivedAt"] = "2019-03-01" });
        Assert.Empty(desk.Case.Incidents);
        Assert.Equal("late", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Equal("2019-03-16", (string?)desk.Case.Dossier.Facts()["timeliness"]!["due"]);
    }

    /// <summary>A period that begins with a receipt nobody knows of has not begun: the definition may say so, by counting from the filing itself.</summary>
    [Theory]
    [InlineData(null, "in-time", "2026-04-20")]
    [InlineData("2026-03-06", "late", "2026-03-06")]
    public async Task A_definition_may_name_what_stands_in_for_a_day_that_is_not_there(string? received, string step, string from)
    {
        var check = CaseDesk.Step("check", "CheckInTime", ("clock", "objection.filing"), ("from", "fact:application.receivedAt ?? fact:application.filedOn"), ("on", "fact:application.nothing ?? fact:application.filedOn"));
        JsonObject application = new() { ["filedOn"] = "2026-04-20" };
        if (received is not null) application["receivedAt"] = received;
        var desk = await CheckedAsync("2026-04-21T09:00", check, application);
        Assert.Equal(step, Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Equal(from, (string?)desk.Case.Dossier.Facts()["timeliness"]!["from"]);
    }

    private static JsonObject Check(params (string, string)[] more) => CaseDesk.Step("check", "CheckInTime", [("clock", Limit), .. more]);

    private static async Task<CaseDesk> CheckedAsync(string now, JsonObject check, JsonObject application)
    {
        application["effectiveOn"] = "2026-03-02";
        var flow = new FlowBuilder()
            .With(CaseDesk.Step("begin", "StartClock", ("clock", Limit), ("from", "fact:application.effectiveOn")), CaseDesk.Task("ask", ["done"]), check, CaseDesk.Task("in-time", ["done"]), CaseDesk.Task("late", ["done"]))
            .To("begin>ask", "ask.done>check", "check.InTime>in-time", "check.Late>late");
        var desk = await CaseDesk.OpenAsync(flow, "2026-03-03T09:00", application);
        await desk.PassAsync(now);
        await desk.CompleteAsync("ask", "done");
        return desk;
    }
}
