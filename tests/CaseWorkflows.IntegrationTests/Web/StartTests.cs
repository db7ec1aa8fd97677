using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Migration;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>What the product does before it answers its first request.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows-start-");

    public StartTests() => Copy(new DirectoryInfo(LegalAidStory.Workflows), _folder.CreateSubdirectory("workflows"));

    [Fact]
    public async Task A_definition_that_does_not_pass_the_gate_stops_the_start_and_is_named()
    {
        var file = Path.Combine(_folder.FullName, "workflows", "definitions", "legal-aid.json");
        var definition = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        definition["root"]!["activities"]!.AsArray().Add((JsonNode)new JsonObject { ["id"] = "strange", ["nodeId"] = "strange", ["type"] = "Elsa.SendHttpRequest", ["version"] = 1 });
        await File.WriteAllTextAsync(file, definition.ToJsonString());
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync());
        Assert.Contains("legal-aid.json", refused.Text.Zh, StringComparison.Ordinal);
        Assert.Contains("strange", refused.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_with_a_story_that_does_not_hold_stops_the_start_and_the_row_is_named()
    {
        var folder = Path.Combine(_folder.FullName, "workflows", "scenarios", "legal-aid");
        foreach (var file in Directory.GetFiles(folder).Where(x => !x.EndsWith("02-refusal.json", StringComparison.Ordinal))) File.Delete(file);
        var story = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "02-refusal.json")))!;
        story["rows"]![1]!["expect"] = new JsonObject { ["stage"] = "archived" };
        await File.WriteAllTextAsync(Path.Combine(folder, "02-refusal.json"), story.ToJsonString());
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync());
        Assert.Contains("legal-aid.json", refused.Text.En, StringComparison.Ordinal);
        Assert.Contains("02-refusal.json: row 2", refused.Text.En, StringComparison.Ordinal);
        Assert.Contains("“archived”", refused.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_version_that_was_changed_stops_the_start()
    {
        await using (await StartAsync()) { }
        var file = Path.Combine(_folder.FullName, "workflows", "definitions", "legal-aid.json");
        var definition = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        definition["name"] = "另一个名称";
        await File.WriteAllTextAsync(file, definition.ToJsonString());
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync());
        Assert.Contains("legal-aid.json", refused.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_administrators_approved_is_not_replaced_by_what_a_new_release_brings_and_the_start_goes_on()
    {
        const string flow = "village-counsel";
        OnlyFlow(flow);
        var shipped = (int)Shipped(flow)["version"]!;
        await using (var app = await StartAsync())
        {
            var own = Shipped(flow);
            (own["version"], own["description"]) = (shipped + 1, "drawn here");
            await ApproveAsync(app, own);
            Assert.Equal((flow, shipped + 1), await InForceAsync(app, flow));
        }

        // The new release has the very number, with another content; and later a higher one.
        foreach (var (version, saves) in new[] { (shipped + 1, 1), (shipped + 1, 1), (shipped + 2, 2) })
        {
            Ship(flow, version, $"随附的版本 {version}");
            await using var app = await StartAsync();
            Assert.Equal((flow, shipped + 1), await InForceAsync(app, flow));
            Assert.Contains("drawn here", await app.Services.GetRequiredService<IDefinitionStore>().FindAsync(flow, shipped + 1, default), StringComparison.Ordinal);
            var offered = (await app.Services.GetRequiredService<IDraftStore>().HistoryAsync(flow, default)).Where(x => x.By == ShippedOffers.Maker).ToList();
            Assert.Equal((saves, version, SaveKind.SetAside), (offered.Count, offered[0].Version, offered[0].Kind));
            var notice = Assert.Single(await app.Services.GetRequiredService<ISystemNotices>().OpenAsync(default), x => x.Kind == "shipped");
            Assert.Contains($"版本 {version}", notice.Text.Zh, StringComparison.Ordinal);
            Assert.Contains($"version {version}", notice.Text.En, StringComparison.Ordinal);
            Assert.Null(await app.Services.GetRequiredService<IDraftStore>().FindAsync(flow, default));
        }

        // Taken back as the draft, compared, handed in and approved like any other; then nothing is offered any more.
        await using (var app = await StartAsync())
        {
            var (first, second) = (Administrator("admin"), Administrator("sun.yi"));
            var revision = (await app.Services.GetRequiredService<IDraftStore>().HistoryAsync(flow, default))[0].Revision;
            Assert.IsType<SaveResult.Saved>(await app.Services.GetRequiredService<DraftDesk>().RestoreAsync(flow, null, revision, first));
            var proposed = await app.Services.GetRequiredService<ReleaseDesk>().ProposeAsync(flow, first, ReleaseWish.None);
            Assert.True(proposed.IsDone, string.Join('\n', proposed.Problems.Select(x => x.Message.En)));
            Assert.Equal(ReleaseState.Published, (await app.Services.GetRequiredService<ReleaseDesk>().ApproveAsync(proposed.Release!.Id, second)).Release?.State);
        }
        await using (var app = await StartAsync())
        {
            Assert.Equal((flow, shipped + 2), await InForceAsync(app, flow));
            Assert.DoesNotContain(await app.Services.GetRequiredService<ISystemNotices>().OpenAsync(default), x => x.Kind == "shipped");
        }
    }

    [Fact]
    public async Task A_service_that_was_given_to_another_flow_or_taken_out_of_force_stays_so_when_a_new_release_comes()
    {
        const string flow = "village-counsel";
        OnlyFlow(flow);
        var version = (int)Shipped(flow)["version"]!;
        await using (var app = await StartAsync())
        {
            var own = Shipped(flow);
            (own["definitionId"], own["version"]) = ("our-counsel", 1);
            own["customProperties"]!["serviceType"] = flow;
            CopyStories(flow, "our-counsel");
            await ApproveAsync(app, own, takesOver: true);
        }
        Ship(flow, version + 1, "随附的新版本");
        await using (var app = await StartAsync())
        {
            Assert.Equal(("our-counsel", 1), await InForceAsync(app, flow));
            Assert.Contains("our-counsel", Assert.Single(await app.Services.GetRequiredService<ISystemNotices>().OpenAsync(default), x => x.Kind == "shipped").Text.En, StringComparison.Ordinal);
            Assert.True(await app.Services.GetRequiredService<IPublishedDefinitions>().RetractAsync("our-counsel", default));
        }
        await using (var app = await StartAsync())
            Assert.Null(await app.Services.GetRequiredService<IDefinitionStore>().InForceAsync(flow, default));
    }

    [Fact]
    public async Task The_last_version_of_a_flow_that_comes_with_the_product_is_not_deleted_so_that_it_stays_out_of_force()
    {
        const string flow = "village-counsel";
        OnlyFlow(flow);
        var version = (int)Shipped(flow)["version"]!;
        await using (var first = await StartAsync())
        {
            var publication = first.Services.GetRequiredService<DraftPublication>();
            Assert.Equal("draft.shipped", (await publication.DeleteAsync(flow, Administrator("admin"))).Why!.Code);
            await publication.RetractAsync(flow, Administrator("admin"));
            Assert.Equal("draft.shipped", (await publication.DeleteAsync(new VersionId(flow, version), Administrator("admin"))).Why!.Code);
        }
        await using var app = await StartAsync();
        Assert.Null(await app.Services.GetRequiredService<IDefinitionStore>().InForceAsync(flow, default));
    }

    [Fact]
    public async Task A_new_release_replaces_what_an_older_one_brought()
    {
        const string flow = "village-counsel";
        OnlyFlow(flow);
        var version = (int)Shipped(flow)["version"]!;
        await using (await StartAsync()) { }
        Ship(flow, version + 1, "随附的新版本");
        await using var app = await StartAsync();
        Assert.Equal((flow, version + 1), await InForceAsync(app, flow));
        Assert.DoesNotContain(await app.Services.GetRequiredService<ISystemNotices>().OpenAsync(default), x => x.Kind == "shipped");
    }

    [Fact]
    public async Task Cases_of_an_older_database_go_on_with_their_version_and_can_migrate_while_new_ones_get_the_newest()
    {
        var definition = Path.Combine(_folder.FullName, "workflows", "definitions", "legal-aid.json");
        var (newest, oldest) = (await File.ReadAllTextAsync(definition), await File.ReadAllTextAsync(Path.Combine(LegalAidStory.Workflows, "..", "tests", "CaseWorkflows.Tests", "Workflows", "Versions", "legal-aid-1.json")));
        // Later versions were told stories of their own, and some of the older ones anew: an objection was reviewed in the case itself then.
        var told = Path.Combine(LegalAidStory.Workflows, "..", "tests", "CaseWorkflows.Tests", "Workflows", "Versions", "legal-aid-stories");
        var stories = Directory.GetFiles(Path.Combine(_folder.FullName, "workflows", "scenarios", "legal-aid"), "*.json")
            .Where(x => string.CompareOrdinal(Path.GetFileName(x), "27") >= 0 || File.Exists(Path.Combine(told, Path.GetFileName(x)))).ToDictionary(x => x, File.ReadAllText);
        await File.WriteAllTextAsync(definition, oldest);
        foreach (var story in stories.Keys)
            if (string.CompareOrdinal(Path.GetFileName(story), "27") >= 0) File.Delete(story);
            else File.Copy(Path.Combine(told, Path.GetFileName(story)), story, overwrite: true);
        await using (await StartAsync()) { }

        await File.WriteAllTextAsync(definition, newest);
        foreach (var (file, story) in stories) await File.WriteAllTextAsync(file, story);
        await using var app = await StartAsync();
        var definitions = app.Services.GetRequiredService<IDefinitionStore>();
        var version = (int)JsonNode.Parse(newest)!["version"]!;
        Assert.Equal(("legal-aid", version), await definitions.InForceAsync("legal-aid", default));
        Assert.Equal(oldest, await definitions.FindAsync("legal-aid", 1, default));
        var cases = (await CasesAsync(app)).Where(x => x.DefinitionId == "legal-aid").ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, x => Assert.Equal(1, x.DefinitionVersion));

        var waiting = cases.First(x => x.Tasks.Any(y => y.IsLive && y.StepId == "decision"));
        var head = (await app.Services.GetRequiredService<IStaffDirectory>().FindAsync(new("deng.hua"), default))!.AsActor();
        var (commands, task) = (app.Services.GetRequiredService<CaseCommands>(), waiting.Tasks.Single(y => y.IsLive && y.StepId == "decision"));
        foreach (var command in new ICaseCommand[] { new ClaimTask(task.Id), new CompleteTask(task.Id, "grant", new JsonObject { ["aidForm"] = "litigation-agency" }) })
            Assert.IsType<CommandResult.Accepted>(await commands.ExecuteAsync(new CommandEnvelope(CommandId.New(Spring), head, waiting.Id, command)));
        var granted = (await CasesAsync(app)).Single(x => x.Id == waiting.Id);
        Assert.Equal((1, "appointment"), (granted.DefinitionVersion, granted.Stage));

        var report = await app.Services.GetRequiredService<CaseMigrations>().RunAsync(new MigrationOrder("legal-aid", 1, version, [], []), "admin", "期限补全");
        Assert.Equal((cases.Count(x => x.Status is CaseStatus.Open or CaseStatus.Paused), 0), (report.Count(MigrationVerdict.Moved), report.Count(MigrationVerdict.Stayed)));
        Assert.All((await CasesAsync(app)).Where(x => x.DefinitionId == "legal-aid"), x => Assert.Equal(x.Status is CaseStatus.Open or CaseStatus.Paused ? version : 1, x.DefinitionVersion));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_stops_the_start()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync("--CaseWorkflows:WorkflowsFolder=" + Path.Combine(_folder.FullName, "nowhere")));
        Assert.Contains("nowhere", refused.Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_default_has_demo_users_and_sample_cases_and_one_password_of_its_own()
    {
        await using (var app = await StartAsync())
        {
            Assert.NotNull(await app.Services.GetRequiredService<IStaffDirectory>().FindAsync(new("zhou.min"), default));
            Assert.NotEmpty(await app.Services.GetRequiredService<ICaseQueries>().CaseIdsAsync(null, 10, default));
        }
        var password = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "data", "demo-password"));
        Assert.True(password.Trim().Length >= 12);
        await using (var again = await StartAsync())
            Assert.Equal(password, await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "data", "demo-password")));
    }

    [Theory]
    [InlineData("2026-03-02T09:00:00+08:00")]
    [InlineData("2026-11-21T23:30:00+08:00")]
    // Limits of these reach into a year whose holidays nobody has published.
    [InlineData("2026-12-30T08:00:00+08:00")]
    public async Task The_first_start_shows_cases_in_many_stages_with_a_clean_history(string now)
    {
        await using var app = await StartAt(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        var queries = app.Services.GetRequiredService<ICaseQueries>();
        var cases = await CasesAsync(app);
        foreach (var id in cases.Select(x => x.Id))
        {
            var material = (await queries.HistoryAsync(id, default))!;
            Assert.Null(HistoryCheck.FirstBad(material.Rows, material.Payloads, material.DigestKey, material.ExpectedSeq, material.ExpectedHash));
            Assert.All(material.Rows, x => Assert.True(x.RecordedAt <= DateTimeOffset.Parse(now, CultureInfo.InvariantCulture).AddMinutes(5)));
        }
        Assert.True(cases.Count >= 20, $"{cases.Count} cases");
        Assert.Superset(
            new HashSet<string> { "registration", "review", "appointment", "handling", "closing", "quality-review", "archived", "refused", "terminated", "objection" },
            cases.Select(x => x.Stage).ToHashSet());
        Assert.True(cases.Exists(x => x.Tasks.Any(y => y.IsLive && y.StepId == "decision")), "No case waits for its decision.");
        Assert.True(cases.Exists(x => x.Status == CaseStatus.Open && x.Clocks.Any(y => y is { State: ClockState.Running, BreachedAt: not null }) && x.Alerts.Count > 2), "No case is overdue.");
        Assert.Empty(cases.SelectMany(x => x.Incidents));
    }

    [Fact]
    public async Task A_sample_story_that_is_wrong_is_left_out_and_the_product_starts()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "workflows", "samples-demo.json"), """
            [ { "story": "no-such-story" }, { "story": "22-withdrawn", "rows": 99 }, { "story": "02-refusal", "rows": 1, "texts": { "孙建国": "许建华" } } ]
            """);
        await using var app = await StartAsync();
        var found = await app.Services.GetRequiredService<ICaseQueries>().CaseIdsAsync(null, 100, default);
        Assert.Equal(1 + Directory.GetFiles(Path.Combine(_folder.FullName, "workflows", "scenarios", "applications")).Length, found.Count);
    }

    [Fact]
    public async Task A_database_that_somebody_chose_gets_no_demo_users_by_itself()
    {
        await using var app = await StartAsync($"--CaseWorkflows:Database:ConnectionString=Data Source={Path.Combine(_folder.FullName, "own.db")}");
        Assert.Empty(await app.Services.GetRequiredService<IStaffDirectory>().WithRoleAsync(Role.IntakeClerk, null, default));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "data", "demo-password")));
    }

    [Fact]
    public async Task An_error_that_was_answered_stands_in_the_log()
    {
        using var log = new KeptLog();
        await using var app = await StartAsync(log);
        app.MapGet("/api/broken", void () => throw new InvalidOperationException("the beam broke")).AllowAnonymous();
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await new ApiClient(http).GetAsync("/api/broken")).MustBeProblem(500, "request.server-error");
        Assert.Contains(log.Errors, x => x.Message == "the beam broke");
        (await new ApiClient(http).SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/sign-in") { Content = new StringContent("[", System.Text.Encoding.UTF8, "application/json") })).MustBeProblem(400, "request.unreadable");
        Assert.Single(log.Errors);
        await app.StopAsync();
    }

    private string FileOf(string flow) => Path.Combine(_folder.FullName, "workflows", "definitions", $"{flow}.json");

    private JsonObject Shipped(string flow) => JsonNode.Parse(File.ReadAllText(FileOf(flow)))!.AsObject();

    // The others only cost time here.
    private void OnlyFlow(string flow)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.FullName, "workflows", "definitions"), "*.json").Where(x => x != FileOf(flow))) File.Delete(file);
        File.WriteAllText(Path.Combine(_folder.FullName, "workflows", "samples-demo.json"), "[]");
    }

    private void Ship(string flow, int version, string description)
    {
        var next = Shipped(flow);
        (next["version"], next["description"]) = (version, description);
        File.WriteAllText(FileOf(flow), next.ToJsonString());
    }

    private void CopyStories(string flow, string other)
    {
        var stories = new DirectoryInfo(Path.Combine(_folder.FullName, "workflows", "scenarios", flow));
        if (stories.Exists) Copy(stories, stories.Parent!.CreateSubdirectory(other));
    }

    private static Actor Administrator(string id) => new(new UserId(id), id, [Role.Administrator], OfficePath.Root);

    private static async Task ApproveAsync(WebApplication app, JsonObject definition, bool takesOver = false)
    {
        var submission = new DefinitionSubmission("own", definition.ToJsonString());
        var found = await app.Services.GetRequiredService<PublishDefinition>().CheckAsync(submission);
        var releases = app.Services.GetRequiredService<ReleaseDesk>();
        var proposed = await releases.SubmitAsync(submission, null, found, Administrator("admin"), new ReleaseWish(TakesOver: takesOver));
        Assert.True(proposed.IsDone, proposed.Why?.Message.En + string.Join('\n', proposed.Problems.Select(x => x.Message.En)));
        Assert.Equal(ReleaseState.Published, (await releases.ApproveAsync(proposed.Release!.Id, Administrator("sun.yi"))).Release?.State);
    }

    private static async Task<(string, int)> InForceAsync(WebApplication app, string service) =>
        (await app.Services.GetRequiredService<IDefinitionStore>().InForceAsync(service, default))!.Value;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    private static async Task<List<LegalCase>> CasesAsync(WebApplication app)
    {
        List<LegalCase> cases = [];
        foreach (var id in await app.Services.GetRequiredService<ICaseQueries>().CaseIdsAsync(null, 100, default))
        {
            await using var reading = await app.Services.GetRequiredService<ICaseStore>().BeginAsync(default);
            cases.Add((await reading.LoadAsync(id, default))!);
        }
        return cases;
    }

    private static readonly DateTimeOffset Spring = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private Task<WebApplication> StartAsync(params string[] more) => StartAsync(Spring, null, more);

    private Task<WebApplication> StartAsync(KeptLog log, params string[] more) => StartAsync(Spring, log, more);

    private Task<WebApplication> StartAt(DateTimeOffset now, params string[] more) => StartAsync(now, null, more);

    private Task<WebApplication> StartAsync(DateTimeOffset now, KeptLog? log, string[] more) => ProductHost.BuildAsync(
        [
            "--urls=http://127.0.0.1:0",
            $"--CaseWorkflows:DataFolder={Path.Combine(_folder.FullName, "data")}",
            $"--CaseWorkflows:WorkflowsFolder={Path.Combine(_folder.FullName, "workflows")}",
            "--CaseWorkflows:Jobs=false",
            .. more,
        ],
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(new MovableTime(now));
            if (log is not null) builder.Logging.AddProvider(log);
        });

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.GetFiles()) file.CopyTo(Path.Combine(to.FullName, file.Name));
        foreach (var folder in from.GetDirectories()) Copy(folder, to.CreateSubdirectory(folder.Name));
    }

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<Exception> Errors { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && exception is not null) Errors.Enqueue(exception);
        }

        public void Dispose()
        {
        }
    }
}
