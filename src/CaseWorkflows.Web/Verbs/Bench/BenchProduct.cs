using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>The product on a database of a measurement, put together as the web server puts it together: schema, definitions, staff, executor.</summary>
internal sealed class BenchProduct : IAsyncDisposable
{
    // The same for all: a second node of a measurement finds the people of the first as it would have made them.
    private static readonly string Password = StaffAccounts.NewPassword();

    private readonly ServiceProvider _services;

    private BenchProduct(ServiceProvider services, string connectionString) => (_services, ConnectionString) = (services, connectionString);

    public string ConnectionString { get; }

    public static async Task<BenchProduct> PrepareAsync(NpgsqlConnectionStringBuilder database, TimeProvider time, string workflows, CancellationToken cancellationToken, Action<IServiceCollection>? more = null)
    {
        var settings = new Dictionary<string, string?>
        {
            [$"{ProductOptions.Section}:Database:Provider"] = "postgresql",
            [$"{ProductOptions.Section}:Database:ConnectionString"] = database.ConnectionString,
            [$"{ProductOptions.Section}:WorkflowsFolder"] = workflows,
            [$"{ProductOptions.Section}:Demo:Enabled"] = "true",
            [$"{ProductOptions.Section}:Demo:Password"] = Password,
        };
        var registered = new ServiceCollection()
            .AddSingleton(time)
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddCaseWorkflows(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<DefinitionPublishing>()
            .AddSingleton<ShippedOffers>()
            .AddSingleton<CaseWorkflows.Cases.Publishing.Drafts.ShippedFlows>()
            .AddScoped<DemoStaff>();
        Accounts.AddAccounts(registered);
        more?.Invoke(registered);
        var product = new BenchProduct(registered.BuildServiceProvider(), database.ConnectionString);
        await product.Get<SchemaUpdater>().UpdateAsync(cancellationToken);
        await product.Get<DefinitionPublishing>().PublishAsync(cancellationToken);
        await using var scope = product._services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DemoStaff>().PrepareAsync(cancellationToken);
        return product;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Bytes on disk of all tables with their indexes and long texts, after a vacuum.</summary>
    public async Task<long> SizeAsync(CancellationToken cancellationToken)
    {
        await BenchServer.ExecuteAsync(ConnectionString, "vacuum analyze", cancellationToken);
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
