using System.Text.Json.Nodes;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Services;

/// <summary>Those proposed are asked one after the other; who can't take the case any more is passed over.</summary>
public sealed class NextOfferTests
{
    private static readonly OfficePath Here = new("/420700/420704/");

    private static FlowBuilder Flow => new FlowBuilder()
        .With(CaseDesk.Step("propose", "ProposeMediator"), CaseDesk.Task("wait", ["go"]), CaseDesk.Step("first", "OfferNext", ("kind", "mediator")),
            CaseDesk.Task("offer", ["accepted", "declined"], ("role", Role.Mediator), ("assigneeFact", "mediator")), CaseDesk.Step("next", "OfferNext", ("kind", "mediator"), ("ended", "declined")),
            CaseDesk.Task("nobody", ["done"]), CaseDesk.Task("nobody-at-all", ["done"]), CaseDesk.Task("taken", ["done"]), CaseDesk.Task("none-fits", ["done"]))
        .To("propose.Proposed>wait", "propose.NobodyFits>none-fits", "wait.go>first", "first.Offered>offer", "first.NobodyLeft>nobody-at-all", "offer.accepted>taken", "offer.declined>next", "next.Offered>offer", "next.NobodyLeft>nobody");

    [Fact]
    public async Task Who_declines_is_followed_by_the_next_and_after_the_last_nobody_is_left()
    {
        var desk = await OpenAsync(Mediator("a", "neighbour"), Mediator("b"), Mediator("c"));
        Assert.Equal(["a", "b", "c"], Proposed(desk));
        await desk.CompleteAsync("wait", "go");
        foreach (var id in new[] { "a", "b", "c" })
        {
            Assert.Equal(id, desk.LiveTask("offer").Assignee!.Value.Value);
            CaseDesk.Accepted(await desk.DoAsAsync(Mediator(id).AsActor(), new Cases.Commands.CompleteTask(desk.LiveTask("offer").Id, "declined", [])));
        }
        Assert.Equal("nobody", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Null(desk.Case.Dossier.Facts()["mediator"]);
        Assert.Equal(["a", "b", "c"], desk.Case.Dossier.Facts()["endedOffers"]!.AsArray().Select(x => (string?)x!["person"]));
        // Whoever declined has no task of the case any more, so that a lawyer sees it no longer; what they did stands where it was.
        Assert.DoesNotContain(desk.Case.Tasks, x => x.Assignee is not null);
        Assert.Equal(["a", "b", "c"], desk.Case.Tasks.Where(x => x.StepId == "offer").Select(x => x.CompletedBy!.Value.Value));
        Assert.Equal([1, 2, 3], desk.Rows().Where(x => (string?)x["kind"] == "CaseOffered").Select(x => (int)x["facts"]!["number"]!));
    }

    [Fact]
    public async Task Who_left_after_the_proposal_or_has_gone_away_is_passed_over()
    {
        List<StaffMember> staff = [Mediator("left", "neighbour"), Mediator("away"), Mediator("full"), Mediator("fits")];
        var desk = await OpenAsync([.. staff]);
        Assert.Equal("left", Proposed(desk)[0]);
        staff[0] = staff[0] with { IsDisabled = true };
        staff[1] = staff[1] with { Competence = staff[1].Competence! with { Rota = [new(new(2026, 3, 1), new(2026, 3, 31), true, null)] } };
        staff[2] = staff[2] with { Competence = staff[2].Competence! with { Integrity = [new(new(2026, 3, 1), IntegrityKind.Sanction, "停职", null)] } };
        desk.Repair(x => x with { Staff = new Cases.Scenarios.InMemory.InMemoryStaff(staff) });
        await desk.CompleteAsync("wait", "go");
        Assert.Equal("fits", desk.LiveTask("offer").Assignee!.Value.Value);
        CaseDesk.Accepted(await desk.DoAsAsync(Mediator("fits").AsActor(), new Cases.Commands.CompleteTask(desk.LiveTask("offer").Id, "accepted", [])));
        Assert.Equal("taken", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Equal("fits", (string?)desk.Case.Dossier.Facts()["mediator"]);
    }

    [Fact]
    public async Task Where_everybody_is_barred_nobody_fits()
    {
        var desk = await OpenAsync(Mediator("barred") with { Competence = new(5, 0, false, []) { Integrity = [new(new(2026, 1, 1), IntegrityKind.Sanction, "停职", null)] } });
        Assert.Equal("none-fits", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
    }

    [Fact]
    public async Task A_mediator_with_the_name_of_a_party_is_not_proposed_and_the_reason_is_told()
    {
        var desk = await OpenAsync(Mediator("same") with { Name = "张三" });
        // Only a person can tell whether it is the same one, so the step goes to who decides.
        Assert.Equal("wait", Assert.Single(desk.Case.Tasks, x => x.IsLive).StepId);
        Assert.Empty(Proposed(desk));
        Assert.Contains("同名", desk.Case.Dossier.Facts()["mediatorProposals"]!["passedOver"]![0]!["reasons"]![0]!["zh"]!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<CaseDesk> OpenAsync(params StaffMember[] staff) => await CaseDesk.OpenAsync(
        Flow, "2026-03-02T09:00", new JsonObject { ["applicant"] = new JsonObject { ["name"] = "张三" }, ["matter"] = new JsonObject { ["category"] = "neighbour" } }, staff: staff);

    private static List<string?> Proposed(CaseDesk desk) => [.. desk.Case.Dossier.Facts()["mediatorProposals"]!["proposals"]!.AsArray().Select(x => (string?)x!["mediator"])];

    private static StaffMember Mediator(string id, params string[] fields) => new(new(id), id, [Role.Mediator], Here) { Competence = new(5, 0, false, fields) };
}
