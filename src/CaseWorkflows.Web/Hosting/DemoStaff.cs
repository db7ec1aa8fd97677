using System.Text.Json;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Staff;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Identity;

namespace CaseWorkflows.Web.Hosting;

/// <summary>
/// Demo users from <c>workflows/staff-demo.json</c>, with one password of this installation. Only with the embedded default database, or
/// where an installation says so itself: a demo user on a real database would be an open door.
/// </summary>
internal sealed class DemoStaff(ProductOptions options, ProductPaths paths, PersistenceOptions database, WorkflowLibrary library, UserManager<StaffUser> users, StaffAccounts accounts)
{
    private static readonly JsonSerializerOptions Strict = new(CaseJson.Readable) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true };

    /// <summary>What to print at start: who can sign in, with which password; empty without demo users.</summary>
    public IReadOnlyList<string> Announcement { get; private set; } = [];

    /// <summary>Makes the users that are not there yet.</summary>
    /// <exception cref="StartRefusedException">The file is wrong.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!(options.Demo.Enabled ?? (database.Provider == DatabaseProvider.Sqlite && options.Database.ConnectionString.Length == 0))) return;
        var file = Path.Combine(paths.Workflows, "staff-demo.json");
        if (!File.Exists(file)) return;
        var staff = await ReadAsync(file, cancellationToken);
        var password = await PasswordAsync(cancellationToken);
        foreach (var person in staff)
        {
            if (await users.FindByNameAsync(person.Id) is { } known)
            {
                // The password that is printed has to open the door, also after it was set anew in the configuration.
                if (!await users.CheckPasswordAsync(known, password))
                    Must(await users.ResetPasswordAsync(known, await users.GeneratePasswordResetTokenAsync(known), password), file, person.Id);
                continue;
            }
            Must(await accounts.AddAsync(new StaffMember(new(person.Id), person.Name, person.Roles, new(person.Office)) { Competence = person.Competence }, password), file, person.Id);
        }
        Announcement = [Ui.T("start.demo-users", ("password", password)), .. staff.Select(x => $"  {x.Id,-22} {x.Name}  {Ui.Listed(x.Roles.Select(y => library.RoleName(y).Here()))}")];
    }

    private async Task<IReadOnlyList<DemoPerson>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var staff = JsonSerializer.Deserialize<List<DemoPerson>>(await File.ReadAllTextAsync(file, cancellationToken), Strict) ?? [];
            foreach (var person in staff)
            {
                if (library.Office(person.Office) is null) throw Wrong(file, person.Id, person.Office, null);
                foreach (var role in person.Roles)
                    if (library.Roles.All(x => x.Key != role)) throw Wrong(file, person.Id, role, null);
            }
            return staff;
        }
        catch (JsonException unreadable)
        {
            throw Wrong(file, unreadable.Path ?? "$", unreadable.Message, unreadable);
        }
    }

    private async Task<string> PasswordAsync(CancellationToken cancellationToken)
    {
        if (options.Demo.Password.Length > 0) return options.Demo.Password;
        var file = Path.Combine(paths.Data, "demo-password");
        if (File.Exists(file)) return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        var password = StaffAccounts.NewPassword();
        Directory.CreateDirectory(paths.Data);
        await File.WriteAllTextAsync(file, password + "\n", cancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return password;
    }

    private static void Must(IdentityResult result, string file, string what)
    {
        if (!result.Succeeded) throw Wrong(file, what, string.Join(" ", result.Errors.Select(x => x.Description)), null);
    }

    private static StartRefusedException Wrong(string file, string what, string problem, Exception? inner) =>
        new(Ui.Text("start.demo-problem", ("file", Path.GetFileName(file)), ("what", what), ("problem", problem)), inner);

    private sealed record DemoPerson(string Id, string Name, IReadOnlyList<string> Roles, string Office)
    {
        public Competence? Competence { get; init; }
    }
}
