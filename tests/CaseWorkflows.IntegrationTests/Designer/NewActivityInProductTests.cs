using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.IntegrationTests.Web;
using CaseWorkflows.Tests.Activities;
using CaseWorkflows.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>The activity of README's recipe, in a file of its own, in the whole product: in the designer's palette, at its gate, and running.</summary>
public sealed class NewActivityInProductTests : IAsyncLifetime
{
    private const string Password = "test-password-7";
    private const string Type = "CaseWorkflows.CompareAmount";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("caseworkflows-activity-");
    private WebApplication _app = null!;

    private string Connection => $"Data Source={Path.Combine(_data.FullName, "cases.db")}";

    public async Task InitializeAsync()
    {
        _app = await ProductHost.BuildAsync(
            [
                "--urls=http://127.0.0.1:0", "--CaseWorkflows:Database:Provider=sqlite", $"--CaseWorkflows:Database:ConnectionString={Connection}", $"--CaseWorkflows:DataFolder={_data.FullName}",
                $"--CaseWorkflows:WorkflowsFolder={FreeService.CopyTo(_data)}", "--CaseWorkflows:Jobs=false", "--CaseWorkflows:Demo:Enabled=true", "--CaseWorkflows:Demo:Cases=false", $"--CaseWorkflows:Demo:Password={Password}",
            ],
            builder =>
            {
                builder.Services.AddSingleton<IActivityHandler, CompareAmount>();
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
            });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await using (var connection = new SqliteConnection(Connection)) SqliteConnection.ClearPool(connection);
        _data.Delete(true);
    }

    [Fact]
    public async Task It_is_in_the_palette_in_both_languages_gated_and_runs()
    {
        foreach (var (language, name, field, option) in new[] { ("zh-CN", "比较金额", "限额", "含限额"), ("en", "Compare an amount", "Limit", "Including the limit") })
        {
            var shown = (await (await AdminAsync(language)).GetAsync("/descriptors/activities")).Json["items"]!.AsArray().Single(x => (string?)x!["typeName"] == Type)!;
            Assert.Equal(name, (string?)shown["displayName"]);
            Assert.Equal(["Amount", "Limit", "Rule"], shown["inputs"]!.AsArray().Select(x => (string)x!["name"]!));
            Assert.Equal(field, (string?)shown["inputs"]![1]!["displayName"]);
            Assert.Contains(shown["inputs"]![2]!["uiSpecifications"]!["dropdown"]!["selectList"]!["items"]!.AsArray(), x => (string?)x!["text"] == option);
            Assert.Equal(["Within", "Above"], shown["ports"]!.AsArray().Select(x => (string)x!["name"]!));
        }

        var admin = await AdminAsync("en");
        var drawn = (await admin.CreateAsync("Amounts")).Draw(
            [DrawnFlow.Dropped("begin", "Elsa.Start"), DrawnFlow.Dropped("compare", Type).With("amount", "1200"), DrawnFlow.Dropped("close", "CaseWorkflows.CloseCase").With("result", "finished"), DrawnFlow.Dropped("end", "Elsa.End")],
            DrawnFlow.Way("begin", "Done", "compare"), DrawnFlow.Way("compare", "Above", "close"), DrawnFlow.Way("compare", "Within", "end"), DrawnFlow.Way("close", "Done", "end"));
        drawn["customProperties"] = new JsonObject { ["serviceType"] = FreeService.Key };
        var refused = await admin.PostAsync("/workflow-definitions", DrawnFlow.Request(drawn, publish: true));
        refused.MustBeRefused(400, "definition.refused");
        Assert.Contains(refused.Json["errors"]!["compare"]!.AsArray(), x => x!.ToString().Contains("Limit", StringComparison.Ordinal));

        drawn = (await admin.GetAsync($"/workflow-definitions/by-definition-id/{drawn["definitionId"]}")).Json;
        drawn["root"]!["activities"]!.AsArray().Single(x => (string?)x!["id"] == "compare")!.AsObject().With("limit", "1000");
        var saved = await admin.SaveAsync(drawn);
        var run = await admin.PostAsync($"/workflow-definitions/{saved["definitionId"]}/execute");
        Assert.True(run.Status == 200, run.Text);
        Assert.Equal("Finished", (string?)run.Json["workflowState"]!["status"]);
        var journal = (await admin.PostAsync($"/workflow-instances/{run.Headers["x-elsa-workflow-instance-id"]}/journal")).Json["items"]!.AsArray();
        Assert.Contains(journal, x => ((string?)x!["activityId"], (string?)x["eventName"]) == ("compare", "Completed"));
        Assert.Contains(journal, x => ((string?)x!["activityId"], (string?)x["eventName"]) == ("close", "Completed"));
    }

    private async Task<StudioClient> AdminAsync(string language)
    {
        var client = new ApiClient(new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(_app.Urls.First()) });
        await client.SignInAsync("admin", Password);
        client.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return new StudioClient(client);
    }
}
