using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;
using CaseWorkflows.Tests.Calendars;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Linking;

public sealed class LinkedCaseTests
{
    private const string First = "first";
    private const string Second = "second";

    private static readonly Actor Clerk = new(new("clerk"), "周敏", [Role.IntakeClerk, Role.Supervisor, Role.Reviewer], new("/420700/420704/"));

    private static readonly JsonObject Intake = new()
    {
        ["applicant"] = new JsonObject { ["name"] = "王秀英", ["identity"] = new JsonObject { ["number"] = "420704196005120044" } },
        ["matter"] = new JsonObject { ["opponents"] = new JsonArray("李四") },
    };

    private static JsonObject Opens(string service = Second, string fields = """{ "applicant": "fact:application.applicant", "matter.opponents": "fact:application.matter.opponents", "matter.claim": "由前案转来" }""") =>
        FlowBuilder.Activity("opens", "CaseWorkflows.OpenLinkedCase",
            ("service", FlowBuilder.Literal(service)), ("relation", FlowBuilder.Literal("referral")), ("fields", new JsonObject { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = fields } }));

    private static JsonObject Awaits(string name) => FlowBuilder.Activity("awaits", "Elsa.Event", ("eventName", FlowBuilder.Literal(name)));

    private static FlowBuilder Origin(JsonObject? opens = null, string awaited = "linked-case-closed") =>
        new FlowBuilder().With(CaseDesk.Task("ask", ["done"]), opens ?? Opens(), Awaits(awaited), CaseDesk.Task("after", ["done"])).To("ask.done>opens", "opens>awaits", "awaits>after");

    private static FlowBuilder TellingTarget
    {
        get
        {
            var ends = CaseDesk.Step("ends", "CloseCase", ("result", "handled"));
            ends["tells"] = new JsonObject { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = """{ "person": "fact:application.applicant.name" }""" } };
            return new FlowBuilder().With(CaseDesk.Task("work", ["done"]), ends).To("work.done>ends");
        }
    }

    private static FlowBuilder Target => new FlowBuilder().With(CaseDesk.Task("work", ["done"]), CaseDesk.Step("ends", "CloseCase", ("result", "handled"))).To("work.done>ends");

    [Fact]
    public async Task A_step_opens_another_case_with_what_it_carries_over_in_the_name_of_whoever_acted()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), Target);

        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();

        var (origin, other) = (desk.Case, desk.Other);
        var link = Assert.Single(origin.Links);
        Assert.Equal((LinkState.Linked, other.Id, other.Code, "clerk", true), (link.State, link.OtherCase, link.OtherCode, link.OrderedBy, link.IsNew));
        Assert.Null(link.IntakeJson);
        Assert.Equal((Second, origin.Id, origin.Code, "referral"), (other.ServiceType, other.OriginId!.Value, other.OriginCode, other.OriginRelation));
        Assert.Equal("王秀英", other.Dossier.Application()["applicant"]!["name"]!.ToString());
        Assert.Equal("由前案转来", other.Dossier.Application()["matter"]!["claim"]!.ToString());
        Assert.Equal(["王秀英", "李四"], other.Dossier.Parties.Select(x => x.Name));
        Assert.Equal(["CaseOpened"], desk.Kinds(other.Id).Take(1));
        Assert.Contains("LinkedCaseKnown", desk.Kinds(origin.Id));
        Assert.Equal("clerk", desk.Row(other.Id, "CaseOpened")["facts"]!["by"]!.ToString());
        Assert.Equal(origin.Code, desk.Row(other.Id, "CaseOpened")["facts"]!["origin"]!.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Wherever_the_errand_breaks_off_the_next_one_goes_on_and_there_is_one_case(int transactions)
    {
        var desk = await TwoFlows.OpenAsync(Origin(), Target);
        await desk.CompleteAsync("ask", "done");

        await desk.BrokenErrandsAsync(transactions);
        await desk.ErrandsAsync();
        await desk.ErrandsAsync();

        Assert.Equal(2, desk.Store.Cases.Count);
        Assert.Equal(LinkState.Linked, desk.Case.Links[0].State);
        Assert.Single(desk.Kinds(desk.Case.Id), "LinkedCaseKnown");
        Assert.Single(desk.Kinds(desk.Other.Id), "CaseOpened");
    }

    [Fact]
    public async Task The_end_of_the_linked_case_comes_back_as_an_event_with_its_result()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), Target);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        Assert.DoesNotContain(desk.Case.Tasks, x => x.IsLive);

        await desk.EndOtherAsync();
        await desk.ErrandsAsync(desk.Other.Id);
        await desk.ErrandsAsync(desk.Other.Id);

        Assert.Equal("after", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Equal((LinkState.Ended, "handled", true), (desk.Case.Links[0].State, desk.Case.Links[0].Result, desk.Case.Links[0].IsHeard));
        Assert.Equal("handled", desk.Case.Dossier.Facts()["links"]!["referral"]!["result"]!.ToString());
        Assert.Single(desk.Kinds(desk.Case.Id), "LinkedCaseClosed");
    }

    [Theory]
    [InlineData("linked-case-closed:referral", true)]
    [InlineData("linked-case-closed:complaint", false)]
    public async Task A_flow_may_wait_for_the_end_of_one_relation(string awaited, bool hears)
    {
        var desk = await TwoFlows.OpenAsync(Origin(awaited: awaited), Target);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        await desk.EndOtherAsync();
        await desk.ErrandsAsync(desk.Other.Id);

        Assert.Equal(hears, desk.Case.Tasks.Any(x => x is { IsLive: true, StepId: "after" }));
    }

    [Fact]
    public async Task A_paused_case_and_one_that_waits_later_still_hear_of_the_end()
    {
        var late = new FlowBuilder().With(CaseDesk.Task("ask", ["done"]), Opens(), CaseDesk.Task("between", ["done"]), Awaits("linked-case-closed"), CaseDesk.Task("after", ["done"]))
            .To("ask.done>opens", "opens>between", "between.done>awaits", "awaits>after");
        var desk = await TwoFlows.OpenAsync(late, Target);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        CaseDesk.Accepted(await desk.DoAsync(new PauseCase("等待")));
        await desk.EndOtherAsync();
        await desk.ErrandsAsync(desk.Other.Id);
        Assert.False(desk.Case.Links[0].IsHeard);

        CaseDesk.Accepted(await desk.DoAsync(new ResumeCase()));
        Assert.False(desk.Case.Links[0].IsHeard);
        await desk.CompleteAsync("between", "done");

        Assert.Equal("after", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
    }

    [Fact]
    public async Task What_the_linked_case_tells_with_its_end_is_kept_beside_the_result_and_not_with_the_flow()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), TellingTarget);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        await desk.EndOtherAsync();
        await desk.ErrandsAsync(desk.Other.Id);

        Assert.Equal("王秀英", desk.Case.Dossier.Facts()["links"]!["referral"]!["told"]!["person"]!.ToString());
        Assert.DoesNotContain("王秀英", desk.Case.FlowState!, StringComparison.Ordinal);
        Assert.DoesNotContain("王秀英", desk.Row(desk.Case.Id, "LinkedCaseClosed").ToJsonString(CaseJson.Readable), StringComparison.Ordinal);
    }

    /// <summary>Whichever of the two was tied to the other, also one that has ended itself: what was charged to an aided case stands there.</summary>
    [Fact]
    public async Task A_case_that_another_was_tied_to_hears_what_that_one_tells_once_also_after_its_own_end()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), TellingTarget);
        var other = Assert.IsType<CommandResult.Accepted>(await desk.SendAsync(default, new OpenCase(Second, "420704", (JsonObject)Intake.DeepClone()), Clerk)).CaseId;
        CaseDesk.Accepted(await desk.SendAsync(other, new LinkCase("related", Case: desk.Case.Id), Clerk));
        await desk.ErrandsAsync(other);
        CaseDesk.Accepted(await desk.DoAsync(new CloseCaseByHand("refused", "期满")));
        CaseDesk.Accepted(await desk.SendAsync(other, new CompleteTask(desk.Store.Case(other).Tasks.Single(x => x.IsLive).Id, "done", []), Clerk));
        await desk.ErrandsAsync(other);
        await desk.ErrandsAsync(other);

        Assert.Equal("王秀英", desk.Case.Dossier.Facts()["toldBy"]![desk.Store.Case(other).Code]!["told"]!["person"]!.ToString());
        Assert.Single(desk.Kinds(desk.Case.Id), x => x == "LinkedCaseTold");
        Assert.DoesNotContain("王秀英", desk.Row(desk.Case.Id, "LinkedCaseTold").ToJsonString(CaseJson.Readable), StringComparison.Ordinal);
        CaseDesk.Refused("link.not-allowed", await desk.DoAsync(new NoteTold(Guid.NewGuid(), "related", Second, "X", 1, "handled", desk.Case.OpenedAt, [])));
    }

    /// <summary>Told again after a reopening: the second end counts, and a repetition of either changes nothing.</summary>
    [Fact]
    public async Task A_reopened_linked_case_that_ends_again_is_told_again_once()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), TellingTarget);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        await desk.EndOtherAsync();
        await desk.ErrandsAsync(desk.Other.Id);
        CaseDesk.Accepted(await desk.SendAsync(desk.Other.Id, new ReopenCase("再次"), Clerk));
        await desk.EndOtherAsync();
        await desk.ErrandsAsync(desk.Other.Id);
        await desk.ErrandsAsync(desk.Other.Id);

        Assert.Equal(2, desk.Kinds(desk.Case.Id).Count(x => x == "LinkedCaseClosed"));
        Assert.Equal((2, "after"), (desk.Case.Links[0].EndedCycle, Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId));
    }

    /// <summary>An objection may be upheld after the case objected to has ended: nothing moves by itself, and whoever leads is told once to reopen it.</summary>
    [Theory]
    [InlineData("objection", "objection-corrected", 1)]
    [InlineData("objection", "objection-maintained", 0)]
    [InlineData("referral", "objection-corrected", 0)]
    public async Task An_ended_case_keeps_the_end_and_is_to_be_reopened_where_the_relation_calls_for_action(string relation, string result, int told)
    {
        var target = new FlowBuilder().With(CaseDesk.Task("work", ["done"]), CaseDesk.Step("ends", "CloseCase", ("result", result))).To("work.done>ends");
        var desk = await TwoFlows.OpenAsync(Origin(), target);
        CaseDesk.Accepted(await desk.DoAsync(new LinkCase(relation, Second, (JsonObject)Intake.DeepClone())));
        await desk.ErrandsAsync();
        CaseDesk.Accepted(await desk.DoAsync(new CloseCaseByHand("refused", "期满")));
        await desk.EndOtherAsync();
        await desk.ErrandsAsync(desk.Other.Id);
        await desk.ErrandsAsync(desk.Other.Id);

        Assert.Equal((CaseStatus.Closed, "refused", LinkState.Ended, result, false), (desk.Case.Status, desk.Case.Result, desk.Case.Links[0].State, desk.Case.Links[0].Result, desk.Case.Links[0].IsHeard));
        Assert.Equal(told, desk.Store.Outbox.Count(x => x.DedupKey.StartsWith("linked-result:", StringComparison.Ordinal)));
        CaseDesk.Accepted(await desk.DoAsync(new ReopenCase("责令改正")));
        Assert.False(desk.Case.Links[0].IsHeard);
    }

    [Fact]
    public async Task A_flow_that_waits_for_a_case_whose_link_is_given_up_hears_of_that()
    {
        var desk = await TwoFlows.OpenAsync(Origin(awaited: "linked-case-closed:referral"), Target);
        await desk.CompleteAsync("ask", "done");
        var link = desk.Case.Links[0].Id;
        CaseDesk.Accepted(await desk.SendAsync(desk.Case.Id, new FailLink(link, 1, "机构已撤销", "the office is gone"), Actor.Linker));
        Assert.DoesNotContain(desk.Case.Tasks, x => x.IsLive);

        CaseDesk.Accepted(await desk.DoAsync(new GiveUpLink(link, "改用其他办法")));

        Assert.Equal("after", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Equal((LinkState.GivenUp, true), (desk.Case.Links[0].State, desk.Case.Links[0].IsHeard));
    }

    [Fact]
    public async Task Where_nothing_is_known_what_is_named_behind_it_is_carried_over()
    {
        var fields = """{ "applicant": "fact:application.applicant", "matter.claim": "fact:application.none ?? fact:application.matter.opponents.0 ?? 无", "channel": "fact:application.none ?? counter", "note": "fact:application.none ?? fact:nothing" }""";
        var desk = await TwoFlows.OpenAsync(Origin(Opens(fields: fields)), Target);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        var intake = desk.Other.Dossier.Application();
        Assert.Equal(("李四", "counter", false), ((string?)intake["matter"]!["claim"], (string?)intake["channel"], intake.ContainsKey("note")));
    }

    [Theory]
    [InlineData("fact:case.supervisingOffice", "/420700/")]
    [InlineData("431002", "/431000/431002/")]
    [InlineData("fact:application.unknown", "/420700/420704/")]
    public async Task The_office_of_the_new_case_may_be_named_by_a_fact(string office, string expected)
    {
        var opens = Opens();
        opens["atOffice"] = FlowBuilder.Literal(office);
        var desk = await TwoFlows.OpenAsync(Origin(opens), Target);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        Assert.Equal(expected, desk.Other.Office.Value);
    }

    [Fact]
    public async Task What_the_new_intake_lacks_becomes_an_incident_that_names_the_field_and_a_retry_opens_it()
    {
        var desk = await TwoFlows.OpenAsync(Origin(Opens("legal-aid", """{ "matter.claim": "没有姓名" }""")), Target);
        await desk.PublishAsync("legal-aid", Target);

        await desk.CompleteAsync("ask", "done");

        var incident = Assert.Single(desk.Case.Incidents, x => x.ResolvedAt is null);
        Assert.Equal("opens", incident.StepId);
        Assert.Contains("applicant", incident.MessageZh, StringComparison.Ordinal);
        Assert.Empty(desk.Case.Links);
        Assert.Single(desk.Store.Cases);
    }

    [Fact]
    public async Task Nobody_but_the_system_reports_the_end_or_enters_an_origin()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), Target);
        await desk.CompleteAsync("ask", "done");
        await desk.ErrandsAsync();
        var link = desk.Case.Links[0];

        CaseDesk.Refused("event.by-system", await desk.DoAsync(new RecordEvent("linked-case-closed")));
        CaseDesk.Refused("event.by-system", await desk.DoAsync(new RecordEvent("linked-case-closed:referral")));
        CaseDesk.Refused("link.not-allowed", await desk.DoAsync(new TellLinkedEnd(link.Id, "x", 9, "handled", false, At("2026-03-02T10:00"))));
        CaseDesk.Refused("link.not-allowed", await desk.DoAsync(new SettleLink(link.Id, "x")));
        var origin = new CaseOrigin(desk.Case.Id, desk.Case.Code, "referral", First, link.Id, "clerk", "周敏", 1);
        CaseDesk.Refused("case.origin-not-allowed", await desk.SendAsync(default, new OpenCase(Second, "420704", []) { Origin = origin }, Clerk));
    }

    [Fact]
    public async Task A_person_opens_a_case_out_of_another_or_ties_one_that_is_there()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), Target);
        var there = Assert.IsType<CommandResult.Accepted>(await desk.SendAsync(default, new OpenCase(Second, "420704", (JsonObject)Intake.DeepClone()), Clerk)).CaseId;

        CaseDesk.Refused("link.unknown-relation", await desk.DoAsync(new LinkCase("marriage", Case: there)));
        CaseDesk.Refused("link.what", await desk.DoAsync(new LinkCase("complaint", Second, Case: there)));
        CaseDesk.Refused("link.itself", await desk.DoAsync(new LinkCase("complaint", Case: desk.Case.Id)));
        CaseDesk.Accepted(await desk.DoAsync(new LinkCase("complaint", Case: there)));
        CaseDesk.Refused("link.exists", await desk.DoAsync(new LinkCase("complaint", Case: there)));
        CaseDesk.Accepted(await desk.DoAsync(new LinkCase("related", Second, (JsonObject)Intake.DeepClone())));
        await desk.ErrandsAsync();

        Assert.All(desk.Case.Links, x => Assert.Equal(LinkState.Linked, x.State));
        Assert.Contains("LinkNoted", desk.Kinds(there));
        Assert.NotNull(desk.Store.Case(there).FollowedSince);
        Assert.Equal(3, desk.Store.Cases.Count);
    }

    [Fact]
    public async Task Who_may_not_see_a_case_can_not_tie_it_and_learns_nothing_of_it()
    {
        var desk = await TwoFlows.OpenAsync(Origin(), Target);
        var elsewhere = Assert.IsType<CommandResult.Accepted>(await desk.SendAsync(default, new OpenCase(Second, "431002", []),
            new Actor(new("cz"), "某", [Role.IntakeClerk], new("/431000/431002/")))).CaseId;

        CaseDesk.Refused("case.unknown", await desk.DoAsync(new LinkCase("complaint", Case: elsewhere)));
    }

    [Fact]
    public async Task Flows_that_open_each_other_in_a_circle_come_to_an_end_with_an_incident()
    {
        var circle = new FlowBuilder().With(Opens(First), CaseDesk.Task("stays", ["done"])).To("opens>stays");
        var desk = await TwoFlows.OpenAsync(circle, Target);

        await desk.ErrandsAsync();

        Assert.InRange(desk.Store.Cases.Count, 10, 20);
        Assert.Single(desk.Store.Cases, x => x.Incidents.Any(y => y.ResolvedAt is null));
    }

    private sealed class BreakingStore(Cases.Ports.ICaseStore store, int transactions) : Cases.Ports.ICaseStore
    {
        private int _begun;

        public ValueTask<Cases.Ports.ICaseTransaction> BeginAsync(CancellationToken cancellationToken) =>
            ++_begun > transactions ? throw new TimeoutException("killed") : store.BeginAsync(cancellationToken);
    }

    /// <summary>Two services with a flow each, in memory.</summary>
    private sealed class TwoFlows
    {
        private readonly Cases.Scenarios.InMemory.InMemoryDefinitions _definitions = new();
        private readonly CaseCommands _commands;
        private readonly StandingTime _time = new();
        private CaseId _id;

        private TwoFlows() => _commands = new(Store, new CaseRules(new BuiltInEngine(CaseActivities.All), Library.Value, _definitions, new Cases.Scenarios.InMemory.InMemoryStaff([])), _time);

        private static readonly Lazy<Cases.Library.WorkflowLibrary> Library = new(() => Cases.Library.WorkflowLibrary.Load(Path.GetDirectoryName(WorkflowsFolder.Policies)!));

        public Cases.Scenarios.InMemory.InMemoryCaseStore Store { get; } = new();

        public LegalCase Case => Store.Case(_id);

        public LegalCase Other => Store.Cases.Single(x => x.Id != _id);

        public static async Task<TwoFlows> OpenAsync(FlowBuilder first, FlowBuilder second)
        {
            var desk = new TwoFlows();
            await desk.PublishAsync(First, first);
            await desk.PublishAsync(Second, second);
            desk._id = Assert.IsType<CommandResult.Accepted>(await desk.SendAsync(default, new OpenCase(First, "420704", (JsonObject)Intake.DeepClone()), Clerk)).CaseId;
            return desk;
        }

        public ValueTask PublishAsync(string service, FlowBuilder flow) => _definitions.PublishAsync(service, service, 1, flow.Document().ToJsonString(), _time.GetUtcNow(), default);

        public async Task<CommandResult> SendAsync(CaseId id, ICaseCommand command, Actor actor) => await _commands.ExecuteAsync(new CommandEnvelope(CommandId.New(_time.GetUtcNow()), actor, id, command));

        public Task<CommandResult> DoAsync(ICaseCommand command) => SendAsync(_id, command, Clerk);

        public async Task CompleteAsync(string step, string outcome) => CaseDesk.Accepted(await DoAsync(new CompleteTask(Case.Tasks.Single(x => x.IsLive && x.StepId == step).Id, outcome, [])));

        public async Task EndOtherAsync() => CaseDesk.Accepted(await SendAsync(Other.Id, new CompleteTask(Other.Tasks.Single(x => x.IsLive).Id, "done", []), Clerk));

        public Task ErrandsAsync() => ErrandsAsync(_id);

        public async Task ErrandsAsync(CaseId id) => await new CaseErrands(_commands, Store).RunAsync(id);

        /// <summary>The program is killed when it begins a transaction after so many.</summary>
        public async Task BrokenErrandsAsync(int transactions)
        {
            var breaking = new BreakingStore(Store, transactions);
            var errands = new CaseErrands(new CaseCommands(breaking, new CaseRules(new BuiltInEngine(CaseActivities.All), Library.Value, _definitions, new Cases.Scenarios.InMemory.InMemoryStaff([])), _time), breaking);
            await Assert.ThrowsAsync<TimeoutException>(async () => await errands.RunAsync(_id));
        }

        public IReadOnlyList<string> Kinds(CaseId id) => [.. Store.History(id).Select(x => x.Kind)];

        public JsonNode Row(CaseId id, string kind) => JsonNode.Parse(Store.History(id).First(x => x.Kind == kind).Body)!;

        private sealed class StandingTime : TimeProvider
        {
            public override DateTimeOffset GetUtcNow() => At("2026-03-02T10:00");
        }
    }
}
