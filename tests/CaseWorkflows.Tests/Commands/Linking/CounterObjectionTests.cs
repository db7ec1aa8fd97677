using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Commands.Linking;

/// <summary>An objection entered at the counter names the decided case by its code: that case links it, if it is about it, and goes on with its result.</summary>
public sealed class CounterObjectionTests
{
    private static readonly Actor Clerk = new(new("duan.hong"), "段虹", ["objection-clerk"], new("/420700/"));

    [Fact]
    public async Task The_decided_case_stops_its_period_waits_and_goes_on_with_the_result()
    {
        var (desk, decided) = await DecidedAsync();
        var objection = await EnterAsync(desk, $" {decided.Code.ToLowerInvariant()} ", rows: 1);
        var link = Assert.Single(Known(desk, decided).Links);
        Assert.Equal((LinkState.Linked, objection.Id, objection.Code, "objection", false, "duan.hong"), (link.State, link.OtherCase, link.OtherCode, link.Relation, link.IsNew, link.OrderedBy));
        Assert.Equal(("objection", ClockState.Stopped, ClockState.Running), (Known(desk, decided).Stage, Known(desk, decided).Clock("legal-aid.objection-filing")!.State, Known(desk, decided).Clock("legal-aid.objection-outcome")!.State));
        Assert.NotNull(Known(desk, objection).FollowedSince);
        await PlayOnAsync(desk, objection, maintained: false);
        Assert.Equal(("appointment", CaseStatus.Open, "objection-corrected"), (Known(desk, decided).Stage, Known(desk, decided).Status, Assert.Single(Known(desk, decided).Links).Result));
    }

    [Fact]
    public async Task A_terminated_defence_waits_for_the_objection_at_the_counter_and_stays_ended_when_it_is_maintained()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.StoriesOf("criminal-defence").Single(x => x.Id == "29-objection-rejected");
        var until = story.Rows.ToList().FindIndex(x => x.Name == "objection-filed");
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until)], Expect = null })).Failures);
        var decided = Assert.Single(desk.Store.Cases);
        var objection = await EnterAsync(desk, decided.Code, rows: 1, change: x => (x["applicant"], x["decision"]!["against"]) = (new JsonObject { ["name"] = "吴某" }, "termination"), received: "2026-03-11T09:30");
        Assert.Equal("objection", Known(desk, decided).Stage);
        await PlayOnAsync(desk, objection, maintained: true);
        Assert.Equal(("closing", "closing-report"), (Known(desk, decided).Stage, Assert.Single(Known(desk, decided).Tasks, x => x.IsLive).StepId));
    }

    /// <summary>Nothing is reviewed after a withdrawal: the period goes on from the receipt of the decision, and the case ends when it is over.</summary>
    [Fact]
    public async Task After_a_withdrawal_the_period_goes_on_and_the_same_link_is_not_heard_again()
    {
        var (desk, decided) = await DecidedAsync();
        var objection = await EnterAsync(desk, decided.Code, rows: 1);
        Accepted(await SendAsync(desk, objection.Id, new WithdrawCase("撤回"), new(new("gao.ying"), "高颖", [Role.ObjectionReviewer], new("/420700/"))));
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(objection.Id);
        Assert.Equal((ClockState.Running, "withdrawn"), (Known(desk, decided).Clock("legal-aid.objection-filing")!.State, Assert.Single(Known(desk, decided).Links).Result));
        Assert.Contains("objection-tied", Known(desk, decided).WaitsJson, StringComparison.Ordinal);
        var second = await EnterAsync(desk, decided.Code, rows: 1, starts: "2026-03-16T09:00");
        Assert.Equal(2, Known(desk, decided).Links.Count);
        Assert.Equal("objection", Known(desk, decided).Stage);
        await PlayOnAsync(desk, second, maintained: true);
        Assert.Equal((CaseStatus.Closed, "refused-objection-rejected"), (Known(desk, decided).Status, Known(desk, decided).Result));
    }

    [Fact]
    public async Task A_case_whose_objection_is_running_keeps_it_and_those_who_lead_are_told()
    {
        var (desk, decided) = await DecidedAsync();
        Accepted(await SendAsync(desk, decided.Id, new RecordEvent("objection-filed", new JsonObject { ["reason"] = "不服" }), new(new("zhou.min"), "周敏", ["intake-clerk"], new("/420700/420704/"))));
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(decided.Id);
        var opened = Assert.Single(Known(desk, decided).Links);
        var second = await EnterAsync(desk, decided.Code, rows: 1);
        Assert.Equal([opened.Id], Known(desk, decided).Links.Select(x => x.Id));
        Assert.Null(Known(desk, second).FollowedSince);
        Assert.Contains(desk.Store.Outbox, x => x.CaseId == second.Id && x is { Kind: "notice", Recipient: "role:supervisor" } && x.Payload.Contains(decided.Code, StringComparison.Ordinal));
        await PlayOnAsync(desk, second, maintained: false);
        Assert.Equal(("objection", CaseStatus.Open), (Known(desk, decided).Stage, Known(desk, decided).Status));
    }

    /// <summary>Of two at the counter the first is waited for, also when the second ends before it.</summary>
    [Fact]
    public async Task The_second_objection_at_the_counter_is_not_linked_while_the_first_is_running()
    {
        var (desk, decided) = await DecidedAsync();
        var first = await EnterAsync(desk, decided.Code, rows: 1);
        var second = await EnterAsync(desk, decided.Code, rows: 1, starts: "2026-03-13T11:00");
        await PlayOnAsync(desk, second, maintained: false);
        Assert.Equal([first.Id], Known(desk, decided).Links.Select(x => x.OtherCase));
        Assert.Equal("objection", Known(desk, decided).Stage);
        await PlayOnAsync(desk, first, maintained: true);
        Assert.Equal("refused-objection-rejected", Known(desk, decided).Result);
    }

    [Fact]
    public async Task Somebody_else_s_case_is_not_linked()
    {
        var (desk, decided) = await DecidedAsync();
        var other = await EnterAsync(desk, decided.Code, rows: 1, change: x => x["applicant"] = new JsonObject { ["name"] = "孙建国", ["identity"] = new JsonObject { ["kind"] = "resident-identity-card", ["number"] = "420704197308090035" } });
        AssertNotLinked(desk, decided, other);
    }

    /// <summary>Nor does a code lead whoever types it into a case that they may not see.</summary>
    [Fact]
    public async Task A_case_of_another_city_is_not_linked_by_a_clerk_who_may_not_see_it()
    {
        var (desk, decided) = await DecidedAsync();
        var story = Entered(x => x["decision"] = new JsonObject { ["against"] = "refusal", ["case"] = decided.Code });
        story = story with { Open = story.Open with { Office = "431000", Who = "cz.objection-clerk" }, Rows = [story.Rows[0] with { Who = "cz.objection-clerk", Expect = null }] };
        Assert.Empty((await desk.Player.PlayAsync(story)).Failures.Select(x => x.Text.En));
        AssertNotLinked(desk, decided, desk.Store.Cases.Single(x => x.ServiceType == "objection"));
    }

    [Fact]
    public async Task A_case_that_is_not_decided_yet_is_not_linked_and_who_decided_has_to_be_said()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id == "04-objection-rejected");
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [story.Rows[0]], Expect = null })).Failures);
        var undecided = Assert.Single(desk.Store.Cases);
        var objection = await EnterAsync(desk, undecided.Code, rows: 1);
        Assert.Empty(Known(desk, undecided).Links);
        Assert.Equal("name-deciders", Assert.Single(Known(desk, objection).Tasks, x => x.IsLive).StepId);
    }

    [Fact]
    public async Task A_case_of_another_service_is_not_linked()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.StoriesOf("mediation").Single(x => x.Id == "01-written-to-archive");
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [], Expect = null })).Failures);
        var mediation = Assert.Single(desk.Store.Cases);
        await EnterAsync(desk, mediation.Code, rows: 1);
        Assert.Empty(Known(desk, mediation).Links);
    }

    /// <summary>An objection that came out of a case is about that case, whatever code somebody writes into it.</summary>
    [Fact]
    public async Task An_objection_that_came_out_of_a_case_is_linked_with_no_other()
    {
        var (desk, decided) = await DecidedAsync();
        Accepted(await SendAsync(desk, decided.Id, new RecordEvent("objection-filed", new JsonObject { ["reason"] = "不服" }), new(new("zhou.min"), "周敏", ["intake-clerk"], new("/420700/420704/"))));
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(decided.Id);
        var objection = desk.Store.Cases.Single(x => x.ServiceType == "objection");
        var form = (JsonObject)Entered(_ => { }).Rows[0].Form!.DeepClone();
        form["application"]!["decision"]!["case"] = "EZ0-000-000";
        desk.Time.MoveTo(StoryTime.Instant("2026-03-13T10:00")!.Value);
        Accepted(await SendAsync(desk, objection.Id, new CompleteTask(Assert.Single(objection.Tasks, x => x.IsLive).Id, "accepted", form), Clerk));
        Assert.Equal(decided.Code, (string?)Known(desk, objection).Dossier.Facts()["decided"]!["code"]);
        Assert.Single(Known(desk, decided).Links);
    }

    [Fact]
    public async Task Nobody_but_the_system_ties_a_case_or_says_that_one_was_tied()
    {
        var (desk, decided) = await DecidedAsync();
        var head = new Actor(new("song.tao"), "宋涛", [Role.Supervisor, Role.Head], new("/420700/"));
        Assert.Equal("link.not-allowed", Refused(await SendAsync(desk, decided.Id, new TieCase(Guid.NewGuid(), "objection", decided.Id, "song.tao", "宋涛", desk.Time.GetUtcNow()), head)));
        Assert.Equal("event.by-system", Refused(await SendAsync(desk, decided.Id, new RecordEvent("linked-case-tied:objection", null), head)));
    }

    /// <summary>A link that a person sets shows that two cases belong together; it is not looked at, so it stops no period.</summary>
    [Fact]
    public async Task A_link_by_hand_neither_stops_the_period_nor_answers()
    {
        var (desk, decided) = await DecidedAsync();
        var stranger = await EnterAsync(desk, "", rows: 0, change: x => x["applicant"] = new JsonObject { ["name"] = "别人" });
        Accepted(await SendAsync(desk, decided.Id, new LinkCase("objection", Case: stranger.Id), new(new("gao.ying"), "高颖", [Role.ObjectionReviewer], new("/420700/"))));
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(decided.Id);
        Assert.Equal((LinkState.Linked, ClockState.Running), (Assert.Single(Known(desk, decided).Links).State, Known(desk, decided).Clock("legal-aid.objection-filing")!.State));
    }

    private static void AssertNotLinked(Desk desk, LegalCase decided, LegalCase objection)
    {
        Assert.Empty(Known(desk, decided).Links);
        Assert.Equal(ClockState.Running, Known(desk, decided).Clock("legal-aid.objection-filing")!.State);
        Assert.Null(Known(desk, objection).FollowedSince);
        Assert.Contains(desk.Store.Outbox, x => x.CaseId == objection.Id && x is { Kind: "notice", Recipient: "role:supervisor" });
    }

    private static LegalCase Known(Desk desk, LegalCase @case) => desk.Store.Case(@case.Id);

    /// <summary>An aid case whose refusal was served on 6 March 2026.</summary>
    private static async Task<(Desk Desk, LegalCase Decided)> DecidedAsync()
    {
        var desk = await Desk.OpenAsync();
        var story = Shipped.Stories.Single(x => x.Id == "04-objection-rejected");
        var until = story.Rows.ToList().FindIndex(x => x.Name == "objection-filed");
        Assert.Empty((await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(until)], Expect = null })).Failures);
        return (desk, desk.Store.Cases.Single());
    }

    private static Scenario Entered(Action<JsonObject> change)
    {
        var story = Shipped.StoriesOf("objection").Single(x => x.Id == "01-maintained");
        var application = (JsonObject)story.Open.Application.DeepClone();
        change(application);
        // The story is shared by all tests: who changes the form changes a copy.
        return story with { Open = story.Open with { Application = application }, Rows = [.. story.Rows.Select(x => x with { Form = (JsonObject?)x.Form?.DeepClone() })], Expect = null };
    }

    private static async Task<LegalCase> EnterAsync(Desk desk, string code, int rows, Action<JsonObject>? change = null, string? starts = null, string? received = null)
    {
        var before = desk.Store.Cases.Select(x => x.Id).ToHashSet();
        var story = Entered(x =>
        {
            x["decision"] = new JsonObject { ["against"] = "refusal", ["case"] = code };
            change?.Invoke(x);
        });
        if (starts is not null) story = story with { Starts = starts };
        if (received is not null) story.Rows[0].Form!["application"]!["decision"]!["receivedAt"] = received;
        var played = await desk.Player.PlayAsync(story with { Rows = [.. story.Rows.Take(rows).Select(x => x with { Expect = null, At = starts is null ? x.At : "+1h" })] });
        Assert.Empty(played.Failures.Select(x => x.Text.En));
        return desk.Store.Cases.Single(x => !before.Contains(x.Id));
    }

    /// <summary>The bureau reviews the registered objection and serves its decision.</summary>
    private static async Task PlayOnAsync(Desk desk, LegalCase objection, bool maintained)
    {
        var rows = Shipped.StoriesOf("objection").Single(x => x.Id == (maintained ? "01-maintained" : "02-correction-ordered")).Rows.Where(x => x.Step is "review" or "serve" && x.Refused is null).ToList();
        desk.Time.MoveTo(StoryTime.Instant("2026-03-17T10:00")!.Value);
        foreach (var (step, actor) in new[] { ("review", new Actor(new("gao.ying"), "高颖", [Role.ObjectionReviewer], new("/420700/"))), ("serve", Clerk) })
        {
            var row = rows.Single(x => x.Step == step);
            var form = (JsonObject)row.Form!.DeepClone();
            if (step == "serve") (form["servedAt"], form["centreToldAt"]) = ("2026-03-17T10:00", "2026-03-17T10:00");
            Accepted(await SendAsync(desk, objection.Id, new CompleteTask(Assert.Single(Known(desk, objection).Tasks, x => x.IsLive).Id, row.Outcome!, form), actor));
        }
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(objection.Id);
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(objection.Id);
    }

    private static async Task<CommandResult> SendAsync(Desk desk, CaseId id, ICaseCommand command, Actor actor)
    {
        var result = await desk.Commands.ExecuteAsync(new CommandEnvelope(CommandId.New(desk.Time.GetUtcNow()), actor, id, command));
        await new CaseErrands(desk.Commands, desk.Store).RunAsync(id);
        return result;
    }

    private static void Accepted(CommandResult result) => Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Refusal.Message.En);

    private static string Refused(CommandResult result) => Assert.IsType<CommandResult.Refused>(result).Refusal.Code;
}
