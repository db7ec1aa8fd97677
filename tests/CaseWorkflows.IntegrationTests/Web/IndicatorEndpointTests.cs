using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Cases.Spreadsheets;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>Indicators and quality samples over HTTP, as programs and spreadsheets get them.</summary>
public sealed class IndicatorEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    [Fact]
    public async Task The_table_is_for_those_who_lead_the_office_and_counts_its_cases()
    {
        await using var storage = Storage();
        var @case = await storage.KeepAsync(Consultation(1));
        var chief = await server.AsAsync("cheng.wei");

        var sheet = await chief.GetAsync("/api/indicators?period=2026-02");
        var line = sheet.Json["indicators"]!.AsArray().Single(x => (string?)x!["key"] == "consultation.received")!;
        Assert.Equal(("/420700/420704/", "ezhou", "2026-02-01"), ((string?)sheet.Json["office"], (string?)sheet.Json["region"], (string?)sheet.Json["from"]));
        Assert.True((int)line["base"]! >= 1);
        var cases = await chief.GetAsync("/api/indicators/consultation.received/cases?period=2026-02&pageSize=200");
        Assert.Contains(cases.Json["items"]!.AsArray(), x => (string?)x!["caseCode"] == @case.Code);

        (await server.Anonymous().GetAsync("/api/indicators")).MustBeProblem(401, "request.not-signed-in");
        (await (await server.AsAsync("zhou.min")).GetAsync("/api/indicators")).MustBeProblem(403, "case.needs-supervisor");
        (await chief.GetAsync("/api/indicators?office=420700")).MustBeProblem(403, "indicator.of-another-office");
        (await chief.GetAsync("/api/indicators?office=999999")).MustBeProblem(400, "case.unknown-office");
        (await chief.GetAsync("/api/indicators?period=soon")).MustBeProblem(400, "indicator.period-unreadable");
        (await chief.GetAsync("/api/indicators/no.such/cases")).MustBeProblem(404, "indicator.unknown");
        (await chief.GetAsync("/api/indicators/consultation.received/cases?page=-1")).MustBeProblem(400, "request.unreadable");
    }

    [Fact]
    public async Task A_figure_is_reported_once_and_never_becomes_a_formula()
    {
        var chief = await server.AsAsync("cheng.wei");
        var figure = new JsonObject { ["key"] = "lawyers.per-10000", ["period"] = "2026-02", ["value"] = 4.1, ["source"] = "=HYPERLINK(\"http://x\",\"点\"), 第二行\r\n+1" };
        var key = Guid.CreateVersion7();
        Assert.Equal(200, (await chief.PostAsync("/api/indicators/figures", figure, key)).Status);
        Assert.Equal(200, (await chief.PostAsync("/api/indicators/figures", figure, key)).Status);
        (await chief.PostAsync("/api/indicators/figures", new JsonObject { ["key"] = "lawyers.per-10000", ["period"] = "2026-02", ["value"] = 4 })).MustBeProblem(400, "indicator.source-missing");
        (await chief.PostAsync("/api/indicators/figures", new JsonObject { ["period"] = "2026-02" })).MustBeProblem(400, "request.field-missing");
        (await (await server.AsAsync("zhou.min")).PostAsync("/api/indicators/figures", figure)).MustBeProblem(403, "case.needs-supervisor");

        var rows = await CsvAsync(chief, "/api/indicators.csv?period=2026-02");
        var row = rows.Single(x => x["代码"] == "lawyers.per-10000");
        Assert.Equal(("4.1", "达标"), (row["数值"], row["状态"]));
        Assert.Contains("=HYPERLINK(\"http://x\",\"点\"), 第二行", row["来源"], StringComparison.Ordinal);
        // What a spreadsheet would compute begins with one of these; a number may be below zero.
        Assert.DoesNotContain(rows.SelectMany(x => x.Values), x => x.Length > 0 && x[0] is '=' or '+' or '@' or '\t');
        Assert.DoesNotContain(rows.SelectMany(x => x.Values), x => x.StartsWith('-') && !decimal.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task The_table_is_a_file_that_a_spreadsheet_opens_in_the_reader_s_language()
    {
        var chief = await server.AsAsync("cheng.wei");
        using var response = await chief.Http.GetAsync(new Uri("/api/indicators.csv?period=2026-02", UriKind.Relative));
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(new MediaTypeHeaderValue("text/csv", "utf-8"), response.Content.Headers.ContentType);
        Assert.Equal("indicators-420704-2026-02-01..2026-02-28.csv", response.Content.Headers.ContentDisposition?.FileNameStar ?? response.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.StartsWith("代码,指标,数值,单位,目标,性质,状态,", Encoding.UTF8.GetString(bytes.AsSpan(3)), StringComparison.Ordinal);
        var chinese = await CsvAsync(chief, "/api/indicators.csv?period=2026-02");
        var english = await CsvAsync(chief, "/api/indicators.csv?period=2026-02", "en");
        Assert.Equal(chinese.Select(x => x["代码"]), english.Select(x => x["Key"]));
        Assert.Contains(english, x => x["Indicator"] == "Messages answered in time");
        (await server.Anonymous().GetAsync("/api/indicators.csv")).MustBeProblem(401, "request.not-signed-in");
    }

    [Fact]
    public async Task A_sample_is_listed_repeated_and_scored_by_somebody_else_over_HTTP()
    {
        await using var storage = Storage();
        var @case = await storage.KeepAsync(Consultation(2));
        var library = server.App.Services.GetRequiredService<WorkflowLibrary>();
        var (sample, refused) = await server.App.Services.GetRequiredService<QualitySampling>().DrawAsync("consultation", new(2026, 2, 1), library.Office("/420700/")!, "test", default);
        Assert.True(sample is not null, refused?.Message.En);
        var reviewer = await server.AsAsync("peng.yan");

        var list = await ArrayAsync(reviewer, "/api/quality-samples");
        Assert.Contains(list, x => (string?)x!["id"] == sample.Id.ToString() && (string?)x["month"] == "2026-02");
        var one = await reviewer.GetAsync($"/api/quality-samples/{sample.Id}");
        var drawn = one.Json["cases"]!.AsArray().First(x => (string?)x!["caseCode"] == @case.Code || x!["scoredAt"] is null)!;
        Assert.True((bool)(await reviewer.GetAsync($"/api/quality-samples/{sample.Id}/repeat")).Json["drawFits"]!);
        JsonObject Scores(int accuracy) => new() { ["accuracy"] = accuracy, ["completeness"] = 20, ["clarity"] = 15, ["procedure"] = 12, ["comment"] = "依据准确" };

        (await reviewer.PostAsync($"/api/sampled-cases/{(string)drawn["id"]!}/score", Scores(41))).MustBeProblem(400, "form.has-errors");
        var scored = await reviewer.PostAsync($"/api/sampled-cases/{(string)drawn["id"]!}/score", Scores(33));
        Assert.Equal((200, 80m, true), (scored.Status, (decimal)scored.Json["score"]!, (bool)scored.Json["passed"]!));
        (await reviewer.PostAsync($"/api/sampled-cases/{(string)drawn["id"]!}/score", Scores(30))).MustBeProblem(409, "sample.scored-already");
        (await (await server.AsAsync("cheng.wei")).PostAsync($"/api/sampled-cases/{(string)drawn["id"]!}/score", Scores(33))).MustBeProblem(403, "sample.not-a-reviewer");
        Assert.Contains(await ArrayAsync(reviewer, "/api/quality-samples/people/bai.lu"), x => (decimal?)x!["score"] == 80m);
        (await (await server.AsAsync("zhou.min")).GetAsync("/api/quality-samples")).MustBeProblem(403, "sample.not-a-reviewer");
        (await reviewer.GetAsync($"/api/quality-samples/{Guid.NewGuid()}")).MustBeProblem(404, "sample.unknown");
        (await server.Anonymous().GetAsync("/api/quality-samples")).MustBeProblem(401, "request.not-signed-in");
    }

    private TestStorage Storage() => new(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));

    private static LegalCase Consultation(int hour)
    {
        var received = new DateTimeOffset(2026, 2, 10, hour, 0, 0, TimeSpan.Zero);
        var id = CaseId.New(received);
        var application = SampleCases.Application("王小明");
        application["channel"] = "web";
        var dossier = new CaseDossier(id, application, [1, 2, 3, 4]);
        dossier.SetFact("answeredAt", received.AddHours(2).ToString("O", null));
        dossier.SetFact("answeredBy", "bai.lu");
        return new(id, CaseCode.CreateRandom("42", 2026).ToString(), "consultation", "ezhou", new OfficePath("/420700/420704/"), "consultation", 1, received, received.AddMinutes(5), dossier);
    }

    private static async Task<JsonArray> ArrayAsync(ApiClient client, string path) => JsonNode.Parse(await client.Http.GetStringAsync(new Uri(path, UriKind.Relative)))!.AsArray();

    private static async Task<List<IDictionary<string, string>>> CsvAsync(ApiClient client, string path, string language = "zh-CN")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept-Language", language);
        using var response = await client.Http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        var (rows, isOpen) = SpreadsheetText.Rows((await response.Content.ReadAsStringAsync()).TrimStart('\uFEFF'));
        Assert.False(isOpen, "a quote is not closed");
        rows = [.. rows.Where(x => x.Count > 1)];
        Assert.All(rows, x => Assert.Equal(rows[0].Count, x.Count));
        return [.. rows.Skip(1).Select(x => (IDictionary<string, string>)rows[0].Zip(x).ToDictionary(y => y.First, y => y.Second))];
    }
}
