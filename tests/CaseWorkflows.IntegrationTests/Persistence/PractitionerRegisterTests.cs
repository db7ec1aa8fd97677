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

        Assert.Equal(RegisterOutcome.Saved, await register.SaveAsync(Li, entry, 0, Dispatcher, "入册", SampleCases.Noon, default));
        Assert.Equal(RegisterOutcome.ChangedMeanwhile, await register.SaveAsync(Li, entry with { YearsOfPractice = 9 }, 0, Dispatcher, "旧的", SampleCases.Noon, default));
        Assert.Equal(RegisterOutcome.Unchanged, await register.SaveAsync(Li, entry, 1, Dispatcher, "同样", SampleCases.Noon, default));
        Assert.Equal(RegisterOutcome.Unknown, await register.SaveAsync(new("nobody"), entry, 0, Dispatcher, "x", SampleCases.Noon, default));

        var found = (await register.FindAsync(Li, default))!;
        Assert.Equal((1, 5, "看守所"), (found.Revision, found.Entry.YearsOfPractice, found.Entry.Rota.Single().Note));
        Assert.NotNull(found.Entry.BarOn(new(2026, 7, 5)));
        var change = Assert.Single(await register.ChangesAsync(Li, default));
        Assert.Equal(("刘强", "入册", SampleCases.Noon), (change.ByName, change.Reason, change.At));
        Assert.Contains(await register.ListAsync(new("/420700/"), default), x => x.Person.Id == Li && x.Revision == 1);
        Assert.Empty(await register.ListAsync(new("/999999/"), default));
    }

    private async Task AddLawyerAsync()
    {
        await Storage.ExecuteAsync($"delete from staff_register_changes where person = '{Li.Value}'");
        var no = Database.Options.Provider == CaseWorkflows.Persistence.DatabaseProvider.Sqlite ? "0" : "false";
        await Storage.ExecuteAsync($"insert into staff_users (id, display_name, office_path, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count) values ('{Li.Value}', '李', '/420700/420704/', {no}, {no}, {no}, {no}, 0)");
        await Storage.ExecuteAsync("insert into staff_roles (id, name, normalized_name) values ('role-lawyer', 'lawyer', 'LAWYER')");
        await Storage.ExecuteAsync($"insert into staff_user_roles (user_id, role_id) values ('{Li.Value}', 'role-lawyer')");
    }
}

public sealed class PractitionerRegisterOnSqliteTests(SqliteTestDatabase database) : PractitionerRegisterTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PractitionerRegisterOnPostgreSqlTests(PostgreSqlTestDatabase database) : PractitionerRegisterTests(database), IClassFixture<PostgreSqlTestDatabase>;
