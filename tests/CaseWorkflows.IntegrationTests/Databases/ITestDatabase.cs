using CaseWorkflows.Persistence;

namespace CaseWorkflows.IntegrationTests.Databases;

/// <summary>A database of its own, usually for one test class by <see cref="IClassFixture{TFixture}"/>: no schema yet, gone afterwards.</summary>
public interface ITestDatabase : IAsyncLifetime
{
    PersistenceOptions Options { get; }
}
