using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>The ports over a test database, registered as the program registers them.</summary>
internal sealed class TestStorage(ITestDatabase database) : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddLogging()
        .AddCasePersistence(database.Options)
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    public IServiceProvider Services => _services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<TestStorage> UpdatedAsync()
    {
        await Get<SchemaUpdater>().UpdateAsync();
        return this;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
