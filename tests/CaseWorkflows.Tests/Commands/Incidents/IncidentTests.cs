using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Incidents;

public sealed class IncidentTests
{
    private const string Appointment = "legal-aid.appointment";
    private const string Now = "2026-03-02T10:00";

    private static readonly StaffMember Clerk = Person("clerk", Role.Reviewer);
    private static readonly StaffMember Administrator = Person("admin", Role.Administrator);
    private static readonly StaffMember Stranger = new(new("stranger"), "外人", [Role.Reviewer], new("/431000/"));

    [Theory]
    [InlineData("document.unknown-template")]
    [InlineData("clock.no-rule")]
    [InlineData("task.unknown-person")]
    [InlineData("flow.unknown-service")]
    public async Task What_an_administrator_forgot_does_not_refuse_what_a_person_did(string fault)
    {
        var bad = fault switch
        {
            "document.unknown-template" => CaseDesk.Step("bad", "IssueDocument", ("template", "no-such")),
            "clock.no-rule" => CaseDesk.Step("bad", "StartClock", ("clock", "no.such")),
            "task.unknown-person" => CaseDesk.Task("bad", ["Done"], ("assigneeFact", "helper"), ("clock", Appointment)),
            _ => CaseDesk.Step("bad", "CheckConflicts"),
        };
        var flow = new FlowBuilder().With(CaseDesk.Step("fact", "RecordFact", ("fact", "helper"), ("value", "new.one")), CaseDesk.Task("first", ["done"]), CaseDesk.Task("beside", ["done"]), bad, CaseDesk.Task("after", ["done"]))
            .To("fact>first", "fact>beside", "first.done>bad", fault is "flow.unknown-service" ? "bad.Clear>after" : "bad>after");
        var desk = await CaseDesk.OpenAsync(flow, Now, rules: x => x with { Services = fault == "flow.unknown-service" ? new Dictionary<string, Cases.Services.ICaseService>() : x.Services });

        await desk.CompleteAsync("first", "done");

        var incident = Assert.Single(desk.Case.Incidents);
        Assert.Equal(("bad", "flow", 1, "chief", "CompleteTask"), (incident.StepId, incident.DefinitionId, incident.DefinitionVersion, incident.CausedBy, incident.Cause));
        Assert.Equal(TaskState.Completed, desk.Case.Tasks.Single(x => x.StepId == "first").State);
        Assert.Equal(CaseStatus.Open, desk.Case.Status);
        Assert.Single(desk.Rows(), x => (string?)x["kind"] == "TaskCompleted");
        // Nothing of what the step had half done is kept: not its clock, not its task.
        Assert.Empty(desk.Case.Clocks);
        await desk.CompleteAsync("beside", "done");
        Assert.Contains(desk.Outbox, x => x is { Kind: "incident", Recipient: "role:supervisor" });

        if (fault is "task.unknown-person") desk.Repair(x => x with { Staff = new InMemoryStaff([Person("new.one", Role.Reviewer)]) });
        else desk.Repair();
        CaseDesk.Accepted(await desk.DoAsync(new RetryIncident(incident.Key)));
        switch (fault)
        {
            case "task.unknown-person":
                Assert.Equal("new.one", desk.LiveTask("bad").Assignee?.Value);
                break;
            case "flow.unknown-service":
                Assert.True(desk.LiveTask("after").IsLive);
                break;
            default:
                var again = desk.Case.Incidents.Single(x => x.ResolvedAt is null);
                Assert.Equal((1, incident.Since), (again.Retries, again.Since));
                CaseDesk.Accepted(await desk.DoAsync(new SkipStep(again.Key, "Done", "模板已停用，改用纸质")));
                Assert.True(desk.LiveTask("after").IsLive);
                break;
        }
    }

    [Fact]
    public async Task A_limit_that_begins_with_a_step_counts_from_when_the_step_was_reached_not_from_its_repair()
    {
        var engine = new FaultyEngine(new BuiltInEngine(CaseActivities.All)).Break("start", StepPhase.Begin);
        var desk = await CaseDesk.OpenAsync(new FlowBuilder().With(CaseDesk.Task("first", ["done"]), CaseDesk.Step("start", "StartClock", ("clock", Appointment)), CaseDesk.Task("after", ["done"])).To("first.done>start", "start>after"), Now, engine: engine);
        await desk.CompleteAsync("first", "done");

        engine.Repair();
        CaseDesk.Accepted(await desk.On("2026-03-04T09:00").DoAsync(new RetryIncident(desk.Case.Incidents[0].Key)));

        Assert.Equal(At(Now), desk.Clock(Appointment).StartedAt);
    }

    [Fact]
    public async Task A_clock_that_runs_out_into_a_fault_has_fired_and_everything_else_goes_on()
    {
        var flow = new FlowBuilder().With(CaseDesk.Task("wait", ["filed", "not-filed"], ("clock", "legal-aid.objection-filing"), ("expireOutcome", "not-filed")), CaseDesk.Step("bad", "IssueDocument", ("template", "no-such")))
            .To("wait.not-filed>bad");
        var desk = await CaseDesk.OpenAsync(flow, Now);

        await desk.PassAsync("2026-06-01T10:00");

        var incident = Assert.Single(desk.Case.Incidents);
        Assert.Equal(("bad", "system:clock", "FireClock", null), (incident.StepId, incident.CausedBy, incident.Cause, (IncidentResolution?)incident.Resolution));
        Assert.Equal("not-filed", desk.Case.Tasks[0].Outcome);
        Assert.Equal(CaseStatus.Open, desk.Case.Status);
    }

    [Fact]
    public async Task A_case_ends_although_something_can_not_be_taken_back_and_that_can_be_done_later()
    {
        var engine = new FaultyEngine(new BuiltInEngine(CaseActivities.All)).Break("work", StepPhase.TakeBack);
        var desk = await CaseDesk.OpenAsync(new FlowBuilder().With(CaseDesk.Task("work", ["done"])), Now, engine: engine);

        CaseDesk.Accepted(await desk.DoAsync(new WithdrawCase("不再申请")));

        Assert.Equal(CaseStatus.Withdrawn, desk.Case.Status);
        Assert.DoesNotContain(desk.Case.Tasks, x => x.IsLive);
        var incident = Assert.Single(desk.Case.Incidents, x => x.ResolvedAt is null);
        engine.Repair();
        CaseDesk.Accepted(await desk.DoAsync(new RetryIncident(incident.Key)));
        Assert.Equal(IncidentResolution.Retried, desk.Case.Incidents[0].Resolution);
        Assert.Equal(CaseStatus.Withdrawn, desk.Case.Status);
    }

    [Theory]
    [InlineData("each")]
    [InlineData("nested")]
    [InlineData("joined")]
    public async Task A_fault_inside_a_container_or_after_a_join_holds_up_only_its_own_branch(string kind)
    {
        var bad = CaseDesk.Step("bad", "IssueDocument", ("template", "no-such"));
        var flow = new FlowBuilder().Variable("Item").Variable("Trace", "String").With(FlowBuilder.Trace("start"), CaseDesk.Task("first", ["done"]), CaseDesk.Task("beside", ["done"]), CaseDesk.Task("after", ["done"]));
        flow = kind switch
        {
            "each" => flow.With(FlowBuilder.Activity("box", "ForEach", ("items", FlowBuilder.Script("[1, 2]")), ("body", bad),
                ("currentValue", new JsonObject { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = "v-Item" } }))).To("start>first", "start>beside", "first.done>box", "box>after"),
            "nested" => flow.With(FlowBuilder.Flowchart("box", [bad])).To("start>first", "start>beside", "first.done>box", "box>after"),
            _ => flow.With(CaseDesk.Task("second", ["done"]), FlowBuilder.Activity("join", "FlowJoin", ("mode", FlowBuilder.Literal("WaitAll"))), bad)
                .To("start>first", "start>second", "start>beside", "first.done>join", "second.done>join", "join>bad", "bad>after"),
        };
        var desk = await CaseDesk.OpenAsync(flow, Now);
        if (kind is "joined") await desk.CompleteAsync("second", "done");

        await desk.CompleteAsync("first", "done");

        Assert.Equal("bad", Assert.Single(desk.Case.Incidents).StepId);
        await desk.CompleteAsync("beside", "done");
        for (var rounds = 0; desk.Case.Incidents.FirstOrDefault(x => x.ResolvedAt is null) is { } open; rounds++)
        {
            Assert.True(rounds < 2);
            CaseDesk.Accepted(await desk.DoAsync(new SkipStep(open.Key, "Done", "改用纸质文书")));
        }
        Assert.True(desk.LiveTask("after").IsLive);
    }

    [Fact]
    public async Task An_incident_is_handed_to_somebody_who_is_told_and_may_deal_with_it()
    {
        var flow = new FlowBuilder().With(CaseDesk.Step("bad", "IssueDocument", ("template", "no-such")));
        var desk = await CaseDesk.OpenAsync(flow, Now, rules: x => x with { Staff = new InMemoryStaff([Clerk, Administrator, Stranger]) });
        var key = desk.Case.Incidents[0].Key;

        CaseDesk.Refused("incident.not-yours", await desk.DoAsAsync(Clerk.AsActor(), new RetryIncident(key)));
        CaseDesk.Refused("incident.not-yours", await desk.DoAsAsync(Clerk.AsActor(), new AssignIncident(key, Clerk.Id)));
        CaseDesk.Refused("incident.skip-not-yours", await desk.DoAsAsync(Administrator.AsActor(), new SkipStep(key, "Done", "理由")));
        CaseDesk.Refused("case.of-another-office", await desk.DoAsAsync(Stranger.AsActor(), new RetryIncident(key)));
        CaseDesk.Refused("case.of-another-office", await desk.DoAsAsync(Administrator.AsActor(), new AddEvidence("letter", "不该看到案件")));
        CaseDesk.Refused("task.unknown-person", await desk.DoAsync(new AssignIncident(key, new UserId("nobody"))));
        CaseDesk.Refused("incident.person-sees-it-not", await desk.DoAsync(new AssignIncident(key, Stranger.Id)));
        CaseDesk.Refused("incident.unknown", await desk.DoAsync(new AssignIncident("bad#9!9", Clerk.Id)));

        CaseDesk.Accepted(await desk.DoAsync(new AssignIncident(key, Clerk.Id, "请核对模板")));
        Assert.Equal(Clerk.Id, desk.Case.Incidents[0].Assignee);
        Assert.Single(desk.Outbox, x => x is { Kind: "incident", Recipient: "clerk" });
        Assert.Single(desk.Rows(), x => (string?)x["kind"] == "IncidentAssigned" && (string?)x["facts"]!["assignee"] == "clerk");
        CaseDesk.Refused("incident.theirs-already", await desk.DoAsync(new AssignIncident(key, Clerk.Id)));

        CaseDesk.Accepted(await desk.DoAsAsync(Clerk.AsActor(), new RetryIncident(key)));
        var again = desk.Case.Incidents.Single(x => x.ResolvedAt is null);
        Assert.Equal((Clerk.Id, 1), (again.Assignee, again.Retries));
        CaseDesk.Accepted(await desk.DoAsAsync(Clerk.AsActor(), new AssignIncident(again.Key, Administrator.Id)));
        CaseDesk.Accepted(await desk.DoAsAsync(Administrator.AsActor(), new RetryIncident(again.Key)));
        CaseDesk.Accepted(await desk.DoAsAsync(Administrator.AsActor(), new SkipStep(desk.Case.Incidents[^1].Key, "Done", "主管交办")));
        Assert.Equal(["Retried", "Retried", "Skipped"], desk.Case.Incidents.Select(x => x.Resolution.ToString()));
    }

    [Fact]
    public async Task A_command_sent_again_after_a_fault_is_carried_out_once()
    {
        var desk = await CaseDesk.OpenAsync(new FlowBuilder().With(CaseDesk.Task("first", ["done"]), CaseDesk.Step("bad", "IssueDocument", ("template", "no-such"))).To("first.done>bad"), Now);
        await desk.CompleteAsync("first", "done");
        CaseDesk.Refused("task.ended", await desk.DoAsync(new CompleteTask(desk.Case.Tasks[0].Id, "done", [])));
        Assert.Single(desk.Case.Incidents);
    }

    private static StaffMember Person(string id, string role) => new(new(id), id, [role], new("/420700/420704/"));
}
