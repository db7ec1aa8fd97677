using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class FormStoreContract(ITestDatabase database) : StorageContract(database)
{
    private readonly string _id = $"form-{Guid.NewGuid():N}";

    private IFormStore Forms => Storage.Get<IFormStore>();

    [Fact]
    public async Task Everything_that_was_done_with_a_form_is_kept_in_order()
    {
        await AddAsync(FormRecordKind.Saved, """{"标题":"一"}""", 0);
        await AddAsync(FormRecordKind.Proposed, """{"标题":"一"}""", 1);
        await AddAsync(FormRecordKind.Approved, """{"标题":"二"}""", 2);
        await AddAsync(FormRecordKind.Saved, """{"标题":"三"}""", 3);
        Assert.Equal([(4L, FormRecordKind.Saved), (3L, FormRecordKind.Approved), (2L, FormRecordKind.Proposed), (1L, FormRecordKind.Saved)], (await Forms.HistoryAsync(_id, default)).Select(x => (x.Revision, x.Kind)));
        Assert.Equal("""{"标题":"二"}""", await Forms.DocumentAsync(_id, 3, default));
        Assert.Null(await Forms.DocumentAsync(_id, 5, default));
        Assert.Equal(4, (await Forms.NewestAsync(default)).Single(x => x.FormId == _id).Revision);
        Assert.Equal(3, (await Forms.ApprovedAsync(default)).Single(x => x.FormId == _id).Revision);
        var record = (await Forms.HistoryAsync(_id, default))[0];
        Assert.Equal(("one", "一号", SampleCases.Noon, "why"), (record.By, record.ByName, record.At, record.Note));
    }

    [Fact]
    public async Task Onto_another_row_nothing_is_written()
    {
        await AddAsync(FormRecordKind.Saved, "{}", 0);
        Assert.Null(await Forms.AddAsync(Record(FormRecordKind.Saved, "{}"), 0, default));
        Assert.Null(await Forms.AddAsync(Record(FormRecordKind.Saved, "{}"), 7, default));
        Assert.Single(await Forms.HistoryAsync(_id, default));
        Assert.DoesNotContain(await Forms.ApprovedAsync(default), x => x.FormId == _id);
    }

    [Fact]
    public async Task Of_those_who_decide_at_once_one_decides()
    {
        await AddAsync(FormRecordKind.Proposed, "{}", 0);
        var done = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () => await Forms.AddAsync(Record(i % 2 == 0 ? FormRecordKind.Approved : FormRecordKind.Rejected, "{}"), 1, default))));
        Assert.Single(done, x => x is not null);
        Assert.Equal(2, (await Forms.HistoryAsync(_id, default)).Count);
    }

    [Fact]
    public async Task What_came_too_late_is_kept_once_and_the_form_stands_where_it_stood()
    {
        await AddAsync(FormRecordKind.Saved, """{"a":1}""", 0);
        var aside = await Forms.SetAsideAsync(Record(FormRecordKind.Saved, """{"late":true}"""), default);
        Assert.Equal((2L, FormRecordKind.SetAside), (aside.Revision, aside.Kind));
        Assert.Equal(aside, await Forms.SetAsideAsync(Record(FormRecordKind.Saved, """{"late":true}"""), default));
        Assert.NotEqual(aside, await Forms.SetAsideAsync(Record(FormRecordKind.Saved, """{"late":true}""") with { By = "two" }, default));
        Assert.Equal("""{"late":true}""", await Forms.DocumentAsync(_id, aside.Revision, default));
        Assert.Equal(1, (await Forms.NewestAsync(default)).Single(x => x.FormId == _id).Revision);
        // What goes on from the row that counts gets the next number of all.
        var next = await Forms.AddAsync(Record(FormRecordKind.Saved, """{"a":2}""") with { RestoredFrom = aside.Revision }, 1, default);
        Assert.Equal((4L, aside.Revision), (next!.Revision, next.RestoredFrom));
        Assert.Equal(next, (await Forms.HistoryAsync(_id, default))[0]);
        Assert.Null(await Forms.AddAsync(Record(FormRecordKind.Saved, "{}"), 3, default));
        Assert.Null(await Forms.AddAsync(Record(FormRecordKind.Saved, "{}"), 1, default));
    }

    [Fact]
    public async Task Among_those_who_come_too_late_at_once_one_saves_and_all_others_are_kept()
    {
        await AddAsync(FormRecordKind.Saved, "{}", 0);
        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => i < 4
            ? await Forms.AddAsync(Record(FormRecordKind.Saved, $$"""{"n":{{i}}}"""), 1, default)
            : await Forms.SetAsideAsync(Record(FormRecordKind.Saved, $$"""{"n":{{i}}}"""), default))));
        Assert.Single(done.Take(4), x => x is not null);
        Assert.All(done.Skip(4), x => Assert.Equal(FormRecordKind.SetAside, x!.Kind));
        Assert.Equal([1L, 2, 3, 4, 5, 6], (await Forms.HistoryAsync(_id, default)).Select(x => x.Revision).Order());
    }

    private async Task AddAsync(FormRecordKind kind, string json, long expected) => Assert.NotNull(await Forms.AddAsync(Record(kind, json), expected, default));

    private NewFormRecord Record(FormRecordKind kind, string json) => new(_id, kind, json, "one", "一号", SampleCases.Noon, "why");
}

public sealed class FormStoreOnSqlite(SqliteTestDatabase database) : FormStoreContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class FormStoreOnPostgreSql(PostgreSqlTestDatabase database) : FormStoreContract(database), IClassFixture<PostgreSqlTestDatabase>;
