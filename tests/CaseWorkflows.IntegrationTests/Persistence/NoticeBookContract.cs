using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Who sees which notice, and that reading is each person's own.</summary>
public abstract class NoticeBookContract(ITestDatabase database) : StorageContract(database)
{
    private const string County = "/420700/420704/";
    private static readonly DateTimeOffset Now = SampleCases.Noon;

    private INoticeBook Book => Storage.Get<INoticeBook>();

    [Fact]
    public async Task People_see_what_was_told_to_them_and_to_their_roles_for_their_office_and_below()
    {
        var @case = await PrepareAsync();
        await KeepAsync(@case, ("own", "li", "alert"), ("role", "role:supervisor", "alert"), ("other-role", "role:head", "alert"), ("outside", "applicant", "document"), ("admins", "role:administrator", "incident"));
        Assert.Equal(["own"], await SeenAsync(SampleCases.Staff("li", "/431000/", Role.Reviewer)));
        Assert.Equal(["role"], await SeenAsync(SampleCases.Staff("chen", County, Role.Supervisor)));
        Assert.Equal(["role"], await SeenAsync(SampleCases.Staff("zhou", "/420700/", Role.Supervisor)));
        Assert.Equal(["other-role", "role"], await SeenAsync(SampleCases.Staff("root", "/", Role.Supervisor, Role.Head)));
        Assert.Empty(await SeenAsync(SampleCases.Staff("far", "/420700/420702/", Role.Supervisor)));
        Assert.Empty(await SeenAsync(SampleCases.Staff("below", County + "420704001/", Role.Supervisor)));
        Assert.Equal(["admins"], await SeenAsync(SampleCases.Staff("admin", "/420700/", Role.Administrator)));
        Assert.Empty(await SeenAsync(SampleCases.Staff("lawyer", County, Role.Lawyer)));
    }

    [Fact]
    public async Task What_leaves_the_house_is_no_notice_and_what_has_no_case_goes_to_the_role_everywhere()
    {
        var @case = await PrepareAsync();
        await KeepAsync(@case, ("page", "li", "alert"));
        await using (var db = await Storage.ContextAsync())
        {
            db.Outbox.Add(new OutboxMessage(Guid.NewGuid(), @case.Id, "mail", "alert", "li", "{}", "a-mail", Now));
            db.Outbox.Add(new OutboxMessage(Guid.NewGuid(), null, "page", "system", "role:administrator", """{"zh":"系统"}""", "system", Now));
            await db.SaveChangesAsync();
        }
        Assert.Equal(["page"], await SeenAsync(SampleCases.Staff("li", County, Role.Reviewer)));
        var line = Assert.Single((await Book.ListAsync(SampleCases.Staff("admin", "/431000/", Role.Administrator), new NoticeFilter(), default)).Items);
        Assert.Equal(("system", null, "系统", "系统"), (line.Kind, line.CaseCode, line.Text!.Zh, line.Text.En));
    }

    [Fact]
    public async Task Reading_is_each_persons_own_and_repeating_it_changes_nothing()
    {
        var @case = await PrepareAsync();
        await KeepAsync(@case, ("one", "role:supervisor", "alert"), ("two", "role:supervisor", "incident"), ("three", "chen", "alert"));
        var (chen, wang) = (SampleCases.Staff("chen", County, Role.Supervisor), SampleCases.Staff("wang", County, Role.Supervisor));
        Assert.Equal((3, 2), (await Book.CountUnreadAsync(chen, default), await Book.CountUnreadAsync(wang, default)));
        var one = (await Book.ListAsync(chen, new NoticeFilter(), default)).Items.Single(x => x.Text!.Zh == "one");
        Assert.True(await Book.ReadAsync(chen, one.Id, Now.AddHours(1), default));
        Assert.True(await Book.ReadAsync(chen, one.Id, Now.AddHours(2), default));
        Assert.False(await Book.ReadAsync(chen, Guid.NewGuid(), Now, default));
        Assert.False(await Book.ReadAsync(SampleCases.Staff("far", "/431000/", Role.Supervisor), one.Id, Now, default));
        Assert.Equal((2, 2), (await Book.CountUnreadAsync(chen, default), await Book.CountUnreadAsync(wang, default)));
        Assert.Equal(["three", "two"], (await Book.ListAsync(chen, new NoticeFilter(OnlyUnread: true), default)).Items.Select(x => x.Text!.Zh).Order(StringComparer.Ordinal));
        Assert.Equal(["two"], (await Book.ListAsync(chen, new NoticeFilter(Kind: "incident"), default)).Items.Select(x => x.Text!.Zh));
        Assert.Equal(Now.AddHours(1), (await Book.ListAsync(chen, new NoticeFilter(), default)).Items.Single(x => x.Id == one.Id).ReadAt);
    }

    [Fact]
    public async Task All_are_read_up_to_an_instant_and_what_came_later_stays_unread()
    {
        var @case = await PrepareAsync();
        await KeepAsync(@case, [.. Enumerable.Range(0, 600).Select(x => ($"n{x}", "role:supervisor", "alert"))]);
        var chen = SampleCases.Staff("chen", County, Role.Supervisor);
        Assert.Equal(0, await Book.ReadAllAsync(chen, Now.AddMinutes(-1), Now, default));
        Assert.Equal(600, await Book.ReadAllAsync(chen, Now, Now, default));
        Assert.Equal((0, 0), (await Book.CountUnreadAsync(chen, default), await Book.ReadAllAsync(chen, Now, Now, default)));
        // A message that is purged takes along who has read it.
        await Storage.ExecuteAsync("update outbox set state = 'Sent'");
        Assert.Equal(600, await Storage.Get<IWorkingRecords>().PurgeAsync(WorkingRecord.DeliveredMessages, Now.AddDays(1), 1000, default));
        Assert.Equal(0, await Storage.CountAsync("notice_readings"));
    }

    [Fact]
    public async Task Alerts_show_level_and_limit_and_erased_ones_nothing()
    {
        var @case = await PrepareAsync();
        await using (var db = await Storage.ContextAsync())
        {
            db.Outbox.Add(new OutboxMessage(Guid.NewGuid(), @case.Id, "page", "alert", "li", """{"zh":"将届满","en":"ends soon","level":"Warning","due":"2026-03-20T16:00:00Z"}""", "with", Now.AddMinutes(1)));
            db.Outbox.Add(new OutboxMessage(Guid.NewGuid(), @case.Id, "page", "alert", "li", "{}", "erased", Now));
            await db.SaveChangesAsync();
        }
        var lines = (await Book.ListAsync(SampleCases.Staff("li", County), new NoticeFilter(), default)).Items;
        Assert.Equal(("将届满", "ends soon", "Warning", new DateTimeOffset(2026, 3, 20, 16, 0, 0, TimeSpan.Zero), @case.Code),
            (lines[0].Text!.Zh, lines[0].Text!.En, lines[0].Level, lines[0].DueAt!.Value, lines[0].CaseCode));
        Assert.Null(lines[1].Text);
    }

    [Fact]
    public async Task Told_alerts_are_purged_and_waiting_ones_stay()
    {
        await PrepareAsync();
        var fact = await KeepOneAsync();
        var mail = new OutboxMessage(Guid.NewGuid(), fact.CaseId, "mail", "alert", "chen", "{}", "told", Now);
        var waiting = new OutboxMessage(Guid.NewGuid(), fact.CaseId, "mail", "alert", "chen", "{}", "waiting", Now);
        fact.State = OutboxState.Sent;
        await Storage.Get<IOutboxQueue>().SettleAsync(fact, [], [new DigestEntry(mail, Now.AddHours(1), 1), new DigestEntry(waiting, Now.AddDays(1), 0)], default);
        Assert.Equal(1, await Storage.Get<IWorkingRecords>().PurgeAsync(WorkingRecord.ToldAlerts, Now.AddYears(1), 10, default));
        Assert.Equal(0, await Storage.Get<IWorkingRecords>().PurgeAsync(WorkingRecord.ToldAlerts, Now.AddYears(1), 10, default));
        Assert.Equal(1, await Storage.CountAsync("digest_items where dedup_key = 'waiting'"));
    }

    private async Task<OutboxMessage> KeepOneAsync()
    {
        var @case = SampleCases.New(County);
        await Storage.KeepAsync(@case, new OutboxMessage(Guid.NewGuid(), @case.Id, "page", "alert", "role:supervisor", "{}", "fact", Now));
        return Assert.Single(await Storage.Get<IOutboxQueue>().ClaimAsync(OutboxLane.Pages, Now, 10, "a", TimeSpan.FromMinutes(5), default));
    }

    private async Task<LegalCase> PrepareAsync()
    {
        foreach (var table in new[] { "notice_readings", "digest_items", "outbox" }) await Storage.ExecuteAsync($"delete from {table}");
        return await Storage.KeepAsync(SampleCases.New(County));
    }

    private async Task KeepAsync(LegalCase @case, params (string Key, string Recipient, string Kind)[] notices)
    {
        await using var db = await Storage.ContextAsync();
        foreach (var (key, recipient, kind) in notices)
            db.Outbox.Add(new OutboxMessage(Guid.NewGuid(), @case.Id, "page", kind, recipient, $$"""{"zh":"{{key}}","en":"{{key}}"}""", key, Now));
        await db.SaveChangesAsync();
    }

    private async Task<IEnumerable<string>> SeenAsync(Actor actor)
    {
        var found = await Book.ListAsync(actor, new NoticeFilter(), default);
        Assert.Equal((found.Items.Count, found.Total), (found.Total, await Book.CountUnreadAsync(actor, default)));
        return found.Items.Select(x => x.Text!.Zh).Order(StringComparer.Ordinal);
    }
}

public sealed class NoticeBookOnSqlite(SqliteTestDatabase database) : NoticeBookContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class NoticeBookOnPostgreSql(PostgreSqlTestDatabase database) : NoticeBookContract(database), IClassFixture<PostgreSqlTestDatabase>;
