using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence;
using CaseWorkflows.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>The whole product on a port of its own, with demo users, over a database of its own.</summary>
public class ProductServer<TDatabase> : IAsyncLifetime where TDatabase : ITestDatabase, new()
{
    public const string Password = "test-password-7";

    private readonly TDatabase _database = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("caseworkflows-web-");
    private WebApplication? _app;

    public MovableTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8)));

    public WebApplication App => _app ?? throw new InvalidOperationException("The server has not been started.");

    public Uri Address => new(App.Urls.First());

    protected virtual bool Jobs => false;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        var options = _database.Options;
        _app = await ProductHost.BuildAsync(
            [
                "--urls=http://127.0.0.1:0",
                $"--CaseWorkflows:Database:Provider={(options.Provider == DatabaseProvider.Sqlite ? "sqlite" : "postgresql")}",
                $"--CaseWorkflows:Database:ConnectionString={options.ConnectionString}",
                $"--CaseWorkflows:DataFolder={_data.FullName}",
                $"--CaseWorkflows:WorkflowsFolder={FreeService.CopyTo(_data)}",
                $"--CaseWorkflows:Jobs={Jobs}",
                "--CaseWorkflows:Demo:Enabled=true",
                // All tests ask from one address.
                "--CaseWorkflows:Citizens:TriesPerMinute=10000",
                "--CaseWorkflows:Demo:Cases=false",
                $"--CaseWorkflows:Demo:Password={Password}",
            ],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(Time);
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
            });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await _database.DisposeAsync();
        _data.Delete(true);
    }

    /// <summary>A client that nobody has signed in.</summary>
    public ApiClient Anonymous() => new(new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address });

    /// <summary>A client signed in as a demo user.</summary>
    public async Task<ApiClient> AsAsync(string user)
    {
        var client = Anonymous();
        await client.SignInAsync(user, Password);
        return client;
    }
}
