using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Services;

public sealed class LawyerChoiceTests
{
    private static readonly Scenario Defence = Shipped.Stories.Single(x => x.Id.EndsWith("notified-defence-of-minor", StringComparison.Ordinal));

    [Theory]
    [InlineData("lawyer.wang", null, "lawyer.unfit")]
    [InlineData("nobody", null, "task.unknown-person")]
    [InlineData("gy.lawyer", null, "lawyer.of-another-city")]
    [InlineData("gy.lawyer", "  ", "lawyer.of-another-city")]
    [InlineData("gy.lawyer", "本市无合适律师，已商请对方中心协作", null)]
    public async Task Whoever_names_a_lawyer_is_told_at_once_why_the_lawyer_may_not_have_the_case(string lawyer, string? reason, string? refused)
    {
        var at = Defence.Rows.ToList().FindIndex(x => x.Form?["lawyer"] is not null);
        var form = (JsonObject)Defence.Rows[at].Form!.DeepClone();
        form["lawyer"] = lawyer;
        if (reason is not null) form["otherCityReason"] = reason;
        var desk = await Desk.OpenAsync();

        var result = await desk.Player.PlayAsync(Defence with { Rows = [.. Defence.Rows.Take(at), Defence.Rows[at] with { Form = form, Refused = refused, Expect = null }], Expect = null });

        Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => x.Text.En)));
        var rows = desk.Store.History(result.CaseId!.Value).Select(x => x.Kind).ToList();
        Assert.Equal(refused is null, rows.Contains("LawyerOfAnotherCityNamed"));
        // The reason may name people: it lies where it can be erased.
        if (reason is not null) Assert.DoesNotContain(desk.Store.History(result.CaseId.Value), x => x.Body.Contains("本市无合适律师", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("away", null, "lawyer.hindered")]
    [InlineData("away", " ", "lawyer.hindered")]
    [InlineData("away", "当日可以视频会见", null)]
    [InlineData("full", null, "lawyer.hindered")]
    [InlineData("full", "另案即将办结", null)]
    [InlineData("barred", "再有理由也不行", "lawyer.unfit")]
    [InlineData("grassroots", "再有理由也不行", "lawyer.unfit")]
    public async Task What_speaks_against_a_lawyer_is_overridden_with_a_reason_that_stands_in_the_history(string state, string? reason, string? refused)
    {
        var at = Defence.Rows.ToList().FindIndex(x => x.Form?["lawyer"] is not null);
        var form = (JsonObject)Defence.Rows[at].Form!.DeepClone();
        var named = form["lawyer"]!.ToString();
        if (reason is not null) form["overrideReason"] = reason;
        var lawyer = Shipped.Staff.Single(x => x.Id.Value == named);
        List<StaffMember> staff = [.. Shipped.Staff.Where(x => x != lawyer), lawyer with { Competence = With(lawyer.Competence!, state) }, lawyer with { Id = new("cz.second") }];
        var desk = await Desk.OpenAsync(rules: x => x with { Staff = new InMemoryStaff(staff) });
        if (state == "full") desk.Store.Put(Busy(named));

        var result = await desk.Player.PlayAsync(Defence with { Rows = [.. Defence.Rows.Take(at), Defence.Rows[at] with { Form = form, Refused = refused, Expect = null }], Expect = null });

        Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => x.Text.En)));
        var rows = desk.Store.History(result.CaseId!.Value);
        Assert.Equal(refused is null ? 1 : 0, rows.Count(x => x.Kind == "LawyerAppointedAgainstProposal"));
        if (refused is not null) return;
        var row = rows.Single(x => x.Kind == "LawyerAppointedAgainstProposal");
        Assert.Contains(reason!, desk.Store.Payloads(result.CaseId.Value)[row.Seq], StringComparison.Ordinal);
        Assert.DoesNotContain(reason!, row.Body, StringComparison.Ordinal);
    }

    private static Competence With(Competence entry, string state) => state switch
    {
        "away" => entry with { Rota = [new(new(2026, 1, 1), new(2026, 12, 31), true, null)] },
        "full" => entry with { MostTasks = 1 },
        "grassroots" => entry with { Profession = Profession.GrassrootsLegalWorker },
        _ => entry with { Integrity = [new(new(2026, 1, 1), IntegrityKind.Sanction, "停止执业", null)] },
    };

    private static LegalCase Busy(string lawyer)
    {
        var id = new CaseId(Guid.NewGuid());
        var @case = new LegalCase(id, "TEST-BUSY", "legal-aid", "chenzhou", new OfficePath("/431000/"), "legal-aid", 3, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new CaseDossier(id, [], [1]));
        var task = new CaseTask(new TaskId(Guid.NewGuid()), new OpenTask("w", "s", new("办", "work"), Role.Lawyer, "note", ["done"]), @case.Office, DateTimeOffset.UnixEpoch, 1);
        task.Give(new UserId(lawyer));
        @case.Add(task);
        return @case;
    }
}
