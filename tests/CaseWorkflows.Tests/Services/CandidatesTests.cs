using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Services;

namespace CaseWorkflows.Tests.Services;

public sealed class CandidatesTests
{
    private static readonly DateOnly Day = new(2026, 3, 10);
    private static readonly OfficePath Here = new("/420700/420704/");

    [Fact]
    public void Competence_comes_first_then_sign_language_duty_balance_distance_and_years()
    {
        StaffMember[] people =
        [
            Lawyer("far", x => x, "/420700/420703/"), Lawyer("busy", x => x), Lawyer("old", x => x with { YearsOfPractice = 9 }), Lawyer("young", x => x),
            Lawyer("duty", x => x with { Rota = [new(Day, Day, false, "看守所")] }), Lawyer("signs", x => x with { Languages = ["手语"] }), Lawyer("other-field", x => x with { Fields = [], Languages = ["手语"] }),
        ];
        var (proposals, passedOver) = Candidates.Sort(people, new Wanted("maintenance", true, false, Here, Day), _ => null, new Dictionary<string, int> { ["busy"] = 3 }, "lawyer");

        Assert.Equal(["signs", "duty", "old", "young", "far", "busy", "other-field"], proposals.Select(x => (string?)x["lawyer"]));
        Assert.Empty(passedOver);
        Assert.Contains("会手语", Reasons(proposals[0]), StringComparison.Ordinal);
        Assert.Contains("今日值班", Reasons(proposals[1]), StringComparison.Ordinal);
        Assert.Contains("相隔 1 级", Reasons(proposals[4]), StringComparison.Ordinal);
        // Each thing that was weighed is a line, also where it does not speak for somebody.
        Assert.Equal("业务领域未登记该类事项；执业 5 年；会手语；未发现利益冲突；今日不值班；目前有 0 项在办任务；与本案同一机构", Reasons(proposals[6]));
    }

    [Fact]
    public void Who_is_barred_or_has_enough_is_passed_over_with_the_reason()
    {
        var load = new Dictionary<string, int> { ["full"] = 2, ["almost"] = 2 };
        var required = new LawyerRequirements(0, false, new HashSet<string> { "conflict" }, new HashSet<string>());
        var (proposals, passedOver) = Candidates.Sort(
            [Lawyer("full", x => x with { MostTasks = 2 }), Lawyer("almost", x => x with { MostTasks = 3 }), Lawyer("conflict", x => x)],
            new Wanted("maintenance", false, false, Here, Day), x => required.ObstacleOf(x) ?? required.HindranceOf(x, load), load, "lawyer");

        Assert.Equal(["almost"], proposals.Select(x => (string?)x["lawyer"]));
        Assert.Equal(["full", "conflict"], passedOver.Select(x => (string?)x!["lawyer"]));
        Assert.Contains("已达上限 2 项", Reasons((JsonObject)passedOver[0]!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData(Profession.Lawyer, true, true)]
    [InlineData(Profession.AidCentreStaff, true, true)]
    [InlineData(Profession.GrassrootsLegalWorker, true, false)]
    [InlineData(Profession.AidVolunteer, true, false)]
    [InlineData(Profession.Notary, false, false)]
    [InlineData(Profession.ForensicExpert, false, false)]
    [InlineData(Profession.Mediator, false, false)]
    [InlineData(Profession.Other, false, false)]
    public void A_profession_that_may_not_act_is_an_obstacle_and_an_unknown_one_is_none(Profession? profession, bool civil, bool criminal)
    {
        var person = Lawyer("x", x => x with { Profession = profession });
        var required = new LawyerRequirements(0, false, new HashSet<string>(), new HashSet<string>());
        Assert.Equal((civil, criminal), (required.ObstacleOf(person) is null, (required with { ForLawyersAlone = true }).ObstacleOf(person) is null));
        if (profession == Profession.GrassrootsLegalWorker) Assert.Contains("刑事辩护", (required with { ForLawyersAlone = true }).ObstacleOf(person)!.Zh, StringComparison.Ordinal);
        // Lawyers mediate too; who may is said by the role.
        Assert.Null((required with { Role = Role.Mediator }).ObstacleOf(person with { Roles = [Role.Mediator] }));
    }

    [Theory]
    [InlineData("/420700/420704/", "/420700/420704/", 0)]
    [InlineData("/420700/420704/", "/420700/420704/420704001/", 0)]
    [InlineData("/420700/420704/", "/420700/", 1)]
    [InlineData("/420700/420704/420704001/", "/420700/420703/", 2)]
    [InlineData("/420700/420704/", "/431000/431002/", 2)]
    public void Distance_is_how_far_one_has_to_go_up(string from, string to, int levels) => Assert.Equal(levels, Candidates.Distance(new(from), new(to)));

    [Fact]
    public void A_sanction_bars_until_its_last_day_and_praise_bars_nobody()
    {
        var entry = new Competence(5, 0, false, []) { Integrity = [new(new(2026, 1, 1), IntegrityKind.Commendation, "表彰", null), new(new(2026, 3, 1), IntegrityKind.Sanction, "停止执业", new DateOnly(2026, 3, 10))] };
        Assert.NotNull(entry.BarOn(Day));
        Assert.Null(entry.BarOn(Day.AddDays(1)));
        Assert.Null(entry.BarOn(new(2026, 2, 28)));
    }

    private static StaffMember Lawyer(string id, Func<Competence, Competence> with, string office = "/420700/420704/") =>
        new(new UserId(id), id, [Role.Lawyer], new OfficePath(office)) { Competence = with(new Competence(5, 0, false, ["maintenance"])) };

    private static string Reasons(JsonObject proposal) => string.Join("；", ((JsonArray)proposal["reasons"]!).Select(x => (string?)x!["zh"]));
}
