using System.Net;
using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Persistence;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>How a case goes, for applicants who have no account.</summary>
public sealed class ProgressEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    [Fact]
    public async Task Whoever_knows_code_and_number_is_told_how_the_case_goes_and_the_reading_is_logged()
    {
        var (code, id) = await OpenAsync("查询一");

        var reply = await server.Anonymous().PostAsync("/api/progress", new JsonObject { ["code"] = code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal), ["lastFour"] = "0002" });

        Assert.Equal(200, reply.Status);
        Assert.Equal((code, "in-progress", "登记"), ((string?)reply.Json["code"], (string?)reply.Json["standing"], (string?)reply.Json["stage"]!["zh"]));
        Assert.NotEmpty(reply.Json["limits"]!.AsArray());
        foreach (var secret in new[] { "查询一", "13900000002", "zhou.min", "周敏", id }) Assert.DoesNotContain(secret, reply.Json.ToString(), StringComparison.Ordinal);
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        Assert.Equal(1, await storage.CountAsync($"access_log where actor = 'citizen:progress' and lower(case_id) = '{id}'"));
    }

    [Fact]
    public async Task A_wrong_code_and_a_wrong_number_get_the_same_answer()
    {
        var (code, id) = await OpenAsync("查询二");
        var wrongNumber = await server.Anonymous().PostAsync("/api/progress", new JsonObject { ["code"] = code, ["lastFour"] = "9999" });
        var wrongCode = await server.Anonymous().PostAsync("/api/progress", new JsonObject { ["code"] = Nobodys(1), ["lastFour"] = "0002" });
        var noCode = await server.Anonymous().PostAsync("/api/progress", new JsonObject { ["code"] = "' or 1=1", ["lastFour"] = "0002" });

        foreach (var reply in new[] { wrongNumber, wrongCode, noCode }) reply.MustBeProblem(404, "progress.not-found");
        foreach (var reply in new[] { wrongNumber, wrongCode, noCode }) reply.Json.AsObject().Remove("traceId");
        Assert.Equal(wrongNumber.Json.ToJsonString(), wrongCode.Json.ToJsonString());
        Assert.Equal(wrongNumber.Json.ToJsonString(), noCode.Json.ToJsonString());
        (await server.Anonymous().PostAsync("/api/progress", new JsonObject { ["code"] = code })).MustBeProblem(400, "request.field-missing");
        await using var storage = new TestStorage(new OfServer(server.App.Services.GetRequiredService<PersistenceOptions>()));
        Assert.Equal(0, await storage.CountAsync($"access_log where actor = 'citizen:progress' and lower(case_id) = '{id}'"));
    }

    [Fact]
    public async Task The_page_works_without_a_script_and_shows_no_names()
    {
        var (code, _) = await OpenAsync("查询三");
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };
        var form = await client.GetStringAsync("/progress?code=" + code);
        Assert.Contains($"value=\"{code}\"", form, StringComparison.Ordinal);

        var found = await SubmitAsync(client, form, code, "0002");
        Assert.Contains("办理中", found, StringComparison.Ordinal);
        Assert.Contains("鄂城区法律援助中心", found, StringComparison.Ordinal);
        Assert.DoesNotContain("查询三", found, StringComparison.Ordinal);
        Assert.DoesNotContain("周敏", found, StringComparison.Ordinal);

        await client.GetAsync(new Uri("/language?to=en&returnUrl=/progress", UriKind.Relative));
        var refused = await SubmitAsync(client, await client.GetStringAsync("/progress"), code, "0003");
        Assert.Contains("Nothing was found", refused, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_tries_for_one_code_are_the_most_in_an_hour_whether_it_exists_or_not()
    {
        var (code, _) = await OpenAsync("查询四");
        foreach (var asked in new[] { code, Nobodys(2) })
        {
            var statuses = new List<int>();
            // Spread over addresses it would be the same: the code counts.
            for (var i = 0; i < 12; i++) statuses.Add((await server.Anonymous().PostAsync("/api/progress", new JsonObject { ["code"] = asked, ["lastFour"] = "1111" })).Status);
            Assert.Contains(429, statuses);
            Assert.True(statuses.Count(x => x == 404) <= 10);
        }
        (await server.Anonymous().PostAsync("/api/progress", new JsonObject { ["code"] = code, ["lastFour"] = "0002" })).MustBeProblem(429, "progress.too-many");
    }

    // A code that could be: of a year in which no case was taken in.
    private static string Nobodys(int serial) => CaseWorkflows.Cases.Codes.CaseCode.Create("EZ", 2024, serial).ToString();

    private async Task<(string Code, string Id)> OpenAsync(string name)
    {
        var clerk = await server.AsAsync("zhou.min");
        var reply = await clerk.PostAsync("/api/cases", new JsonObject { ["serviceType"] = "legal-aid", ["office"] = "420704", ["application"] = LegalAidStory.Application(name) });
        Assert.True(reply.Status == 201, reply.Json.ToJsonString());
        return ((string)reply.Json["code"]!, (string)reply.Json["caseId"]!);
    }

    private static async Task<string> SubmitAsync(HttpClient client, string form, string code, string lastFour)
    {
        var token = System.Text.RegularExpressions.Regex.Match(form, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "progress", ["__RequestVerificationToken"] = token, ["Asked.Code"] = code, ["Asked.LastFour"] = lastFour });
        var response = await client.PostAsync(new Uri("/progress", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }
}
