using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Commands;

/// <summary>Nobody works on a case that is about them, whichever way the task would come to them.</summary>
public sealed class ExcludedPeopleTests
{
    private CaseId _id;
    private Desk _desk = null!;

    private LegalCase Case => _desk.Store.Case(_id);

    [Fact]
    public async Task Whoever_the_intake_names_can_neither_take_nor_be_given_a_step()
    {
        await OpenAsync("shao.wen");
        await DoAsync("ke.xin", "register", "complete", Named("shao.wen"));
        Refused("task.about-you", await SendAsync("shao.wen", new ClaimTask(Live("accept").Id)));
        Refused("task.about-you", await SendAsync("song.tao", new AssignTask(Live("accept").Id, new UserId("shao.wen"))));
        Assert.Null(Live("accept").Assignee);
        Accepted(await SendAsync("song.tao", new AssignTask(Live("accept").Id, new UserId("dai.yong"))));
    }

    [Fact]
    public async Task Who_turns_out_to_be_concerned_loses_the_task_at_once()
    {
        // Two steps at the same time: the one names somebody, who has the other.
        string[] reviewer = ["done"];
        var other = CaseDesk.Task("other", reviewer);
        other["notBy"] = FlowBuilder.List("fact:steps.naming.data.people");
        var desk = await CaseDesk.OpenAsync(new FlowBuilder()
            .With(FlowBuilder.Activity("f", "FlowFork", ("branches", FlowBuilder.List("L", "R"))), CaseDesk.Task("naming", reviewer), other, FlowBuilder.Activity("j", "FlowJoin", ("mode", FlowBuilder.Literal("WaitAll"))))
            .To("f.L>naming", "f.R>other", "naming.done>j", "other.done>j"), "2026-03-02T09:00");
        CaseDesk.Accepted(await desk.DoAsync(new ClaimTask(desk.LiveTask("other").Id)));
        CaseDesk.Accepted(await desk.DoAsync(new CompleteTask(desk.LiveTask("naming").Id, "done", new JsonObject { ["people"] = new JsonArray("someone", "chief") })));

        CaseDesk.Refused("task.about-you", await desk.DoAsync(new CompleteTask(desk.LiveTask("other").Id, "done", [])));
        Assert.Equal(["fact:steps.naming.data.people", "person:someone", "person:chief"], desk.LiveTask("other").NotBySteps);
    }

    [Fact]
    public async Task Whoever_names_themselves_in_the_step_can_not_be_the_one_who_did_it()
    {
        await OpenAsync();
        Accepted(await SendAsync("ke.xin", new ClaimTask(Live("register").Id)));
        var version = Case.Version;
        Refused("task.about-you", await SendAsync("ke.xin", new CompleteTask(Live("register").Id, "complete", Named("ke.xin"))));
        Assert.Equal(version, Case.Version);
        Assert.True(Live("register").IsLive);
    }

    [Theory]
    [InlineData("/420700/420704/", "dai.yong", true)]
    [InlineData("420704", "dai.yong", true)]
    [InlineData("/420700/420704/", "xiong.wei", false)]
    [InlineData("/420700/420703/", "dai.yong", false)]
    [InlineData("/420700/", "xiong.wei", true)]
    public async Task An_office_that_is_complained_about_excludes_its_people_and_those_below_but_not_those_above(string office, string person, bool isExcluded)
    {
        await OpenAsync();
        var clerk = office == "/420700/420703/" ? "ke.xin" : "fei.xue";
        if (office == "/420700/") clerk = "";
        if (clerk.Length == 0)
        {
            // Even the city's own clerk is excluded when the complaint is about the city's centre.
            Refused("task.about-you", await SendAsync("fei.xue", new CompleteTask(Live("register").Id, "complete", About(office)), claim: "register"));
            return;
        }
        await DoAsync(clerk, "register", "complete", About(office));
        var result = await SendAsync(person, new ClaimTask(Live("accept").Id));
        if (isExcluded) Refused("task.about-you", result);
        else Accepted(result);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_refused_with_its_field()
    {
        await OpenAsync();
        var refusal = Refused("form.has-errors", await SendAsync("ke.xin", new CompleteTask(Live("register").Id, "complete", Named("nobody.here")), claim: "register"));
        Assert.Equal(["application.complaint.respondents"], refusal.Fields.Select(x => x.Field));
        refusal = Refused("form.has-errors", await SendAsync("ke.xin", new CompleteTask(Live("register").Id, "complete", About("/999999/"))));
        Assert.Equal(["application.complaint.respondentOffice"], refusal.Fields.Select(x => x.Field));
    }

    [Fact]
    public void Lists_of_tasks_leave_out_by_account_and_by_every_office_up_the_chain() =>
        Assert.Equal(["person:dai.yong", "office:/420700/420704/", "office:/420700/"], CaseAccess.ExclusionsOf(Shipped.Staff.Single(x => x.Id.Value == "dai.yong").AsActor()));

    private async Task OpenAsync(params string[] respondents)
    {
        _desk = await Desk.OpenAsync();
        _desk.Time.MoveTo(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
        _id = CaseId.New(_desk.Time.GetUtcNow());
        Accepted(await SendAsync("ke.xin", new OpenCase("complaint", "420704", new JsonObject
        {
            ["channel"] = "counter",
            ["applicant"] = new JsonObject { ["name"] = "刘玉珍" },
            ["matter"] = new JsonObject { ["claim"] = "拖延办理" },
            ["complaint"] = new JsonObject { ["situation"] = "refused-or-delayed", ["respondents"] = new JsonArray([.. respondents.Select(x => (JsonNode)x)]) },
        })));
    }

    private async Task DoAsync(string who, string step, string outcome, JsonObject form)
    {
        if (Live(step).Assignee is null) Accepted(await SendAsync(who, new ClaimTask(Live(step).Id)));
        Accepted(await SendAsync(who, new CompleteTask(Live(step).Id, outcome, form)));
    }

    private CaseTask Live(string step) => Case.Tasks.Single(x => x.StepId == step && x.IsLive);

    private static JsonObject Named(params string[] people) => new()
    {
        ["application"] = new JsonObject { ["complaint"] = new JsonObject { ["respondentKind"] = "person", ["respondents"] = new JsonArray([.. people.Select(x => (JsonNode)x)]) } },
    };

    private static JsonObject About(string office) => new()
    {
        ["application"] = new JsonObject { ["complaint"] = new JsonObject { ["respondentKind"] = "office", ["respondentOffice"] = office } },
    };

    private CommandEnvelope Envelope(string who, ICaseCommand command) =>
        new(CommandId.New(_desk.Time.GetUtcNow()), Shipped.Staff.Single(x => x.Id.Value == who).AsActor(), _id, command);

    private async Task<CommandResult> SendAsync(string who, ICaseCommand command, string? claim = null)
    {
        if (claim is not null) Accepted(await SendAsync(who, new ClaimTask(Live(claim).Id)));
        return await _desk.Commands.ExecuteAsync(Envelope(who, command));
    }

    private static void Accepted(CommandResult result) => Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Refusal.ToString());

    private static Refusal Refused(string code, CommandResult result)
    {
        var refusal = Assert.IsType<CommandResult.Refused>(result).Refusal;
        Assert.True(code == refusal.Code, refusal.ToString());
        return refusal;
    }
}
