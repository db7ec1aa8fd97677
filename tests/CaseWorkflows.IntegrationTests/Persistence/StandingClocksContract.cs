using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>What clocks stand on: the terms, who may see them, and the years of files that are kept for them.</summary>
public abstract class StandingClocksContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly DateTimeOffset Start = ChinaTime.At(new(2026, 3, 10), new(10, 0));

    [Fact]
    public async Task Clocks_that_have_not_ended_are_found_by_what_they_stand_on_within_the_offices_of_the_actor()
    {
        var here = SampleCases.New();
        var elsewhere = SampleCases.New("/420700/420702/");
        var (review, ended, far) = (SampleCases.Clock(here, Start), SampleCases.Clock(here, Start, "legal-aid.engagement"), SampleCases.Clock(elsewhere, Start));
        ended.Stop(Start.AddDays(1));
        here.Add(Clock.Timer("delay", Start, Start.AddDays(3)));
        await Storage.KeepAsync(here);
        await Storage.KeepAsync(elsewhere);
        var clocks = Storage.Get<IStandingClocks>();
        var (county, city) = (SampleCases.Staff("chief", "/420700/420704/", Role.Supervisor), SampleCases.Staff("city", "/420700/", Role.Supervisor));

        var terms = (await clocks.TermsAsync(city, default)).Where(x => x.Key == "legal-aid.review").ToList();

        Assert.Equal(new StandingTerms("ezhou", "legal-aid.review", review.RuleVersion, review.RuleDigest, review.CalendarVersion), Assert.Single(terms));
        Assert.DoesNotContain(await clocks.TermsAsync(city, default), x => x.Key is "legal-aid.engagement" or "delay");
        Assert.Equal(new[] { review.Id.Value, far.Id.Value }.Order(), (await IdsAsync(city)).Where(x => x == review.Id.Value || x == far.Id.Value).Order());
        Assert.Equal([review.Id.Value], (await IdsAsync(county)).Where(x => x == review.Id.Value || x == far.Id.Value));
        Assert.Empty(await clocks.TermsAsync(SampleCases.Staff("lawyer", "/420700/420704/", Role.Lawyer), default));

        async Task<List<Guid>> IdsAsync(Actor actor)
        {
            List<Guid> ids = [];
            await foreach (var one in clocks.ClocksAsync(actor, terms[0], default)) ids.Add(one.Clock.Id.Value);
            return ids;
        }
    }

    [Fact]
    public async Task What_a_person_rejected_and_whom_an_alert_went_to_come_back()
    {
        var @case = SampleCases.New();
        var clock = SampleCases.Clock(@case, Start);
        await Storage.KeepAsync(@case);
        await Storage.ChangeAsync(@case.Id, x =>
        {
            x.Clocks[0].Reject("calendar:2026@2025-11-04#2");
            x.Add(new Cases.Model.Alert(Guid.NewGuid(), clock.Id.Value, clock.Key, 1, "50%:assignee", 1, AlertLevel.Warning, Role.Supervisor, null, Start) { ToOffice = "/420700/", ToName = "程伟" });
        });

        var kept = await Storage.LoadAsync(@case.Id);

        Assert.True(kept.Clocks[0].HasRejected("calendar:2026@2025-11-04#2"));
        Assert.Equal((clock.RuleDigest, false), (kept.Clocks[0].RuleDigest, kept.Clocks[0].IsInCustody));
        Assert.Equal(("/420700/", "程伟"), (kept.Alerts[0].ToOffice, kept.Alerts[0].ToName));
    }

    [Fact]
    public async Task A_year_of_a_file_is_kept_as_it_was_and_a_file_changed_under_its_version_is_noticed()
    {
        var store = Storage.Get<ICalendarStore>();
        await Storage.ExecuteAsync("delete from calendar_files");
        var year = SampleCases.Book.Find(2025)!;
        var before = await store.CountAsync(default);

        Assert.Empty(await store.KeepAsync([year], Start, default));
        Assert.Empty(await store.KeepAsync([year], Start.AddDays(1), default));
        Assert.Equal(before + 1, await store.CountAsync(default));
        var other = year with { RestDays = [.. year.RestDays.Skip(1)] };
        Assert.Equal([2025], (await store.KeepAsync([SampleCases.Book.Find(2026)!, other], Start, default)).Select(x => x.Year));
        Assert.Empty(await store.KeepAsync([other with { Version = new(2025, 1, 2) }], Start, default));
        Assert.Equal([year.Mark, "2025@2025-01-02"], (await store.KeptAsync(default)).Select(x => x.Mark));

        // The file was changed under a new version: clocks that stand on the old one still find its days.
        var calendars = new CalendarsInForce(SampleCases.Book.With([other with { Version = new(2025, 1, 2) }]));
        await calendars.RefreshAsync(store, default);
        var first = year.RestDays[0].From;
        Assert.Equal((true, false), (calendars.For(SampleCases.Book.Version).IsRestDay(first), calendars.Book.Calendar.IsRestDay(first)));
        Assert.Empty(calendars.Lacks(year.Mark));
        Assert.Equal(["2025@1999-01-01"], calendars.Lacks("2025@1999-01-01"));
        await Assert.ThrowsAsync<PolicyFileException>(async () => await new CalendarsInForce(SampleCases.Book.With([other])).KeepAsync(store, Start, default));
    }
}

public sealed class StandingClocksOnSqlite(SqliteTestDatabase database) : StandingClocksContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class StandingClocksOnPostgreSql(PostgreSqlTestDatabase database) : StandingClocksContract(database), IClassFixture<PostgreSqlTestDatabase>;
