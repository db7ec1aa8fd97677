using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class ClockQueriesContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly DateTimeOffset Now = SampleCases.Noon;

    // An own tree of offices for each test: nobody sees what the others keep.
    private readonly string _city = $"/{Guid.NewGuid():N}/";

    private string County => _city + "420704/";

    private IClockQueries Queries => Storage.Get<IClockQueries>();

    [Fact]
    public async Task Each_list_holds_its_clocks_the_nearest_due_first()
    {
        var @case = SampleCases.New(County);
        var overdue = SampleCases.Timer(@case, Now.AddDays(-1));
        var soon = SampleCases.Timer(@case, Now.AddDays(1));
        var far = SampleCases.Timer(@case, Now.AddDays(9));
        var paused = SampleCases.Clock(@case, Now);
        paused.Pause(Now.AddHours(1), "supplement");
        var provisional = SampleCases.Clock(@case, new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero));
        var stopped = SampleCases.Timer(@case, Now.AddDays(3));
        stopped.Stop(Now.AddDays(3));
        await Storage.KeepAsync(@case);

        Assert.Equal([overdue.Id, soon.Id, far.Id, provisional.Id, paused.Id], await IdsAsync(ClockList.Live));
        Assert.Equal([soon.Id], await IdsAsync(ClockList.DueSoon));
        Assert.Equal([soon.Id, far.Id, provisional.Id], await IdsAsync(ClockList.Running));
        Assert.Equal([overdue.Id], await IdsAsync(ClockList.Overdue));
        Assert.Equal([overdue.Id], await IdsAsync(ClockList.Stuck));
        Assert.Equal([paused.Id], await IdsAsync(ClockList.Paused));
        Assert.Equal([provisional.Id], await IdsAsync(ClockList.Provisional));
        Assert.Equal([stopped.Id], await IdsAsync(ClockList.Stopped));
        Assert.Equal([overdue.Id, soon.Id, far.Id, provisional.Id, paused.Id, stopped.Id], await IdsAsync(ClockList.Any));

        var counts = await Queries.CountAsync(Supervisor(), new ClockFilter { Within = TimeSpan.FromDays(400) }, Now, default);
        Assert.Equal(
            new[] { (ClockList.DueSoon, 3), (ClockList.Running, 3), (ClockList.Overdue, 1), (ClockList.Stuck, 1), (ClockList.Paused, 1), (ClockList.Provisional, 1) },
            counts.Select(x => (x.Key, x.Value.Number)).OrderBy(x => x.Key));
        Assert.DoesNotContain(counts.Values, x => x.IsAtLeast);

        async Task<List<ClockId>> IdsAsync(ClockList list) => [.. (await ListAsync(Supervisor(), new ClockFilter { List = list })).Items.Select(x => x.Clock.Id)];
    }

    [Fact]
    public async Task A_provisional_instant_that_has_passed_is_due_soon_and_not_overdue()
    {
        var @case = SampleCases.New(County);
        var clock = SampleCases.Clock(@case, new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero));
        await Storage.KeepAsync(@case);
        var later = clock.ProvisionalDueAt!.Value.AddDays(2);
        Assert.Equal(clock.Id, Assert.Single((await Queries.ListAsync(Supervisor(), new ClockFilter { List = ClockList.DueSoon }, later, default)).Items).Clock.Id);
        Assert.Empty((await Queries.ListAsync(Supervisor(), new ClockFilter { List = ClockList.Overdue }, later, default)).Items);
    }

    [Fact]
    public async Task A_clock_is_stuck_after_five_failures_or_when_nobody_has_processed_it_for_too_long()
    {
        var @case = SampleCases.New(County);
        var (failing, waiting) = (SampleCases.Timer(@case, Now.AddSeconds(-5)), SampleCases.Timer(@case, Now.AddSeconds(-40)));
        SampleCases.Timer(@case, Now.AddSeconds(-6));
        SampleCases.Timer(@case, Now.AddSeconds(5));
        await Storage.KeepAsync(@case);
        var queue = Storage.Get<IClockQueue>();
        for (var i = 0; i < ClockStandings.StuckAfter; i++) await queue.PostponeAsync(new DueClock(@case.Id, failing.Id.Value, 1, failing.NextFireAt!.Value), Now, "no template", default);
        var filter = new ClockFilter { List = ClockList.Stuck };
        var lines = (await ListAsync(Supervisor(), filter)).Items;
        Assert.Equal([waiting.Id, failing.Id], lines.Select(x => x.Clock.Id));
        Assert.Equal([(0, null), (5, "no template")], lines.Select(x => (x.Attempts, x.LastError)));
        Assert.All(lines, x => Assert.Equal(ClockStanding.Stuck, x.StandingAt(Now, filter)));
        Assert.Single((await ListAsync(Supervisor(), filter with { UnprocessedAfter = TimeSpan.FromMinutes(1) })).Items);
    }

    [Fact]
    public async Task Clocks_are_filtered_by_everything_that_a_case_or_its_task_says()
    {
        var (here, below, elsewhere) = (SampleCases.New(County), SampleCases.New(County + "001/"), SampleCases.New(_city + "420705/"));
        foreach (var @case in new[] { here, below, elsewhere }) SampleCases.Clock(@case, Now);
        SampleCases.Timer(here, Now.AddDays(1));
        SampleCases.Task(here).Give(new UserId("he.jing"));
        SampleCases.Task(below);
        // Somebody who is done with a task no longer has its clock.
        var former = SampleCases.Task(elsewhere);
        former.Give(new UserId("he.jing"));
        former.Complete("Eligible", new UserId("he.jing"), Now);
        foreach (var @case in new[] { here, below, elsewhere }) await Storage.KeepAsync(@case);

        Assert.Equal(4, await NumberAsync(new()));
        Assert.Equal(3, await NumberAsync(new() { Office = new OfficePath(County) }));
        Assert.Equal(1, await NumberAsync(new() { Office = new OfficePath(County + "001/") }));
        Assert.Equal(3, await NumberAsync(new() { Key = "legal-aid.review" }));
        Assert.Equal(4, await NumberAsync(new() { Region = "ezhou", ServiceType = "legal-aid" }));
        Assert.Equal(0, await NumberAsync(new() { Region = "huaibei" }));
        Assert.Equal(0, await NumberAsync(new() { ServiceType = "mediation" }));
        Assert.Equal(2, await NumberAsync(new() { Case = here.Id }));
        Assert.Equal(1, await NumberAsync(new() { Assignee = new UserId("he.jing") }));
        Assert.Equal(1, await NumberAsync(new() { Scope = ClockScope.Mine }, SampleCases.Staff("he.jing", _city, Role.Reviewer)));
        Assert.Equal(2, await NumberAsync(new() { Scope = ClockScope.Office }, SampleCases.Staff("x", County, Role.Supervisor)));
        Assert.Equal(3, await NumberAsync(new(), SampleCases.Staff("x", County, Role.Supervisor)));
        Assert.Equal(0, await NumberAsync(new() { Case = elsewhere.Id }, SampleCases.Staff("x", County, Role.Supervisor)));
        Assert.True(await Queries.MaySeeAsync(Supervisor(), here.Id, default));
        Assert.False(await Queries.MaySeeAsync(SampleCases.Staff("x", County, Role.Supervisor), elsewhere.Id, default));

        async Task<int> NumberAsync(ClockFilter filter, Actor? actor = null)
        {
            var found = await ListAsync(actor ?? Supervisor(), filter);
            Assert.Equal(found.Total.Number, found.Items.Count);
            return found.Total.Number;
        }
    }

    [Fact]
    public async Task What_the_lists_show_is_what_the_actor_may_see()
    {
        string[] offices = [_city, County, County + "001/", _city + "420705/", "/"];
        // Seeded: the same cases in every run.
        var random = new Random(20260311);
        List<LegalCase> cases = [];
        for (var i = 0; i < 40; i++)
        {
            var @case = SampleCases.New(offices[random.Next(offices.Length)]);
            SampleCases.Timer(@case, Now.AddHours(random.Next(-50, 50)));
            for (var j = random.Next(3); j > 0; j--)
            {
                var task = SampleCases.Task(@case, role: random.Next(2) == 0 ? Role.Reviewer : Role.Lawyer, office: offices[random.Next(offices.Length)]);
                if (random.Next(2) == 0) task.Give(new UserId("p" + random.Next(3)));
                if (random.Next(4) == 0) task.Cancel(Now);
            }
            cases.Add(await Storage.KeepAsync(@case));
        }
        foreach (var person in new[] { "p0", "p1", "p2", "p9" })
            foreach (var office in offices)
                foreach (var role in new[] { Role.Reviewer, Role.Lawyer, Role.Supervisor })
                {
                    var actor = SampleCases.Staff(person, office, role);
                    var ours = cases.Select(x => x.Id).ToHashSet();
                    HashSet<CaseId> seen = [];
                    for (var page = 0; ; page++)
                    {
                        var found = await ListAsync(actor, new ClockFilter { PageNumber = page, PageSize = 200 });
                        seen.UnionWith(found.Items.Select(x => x.CaseId).Where(ours.Contains));
                        if (found.Items.Count < 200) break;
                    }
                    Assert.Equal(cases.Where(x => Cases.Commands.CaseAccess.MaySee(actor, x)).Select(x => x.Id.Value).Order(), seen.Select(x => x.Value).Order());
                }
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_whether_the_clocks_are_dated_or_provisional()
    {
        var @case = SampleCases.New(County);
        for (var i = 0; i < 7; i++) SampleCases.Timer(@case, Now.AddDays(i / 2));
        for (var i = 0; i < 4; i++) SampleCases.Clock(@case, new DateTimeOffset(2026, 12, 28, 2, 0, i, TimeSpan.Zero));
        await Storage.KeepAsync(@case);
        List<ClockId> seen = [];
        for (var page = 0; page < 4; page++)
        {
            var found = await ListAsync(Supervisor(), new ClockFilter { PageNumber = page, PageSize = 3 });
            Assert.Equal((11, page < 3 ? 3 : 2), (found.Total.Number, found.Items.Count));
            seen.AddRange(found.Items.Select(x => x.Clock.Id));
        }
        Assert.Equal(11, seen.Distinct().Count());
        Assert.Empty((await ListAsync(Supervisor(), new ClockFilter { PageNumber = int.MaxValue, PageSize = 200 })).Items);
        Assert.Single((await ListAsync(Supervisor(), new ClockFilter { PageNumber = -1, PageSize = 0 })).Items);
    }

    [Fact]
    public async Task A_line_says_whose_the_case_is_who_has_the_task_and_which_alerts_are_open()
    {
        var @case = SampleCases.New(County);
        @case.IsUrgent = true;
        var clock = SampleCases.Clock(@case, Now);
        SampleCases.Task(@case).Give(new UserId("nobody.knows"));
        var mine = Add("a", Role.Supervisor, null);
        Add("b", Role.Head, null);
        Add("c", Role.Supervisor, "somebody.else");
        Add("d", Role.Supervisor, null).Acknowledge("x", Now);
        await Storage.KeepAsync(@case);
        var line = Assert.Single((await ListAsync(Supervisor(), new ClockFilter())).Items);
        Assert.Equal((@case.Id, @case.Code, "王小明", new OfficePath(County), "ezhou", "legal-aid", true), (line.CaseId, line.CaseCode, line.Applicant, line.Office, line.Region, line.ServiceType, line.IsUrgent));
        Assert.Equal((Role.Reviewer, new UserId("nobody.knows"), "nobody.knows"), (line.Task!.Role, line.Task.Assignee!.Value, line.Task.AssigneeName));
        Assert.Equal([mine.Id], line.OpenAlerts);
        Assert.Equal((0, null, clock.DueAt), (line.Attempts, line.LastError, line.Clock.DueAt));

        Alert Add(string step, string role, string? user)
        {
            var alert = new Alert(Guid.CreateVersion7(), clock.Id.Value, clock.Key, 1, step, 1, AlertLevel.Warning, role, user, Now);
            @case.Add(alert);
            return alert;
        }
    }

    [Fact]
    public async Task The_next_days_say_what_comes_due_on_each_and_nothing_that_is_over()
    {
        var @case = SampleCases.New(County);
        SampleCases.Timer(@case, Now.AddHours(-1));
        SampleCases.Timer(@case, Now.AddHours(1));
        // 24:00 of the next day is the first instant of the day after.
        SampleCases.Timer(@case, new DateTimeOffset(2026, 3, 12, 0, 0, 0, TimeSpan.FromHours(8)));
        var review = SampleCases.Clock(@case, Now);
        SampleCases.Clock(@case, Now).Stop(Now);
        var provisional = SampleCases.Clock(@case, new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero));
        await Storage.KeepAsync(@case);
        var days = await Queries.DueDaysAsync(Supervisor(), new ClockFilter(), Now, 14, default);
        Assert.Equal(Enumerable.Range(0, 14).Select(x => new DateOnly(2026, 3, 10).AddDays(x)), days.Select(x => x.Day));
        Assert.Equal((0, 1, 0), (days[0].Statutory, days[0].Internal, days[0].Provisional));
        Assert.Equal((0, 1, 0), (days[1].Statutory, days[1].Internal, days[1].Provisional));
        Assert.Equal((1, 0, 0), (days[7].Statutory, days[7].Internal, days[7].Provisional));
        Assert.Equal(review.DueOn, days[7].Day);
        Assert.Equal(3, days.Sum(x => x.Total));

        var december = await Queries.DueDaysAsync(Supervisor(), new ClockFilter(), new DateTimeOffset(2026, 12, 28, 2, 0, 0, TimeSpan.Zero), 14, default);
        Assert.Equal(provisional.ProvisionalDueOn, Assert.Single(december, x => x.Provisional == 1).Day);
    }

    private ValueTask<ClockPage> ListAsync(Actor actor, ClockFilter filter) => Queries.ListAsync(actor, filter, Now, default);

    private Actor Supervisor() => SampleCases.Staff("supervisor", _city, Role.Supervisor);
}

public sealed class ClockQueriesOnSqlite(SqliteTestDatabase database) : ClockQueriesContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class ClockQueriesOnPostgreSql(PostgreSqlTestDatabase database) : ClockQueriesContract(database), IClassFixture<PostgreSqlTestDatabase>;
