using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Web;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Rows of indicators, reported figures and quality samples as both databases keep them.</summary>
public abstract class IndicatorContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly WorkflowLibrary Library = WorkflowLibrary.Load(SampleCases.WorkflowsFolder);
    private static readonly DateTimeOffset November = ChinaTime.At(new(2026, 11, 2), new(9, 0));

    [Fact]
    public async Task Rows_are_those_of_the_office_and_the_period_with_all_that_is_counted()
    {
        var (here, before, elsewhere) = (Consultation("/420700/420704/", 5), Consultation("/420700/420704/", 5, month: 9), Consultation("/420700/420702/", 5));
        var task = SampleCases.Task(here, "rating", "service-desk");
        task.Complete("rated", new UserId("li.na"), November);
        SampleCases.Clock(here, here.ReceivedAt).Stop(here.ReceivedAt.AddDays(1));
        before.Status = CaseStatus.Closed;
        before.ClosedAt = before.ReceivedAt.AddDays(1);
        foreach (var one in new[] { here, before, elsewhere }) await Storage.KeepAsync(one);
        var rows = Storage.Get<IIndicatorRows>();

        var found = await rows.CasesAsync(new("ezhou", new("/420700/420704/"), Period.Month(2026, 10), ["consultation"]), default);

        var row = Assert.Single(found, x => x.Id == here.Id);
        Assert.DoesNotContain(found, x => x.Id == before.Id || x.Id == elsewhere.Id);
        Assert.Equal(("consultation", "open", "web", "/420700/420704/"), (row.Service, row.Status, row.Channel, row.Office));
        Assert.Equal(("rating", "service-desk", "rated", "li.na"), row.Tasks.Select(x => (x.Step, x.Role, x.Outcome, x.By!)).Single());
        Assert.Equal(ClockVerdict.Met, Assert.Single(row.Clocks).Verdict);
        Assert.Equal("li.na", (string?)row.At("facts.answeredBy"));
        Assert.Contains(await rows.CasesAsync(new("ezhou", new("/420700/"), Period.Month(2026, 10), ["consultation"]), default), x => x.Id == elsewhere.Id);
        Assert.Contains(await rows.CasesAsync(new("ezhou", new("/420700/"), new(new(2026, 9, 1), new(2026, 10, 31)), ["consultation"]), default), x => x.Id == before.Id);
        Assert.Empty(await rows.CasesAsync(new("chenzhou", new("/420700/"), Period.Month(2026, 10), ["consultation"]), default));
        Assert.DoesNotContain(await rows.CasesAsync(new("ezhou", new("/420700/"), Period.Month(2026, 10), ["legal-aid"]), default), x => x.Id == here.Id);
    }

    [Fact]
    public async Task A_reported_figure_is_kept_once_and_refused_without_a_source_or_for_another_office()
    {
        var reckoning = Reckoning();
        var (chief, id, office) = (SampleCases.Staff("chief", "/420700/", Role.Supervisor), Guid.NewGuid(), new OfficePath("/420700/"));

        Assert.Null(await reckoning.ReportAsync(chief, id, office, "population", Period.Year(2026), 1_079_353.5m, "统计年鉴", default));
        Assert.Null(await reckoning.ReportAsync(chief, id, office, "population", Period.Year(2026), 1_079_353.5m, "统计年鉴", default));

        var figure = Assert.Single(await Storage.Get<IReportedFigures>().OfAsync(office, default));
        Assert.Equal(("population", 1_079_353.5m, "统计年鉴", "chief", Period.Year(2026)), (figure.Key, figure.Value, figure.Source, figure.EnteredBy.Value, figure.Period));
        Assert.Equal("indicator.source-missing", (await reckoning.ReportAsync(chief, Guid.NewGuid(), office, "population", Period.Year(2026), 1, " ", default))?.Code);
        Assert.Equal("indicator.value-missing", (await reckoning.ReportAsync(chief, Guid.NewGuid(), office, "population", Period.Year(2026), -1, "x", default))?.Code);
        Assert.Equal("indicator.not-reported", (await reckoning.ReportAsync(chief, Guid.NewGuid(), office, "mediation.resolved", Period.Year(2026), 1, "x", default))?.Code);
        Assert.Equal("indicator.of-another-office", (await reckoning.ReportAsync(chief, Guid.NewGuid(), new("/431000/"), "population", Period.Year(2026), 1, "x", default))?.Code);
        Assert.Equal("case.needs-supervisor", (await reckoning.ReportAsync(SampleCases.Staff("clerk", "/420700/", Role.IntakeClerk), Guid.NewGuid(), office, "population", Period.Year(2026), 1, "x", default))?.Code);
    }

    [Fact]
    public async Task A_month_is_drawn_once_from_what_was_kept_before_and_anybody_can_repeat_it()
    {
        var city = Library.Office("431000")!;
        var cases = Enumerable.Range(1, 35).Select(x => Consultation("/431000/431002/", (x % 27) + 1, region: "chenzhou")).Append(Consultation("/431000/", 3, "hotline", region: "chenzhou")).ToList();
        foreach (var one in cases)
        {
            SampleCases.Task(one, "draft", "consultant").Complete("submit", new UserId("li.na"), one.ReceivedAt.AddHours(1));
            await Storage.KeepAsync(one);
        }
        await Storage.KeepAsync(Consultation("/431000/431002/", 4, month: 9, region: "chenzhou"));
        var sampling = Sampling("a1");
        var month = new DateOnly(2026, 10, 1);

        Assert.Equal("sample.month-not-over", (await sampling.DrawAsync("consultation", month.AddMonths(1), city, "test", default)).Refusal?.Code);
        var first = (await sampling.DrawAsync("consultation", month, city, "test", default)).Sample!;
        var second = (await Sampling("b2").DrawAsync("consultation", month, city, "test", default)).Sample!;

        Assert.Equal((first.Id, first.Seed, "a1"), (second.Id, second.Seed, first.Seed));
        Assert.Equal(36, SamplePopulation.Read(first.Population).Count);
        Assert.True(first.AnnouncedAt <= first.DrawnAt);
        var book = Storage.Get<ISampleBook>();
        var drawn = await book.CasesAsync(first.Id, city.Path, default);
        Assert.Equal(3, drawn.Count);
        Assert.Equal([("hotline", 1, 1), ("web", 1, 35), ("web", 2, 35)], drawn.Select(x => (x.Channel, x.Rank, x.Members)));
        Assert.Equal(SampleOutcome.WasThere, await book.DrawAsync(first.Id, [], November, default));
        Assert.Single(await book.CasesAsync(first.Id, new("/431000/431002/"), default) is var below ? below.Select(x => x.Channel).Distinct() : []);
        Assert.Equal(drawn.Select(x => x.CaseId.Value).Order(), (await book.DrawnAsync(city.Path, Period.Month(2026, 10), default)).Where(x => !x.Value).Select(x => x.Key.Value).Order());
        Assert.Equal(below.Count, (await book.DrawnAsync(new("/431000/431002/"), Period.Month(2026, 10), default)).Count);
        Assert.Empty(await book.DrawnAsync(city.Path, Period.Month(2026, 9), default));

        // A later answer changes what is there today, and nothing of the sample.
        await Storage.KeepAsync(Consultation("/431000/431002/", 9, region: "chenzhou"));
        var again = (await sampling.RepeatAsync("consultation", month, city, default))!;
        Assert.Equal((true, true, 1, 0), (again.HashFits, again.DrawFits, again.Added.Count, again.Gone.Count));
        await Storage.ExecuteAsync($"delete from sampled_cases where code = '{drawn[0].Code}'");
        Assert.False((await sampling.RepeatAsync("consultation", month, city, default))!.DrawFits);
    }

    [Fact]
    public async Task A_draw_that_broke_off_after_the_announcement_goes_on_with_the_announced_seed()
    {
        var city = Library.Office("340600")!;
        await Storage.KeepAsync(Consultation("/340600/", 3, region: "huaibei"));
        var sampling = Sampling("c3");
        await sampling.DrawAsync("consultation", new(2026, 10, 1), city, "test", default);
        var book = Storage.Get<ISampleBook>();
        var drawn = (await book.FindAsync("consultation", new(2026, 10, 1), city.Path, default))!;
        await Storage.ExecuteAsync($"delete from sampled_cases where channel = 'web' and office = '/340600/'");
        await Storage.ExecuteAsync("update quality_samples set drawn_at = null where city = '/340600/'");

        var due = await Sampling("d4").DrawDueAsync(default);

        Assert.Equal("c3", due.Single(x => x.City == city.Path).Seed);
        Assert.Single(await book.CasesAsync(drawn.Id, city.Path, default));
        Assert.DoesNotContain(await Sampling("e5").DrawDueAsync(default), x => x.City == city.Path);
    }

    [Fact]
    public async Task A_drawn_case_is_scored_once_by_somebody_who_had_no_hand_in_it_and_counts_for_its_author()
    {
        var city = Library.Office("510800")!;
        var one = Consultation("/510800/510802/", 3, region: "guangyuan");
        SampleCases.Task(one, "answer-review", "consultation-reviewer").Complete("publish", new UserId("qin"), one.ReceivedAt.AddHours(1));
        await Storage.KeepAsync(one);
        var (sampling, book) = (Sampling("f6"), Storage.Get<ISampleBook>());
        var sample = (await sampling.DrawAsync("consultation", new(2026, 10, 1), city, "test", default)).Sample!;
        var drawn = Assert.Single(await book.CasesAsync(sample.Id, city.Path, default));
        JsonObject Scores(int accuracy) => new() { ["accuracy"] = accuracy, ["completeness"] = 10, ["clarity"] = 10, ["procedure"] = 9, ["comment"] = "依据准确" };
        Actor Reviewer(string id, string office = "/510800/", string role = Role.QualityReviewer) => SampleCases.Staff(id, office, role);

        Assert.Equal("sample.own-work", (await sampling.ScoreAsync(Reviewer("li.na"), drawn.Id, Scores(30), default))?.Code);
        Assert.Equal("sample.own-work", (await sampling.ScoreAsync(Reviewer("qin"), drawn.Id, Scores(30), default))?.Code);
        Assert.Equal("sample.not-a-reviewer", (await sampling.ScoreAsync(Reviewer("chief", role: Role.Supervisor), drawn.Id, Scores(30), default))?.Code);
        Assert.Equal("sample.of-another-office", (await sampling.ScoreAsync(Reviewer("sun", "/420700/"), drawn.Id, Scores(30), default))?.Code);
        Assert.Equal("form.has-errors", (await sampling.ScoreAsync(Reviewer("sun"), drawn.Id, Scores(41), default))?.Code);
        Assert.Null(await sampling.ScoreAsync(Reviewer("sun"), drawn.Id, Scores(30), default));
        Assert.True((await book.DrawnAsync(city.Path, Period.Month(2026, 10), default))[drawn.CaseId]);
        Assert.Null(await sampling.ScoreAsync(Reviewer("sun"), drawn.Id, Scores(30), default));
        Assert.Equal("sample.scored-already", (await sampling.ScoreAsync(Reviewer("sun"), drawn.Id, Scores(31), default))?.Code);

        var scored = Assert.Single(await book.OfPersonAsync(new("li.na"), default), x => x.SampleId == sample.Id);
        Assert.Equal((59m, false, "sun"), (scored.Score, scored.Passed, scored.Reviewer));
        var sheet = await Reckoning().ReckonAsync(city, Period.Month(2026, 10), default);
        Assert.Equal((59m, 0m), (sheet.Lines.Single(x => x.Indicator.Key == "quality.sample-score").Value, sheet.Lines.Single(x => x.Indicator.Key == "quality.sample-passed").Value));
    }

    private static LegalCase Consultation(string office, int day, string channel = "web", int month = 10, string region = "ezhou")
    {
        var received = ChinaTime.At(new(2026, month, day), new(9, 0));
        var id = CaseId.New(received);
        var application = SampleCases.Application("王小明");
        application["channel"] = channel;
        var dossier = new CaseDossier(id, application, [1, 2, 3, 4]);
        dossier.SetFact("answeredAt", received.AddHours(2).ToString("O", null));
        dossier.SetFact("answeredBy", "li.na");
        return new(id, CaseCode.CreateRandom("42", 2026).ToString(), "consultation", region, new OfficePath(office), "consultation", 1, received, received.AddMinutes(5), dossier);
    }

    private QualitySampling Sampling(string seed) => new(Library, Storage.Get<IIndicatorRows>(), Storage.Get<ISampleBook>(), new MovableTime(November)) { NewSeed = () => seed };

    private IndicatorReckoning Reckoning() => new(Library, Storage.Get<IIndicatorRows>(), Storage.Get<IReportedFigures>(), Storage.Get<ISampleBook>(), new MovableTime(November));
}

public sealed class IndicatorsOnSqlite(SqliteTestDatabase database) : IndicatorContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class IndicatorsOnPostgreSql(PostgreSqlTestDatabase database) : IndicatorContract(database), IClassFixture<PostgreSqlTestDatabase>;
