using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

public sealed class ClockEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    private const string County = "/420700/420704/";

    private DateTimeOffset Now => server.Time.GetUtcNow();

    [Fact]
    public async Task A_supervisor_finds_a_clock_by_each_filter_and_reads_how_it_stands()
    {
        var (@case, clock) = await KeepAsync(Now.AddDays(-1));
        var supervisor = await server.AsAsync("cheng.wei");
        foreach (var filter in new[] { "", "&state=running", "&office=420704", $"&office={County}", "&region=ezhou", "&service=legal-aid", "&clock=legal-aid.review", "&assignee=he.jing", "&scope=office", "&state=due-soon&within=30d" })
        {
            var found = await supervisor.GetAsync($"/api/clocks?case={@case.Code}{filter}");
            Assert.True(found.Status == 200 && (int)found.Json["total"]! == 1, $"{filter}: {found.Json.ToJsonString()}");
        }
        foreach (var filter in new[] { "state=overdue", "state=paused", "office=420702", "region=huaibei", "service=mediation", "clock=legal-aid.appointment", "assignee=xu.lei", "scope=mine", "state=due-soon&within=1h" })
            Assert.Equal(0, (int)(await supervisor.GetAsync($"/api/clocks?case={@case.Code}&{filter}")).Json["total"]!);

        var line = (await supervisor.GetAsync($"/api/clocks?case={@case.Code}")).Json["items"]![0]!;
        Assert.Equal((@case.Code, "running", "he.jing", "legal-aid.review"), ((string?)line["caseCode"], (string?)line["standing"], (string?)line["task"]!["assignee"]!["id"], (string?)line["clock"]!["key"]));
        Assert.Contains("剩余", (string?)line["remaining"]!["zh"], StringComparison.Ordinal);
        Assert.Contains("left", (string?)line["remaining"]!["en"], StringComparison.Ordinal);
        Assert.Equal((clock.DueAt!.Value - Now).TotalSeconds, (double)line["remainingSeconds"]!, 60.0);
        Assert.Equal(1, (int)(await supervisor.GetAsync($"/api/clocks/counts?case={@case.Code}&within=30d")).Json["due-soon"]!["number"]!);
        Assert.False((bool)(await supervisor.GetAsync($"/api/clocks?case={@case.Code}")).Json["totalIsAtLeast"]!);
    }

    [Theory]
    [InlineData("state=late", "state", "overdue")]
    [InlineData("state=7", "state", "overdue")]
    [InlineData("within=soon", "within", "2d")]
    [InlineData("within=0d", "within", "2d")]
    [InlineData("within=9999999d", "within", "2d")]
    [InlineData("office=atlantis", "office", "420704")]
    [InlineData("region=atlantis", "region", "ezhou")]
    [InlineData("service=banking", "service", "legal-aid")]
    [InlineData("clock=legal-aid.nap", "clock", "legal-aid.review")]
    [InlineData("assignee=nobody.at-all", "assignee", "nobody.at-all")]
    [InlineData("case=XXX", "case", "XXX")]
    [InlineData("scope=yours", "scope", "mine")]
    [InlineData("page=-1", "page", "0")]
    [InlineData("pageSize=201", "pageSize", "200")]
    public async Task A_filter_that_can_not_be_is_named_with_what_it_may_be(string query, string field, string mentioned)
    {
        var reply = await (await server.AsAsync("cheng.wei")).GetAsync("/api/clocks?" + query);
        reply.MustBeProblem(400, "request.unreadable");
        Assert.Contains(mentioned, (string?)Assert.Single(reply.Json["errors"]![field]!.AsArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_wrong_filters_are_named_together() =>
        Assert.Equal(["office", "state", "within"], (await (await server.AsAsync("cheng.wei")).GetAsync("/api/clocks/counts?state=x&within=x&office=x")).Json["errors"]!.AsObject().Select(x => x.Key).Order());

    [Fact]
    public async Task A_clock_of_another_county_is_neither_listed_nor_explained_nor_known()
    {
        var (@case, _) = await KeepAsync(Now.AddDays(-1));
        var other = await server.AsAsync("xia.he");
        (await other.GetAsync($"/api/clocks?case={@case.Code}")).MustBeProblem(400, "request.unreadable");
        (await other.GetAsync($"/api/cases/{@case.Code}/clocks/legal-aid.review")).MustBeProblem(404, "case.unknown");
        Assert.DoesNotContain((await other.GetAsync("/api/clocks?pageSize=200")).Json["items"]!.AsArray(), x => (string?)x!["caseCode"] == @case.Code);
    }

    [Fact]
    public async Task An_explanation_counts_the_days_and_says_who_was_told()
    {
        var started = new DateTimeOffset(2026, 2, 12, 9, 0, 0, TimeSpan.FromHours(8));
        var (@case, clock) = await KeepAsync(started, (x, y) =>
        {
            y.Pause(started.AddDays(1), "supplement");
            y.Resume(started.AddDays(3), SampleCases.Calendar);
            var fired = y.Fire(y.Steps[0].FireAt, 1) as ClockResult.Fired;
            x.Add(new Alert(Guid.CreateVersion7(), y.Id.Value, y.Key, 1, fired!.Steps[0].Key, 1, AlertLevel.Warning, Role.Reviewer, "he.jing", fired.Steps[0].FiredAt));
        });
        var supervisor = await server.AsAsync("cheng.wei");
        var explained = (await supervisor.GetAsync($"/api/cases/{@case.Code}/clocks/legal-aid.review")).Json;
        Assert.Equal(clock.Id.Value, (Guid)explained["id"]!);
        Assert.Equal("supplement", (string?)Assert.Single(explained["pauses"]!.AsArray())!["cause"]);
        var path = explained["path"]!.AsArray();
        Assert.Equal(clock.DueOn!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), (string?)path[^1]!["date"]);
        Assert.Equal(Enumerable.Range(1, clock.Length), path.Where(x => x!["number"] is not null).Select(x => (int)x!["number"]!));
        Assert.All(path, x => Assert.False(string.IsNullOrWhiteSpace((string?)x!["reason"]!["zh"]) || string.IsNullOrWhiteSpace((string?)x["reason"]!["en"])));
        var told = Assert.Single(explained["steps"]![0]!["told"]!.AsArray())!;
        Assert.Equal("何静", (string?)told["name"]!["zh"]);
        Assert.Null(explained["pathNote"]);
        Assert.Equal(clock.Steps.Count, explained["steps"]!.AsArray().Count);
        foreach (var name in new[] { clock.Id.Value.ToString(), "legal-aid.review%231" })
            Assert.Equal(clock.Id.Value, (Guid)(await supervisor.GetAsync($"/api/cases/{@case.Code}/clocks/{name}")).Json["id"]!);
        (await supervisor.GetAsync($"/api/cases/{@case.Code}/clocks/legal-aid.review%232")).MustBeProblem(404, "clock.unknown");
        (await supervisor.GetAsync($"/api/cases/{@case.Code}/clocks/nap")).MustBeProblem(404, "clock.unknown");
    }

    [Fact]
    public async Task What_comes_due_is_counted_by_day()
    {
        var (@case, clock) = await KeepAsync(Now.AddDays(-1));
        var supervisor = await server.AsAsync("cheng.wei");
        using var reply = await supervisor.Http.GetAsync($"/api/clocks/due-days?days=20&case={@case.Code}");
        var days = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal(20, days.Count);
        Assert.Equal(clock.DueOn!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), (string?)Assert.Single(days, x => (int)x!["statutory"]! == 1)!["day"]);
        Assert.Equal(400, (await supervisor.GetAsync("/api/clocks/due-days?days=63")).Status);
    }

    [Fact]
    public async Task The_alerts_of_a_person_are_those_of_their_tasks_and_name_the_limit_by_the_region_of_the_case()
    {
        var (@case, clock) = await KeepAsync(Now.AddDays(-1), (x, y) => x.Add(new Alert(Guid.CreateVersion7(), y.Id.Value, y.Key, 1, "80%:assignee", 1, AlertLevel.Warning, Role.Reviewer, "he.jing", Now)));
        var reviewer = await server.AsAsync("he.jing");
        foreach (var scope in new[] { "all", "mine", "office" })
        {
            var alert = Assert.Single((await reviewer.GetAsync($"/api/alerts?scope={scope}&pageSize=200")).Json["items"]!.AsArray(), x => (string?)x!["caseCode"] == @case.Code)!;
            Assert.Equal(clock.Name.Zh, (string?)alert["clock"]!["name"]!["zh"]);
        }
        (await reviewer.GetAsync("/api/alerts?scope=yours")).MustBeProblem(400, "request.unreadable");
    }

    private async Task<(LegalCase Case, Clock Clock)> KeepAsync(DateTimeOffset startedAt, Action<LegalCase, Clock>? change = null)
    {
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        var @case = SampleCases.New(County);
        var clock = SampleCases.Clock(@case, startedAt);
        SampleCases.Task(@case).Give(new UserId("he.jing"));
        change?.Invoke(@case, clock);
        return (await storage.KeepAsync(@case), clock);
    }
}
