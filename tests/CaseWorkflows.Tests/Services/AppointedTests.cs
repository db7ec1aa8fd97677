using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Tests.Commands;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Services;

/// <summary>As what the lawyer of a case serves stands in the case: it counts what the register said then.</summary>
public sealed class AppointedTests
{
    private static readonly OfficePath Office = new("/420700/420704/");

    [Theory]
    [InlineData(Profession.Lawyer, "lawyer")]
    [InlineData(Profession.GrassrootsLegalWorker, "grassroots-legal-worker")]
    [InlineData(null, "unknown")]
    public async Task As_what_somebody_serves_is_kept_when_the_case_is_given_to_them(Profession? profession, string kept)
    {
        var desk = await GivenAsync(Lawyer("wang", profession));
        Assert.Equal(("wang", kept), Noted(desk));
    }

    [Fact]
    public async Task Whoever_completes_the_step_counts_and_a_later_entry_changes_nothing()
    {
        var desk = await GivenAsync(Lawyer("wang", Profession.Lawyer), Lawyer("li", Profession.GrassrootsLegalWorker));
        CaseDesk.Accepted(await desk.DoAsync(new AssignTask(desk.LiveTask("handling").Id, new UserId("li"), "换人")));
        CaseDesk.Accepted(await desk.DoAsAsync(new Actor(new("li"), "李", [Role.Lawyer], Office), new CompleteTask(desk.LiveTask("handling").Id, "done", [])));
        Assert.Equal(("li", "grassroots-legal-worker"), Noted(desk));
    }

    private static (string?, string?) Noted(CaseDesk desk) =>
        desk.Case.Dossier.Facts()[Appointed.Fact]?[Role.Lawyer] is { } noted ? (noted["id"]?.ToString(), noted["profession"]?.ToString()) : default;

    private static StaffMember Lawyer(string id, Profession? profession) => new(new(id), id, [Role.Lawyer], Office) { Competence = new(5, 2, false, []) { Profession = profession } };

    private static async Task<CaseDesk> GivenAsync(params StaffMember[] staff)
    {
        var handling = FlowBuilder.Activity("handling", "CaseWorkflows.HumanTask",
            ("title", FlowBuilder.Literal("handling")), ("role", FlowBuilder.Literal(Role.Lawyer)), ("form", FlowBuilder.Literal("free")), ("outcomes", FlowBuilder.List(["done"])), ("assigneeFact", FlowBuilder.Literal("lawyer")));
        var flow = new FlowBuilder().With(CaseDesk.Step("appoint", "RecordFact", ("fact", "lawyer"), ("value", "wang")), handling, CaseDesk.Task("after", ["done"])).To("appoint>handling", "handling.done>after");
        return await CaseDesk.OpenAsync(flow, "2026-03-03T09:00", new JsonObject(), staff: staff);
    }
}
