using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Tests.Engine;
using static CaseWorkflows.Tests.Commands.TestLibrary;
using static CaseWorkflows.Tests.Deadlines.DueDatesTests;

namespace CaseWorkflows.Tests.Commands.Clocks;

/// <summary>Whom each step of the ladder goes to, found at the moment it fires.</summary>
public sealed class AlertRecipientTests
{
    private const string Key = "test.review";
    private const string Township = "420704001";
    private const string Ladder = "20%:warning:assignee 50%:warning:assignee 80%:warning:supervisor due:breach:assignee +1_working-days:escalation:head +3_working-days:escalation:head";

    private static readonly StaffMember Clerk = Person("he.jing", "何静", "/420700/420704/420704001/", Role.Reviewer);
    private static readonly StaffMember Other = Person("xu.lei", "徐磊", "/420700/420704/", Role.Reviewer);
    private static readonly StaffMember CountyChief = Person("cheng.wei", "程伟", "/420700/420704/", Role.Supervisor);
    private static readonly StaffMember CityChief = Person("city.chief", "市主管", "/420700/", Role.Supervisor, Role.Head);

    private static readonly Lazy<WorkflowLibrary> Library = new(() => With(Rule(Key, 10, "calendar-days", Ladder)));

    private static FlowBuilder Flow => new FlowBuilder().With(CaseDesk.Task("review", ["done"], ("clock", Key))).To();

    [Fact]
    public async Task Who_has_the_task_when_a_step_fires_is_told_whoever_had_it_at_the_step_before()
    {
        var desk = await OpenAsync([Clerk, Other, CountyChief, CityChief]);
        await AssignAsync(desk, Clerk);
        await desk.PassAsync("2026-03-05T10:00");
        await AssignAsync(desk, Other);
        await desk.PassAsync("2026-03-20T10:00");

        Assert.Equal(
            ["20%:assignee reviewer he.jing /420700/420704/420704001/ 何静", "50%:assignee reviewer xu.lei /420700/420704/420704001/ 徐磊", "80%:supervisor supervisor  /420700/420704/ 程伟",
             "due:assignee reviewer xu.lei /420700/420704/420704001/ 徐磊", "+1 working-days:head head  /420700/ 市主管", "+3 working-days:head head  /420700/ 市主管"],
            Told(desk));
    }

    [Fact]
    public async Task What_nobody_has_goes_to_the_supervisor_of_the_nearest_office_that_has_one()
    {
        Assert.Equal("20%:assignee supervisor  /420700/420704/ 程伟", (await FirstAsync([Clerk, CountyChief, CityChief])));
        Assert.Equal("20%:assignee supervisor  /420700/ 市主管", (await FirstAsync([Clerk, CityChief])));
        var own = Person("own", "站长", "/420700/420704/420704001/", Role.Supervisor);
        Assert.Equal("20%:assignee supervisor  /420700/420704/420704001/ 王二、站长", (await FirstAsync([own, Person("a.second", "王二", "/420700/420704/420704001/", Role.Supervisor), CountyChief])));
    }

    [Fact]
    public async Task Where_nobody_supervises_the_head_is_told_and_where_nobody_leads_the_alert_is_there_all_the_same()
    {
        Assert.Equal("20%:assignee head  /420700/ 市主任", await FirstAsync([Clerk, Person("head", "市主任", "/420700/", Role.Head)]));
        Assert.Equal("20%:assignee supervisor  /420700/420704/420704001/", (await FirstAsync([Clerk])).TrimEnd());
    }

    [Fact]
    public async Task A_queue_with_a_configured_owner_is_the_owners_while_they_work_there()
    {
        var file = Path.Combine(Path.GetDirectoryName(Calendars.WorkflowsFolder.Policies)!, "offices.json");
        var offices = JsonNode.Parse(File.ReadAllText(file))!.AsArray();
        offices.First(x => (string)x!["path"]! == "/420700/420704/")!["queueOwners"] = new JsonObject { [Role.Reviewer] = "xu.lei" };
        var library = With(Rule(Key, 10, "calendar-days", Ladder), ("offices.json", offices.ToJsonString()));

        Assert.Equal("20%:assignee reviewer xu.lei /420700/420704/420704001/ 徐磊", await FirstAsync([Other, CountyChief], library));
        Assert.Equal("20%:assignee supervisor  /420700/420704/ 程伟", await FirstAsync([Other with { IsDisabled = true, Roles = [] }, CountyChief], library));
        offices[0]!["queueOwners"] = new JsonObject { ["no-role"] = "xu.lei" };
        Assert.Contains("no-role", Assert.Throws<LibraryFileException>(() => With(Rule(Key, 1, "hours"), ("offices.json", offices.ToJsonString()))).Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_left_is_not_warned_in_vain()
    {
        var staff = new List<StaffMember> { Clerk, CountyChief };
        var desk = await OpenAsync(staff);
        await AssignAsync(desk, Clerk);
        desk.Repair(x => new CaseRules(x.Engine, Library.Value, x.Definitions, new InMemoryStaff([Clerk with { IsDisabled = true, Roles = [] }, CountyChief])));
        await desk.PassAsync("2026-03-05T10:00");
        Assert.Equal("20%:assignee supervisor  /420700/420704/ 程伟", Told(desk).First());
    }

    [Fact]
    public async Task Who_is_complained_about_is_passed_over_and_another_is_told_by_name()
    {
        var second = Person("zhou.yi", "周毅", "/420700/420704/", Role.Supervisor);
        Assert.Equal("20%:assignee supervisor zhou.yi /420700/420704/ 周毅", await NamedAsync([Clerk, CountyChief, second, CityChief], "cheng.wei"));
        Assert.Equal("20%:assignee supervisor city.chief /420700/ 市主管", await NamedAsync([Clerk, CountyChief, CityChief], "cheng.wei"));
        Assert.Equal("20%:assignee supervisor  /420700/420704/ 程伟", await NamedAsync([Clerk, CountyChief, CityChief], "he.jing"));

        static async Task<string> NamedAsync(IReadOnlyList<StaffMember> staff, string about)
        {
            var review = CaseDesk.Task("review", ["done"], ("clock", Key));
            review["notBy"] = FlowBuilder.List("fact:steps.naming.data.people");
            var desk = await CaseDesk.OpenAsync(new FlowBuilder().With(CaseDesk.Task("naming", ["done"]), review).To("naming.done>review"), "2026-03-02T10:00", library: Library.Value, staff: staff, office: Township);
            CaseDesk.Accepted(await desk.DoAsync(new CompleteTask(desk.LiveTask("naming").Id, "done", new JsonObject { ["people"] = new JsonArray(about) })));
            await desk.PassAsync("2026-03-05T10:00");
            return Assert.Single(Told(desk));
        }
    }

    [Fact]
    public async Task An_alert_is_acknowledged_once_and_a_reopened_case_climbs_the_whole_ladder_again()
    {
        var desk = await OpenAsync([Clerk, CountyChief, CityChief]);
        await desk.PassAsync("2026-03-20T10:00");
        var alert = desk.Case.Alerts[0];
        CaseDesk.Accepted(await desk.DoAsync(new AcknowledgeAlert(alert.Id)));
        CaseDesk.Refused("alert.acknowledged-already", await desk.DoAsync(new AcknowledgeAlert(alert.Id)));
        await desk.CompleteAsync("review", "done");

        CaseDesk.Accepted(await desk.DoAsync(new ReopenCase("继续办理")));
        await desk.PassAsync("2026-04-20T10:00");

        foreach (var generation in new[] { 1, 2 })
            Assert.Equal(Library.Value.Clocks.Get("ezhou", Key, Day("2026-03-02")).Ladder.Select(x => x.Key), desk.Case.Alerts.Where(x => x.Generation == generation).Select(x => x.Step));
        Assert.Equal(12, desk.Case.Alerts.Count);
        Assert.Equal(desk.Now.Year, desk.Case.Alerts.Single(x => x.Id == alert.Id).AcknowledgedAt!.Value.Year);
        Assert.Equal(11, desk.Case.Alerts.Count(x => x.AcknowledgedAt is null));
    }

    [Fact]
    public async Task The_message_of_an_alert_says_how_grave_it_is_for_when_and_for_whom()
    {
        var desk = await OpenAsync([Clerk, CountyChief, CityChief]);
        await desk.PassAsync("2026-03-20T10:00");

        var messages = desk.Outbox.Where(x => x.Kind == "alert").Select(x => JsonNode.Parse(x.Payload)!).ToList();

        Assert.Equal(["warning False", "warning False", "warning False", "breach True", "escalation True", "escalation True"], messages.Select(x => $"{x["level"]} {x["isLastDay"]!.GetValue<bool>()}"));
        Assert.All(messages, x => Assert.Equal(("2026-03-12", "2026-03-12T16:00:00.000000Z"), ((string)x["dueOn"]!, (string)x["due"]!)));
        Assert.Equal("/420700/420704/", (string)messages[0]["office"]!);
    }

    private static async Task<string> FirstAsync(IReadOnlyList<StaffMember> staff, WorkflowLibrary? library = null)
    {
        var desk = await OpenAsync(staff, library);
        await desk.PassAsync("2026-03-05T10:00");
        return Assert.Single(Told(desk));
    }

    private static Task<CaseDesk> OpenAsync(IReadOnlyList<StaffMember> staff, WorkflowLibrary? library = null) =>
        CaseDesk.OpenAsync(Flow, "2026-03-02T10:00", library: library ?? Library.Value, staff: staff, office: Township);

    private static async Task AssignAsync(CaseDesk desk, StaffMember person) => CaseDesk.Accepted(await desk.DoAsync(new AssignTask(desk.LiveTask("review").Id, person.Id)));

    private static IEnumerable<string> Told(CaseDesk desk) => desk.Case.Alerts.Select(x => $"{x.Step} {x.ToRole} {x.ToUser} {x.ToOffice} {x.ToName}");

    private static StaffMember Person(string id, string name, string office, params string[] roles) => new(new(id), name, roles, new(office));
}
