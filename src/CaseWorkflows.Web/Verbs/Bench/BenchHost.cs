using CaseWorkflows.Web.Hosting;
using Npgsql;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>The whole product on a database of a measurement, as <c>serve</c> runs it, on a port of its own and with nothing of the installation's own settings.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private BenchHost(WebApplication app, DirectoryInfo data) => (_app, _data) = (app, data);

    public static async Task<BenchHost> StartAsync(NpgsqlConnectionStringBuilder database, string workflows, TimeProvider time, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("caseworkflows-bench-data-");
        try
        {
            var app = await ProductHost.BuildAsync([], builder =>
            {
                builder.Configuration.Sources.Clear();
                builder.Configuration.AddInMemoryCollection(Settings(database, workflows, data.FullName));
                builder.WebHost.UseUrls("http://127.0.0.1:0");
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(time);
            }, cancellationToken);
            await app.StartAsync(cancellationToken);
            return new BenchHost(app, data);
        }
        catch
        {
            data.Delete(true);
            throw;
        }
    }

    /// <summary>The settings of a product on such a database.</summary>
    public static Dictionary<string, string?> Settings(NpgsqlConnectionStringBuilder database, string workflows, string data) => new()
    {
        [$"{ProductOptions.Section}:Database:Provider"] = "postgresql",
        [$"{ProductOptions.Section}:Database:ConnectionString"] = database.ConnectionString,
        [$"{ProductOptions.Section}:DataFolder"] = data,
        [$"{ProductOptions.Section}:WorkflowsFolder"] = workflows,
        [$"{ProductOptions.Section}:Demo:Enabled"] = "false",
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _data.Delete(true);
    }
}
