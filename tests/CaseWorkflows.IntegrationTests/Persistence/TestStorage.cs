using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>The ports over a test database, registered as the program registers them: one node.</summary>
internal sealed class TestStorage(ITestDatabase database, TimeProvider? time = null) : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton(time ?? TimeProvider.System)
        .AddLogging()
        .AddCasePersistence(database.Options)
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    public IServiceProvider Services => _services;

    public ICaseStore Store => Get<ICaseStore>();

    public ICaseQueries Queries => Get<ICaseQueries>();

    public static async Task<TestStorage> OpenAsync(ITestDatabase database, TimeProvider? time = null)
    {
        var storage = new TestStorage(database, time);
        await storage.Get<SchemaUpdater>().UpdateAsync();
        return storage;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<CaseDbContext> ContextAsync() => Get<IDbContextFactory<CaseDbContext>>().CreateDbContextAsync();

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var db = await ContextAsync();
        return await db.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>The number of rows of a table, or of what follows it in a <c>from</c>.</summary>
    public async Task<int> CountAsync(string from)
    {
        var sql = $"""select cast(count(*) as integer) as "Value" from {from}""";
        await using var db = await ContextAsync();
        return await db.Database.SqlQueryRaw<int>(sql).SingleAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A contract of storage: written once, run once per database by a sealed subclass.</summary>
public abstract class StorageContract(ITestDatabase database) : IAsyncLifetime
{
    private TestStorage? _storage;

    private protected TestStorage Storage => _storage ?? throw new InvalidOperationException("The test has not been started.");

    private protected ITestDatabase Database => database;

    public async Task InitializeAsync() => _storage = await TestStorage.OpenAsync(database);

    public async Task DisposeAsync() => await Storage.DisposeAsync();
}
