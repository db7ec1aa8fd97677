using CaseWorkflows.Persistence;

namespace CaseWorkflows.IntegrationTests.Databases;

/// <summary>An empty database for one test class, given by <see cref="IClassFixture{TFixture}"/>: no schema yet, gone after the class.</summary>
public interface ITestDatabase
{
    PersistenceOptions Options { get; }
}
