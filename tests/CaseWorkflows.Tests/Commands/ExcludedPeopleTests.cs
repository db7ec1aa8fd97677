using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;
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
    [InlineData("/420700/", "dai.yong", false)]
    public async Task An_office_that_is_complained_about_excludes_its_people_and_its_stations_but_no_other_centre(string office, string person, bool isExcluded)
    {
        await OpenAsync();
        await DoAsync(office.Contains("420704", StringComparison.Ordinal) ? "fei.xue" : "ke.xin", "register", "complete", About(office));
        var result = await SendAsync(person, new ClaimTask(Live("accept").Id));
        if (isExcluded) Refused("task.about-you", result);
        else Accepted(result);
    }

    [Fact]
    public async Task A_complaint_about_the_city_centre_is_taken_in_below_and_administrators_are_told_to_pass_it_on()
    {
        await OpenAboutAsync("420704", "ke.xin", "/420700/");
        Refused("task.about-you", await SendAsync("fei.xue", new ClaimTask(Live("register").Id)));
        Refused("case.about-you", await SendAsync("song.tao", new CloseCaseByHand("withdrawn", "x")));
        Assert.Equal(["role:administrator"], Told("judicial bureau").Select(x => x.Recipient));
        await DoAsync("zeng.li", "register", "not-ours", new JsonObject { ["guidance"] = "转送鄂州市司法局。", ["application"] = About("/420700/")["application"]!.DeepClone() });
        Assert.Equal("complaint-not-ours", Case.Result);
        Assert.Single(Told("judicial bureau"));
    }

    [Fact]
    public async Task Where_everybody_of_an_office_is_kept_out_and_none_stands_above_administrators_are_told_at_once()
    {
        await OpenAboutAsync("420700", "fei.xue", "/420700/");
        Assert.Equal(["role:administrator"], Told("Nobody may do").Select(x => x.Recipient));
        Accepted(await SendAsync("fei.xue", new AddEvidence("other", "录音", [])));
        Assert.Single(Told("Nobody may do"));
    }

    [Fact]
    public async Task Where_all_who_could_do_a_step_are_named_the_nearest_who_lead_and_are_not_are_told_by_name()
    {
        string[] handlers = [.. Shipped.Staff.Where(x => x.Roles.Contains("complaint-handler") && x.Office.Value.StartsWith("/420700/", StringComparison.Ordinal)).Select(x => x.Id.Value)];
        await OpenAsync();
        await DoAsync("ke.xin", "register", "complete", Named([.. handlers, "cheng.wei"]));
        Assert.Equal(["luo.jun"], Told("Nobody may do").Select(x => x.Recipient));
        Assert.Contains(_desk.Store.Case(_id).Dossier.Facts()["nobodyLeft"]!.AsObject(), x => x.Key == "accept");
    }

    [Fact]
    public async Task Who_is_complained_about_does_not_read_the_complaint_and_who_handles_it_does()
    {
        await OpenAsync("luo.jun");
        foreach (var (who, may) in new[] { ("luo.jun", false), ("cheng.wei", true), ("ke.xin", true), ("song.tao", true) })
            Assert.Equal((who, may), (who, CaseAccess.MaySee(Shipped.Staff.Single(x => x.Id.Value == who).AsActor(), Case)));
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
        Assert.Equal(["person:dai.yong", "office-only:/420700/420704/", "office:/420700/420704/", "office:/420700/"], CaseAccess.ExclusionsOf(Shipped.Staff.Single(x => x.Id.Value == "dai.yong").AsActor()));

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

    private async Task OpenAboutAsync(string office, string who, string about)
    {
        _desk = await Desk.OpenAsync();
        _desk.Time.MoveTo(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
        _id = CaseId.New(_desk.Time.GetUtcNow());
        Accepted(await SendAsync(who, new OpenCase("complaint", office, new JsonObject
        {
            ["channel"] = "counter",
            ["applicant"] = new JsonObject { ["name"] = "刘玉珍" },
            ["matter"] = new JsonObject { ["claim"] = "拖延办理" },
            ["complaint"] = new JsonObject { ["situation"] = "refused-or-delayed", ["respondentKind"] = "office", ["respondentOffice"] = about },
        })));
    }

    private List<OutboxMessage> Told(string text) => [.. _desk.Store.Outbox.Where(x => x.CaseId == _id && (JsonNode.Parse(x.Payload)!["en"]?.ToString() ?? "").Contains(text, StringComparison.Ordinal))];

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
