using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class CaseQueriesContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly DateTimeOffset Now = SampleCases.Noon;

    // An own tree of offices for each test: nobody sees what the others keep.
    private readonly string _city = $"/{Guid.NewGuid():N}/";

    private string County => _city + "420704/";

    private ICaseQueries Queries => Storage.Queries;

    [Fact]
    public async Task What_the_lists_show_is_what_access_decides_for_each_case()
    {
        string[] offices = [_city, County, County + "001/", _city + "420705/", _city + "4207040/", $"{_city[..^1]}0/", "/"];
        string[] roles = [Role.Reviewer, Role.Approver, Role.Lawyer, Role.Supervisor, Role.Administrator];
        string[] people = ["p1", "p2", "p3"];
        // Seeded: the same cases in every run.
        var random = new Random(20260310);
        List<LegalCase> cases = [];
        for (var i = 0; i < 60; i++)
        {
            var @case = SampleCases.New(Pick(offices), service: Pick(["legal-aid", "complaint"]));
            for (var j = random.Next(4); j > 0; j--)
            {
                var task = SampleCases.Task(@case, Pick(["recommend", "decide"]), Pick(roles), Pick(offices), Pick(["recommend", "decide", "person:p1", $"office:{County}", $"office:{_city}", $"office-only:{_city}"]));
                if (random.Next(3) == 0) task.Give(new UserId(Pick(people)));
                if (random.Next(4) == 0) task.Complete("Eligible", new UserId(Pick(people)), Now);
                else if (random.Next(6) == 0) task.Cancel(Now);
            }
            cases.Add(await Storage.KeepAsync(@case));
        }

        foreach (var actor in people.SelectMany(x => offices.SelectMany(y => roles.Select(z => SampleCases.Staff(x, y, z)))).Append(SampleCases.Staff("p1", County, Role.Lawyer, Role.Reviewer)).Append(Actor.ClockKeeper))
        {
            var allowed = cases.Where(x => CaseAccess.MaySee(actor, x)).Select(x => x.Id).ToHashSet();
            Assert.Equal(allowed.Order(ById), (await MineOfAsync(actor)).Order(ById));

            var mine = cases.Where(x => allowed.Contains(x.Id)).SelectMany(x => x.Tasks).Where(x => x.IsLive && x.Assignee == actor.Id).Select(x => x.Id).ToHashSet();
            var queue = cases.Where(x => allowed.Contains(x.Id)).SelectMany(x => x.Tasks, (x, y) => (Case: x, Task: y))
                .Where(x => x.Task.State == TaskState.Open && !CaseAccess.IsOutsider(actor) && CaseAccess.WhyNotTake(actor, x.Task, x.Case) is null).Select(x => x.Task.Id).ToHashSet();
            Assert.Equal(mine.Count, await TasksOfAsync(actor, "mine", mine));
            Assert.Equal(queue.Count, await TasksOfAsync(actor, "queue", queue));
            if (!actor.Has(Role.Supervisor)) Assert.Equal(mine.Union(queue).Count(), await TasksOfAsync(actor, "all", [.. mine.Union(queue)]));
        }

        string Pick(string[] from) => from[random.Next(from.Length)];

        async Task<List<CaseId>> MineOfAsync(Actor actor)
        {
            var ours = cases.Select(x => x.Id).ToHashSet();
            List<CaseId> seen = [];
            for (var page = 0; ; page++)
            {
                var found = await Queries.CasesAsync(actor, new CaseFilter(PageNumber: page, PageSize: 200), default);
                seen.AddRange(found.Items.Select(x => x.Id).Where(ours.Contains));
                if (found.Items.Count < 200) return seen;
            }
        }

        async Task<int> TasksOfAsync(Actor actor, string scope, HashSet<TaskId> expected)
        {
            var ours = cases.SelectMany(x => x.Tasks).Select(x => x.Id).ToHashSet();
            var found = (await Queries.TasksAsync(actor, new TaskFilter(scope, PageSize: 200), default)).Items.Select(x => x.Task.Id).Where(ours.Contains).ToList();
            Assert.Equal(expected.Order(ByTask), found.Order(ByTask));
            return found.Count;
        }
    }

    [Fact]
    public async Task Urgent_tasks_come_first_then_the_nearest_due_then_those_without_limit()
    {
        await KeepAsync("later", x => x.DueAt = Now.AddDays(5));
        await KeepAsync("none", x => x.DueAt = null);
        await KeepAsync("sooner", x => x.DueAt = Now.AddDays(1));
        await KeepAsync("urgent none", x => x.DueAt = null, urgent: true);
        await KeepAsync("urgent", x => x.DueAt = Now.AddDays(9), urgent: true);
        var tasks = await Queries.TasksAsync(Reviewer(), new TaskFilter(), default);
        Assert.Equal(["urgent", "urgent none", "sooner", "later", "none"], tasks.Items.Select(x => x.Task.StepId));

        async Task KeepAsync(string step, Action<CaseTask> change, bool urgent = false)
        {
            var @case = SampleCases.New(County);
            @case.IsUrgent = urgent;
            change(SampleCases.Task(@case, step));
            await Storage.KeepAsync(@case);
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_and_know_the_total()
    {
        for (var i = 0; i < 7; i++)
        {
            var @case = SampleCases.New(County, receivedAt: Now.AddMinutes(-i / 2));
            SampleCases.Task(@case);
            await Storage.KeepAsync(@case);
        }
        var tasks = await PagesAsync(x => Queries.TasksAsync(Reviewer(), new TaskFilter(PageNumber: x, PageSize: 3), default), x => x.Task.Id.Value);
        var cases = await PagesAsync(x => Queries.CasesAsync(Reviewer(), new CaseFilter(PageNumber: x, PageSize: 3), default), x => x.Id.Value);
        Assert.Equal((7, 7), (tasks, cases));
        Assert.Empty((await Queries.CasesAsync(Reviewer(), new CaseFilter(PageNumber: int.MaxValue, PageSize: 200), default)).Items);
        Assert.Single((await Queries.CasesAsync(Reviewer(), new CaseFilter(PageNumber: -1, PageSize: 0), default)).Items);

        static async Task<int> PagesAsync<T>(Func<int, ValueTask<Page<T>>> read, Func<T, Guid> id)
        {
            HashSet<Guid> seen = [];
            for (var page = 0; page < 3; page++)
            {
                var found = await read(page);
                Assert.Equal(7, found.Total);
                Assert.Equal(page < 2 ? 3 : 1, found.Items.Count);
                foreach (var item in found.Items) Assert.True(seen.Add(id(item)));
            }
            return seen.Count;
        }
    }

    [Theory]
    [InlineData("小明", true)]
    [InlineData("王小明", true)]
    [InlineData("  王小明 ", true)]
    [InlineData("小红", false)]
    [InlineData("%", false)]
    [InlineData("_", false)]
    [InlineData("'", false)]
    [InlineData("\\", false)]
    [InlineData("-", false)]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("某某公司", false)]
    public async Task Cases_and_tasks_are_found_by_a_part_of_the_applicants_name(string? search, bool found)
    {
        var @case = SampleCases.New(County, SampleCases.Application("王小明", null, "divorce", ("某某公司", null)));
        SampleCases.Task(@case);
        await Storage.KeepAsync(@case);
        Assert.Equal(found, (await Queries.CasesAsync(Reviewer(), new CaseFilter(search), default)).Total == 1);
        Assert.Equal(found, (await Queries.TasksAsync(Reviewer(), new TaskFilter(Search: search), default)).Total == 1);
    }

    [Fact]
    public async Task A_case_is_found_by_its_code_however_it_is_typed()
    {
        var @case = await Storage.KeepAsync(SampleCases.New(County));
        foreach (var typed in new[] { @case.Code, @case.Code.ToLowerInvariant(), @case.Code.Replace("-", "", StringComparison.Ordinal), $" {@case.Code} " })
        {
            Assert.Equal(@case.Id, await Queries.FindByCodeAsync(typed, default));
            Assert.Equal(@case.Id, Assert.Single((await Queries.CasesAsync(Reviewer(), new CaseFilter(typed), default)).Items).Id);
        }
        Assert.Equal(@case.Id, Assert.Single((await Queries.CasesAsync(Reviewer(), new CaseFilter(@case.Code[5..]), default)).Items).Id);
        Assert.Null(await Queries.FindByCodeAsync("nonsense", default));
    }

    [Fact]
    public async Task A_line_says_what_the_case_is_and_when_it_is_due_next()
    {
        var @case = SampleCases.New(County);
        SampleCases.Timer(@case, Now.AddDays(3));
        var next = SampleCases.Timer(@case, Now.AddDays(2));
        SampleCases.Timer(@case, Now.AddDays(1)).Stop(Now.AddHours(23.5));
        SampleCases.Task(@case).Give(new UserId("nobody"));
        await Storage.KeepAsync(@case);
        var line = Assert.Single((await Queries.CasesAsync(Reviewer(), new CaseFilter(), default)).Items);
        Assert.Equal(new CaseLine(@case.Id, @case.Code, "legal-aid", "王小明", "", CaseStatus.Open, false, County, Now, null, null, next.DueAt), line);
        var task = Assert.Single((await Queries.TasksAsync(SampleCases.Staff("nobody", "/elsewhere/", Role.Lawyer), new TaskFilter("mine", @case.Code), default)).Items);
        Assert.Equal((@case.Id, @case.Code, "王小明", County, null), (task.CaseId, task.CaseCode, task.Applicant, task.OfficePath, task.AssigneeName));
    }

    [Fact]
    public async Task Cases_are_filtered_by_status_and_stage_and_come_newest_first()
    {
        foreach (var (stage, status, hour) in new[] { ("review", CaseStatus.Open, 1), ("review", CaseStatus.Closed, 3), ("handling", CaseStatus.Open, 2) })
        {
            var @case = SampleCases.New(County, receivedAt: Now.AddHours(hour));
            (@case.Stage, @case.Status) = (stage, status);
            await Storage.KeepAsync(@case);
        }
        Assert.Equal([3, 2, 1], (await Queries.CasesAsync(Reviewer(), new CaseFilter(), default)).Items.Select(x => (x.ReceivedAt - Now).Hours));
        Assert.Equal([2, 1], (await Queries.CasesAsync(Reviewer(), new CaseFilter(Status: CaseStatus.Open), default)).Items.Select(x => (x.ReceivedAt - Now).Hours));
        Assert.Equal([3, 1], (await Queries.CasesAsync(Reviewer(), new CaseFilter(Stage: "review"), default)).Items.Select(x => (x.ReceivedAt - Now).Hours));
    }

    [Fact]
    public async Task Every_reading_of_a_case_is_logged_and_no_refused_one()
    {
        var @case = await Storage.KeepAsync(CaseStoreContract.RichCase());
        var inside = SampleCases.Staff("inside", "/420700/", Role.Reviewer);
        var view = (await Queries.CaseAsync(inside, @case.Id, Now, default))!;
        Assert.Equal((@case.Code, 3, 1), (view.Case.Code, view.Case.Tasks.Count, view.Case.Alerts.Count));
        Assert.Contains("王小明", Assert.Single(view.History).Payload, StringComparison.Ordinal);
        Assert.Equal(1, await ReadingsAsync("inside"));
        Assert.NotNull(await Queries.CaseAsync(inside, @case.Id, Now, default));
        Assert.Equal(2, await ReadingsAsync("inside"));

        Assert.Null(await Queries.CaseAsync(SampleCases.Staff("outside", "/430000/", Role.Reviewer), @case.Id, Now, default));
        Assert.Null(await Queries.CaseAsync(inside, new CaseId(Guid.NewGuid()), Now, default));
        Assert.Equal((0, 2), (await ReadingsAsync("outside"), await ReadingsAsync("inside")));

        async Task<int> ReadingsAsync(string actor)
        {
            await using var db = await Storage.ContextAsync();
            return db.AccessLog.Count(x => x.CaseId == @case.Id && x.Actor == new UserId(actor) && x.At == Now);
        }
    }

    [Fact]
    public async Task Alerts_go_to_their_person_and_to_their_role_in_the_office()
    {
        var @case = SampleCases.New(County);
        SampleCases.Task(@case).Give(new UserId("lawyer"));
        var clock = SampleCases.Clock(@case, Now);
        var forRole = Add(1, Role.Supervisor, null);
        var forPerson = Add(2, Role.Lawyer, "lawyer");
        var done = Add(3, Role.Supervisor, null);
        done.Acknowledge("x", Now);
        await Storage.KeepAsync(@case);

        var county = SampleCases.Staff("s1", County, Role.Supervisor);
        Assert.Equal([forRole.Id, done.Id], await IdsAsync(county, onlyOpen: false));
        Assert.Equal([forRole.Id], await IdsAsync(county, onlyOpen: true));
        Assert.Equal([forRole.Id], await IdsAsync(SampleCases.Staff("s2", _city, Role.Supervisor), onlyOpen: true));
        Assert.Empty(await IdsAsync(SampleCases.Staff("s3", _city + "420705/", Role.Supervisor), onlyOpen: false));
        Assert.Empty(await IdsAsync(SampleCases.Staff("s4", County, Role.Reviewer), onlyOpen: false));
        Assert.Equal([forPerson.Id], (await Queries.AlertsAsync(SampleCases.Staff("lawyer", "/", Role.Lawyer), new(OnlyOpen: true, PageSize: 200), default)).Items.Where(x => x.CaseId == @case.Id).Select(x => x.Alert.Id));
        var line = (await Queries.AlertsAsync(county, new(OnlyOpen: true), default)).Items[0];
        Assert.Equal((@case.Code, "王小明", "ezhou", County, clock.DueAt), (line.CaseCode, line.Applicant, line.Region, line.OfficePath, line.DueAt));

        Alert Add(int minute, string role, string? user)
        {
            var alert = new Alert(Guid.CreateVersion7(), clock.Id.Value, clock.Key, 1, $"step {minute}", 1, AlertLevel.Warning, role, user, Now.AddMinutes(minute));
            @case.Add(alert);
            return alert;
        }

        async Task<List<Guid>> IdsAsync(Actor actor, bool onlyOpen) => [.. (await Queries.AlertsAsync(actor, new(onlyOpen, PageSize: 200), default)).Items.Select(x => x.Alert.Id)];
    }

    [Fact]
    public async Task Alerts_are_narrowed_to_the_own_office_and_to_what_the_actor_has()
    {
        var (here, below) = (SampleCases.New(County), SampleCases.New(County + "001/"));
        SampleCases.Task(below).Give(new UserId("narrow"));
        SampleCases.Task(here).Cancel(Now);
        var (ofHere, ofBelow, inPerson) = (Add(here, "a", null), Add(below, "b", null), Add(here, "c", "narrow"));
        await Storage.KeepAsync(here);
        await Storage.KeepAsync(below);
        Assert.Equal(Sorted(ofHere, ofBelow, inPerson), await IdsAsync(ClockScope.All));
        Assert.Equal(Sorted(ofHere, inPerson), await IdsAsync(ClockScope.Office));
        Assert.Equal(Sorted(ofBelow, inPerson), await IdsAsync(ClockScope.Mine));

        Alert Add(LegalCase @case, string step, string? user)
        {
            var clock = SampleCases.Clock(@case, Now);
            var alert = new Alert(Guid.CreateVersion7(), clock.Id.Value, clock.Key, 1, step, 1, AlertLevel.Warning, Role.Supervisor, user, Now);
            @case.Add(alert);
            return alert;
        }

        static IEnumerable<Guid> Sorted(params Alert[] alerts) => alerts.Select(x => x.Id).Order();

        async Task<IEnumerable<Guid>> IdsAsync(ClockScope scope) =>
            (await Queries.AlertsAsync(SampleCases.Staff("narrow", County, Role.Supervisor), new(OnlyOpen: true, scope), default)).Items.Select(x => x.Alert.Id).Order();
    }

    [Fact]
    public async Task Incidents_are_for_those_who_lead_the_office_repair_its_flows_or_have_them()
    {
        var (@case, other) = (SampleCases.New(County), SampleCases.New(_city + "420705/"));
        var old = Add(@case, "i-1", "script", -3);
        var handed = Add(@case, "i-2", "notice", -1);
        handed.Assignee = new UserId("clerk");
        Add(@case, "i-3", "done", -2).Resolve(IncidentResolution.Retried, "x", Now);
        var elsewhere = Add(other, "i-1", "script", -2);
        await Storage.KeepAsync(@case);
        await Storage.KeepAsync(other);

        var (supervisor, administrator, clerk) = (SampleCases.Staff("s", County, Role.Supervisor), SampleCases.Staff("a", _city, Role.Administrator), SampleCases.Staff("clerk", County, Role.Reviewer));
        Assert.Equal([old.Key, handed.Key], await KeysAsync(supervisor, new()));
        Assert.Equal(["i-1", "i-1", "i-2"], await KeysAsync(administrator, new()));
        Assert.Equal([handed.Key], await KeysAsync(clerk, new()));
        Assert.Equal([handed.Key], await KeysAsync(clerk, new("mine")));
        Assert.Empty(await KeysAsync(SampleCases.Staff("other", County, Role.Reviewer), new()));
        Assert.Empty(await KeysAsync(SampleCases.Staff("far", _city + "420706/", Role.Administrator), new()));

        Assert.Equal(["i-1", "i-1"], await KeysAsync(administrator, new(StepId: "script")));
        Assert.Equal([elsewhere.Key], await KeysAsync(administrator, new(Office: _city + "420705/")));
        Assert.Equal(["i-1"], await KeysAsync(administrator, new(Before: Now.AddDays(-2.5))));
        Assert.Empty(await KeysAsync(administrator, new(DefinitionId: "mediation")));
        var lines = (await Queries.IncidentsAsync(administrator, new(), default)).Items;
        Assert.All(lines, x => Assert.False(x.MaySeeCase));
        Assert.True((await Queries.IncidentsAsync(supervisor, new(), default)).Items[0].MaySeeCase);
        Assert.Equal((@case.Code, "clerk", "zhou"), (lines[2].CaseCode, lines[2].AssigneeName, lines[2].CauserName));
        await Assert.ThrowsAsync<ArgumentException>(async () => await KeysAsync(supervisor, new("yours")));

        Incident Add(LegalCase to, string key, string step, int days)
        {
            var incident = new Incident(key, step, "出错", "failed", Now) { Since = Now.AddDays(days), DefinitionId = "legal-aid", DefinitionVersion = 1, CausedBy = "zhou" };
            to.Add(incident);
            return incident;
        }

        async Task<List<string>> KeysAsync(Actor actor, IncidentFilter filter) => [.. (await Queries.IncidentsAsync(actor, filter, default)).Items.Select(x => x.Incident.Key)];
    }

    [Fact]
    public async Task A_supervisor_sees_every_live_task_of_the_office_and_below()
    {
        var @case = SampleCases.New(County);
        SampleCases.Task(@case, "given").Give(new UserId("somebody"));
        SampleCases.Task(@case, "free", Role.Approver);
        SampleCases.Task(@case, "done").Cancel(Now);
        await Storage.KeepAsync(@case);
        var found = await Queries.TasksAsync(SampleCases.Staff("boss", _city, Role.Supervisor), new TaskFilter(), default);
        Assert.Equal(["free", "given"], found.Items.Select(x => x.Task.StepId).Order());
        await Assert.ThrowsAsync<ArgumentException>(async () => await Queries.TasksAsync(Reviewer(), new TaskFilter("everything"), default));
    }

    private Actor Reviewer() => SampleCases.Staff("reviewer", _city, Role.Reviewer);

    private static Comparer<CaseId> ById { get; } = Comparer<CaseId>.Create((a, b) => a.Value.CompareTo(b.Value));

    private static Comparer<TaskId> ByTask { get; } = Comparer<TaskId>.Create((a, b) => a.Value.CompareTo(b.Value));
}

public sealed class CaseQueriesOnSqlite(SqliteTestDatabase database) : CaseQueriesContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class CaseQueriesOnPostgreSql(PostgreSqlTestDatabase database) : CaseQueriesContract(database), IClassFixture<PostgreSqlTestDatabase>;
