using System.Net;
using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>What programs may rely on, whichever database keeps the cases.</summary>
public abstract partial class ApiContract<TDatabase>(ProductServer<TDatabase> server) where TDatabase : ITestDatabase, new()
{
    private const string Clerk = "zhou.min";
    private const string Reviewer = "xu.lei";
    private const string Approver = "deng.hua";
    private const string Supervisor = "cheng.wei";
    private const string ClerkOfAnotherCounty = "xia.he";

    private DateOnly Today => DateOnly.FromDateTime(server.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    [Fact]
    public async Task A_case_goes_from_the_application_to_the_archive()
    {
        var (id, code) = await OpenAsync("王秀英");
        foreach (var (who, step, outcome, form) in LegalAidStory.Steps(Today))
        {
            var client = await server.AsAsync(who);
            var task = await LiveTaskAsync(client, id, step);
            var reply = await client.PostAsync($"/api/cases/{code}/tasks/{task}/complete", new JsonObject { ["outcome"] = outcome, ["form"] = form });
            Assert.True(reply.Status == 200, $"{step}: {reply.Status} {reply.Json.ToJsonString()}");
        }
        var supervisor = await server.AsAsync(Supervisor);
        var @case = (await supervisor.GetAsync($"/api/cases/{id}")).Json;
        Assert.Equal("closed", (string?)@case["status"]);
        Assert.Equal("archived", (string?)@case["stage"]!["key"]);
        var history = (await supervisor.GetAsync($"/api/cases/{id}/history")).Json;
        Assert.True((bool)history["intact"]!);
        Assert.Contains(history["rows"]!.AsArray(), x => (string?)x!["kind"] == "CaseClosed");
        Assert.All(history["rows"]!.AsArray(), x => Assert.False(string.IsNullOrWhiteSpace((string?)x!["sentence"]!["zh"])));
    }

    [Fact]
    public async Task An_opened_case_is_answered_with_its_address_its_code_and_its_version()
    {
        var client = await server.AsAsync(Clerk);
        var reply = await client.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application("甲一") });
        Assert.Equal(201, reply.Status);
        Assert.Equal($"\"{(long)reply.Json["version"]!}\"", reply.ETag);
        Assert.Equal(200, (await client.GetAsync(reply.Location!)).Status);
        var byCode = await client.GetAsync($"/api/cases/{(string)reply.Json["code"]!}");
        Assert.Equal((string?)reply.Json["caseId"], (string?)byCode.Json["id"]);
        Assert.Equal(reply.ETag, byCode.ETag);
        Assert.DoesNotContain("digestKey", byCode.Json.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_application_without_required_fields_names_them_and_opens_nothing()
    {
        var client = await server.AsAsync(Clerk);
        var before = (int)(await client.GetAsync("/api/cases")).Json["total"]!;
        var reply = await client.PostAsync("/api/cases", new JsonObject { ["application"] = new JsonObject { ["applicant"] = new JsonObject { ["phone"] = "139" } } });
        reply.MustBeProblem(400, "application.incomplete");
        Assert.Contains(reply.Json["errors"]!.AsObject(), x => x.Key == "applicant.name");
        Assert.Contains(reply.Json["errors"]!.AsObject(), x => x.Key.StartsWith("matter", StringComparison.Ordinal));
        (await client.PostAsync("/api/cases", [])).MustBeProblem(400, "request.field-missing");
        Assert.Equal(before, (int)(await client.GetAsync("/api/cases")).Json["total"]!);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_changes_nothing()
    {
        var (id, _) = await OpenAsync("甲二");
        var client = await server.AsAsync(Clerk);
        var task = await LiveTaskAsync(client, id, "registration");
        var read = await client.GetAsync($"/api/cases/{id}");
        Assert.Equal(200, (await client.PostAsync($"/api/cases/{id}/evidence", new JsonObject { ["kind"] = "other", ["title"] = "一份材料" }, ifMatch: read.ETag)).Status);
        (await client.PostAsync($"/api/cases/{id}/tasks/{task}/claim", ifMatch: read.ETag)).MustBeProblem(409, "case.version-stale");
        var now = (await client.GetAsync($"/api/cases/{id}")).Json;
        Assert.Equal("open", (string?)now["tasks"]![0]!["state"]);
        Assert.Equal(2, (long)now["version"]!);
        (await client.PostAsync($"/api/cases/{id}/tasks/{task}/claim", ifMatch: "five")).MustBeProblem(400, "request.header-invalid");
    }

    [Fact]
    public async Task Another_offices_case_can_be_neither_seen_nor_touched()
    {
        var (id, code) = await OpenAsync("甲三");
        var task = await LiveTaskAsync(await server.AsAsync(Clerk), id, "registration");
        var stranger = await server.AsAsync(ClerkOfAnotherCounty);
        (await stranger.PostAsync($"/api/cases/{id}/tasks/{task}/claim")).MustBeProblem(403, "case.of-another-office");
        (await stranger.GetAsync($"/api/cases/{code}")).MustBeProblem(404, "case.unknown");
        (await stranger.GetAsync($"/api/cases/{id}/history")).MustBeProblem(404, "case.unknown");
        (await stranger.PostAsync("/api/cases", new JsonObject { ["office"] = "420704", ["application"] = LegalAidStory.Application("甲四") })).MustBeProblem(403, "case.open-in-another-office");
    }

    [Fact]
    public async Task Who_claims_second_is_told_who_has_the_task()
    {
        var (id, _) = await OpenAsync("乙一");
        var clerk = await server.AsAsync(Clerk);
        await CompleteAsync(clerk, id, "registration");
        var first = await server.AsAsync(Reviewer);
        var second = await server.AsAsync("he.jing");
        var task = await LiveTaskAsync(first, id, "review");
        Assert.Equal(200, (await first.PostAsync($"/api/cases/{id}/tasks/{task}/claim")).Status);
        var refused = await second.PostAsync($"/api/cases/{id}/tasks/{task}/claim");
        refused.MustBeProblem(409, "task.taken-by-another");
        Assert.Contains("许磊", (string?)refused.Json["detail"]);
        (await clerk.PostAsync($"/api/cases/{id}/tasks/{task}/claim")).MustBeProblem(403, "task.other-role");
        Assert.Equal(200, (await first.PostAsync($"/api/cases/{id}/tasks/{task}/release")).Status);
        Assert.Equal(200, (await second.PostAsync($"/api/cases/{id}/tasks/{task}/claim")).Status);
    }

    [Fact]
    public async Task Who_recommended_may_not_decide()
    {
        var (id, _) = await OpenAsync("乙二");
        await CompleteAsync(await server.AsAsync(Clerk), id, "registration");
        var reviewer = await server.AsAsync(Reviewer);
        await CompleteAsync(reviewer, id, "review");
        var task = await LiveTaskAsync(reviewer, id, "decision");
        (await reviewer.PostAsync($"/api/cases/{id}/tasks/{task}/claim")).MustBeProblem(409, "task.separation-of-duties");
        (await (await server.AsAsync(Supervisor)).PostAsync($"/api/cases/{id}/tasks/{task}/assign", new JsonObject { ["assignee"] = Reviewer })).MustBeProblem(409, "task.separation-of-duties");
    }

    [Fact]
    public async Task Ids_that_nobody_knows_are_not_found()
    {
        var (id, _) = await OpenAsync("乙三");
        var client = await server.AsAsync(Supervisor);
        var nobody = Guid.CreateVersion7();
        (await client.GetAsync($"/api/cases/{nobody}")).MustBeProblem(404, "case.unknown");
        (await client.GetAsync("/api/cases/EZ0-000-000")).MustBeProblem(404, "case.unknown");
        (await client.PostAsync($"/api/cases/{nobody}/pause", new JsonObject { ["reason"] = "x" })).MustBeProblem(404, "case.unknown");
        (await client.PostAsync($"/api/cases/{id}/tasks/{nobody}/claim")).MustBeProblem(404, "task.unknown");
        (await client.PostAsync($"/api/alerts/{nobody}/acknowledge")).MustBeProblem(404, "alert.unknown");
        (await client.PostAsync($"/api/cases/{id}/incidents/none/retry")).MustBeProblem(404, "incident.unknown");
        (await client.GetAsync("/api/nothing/here")).MustBeProblem(404, "request.not-found");
    }

    [Fact]
    public async Task A_command_sent_twice_is_carried_out_once()
    {
        var client = await server.AsAsync(Clerk);
        var key = Guid.CreateVersion7();
        var body = new JsonObject { ["application"] = LegalAidStory.Application("丙一") };
        var first = await client.PostAsync("/api/cases", body, key);
        var again = await client.PostAsync("/api/cases", body, key);
        Assert.Equal(201, again.Status);
        Assert.Equal((string?)first.Json["caseId"], (string?)again.Json["caseId"]);
        Assert.Equal((string?)first.Json["code"], (string?)again.Json["code"]);
        Assert.False((bool)first.Json["repeated"]!);
        Assert.True((bool)again.Json["repeated"]!);
        Assert.Equal(1, (int)(await client.GetAsync("/api/cases?search=" + Uri.EscapeDataString("丙一"))).Json["total"]!);
        (await client.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application("丙二") }, key)).MustBeProblem(409, "command.id-reused");
        var earlier = new JsonObject { ["application"] = LegalAidStory.Application("丙一"), ["occurredAt"] = "2026-01-05T09:00" };
        (await client.PostAsync("/api/cases", earlier, key)).MustBeProblem(409, "command.id-reused");
        var broken = new HttpRequestMessage(HttpMethod.Post, "/api/cases") { Content = new StringContent("""{"application":{}}""", System.Text.Encoding.UTF8, "application/json") };
        broken.Headers.Add("Idempotency-Key", "seven");
        (await client.SendAsync(broken)).MustBeProblem(400, "request.header-invalid");
    }

    [Fact]
    public async Task A_form_with_errors_names_its_fields_in_the_callers_language()
    {
        var (id, _) = await OpenAsync("丙三");
        var client = await server.AsAsync(Clerk);
        var task = await LiveTaskAsync(client, id, "registration");
        var reply = await client.PostAsync($"/api/cases/{id}/tasks/{task}/complete", new JsonObject { ["outcome"] = "accepted", ["form"] = new JsonObject() }, language: "en");
        reply.MustBeProblem(400, "form.has-errors");
        Assert.Contains(reply.Json["errors"]!.AsObject(), x => x.Key == "papers");
        Assert.DoesNotContain((string)reply.Json["detail"]!, x => x > 0x2E80);
        (await client.PostAsync($"/api/cases/{id}/tasks/{task}/complete", new JsonObject { ["outcome"] = "nowhere" })).MustBeProblem(400, "task.unknown-outcome");
        (await client.PostAsync($"/api/cases/{id}/tasks/{task}/complete", [])).MustBeProblem(400, "request.field-missing");
        (await client.PostAsync($"/api/cases/{id}/tasks/{task}/send-back", new JsonObject { ["reason"] = "x" })).MustBeProblem(422, "task.no-way-back");
    }

    [Fact]
    public async Task A_case_is_paused_resumed_withdrawn_and_reopened_by_those_who_may()
    {
        var (id, _) = await OpenAsync("丙四");
        var clerk = await server.AsAsync(Clerk);
        var supervisor = await server.AsAsync(Supervisor);
        var reason = new JsonObject { ["reason"] = "等待上级通知" };
        (await clerk.PostAsync($"/api/cases/{id}/pause", Copy(reason))).MustBeProblem(403, "case.needs-supervisor");
        (await supervisor.PostAsync($"/api/cases/{id}/pause", [])).MustBeProblem(400, "request.field-missing");
        Assert.Equal(200, (await supervisor.PostAsync($"/api/cases/{id}/pause", Copy(reason))).Status);
        (await supervisor.PostAsync($"/api/cases/{id}/pause", Copy(reason))).MustBeProblem(409, "case.not-open");
        Assert.Equal(200, (await supervisor.PostAsync($"/api/cases/{id}/resume")).Status);
        (await clerk.PostAsync($"/api/cases/{id}/events", new JsonObject { ["event"] = "nothing-waits-for-this" })).MustBeProblem(422, "event.not-expected");
        Assert.Equal(200, (await clerk.PostAsync($"/api/cases/{id}/withdraw", Copy(reason))).Status);
        (await clerk.PostAsync($"/api/cases/{id}/withdraw", Copy(reason))).MustBeProblem(409, "case.ended");
        Assert.Equal(200, (await supervisor.PostAsync($"/api/cases/{id}/reopen", Copy(reason))).Status);
        (await supervisor.PostAsync($"/api/cases/{id}/close", new JsonObject { ["result"] = "其他", ["reason"] = "测试结束" })).MustBeProblem(400, "case.unknown-result");
        Assert.Equal(200, (await supervisor.PostAsync($"/api/cases/{id}/close", new JsonObject { ["result"] = "terminated", ["reason"] = "测试结束" })).Status);
        Assert.Equal("closed", (string?)(await supervisor.GetAsync($"/api/cases/{id}")).Json["status"]);
    }

    [Fact]
    public async Task Lists_are_limited_to_what_the_caller_may_see_and_take()
    {
        var (_, code) = await OpenAsync("丁一");
        var clerk = await server.AsAsync(Clerk);
        var queue = (await clerk.GetAsync("/api/tasks?scope=queue&search=" + code)).Json;
        Assert.Equal(1, (int)queue["total"]!);
        Assert.Equal(0, (int)(await clerk.GetAsync("/api/tasks?scope=mine&search=" + code)).Json["total"]!);
        Assert.Equal(0, (int)(await (await server.AsAsync(Approver)).GetAsync("/api/tasks?scope=queue&search=" + code)).Json["total"]!);
        Assert.Equal(0, (int)(await (await server.AsAsync(ClerkOfAnotherCounty)).GetAsync("/api/cases?search=" + code)).Json["total"]!);
        (await clerk.GetAsync("/api/tasks?scope=everything")).MustBeProblem(400, "request.unreadable");
        (await clerk.GetAsync("/api/cases?pageSize=100000")).MustBeProblem(400, "request.unreadable");
        (await clerk.GetAsync("/api/cases?page=two")).MustBeProblem(400, "request.unreadable");
        Assert.True((int)(await clerk.GetAsync("/api/clocks")).Json["total"]! > 0);
        Assert.Equal(200, (await clerk.GetAsync("/api/alerts")).Status);
    }

    [Fact]
    public async Task Without_signing_in_the_answer_is_a_problem_and_no_page()
    {
        var nobody = server.Anonymous();
        (await nobody.GetAsync("/api/cases")).MustBeProblem(401, "request.not-signed-in");
        (await nobody.PostAsync("/api/sign-in", new JsonObject { ["userName"] = Clerk, ["password"] = "wrong-password" })).MustBeProblem(401, "sign-in.failed");
        (await nobody.PostAsync("/api/sign-in", [])).MustBeProblem(400, "request.field-missing");
        for (var i = 0; i < 5; i++) await nobody.PostAsync("/api/sign-in", new JsonObject { ["userName"] = "pan.jie", ["password"] = "wrong-password" });
        (await nobody.PostAsync("/api/sign-in", new JsonObject { ["userName"] = "pan.jie", ["password"] = ProductServer<TDatabase>.Password })).MustBeProblem(401, "sign-in.locked-out");
    }

    [Fact]
    public async Task A_request_that_another_site_made_the_browser_send_is_refused()
    {
        var client = await server.AsAsync(Clerk);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/sign-out") { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await client.SendAsync(request)).MustBeProblem(403, "request.cross-site");
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_named_where_it_breaks()
    {
        var client = await server.AsAsync(Clerk);
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/cases") { Content = new StringContent("{\"application\": [1]}", System.Text.Encoding.UTF8, "application/json") })).MustBeProblem(400, "request.unreadable");
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/cases") { Content = new StringContent("{", System.Text.Encoding.UTF8, "application/json") })).MustBeProblem(400, "request.unreadable");
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/cases") { Content = new StringContent("x", System.Text.Encoding.UTF8, "text/plain") })).MustBeProblem(415, "request.not-json");
    }

    [Theory]
    [InlineData("""{"application":{"applicant":{"name":"a","name":"b"},"matter":{"category":"maintenance"}}}""", "request.unreadable")]
    [InlineData("""{"application":{},"application":{}}""", "request.unreadable")]
    [InlineData("""{"application":{"applicant":{"name":"\ud800"},"matter":{"category":"maintenance"}}}""", "request.unreadable")]
    [InlineData("""{"application":{"\ud800":1,"applicant":{"name":"a"},"matter":{"category":"maintenance"}}}""", "request.unreadable")]
    [InlineData("""{"receivedAt":"0001-01-01T00:00","application":{"applicant":{"name":"a"},"matter":{"category":"maintenance"}}}""", "request.unreadable")]
    [InlineData("""{"receivedAt":"0001-01-01","application":{"applicant":{"name":"a"},"matter":{"category":"maintenance"}}}""", "request.unreadable")]
    [InlineData("""{"application":{"applicant":{"name":"a\u0000b"},"matter":{"category":"maintenance"}}}""", "command.unkeepable-character")]
    public async Task A_body_that_could_not_be_kept_is_refused_and_opens_nothing(string body, string code)
    {
        var client = await server.AsAsync(Clerk);
        var before = (int)(await client.GetAsync("/api/cases")).Json["total"]!;
        (await client.SendAsync(Body("/api/cases", body))).MustBeProblem(400, code);
        Assert.Equal(before, (int)(await client.GetAsync("/api/cases")).Json["total"]!);
    }

    [Fact]
    public async Task A_paper_whose_details_lie_too_deep_leaves_the_case_readable()
    {
        var client = await server.AsAsync(Clerk);
        var @case = (string)(await client.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application("丁三") })).Json["caseId"]!;
        static string Nested(int depth) => $$"""{"kind":"other","details":{{string.Concat(Enumerable.Repeat("""{"a":""", depth))}}1{{new string('}', depth)}}}""";
        (await client.SendAsync(Body($"/api/cases/{@case}/evidence", Nested(62)))).MustBeProblem(400, "command.too-deep");
        Assert.Equal(200, (await client.SendAsync(Body($"/api/cases/{@case}/evidence", Nested(38)))).Status);
        Assert.Equal(200, (await client.GetAsync($"/api/cases/{@case}")).Status);
        Assert.Equal(200, (await client.GetAsync($"/api/cases/{@case}/history")).Status);
    }

    [Fact]
    public async Task A_paper_that_the_rules_could_not_read_is_refused_by_its_fields()
    {
        var client = await server.AsAsync(Clerk);
        var opened = (await client.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application("丁四") })).Json;
        var reply = await client.PostAsync($"/api/cases/{opened["caseId"]}/evidence", new JsonObject { ["kind"] = "wage-record", ["details"] = new JsonObject { ["date"] = "soon" } });
        reply.MustBeProblem(400, "form.has-errors");
        Assert.Contains(reply.Json["errors"]!.AsObject(), x => x.Key == "details.date");
        (await client.PostAsync($"/api/cases/{opened["caseId"]}/evidence", new JsonObject { ["kind"] = "张三 420704198408030130" })).MustBeProblem(400, "file.kind-no-key");
        Assert.Equal((long)opened["version"]!, (long)(await client.GetAsync($"/api/cases/{opened["caseId"]}")).Json["version"]!);
    }

    [Fact]
    public async Task Another_offices_case_tells_neither_its_version_nor_its_dates()
    {
        var mine = await server.AsAsync(Clerk);
        var opened = (await mine.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application("丁五") })).Json;
        var other = await server.AsAsync("cz.reviewer");
        (await other.PostAsync($"/api/cases/{opened["caseId"]}/evidence", new JsonObject { ["kind"] = "other" }, ifMatch: "\"999\"")).MustBeProblem(403, "case.of-another-office");
        (await other.PostAsync($"/api/cases/{opened["caseId"]}/evidence", new JsonObject { ["kind"] = "other", ["occurredAt"] = "2020-01-01" })).MustBeProblem(403, "case.of-another-office");
    }

    [Fact]
    public async Task Questions_with_words_that_nobody_knows_are_refused_with_the_choices()
    {
        var client = await server.AsAsync(Clerk);
        (await client.GetAsync("/api/clocks?state=sleeping")).MustBeProblem(400, "request.unreadable");
        (await client.GetAsync("/api/due?from=0001-01-01&length=1&unit=hours")).MustBeProblem(400, "request.unreadable");
        (await client.PostAsync("/api/assess", new JsonObject { ["application"] = LegalAidStory.Application("丁六"), ["region"] = "mars" })).MustBeProblem(400, "request.unreadable");
    }

    private static HttpRequestMessage Body(string path, string json) => new(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };

    [Fact]
    public async Task A_time_limit_is_reckoned_with_its_path()
    {
        var client = await server.AsAsync(Clerk);
        var due = (await client.GetAsync("/api/due?from=2026-02-12&length=5&unit=working-days")).Json;
        // Spring Festival 2026: 15 to 23 February off, Saturday 14 and Saturday 28 February worked.
        Assert.Equal("2026-02-26", (string?)due["due"]);
        Assert.NotEmpty(due["path"]!.AsArray());
        (await client.GetAsync("/api/due?from=2026-02-12&length=5&unit=fortnights")).MustBeProblem(400, "request.unreadable");
        (await client.GetAsync("/api/due?length=5")).MustBeProblem(400, "request.field-missing");
        (await client.GetAsync("/api/due?from=2031-02-12&length=5&unit=working-days")).MustBeProblem(422, "clock.calendar-missing");
    }

    [Fact]
    public async Task An_application_is_assessed_without_opening_a_case()
    {
        var client = await server.AsAsync(Clerk);
        var result = (await client.PostAsync("/api/assess", new JsonObject { ["application"] = LegalAidStory.Application("丁二"), ["on"] = "2026-03-02" })).Json;
        Assert.Equal("eligible", (string?)result["outcome"]);
        Assert.NotEmpty(result["lines"]!.AsArray());
        (await client.PostAsync("/api/assess", new JsonObject { ["application"] = new JsonObject() })).MustBeProblem(400, "application.incomplete");
    }

    [Fact]
    public async Task The_two_health_addresses_answer_without_signing_in()
    {
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous().Http.GetAsync("/health/live")).StatusCode);
        var ready = await server.Anonymous().GetAsync("/health/ready");
        Assert.Equal(200, ready.Status);
        Assert.NotNull(ready.Json["checks"]!["database"]!["data"]!["oldestDueClockSeconds"]);
    }

    private static JsonObject Copy(JsonObject body) => (JsonObject)body.DeepClone();

    private async Task<(string Id, string Code)> OpenAsync(string applicant)
    {
        var client = await server.AsAsync(Clerk);
        var reply = await client.PostAsync("/api/cases", new JsonObject { ["application"] = LegalAidStory.Application(applicant) });
        Assert.True(reply.Status == 201, reply.Json.ToJsonString());
        return ((string)reply.Json["caseId"]!, (string)reply.Json["code"]!);
    }

    private async Task CompleteAsync(ApiClient client, string id, string step)
    {
        var (_, _, outcome, form) = LegalAidStory.Steps(Today).First(x => x.Step == step);
        var reply = await client.PostAsync($"/api/cases/{id}/tasks/{await LiveTaskAsync(client, id, step)}/complete", new JsonObject { ["outcome"] = outcome, ["form"] = form });
        Assert.True(reply.Status == 200, reply.Json.ToJsonString());
    }

    private static async Task<string> LiveTaskAsync(ApiClient client, string id, string step)
    {
        var @case = (await client.GetAsync($"/api/cases/{id}")).Json;
        var task = @case["tasks"]?.AsArray().LastOrDefault(x => (string?)x!["step"] == step && (string?)x["state"] is "open" or "claimed");
        Assert.True(task is not null, $"No live task '{step}' in {@case.ToJsonString()}");
        return (string)task["id"]!;
    }
}

public sealed class SqliteApiTests(ProductServer<SqliteTestDatabase> server) : ApiContract<SqliteTestDatabase>(server), IClassFixture<ProductServer<SqliteTestDatabase>>;

public sealed class PostgreSqlApiTests(ProductServer<PostgreSqlTestDatabase> server) : ApiContract<PostgreSqlTestDatabase>(server), IClassFixture<ProductServer<PostgreSqlTestDatabase>>;
