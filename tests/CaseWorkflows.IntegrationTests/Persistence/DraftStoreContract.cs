using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class DraftStoreContract(ITestDatabase database) : StorageContract(database)
{
    private readonly string _id = $"draft-{Guid.NewGuid():N}";

    private IDraftStore Drafts => Storage.Get<IDraftStore>();

    [Fact]
    public async Task Every_save_is_kept_with_its_author_and_the_last_one_is_the_draft()
    {
        var first = await Drafts.SaveAsync(Save("""{"a":1}""", "one"), null, default);
        var second = await Drafts.SaveAsync(Save("""{"a":2,"名":"甲"}""", "two"), first!.Revision, default);
        Assert.Equal((1, 2, "two"), ((int)first.Revision, (int)second!.Revision, second.SavedBy));
        Assert.Equal(second, await Drafts.FindAsync(_id, default));
        Assert.Contains(second, await Drafts.ListAsync(default));
        Assert.Equal("""{"a":2,"名":"甲"}""", await Drafts.DocumentAsync(_id, 2, default));
        Assert.Equal("""{"a":1}""", await Drafts.DocumentAsync(_id, 1, default));
        Assert.Null(await Drafts.DocumentAsync(_id, 3, default));
        Assert.Equal([(2L, "two"), (1L, "one")], (await Drafts.HistoryAsync(_id, default)).Select(x => (x.Revision, x.By)));
    }

    [Fact]
    public async Task A_save_onto_another_state_writes_nothing()
    {
        var first = await Drafts.SaveAsync(Save("{}", "one"), null, default);
        Assert.Null(await Drafts.SaveAsync(Save("""{"b":1}""", "two"), null, default));
        Assert.Null(await Drafts.SaveAsync(Save("""{"b":1}""", "two"), first!.Revision + 5, default));
        Assert.Single(await Drafts.HistoryAsync(_id, default));
        Assert.Equal(first, await Drafts.FindAsync(_id, default));
    }

    [Fact]
    public async Task Of_those_who_save_at_once_one_saves()
    {
        var first = await Drafts.SaveAsync(Save("{}", "one"), null, default);
        var saved = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () => await Drafts.SaveAsync(Save($$"""{"n":{{i}}}""", $"p{i}"), first!.Revision, default))));
        Assert.Single(saved, x => x is not null);
        Assert.Equal(2, (await Drafts.HistoryAsync(_id, default)).Count);
    }

    [Fact]
    public async Task Several_are_saved_together_or_none_of_them()
    {
        var (one, other) = (Save("""{"a":1}""", "one"), Save("""{"b":1}""", "one") with { DefinitionId = $"{_id}-other" });
        var saved = await Drafts.SaveAllAsync([(other, null), (one, null)], default);
        Assert.Equal([other.DefinitionId, one.DefinitionId], saved!.Select(x => x.DefinitionId));
        Assert.Equal("""{"a":1}""", await Drafts.DocumentAsync(_id, 1, default));
        // The second of them was saved by somebody else in the meantime.
        await Drafts.SaveAsync(other with { By = "two" }, 1, default);
        Assert.Null(await Drafts.SaveAllAsync([(one, 1), (other, 1)], default));
        Assert.Null(await Drafts.SaveAllAsync([(one, 1), (Save("{}", "x") with { DefinitionId = $"{_id}-new" }, 3)], default));
        Assert.Single(await Drafts.HistoryAsync(_id, default));
        Assert.Empty(await Drafts.HistoryAsync($"{_id}-new", default));
        Assert.Equal(1, (await Drafts.FindAsync(_id, default))!.Revision);
        Assert.Equal([2L, 3L], (await Drafts.SaveAllAsync([(one, 1), (other, 2)], default))!.Select(x => x.Revision));
        Assert.Empty((await Drafts.SaveAllAsync([], default))!);
    }

    [Fact]
    public async Task Of_those_who_save_the_same_several_at_once_one_saves_all()
    {
        var other = $"{_id}-other";
        var saved = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            (NewSave, long?)[] saves = [(Save($$"""{"n":{{i}}}""", $"p{i}"), null), (Save("{}", $"p{i}") with { DefinitionId = other }, null)];
            return await Drafts.SaveAllAsync(i % 2 == 0 ? saves : [saves[1], saves[0]], default);
        })));
        Assert.Single(saved, x => x is not null);
        Assert.Equal((await Drafts.FindAsync(_id, default))!.SavedBy, (await Drafts.FindAsync(other, default))!.SavedBy);
        Assert.Single(await Drafts.HistoryAsync(other, default));
    }

    [Fact]
    public async Task What_came_too_late_is_set_aside_once()
    {
        await Drafts.SaveAsync(Save("{}", "one"), null, default);
        var aside = await Drafts.SetAsideAsync(Save("""{"late":true}""", "two"), default);
        Assert.Equal(aside, await Drafts.SetAsideAsync(Save("""{"late":true}""", "two"), default));
        Assert.NotEqual(aside, await Drafts.SetAsideAsync(Save("""{"late":true}""", "three"), default));
        Assert.Equal(1, (await Drafts.FindAsync(_id, default))!.Revision);
        Assert.Equal("""{"late":true}""", await Drafts.DocumentAsync(_id, aside, default));
    }

    [Fact]
    public async Task A_draft_that_ends_is_gone_and_its_saves_are_numbered_on()
    {
        var first = await Drafts.SaveAsync(Save("{}", "one"), null, default);
        Assert.False(await Drafts.EndAsync(Save("{}", "two") with { Kind = SaveKind.Published }, 9, default));
        Assert.True(await Drafts.EndAsync(Save("{}", "two") with { Kind = SaveKind.Published }, first!.Revision, default));
        Assert.Null(await Drafts.FindAsync(_id, default));
        Assert.Equal(3, (await Drafts.SaveAsync(Save("{}", "three"), null, default))!.Revision);
        Assert.Equal([SaveKind.Saved, SaveKind.Published, SaveKind.Saved], (await Drafts.HistoryAsync(_id, default)).Select(x => x.Kind));
    }

    [Fact]
    public async Task A_definition_is_taken_out_of_force_and_put_back()
    {
        var (definitions, versions) = (Storage.Get<IDefinitionStore>(), Storage.Get<IPublishedDefinitions>());
        await definitions.PublishAsync(_id, _id, 1, "{}", SampleCases.Noon, default);
        await definitions.PublishAsync(_id, _id, 2, """{"b":1}""", SampleCases.Noon, default);
        Assert.True(await versions.PutInForceAsync(_id, 1, SampleCases.Noon, default));
        Assert.Equal((_id, 1), await definitions.InForceAsync(_id, default));
        Assert.False(await versions.PutInForceAsync(_id, 3, SampleCases.Noon, default));
        Assert.True(await versions.RetractAsync(_id, default));
        Assert.False(await versions.RetractAsync(_id, default));
        Assert.Null(await definitions.InForceAsync(_id, default));
        Assert.True(await versions.DeleteAsync(_id, [1], default));
        Assert.Null(await definitions.FindAsync(_id, 1, default));
        Assert.NotNull(await definitions.FindAsync(_id, 2, default));
        Assert.Empty(await versions.CasesAsync(_id, default));
    }

    [Fact]
    public async Task Saves_are_read_in_pages_and_each_names_the_one_it_was_made_over()
    {
        for (long? at = null, last = 1; last < 6; last++) at = (await Drafts.SaveAsync(Save($$"""{"n":{{last}}}""", "one"), at, default))!.Revision;
        var aside = await Drafts.SetAsideAsync(Save("""{"late":true}""", "two"), default);
        await Drafts.SaveAsync(Save("""{"n":7}""", "one"), 5, default);
        var page = await Drafts.SavesAsync(_id, 1, 3, default);
        Assert.Equal(7, page.Total);
        Assert.Equal([6L, 5, 4], page.Saves.Select(x => x.Revision));
        Assert.Empty((await Drafts.SavesAsync(_id, 7, 3, default)).Saves);
        Assert.Equal(SaveKind.SetAside, (await Drafts.FindSaveAsync(_id, aside, default))!.Kind);
        Assert.Null(await Drafts.FindSaveAsync(_id, 8, default));
        // What was set aside is nothing that the next save was made over.
        Assert.Equal(5, (await Drafts.BeforeAsync(_id, 7, default))!.Revision);
        Assert.Equal(5, (await Drafts.BeforeAsync(_id, aside, default))!.Revision);
        Assert.Null(await Drafts.BeforeAsync(_id, 1, default));
        Assert.Equal((await Drafts.HistoryAsync(_id, default)).Skip(1).Take(3), page.Saves);
    }

    private NewSave Save(string json, string by) => new(_id, 1, SaveKind.Saved, json, by, by, SampleCases.Noon);
}

public sealed class DraftStoreOnSqlite(SqliteTestDatabase database) : DraftStoreContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class DraftStoreOnPostgreSql(PostgreSqlTestDatabase database) : DraftStoreContract(database), IClassFixture<PostgreSqlTestDatabase>;
