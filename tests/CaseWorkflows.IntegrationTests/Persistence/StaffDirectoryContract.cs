using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class StaffDirectoryContract(ITestDatabase database) : StorageContract(database)
{
    private readonly string _county = $"/42/{Guid.NewGuid():N}/";

    private IStaffDirectory Directory => Storage.Get<IStaffDirectory>();

    [Fact]
    public async Task A_person_is_found_with_roles_office_and_competence()
    {
        var competence = new Competence(12, 5, true, ["labour-dispute", "婚姻家庭"]);
        var id = await CreateAsync("陈律师", _county, competence, Role.Lawyer, Role.QualityReviewer);
        var found = (await Directory.FindAsync(new UserId(id), default))!;
        Assert.Equal(("陈律师", _county), (found.Name, found.Office.Value));
        Assert.Equal([Role.Lawyer, Role.QualityReviewer], found.Roles);
        Assert.Equivalent(competence, found.Competence, strict: true);
        Assert.Null(await Directory.FindAsync(new UserId("nobody"), default));
    }

    [Fact]
    public async Task Those_with_a_role_are_found_in_an_office_and_below_it()
    {
        var inOffice = await CreateAsync("a", _county, null, Role.Approver);
        var below = await CreateAsync("b", _county + "001/", null, Role.Approver, Role.Reviewer);
        await CreateAsync("c", _county, null, Role.Reviewer);
        await CreateAsync("d", _county[..^1] + "9/", null, Role.Approver);
        Assert.Equal(new[] { inOffice, below }.Order(), (await Directory.WithRoleAsync(Role.Approver, new OfficePath(_county), default)).Select(x => x.Id.Value).Order());
        Assert.Superset(new HashSet<string> { inOffice, below }, (await Directory.WithRoleAsync(Role.Approver, null, default)).Select(x => x.Id.Value).ToHashSet());
        Assert.Empty(await Directory.WithRoleAsync("no-such-role", null, default));
    }

    [Fact]
    public async Task Accounts_sign_in_with_what_the_directory_shows()
    {
        var id = await CreateAsync("e", _county, null, Role.Archivist);
        await using var services = Identity();
        using var scope = services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
        var user = (await users.FindByIdAsync(id))!;
        Assert.True(await users.CheckPasswordAsync(user, "Passw0rd!"));
        Assert.False(await users.CheckPasswordAsync(user, "other"));
        await users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue);
        Assert.True(await users.IsLockedOutAsync((await users.FindByIdAsync(id))!));
    }

    [Fact]
    public async Task A_disabled_account_is_still_named_and_holds_no_role_and_one_locked_by_wrong_passwords_keeps_them()
    {
        var (disabled, locked) = (await CreateAsync("f", _county, null, Role.Finance), await CreateAsync("g", _county, null, Role.Finance));
        await using var services = Identity();
        using var scope = services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
        foreach (var (id, until) in new[] { (disabled, StaffUser.Disabled), (locked, DateTimeOffset.UnixEpoch.AddYears(100)) })
        {
            var user = (await users.FindByIdAsync(id))!;
            Assert.True((await users.SetLockoutEnabledAsync(user, true)).Succeeded);
            Assert.True((await users.SetLockoutEndDateAsync(user, until)).Succeeded);
        }
        var found = (await Directory.FindAsync(new UserId(disabled), default))!;
        Assert.Equal(("f", true, 0), (found.Name, found.IsDisabled, found.Roles.Count));
        Assert.False((await Directory.FindAsync(new UserId(locked), default))!.IsDisabled);
        Assert.Equal(locked, Assert.Single(await Directory.WithRoleAsync(Role.Finance, new OfficePath(_county), default)).Id.Value);
    }

    private async Task<string> CreateAsync(string name, string office, Competence? competence, params string[] keys)
    {
        await using var services = Identity();
        using var scope = services.CreateScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>();
        foreach (var key in keys)
            if (!await roles.RoleExistsAsync(key)) Succeeds(await roles.CreateAsync(new IdentityRole(key)));
        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
        var user = new StaffUser { UserName = Guid.NewGuid().ToString("N"), DisplayName = name, OfficePath = office, Competence = competence };
        Succeeds(await users.CreateAsync(user, "Passw0rd!"));
        Succeeds(await users.AddToRolesAsync(user, keys));
        return user.Id;

        static void Succeeds(IdentityResult result) => Assert.True(result.Succeeded, result.ToString());
    }

    private ServiceProvider Identity()
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().AddCasePersistence(Database.Options);
        services.AddIdentityCore<StaffUser>().AddRoles<IdentityRole>().AddStaffStores();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }
}

public sealed class StaffDirectoryOnSqlite(SqliteTestDatabase database) : StaffDirectoryContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class StaffDirectoryOnPostgreSql(PostgreSqlTestDatabase database) : StaffDirectoryContract(database), IClassFixture<PostgreSqlTestDatabase>;
