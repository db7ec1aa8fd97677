using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class PractitionerRegisterTests(ITestDatabase database) : StorageContract(database)
{
    private static readonly UserId Li = new("register.li");
    private static readonly Actor Dispatcher = new(new("liu"), "刘强", [Role.Dispatcher], new("/420700/"));

    [Fact]
    public async Task A_change_is_kept_with_its_history_and_whoever_looked_at_an_older_revision_is_told()
    {
        await AddLawyerAsync();
        var register = Storage.Get<IPractitionerRegister>();
        var entry = new Competence(5, 2, true, ["maintenance"]) { Languages = ["手语"], Rota = [new(new(2026, 3, 2), new(2026, 3, 8), false, "看守所")], Integrity = [new(new(2026, 1, 5), IntegrityKind.Sanction, "停止执业", new DateOnly(2026, 7, 5))] };

        Assert.Equal(RegisterOutcome.Saved, await SaveAsync(Li, entry, 0, "入册"));
        Assert.Equal(RegisterOutcome.ChangedMeanwhile, await SaveAsync(Li, entry with { YearsOfPractice = 9 }, 0, "旧的"));
        Assert.Equal(RegisterOutcome.Unchanged, await SaveAsync(Li, entry, 1, "同样"));
        Assert.Equal(RegisterOutcome.Unknown, await SaveAsync(new("nobody"), entry, 0, "x"));

        var found = (await register.FindAsync(Li, default))!;
        Assert.Equal((1, 5, "看守所"), (found.Revision, found.Entry.YearsOfPractice, found.Entry.Rota.Single().Note));
        Assert.NotNull(found.Entry.BarOn(new(2026, 7, 5)));
        var change = Assert.Single(await register.ChangesAsync(Li, default));
        Assert.Equal(("刘强", "入册", SampleCases.Noon), (change.ByName, change.Reason, change.At));
        Assert.Contains(await register.ListAsync(new("/420700/"), default), x => x.Person.Id == Li && x.Revision == 1);
        Assert.Empty(await register.ListAsync(new("/999999/"), default));
    }

    [Fact]
    public async Task Several_entries_are_kept_together_or_not_at_all()
    {
        await AddLawyerAsync();
        var register = Storage.Get<IPractitionerRegister>();
        var before = (await register.FindAsync(Li, default))!;
        var entry = before.Entry with { YearsOfPractice = 40 };
        Assert.Equal((RegisterOutcome.Unknown, new UserId("nobody")), await register.SaveAsync([new(Li, entry, before.Revision), new(new("nobody"), entry, 0)], Dispatcher, "年检", SampleCases.Noon, default));
        Assert.Equal((before.Revision, before.Entry.YearsOfPractice), ((await register.FindAsync(Li, default))!.Revision, (await register.FindAsync(Li, default))!.Entry.YearsOfPractice));
    }

    private async Task<RegisterOutcome> SaveAsync(UserId person, Competence entry, long revision, string reason) =>
        (await Storage.Get<IPractitionerRegister>().SaveAsync([new(person, entry, revision)], Dispatcher, reason, SampleCases.Noon, default)).Outcome;

    private async Task AddLawyerAsync()
    {
        await Storage.ExecuteAsync($"delete from staff_register_changes where person = '{Li.Value}'");
        await Storage.ExecuteAsync($"delete from staff_user_roles where user_id = '{Li.Value}'");
        await Storage.ExecuteAsync($"delete from staff_users where id = '{Li.Value}'");
        await Storage.ExecuteAsync("delete from staff_roles where id = 'role-lawyer'");
        var no = Database.Options.Provider == CaseWorkflows.Persistence.DatabaseProvider.Sqlite ? "0" : "false";
        await Storage.ExecuteAsync($"insert into staff_users (id, display_name, office_path, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count) values ('{Li.Value}', '李', '/420700/420704/', {no}, {no}, {no}, {no}, 0)");
        await Storage.ExecuteAsync("insert into staff_roles (id, name, normalized_name) values ('role-lawyer', 'lawyer', 'LAWYER')");
        await Storage.ExecuteAsync($"insert into staff_user_roles (user_id, role_id) values ('{Li.Value}', 'role-lawyer')");
    }
}

public sealed class PractitionerRegisterOnSqliteTests(SqliteTestDatabase database) : PractitionerRegisterTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PractitionerRegisterOnPostgreSqlTests(PostgreSqlTestDatabase database) : PractitionerRegisterTests(database), IClassFixture<PostgreSqlTestDatabase>;
