using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class DefinitionStoreContract(ITestDatabase database) : StorageContract(database)
{
    private const string Json = """{"id":"a","name":"法律援助"}""";

    private readonly string _id = $"definition-{Guid.NewGuid():N}";
    private readonly string _service = $"service-{Guid.NewGuid():N}";

    private IDefinitionStore Definitions => Storage.Get<IDefinitionStore>();

    [Fact]
    public async Task A_published_version_is_found_as_it_was_and_in_force()
    {
        await PublishAsync(1, Json);
        Assert.Equal(Json, await Definitions.FindAsync(_id, 1, default));
        Assert.Equal((_id, 1), await Definitions.InForceAsync(_service, default));
        Assert.Null(await Definitions.FindAsync(_id, 2, default));
        Assert.Null(await Definitions.InForceAsync("nothing", default));
    }

    [Fact]
    public async Task A_newer_version_is_in_force_and_the_older_stays()
    {
        await PublishAsync(1, Json);
        await PublishAsync(2, """{"id":"b"}""");
        Assert.Equal((_id, 2), await Definitions.InForceAsync(_service, default));
        Assert.Equal(Json, await Definitions.FindAsync(_id, 1, default));
    }

    [Fact]
    public async Task All_versions_are_listed_with_the_one_in_force()
    {
        await PublishAsync(1, Json);
        await PublishAsync(2, """{"id":"b"}""");
        var listed = (await Definitions.ListAsync(default)).Where(x => x.DefinitionId == _id).ToList();
        Assert.Equal([(1, false), (2, true)], listed.Select(x => (x.Version, x.IsInForce)));
        Assert.All(listed, x => Assert.Equal(_service, x.ServiceType));
    }

    [Fact]
    public async Task Publishing_the_same_again_changes_nothing()
    {
        await PublishAsync(1, Json);
        await PublishAsync(2, """{"id":"b"}""");
        await PublishAsync(1, """
            { "id": "a",
              "name": "法律援助" }
            """);
        Assert.Equal(Json, await Definitions.FindAsync(_id, 1, default));
        Assert.Equal((_id, 2), await Definitions.InForceAsync(_service, default));
    }

    [Fact]
    public async Task A_version_with_other_content_is_refused_with_the_number_to_take()
    {
        await PublishAsync(1, Json);
        await PublishAsync(4, """{"id":"b"}""");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(1, """{"id":"other"}"""));
        Assert.Contains(_id, error.Message, StringComparison.Ordinal);
        Assert.Contains("version 改为 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("Set version to 5", error.Message, StringComparison.Ordinal);
        Assert.Equal(Json, await Definitions.FindAsync(_id, 1, default));
        Assert.Equal((_id, 4), await Definitions.InForceAsync(_service, default));
    }

    [Fact]
    public async Task What_is_no_JSON_is_refused()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(1, "{"));
        Assert.Contains(_id, error.Message, StringComparison.Ordinal);
        Assert.Null(await Definitions.FindAsync(_id, 1, default));
    }

    [Fact]
    public async Task Nodes_that_publish_at_once_publish_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PublishAsync(1, Json))));
        Assert.Equal(1, await Storage.CountAsync($"definitions where definition_id = '{_id}'"));
        Assert.Equal((_id, 1), await Definitions.InForceAsync(_service, default));
    }

    private Task PublishAsync(int version, string json) => Definitions.PublishAsync(_service, _id, version, json, SampleCases.Noon, default).AsTask();
}

public sealed class DefinitionStoreOnSqlite(SqliteTestDatabase database) : DefinitionStoreContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class DefinitionStoreOnPostgreSql(PostgreSqlTestDatabase database) : DefinitionStoreContract(database), IClassFixture<PostgreSqlTestDatabase>;
