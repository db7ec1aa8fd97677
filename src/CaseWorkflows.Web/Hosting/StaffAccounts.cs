using System.Security.Cryptography;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Persistence.Staff;
using Microsoft.AspNetCore.Identity;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Makes and changes accounts. Whoever calls has checked roles and office against the library.</summary>
internal sealed class StaffAccounts(UserManager<StaffUser> users, RoleManager<IdentityRole> roles)
{
    // Without letters and digits that are mistaken for each other when read from a terminal.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>A password that the rules accept and that can be read out.</summary>
    public static string NewPassword() =>
        string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 1) + RandomNumberGenerator.GetString(Alphabet, 3))) + RandomNumberGenerator.GetString("23456789", 1);

    public Task<StaffUser?> FindAsync(string id) => users.FindByNameAsync(id);

    /// <summary>The keys of the roles of an account, in order.</summary>
    public async Task<IReadOnlyList<string>> RolesAsync(StaffUser user) => [.. (await users.GetRolesAsync(user)).Order(StringComparer.Ordinal)];

    /// <summary>Everybody, in the order of their ids.</summary>
    public IReadOnlyList<StaffUser> All() => [.. users.Users.OrderBy(x => x.Id)];

    /// <summary>Whether the rules accept a password.</summary>
    public async Task<bool> AcceptsAsync(string password)
    {
        foreach (var rule in users.PasswordValidators)
            if (!(await rule.ValidateAsync(users, new StaffUser(), password)).Succeeded) return false;
        return true;
    }

    /// <summary>Makes an account.</summary>
    public async Task<IdentityResult> AddAsync(StaffMember person, string password, string? mail = null)
    {
        if (await MakeRolesAsync(person.Roles) is { Succeeded: false } failed) return failed;
        var user = new StaffUser { Id = person.Id.Value, UserName = person.Id.Value, DisplayName = person.Name, OfficePath = person.Office.Value, Competence = person.Competence, LockoutEnabled = true, Email = mail };
        var made = await users.CreateAsync(user, password);
        return made.Succeeded ? await users.AddToRolesAsync(user, person.Roles) : made;
    }

    /// <summary>Gives an account exactly these roles; pages that are open look at them with the next click.</summary>
    public async Task<IdentityResult> SetRolesAsync(StaffUser user, IReadOnlyCollection<string> wanted)
    {
        if (await MakeRolesAsync(wanted) is { Succeeded: false } failed) return failed;
        var held = await users.GetRolesAsync(user);
        // First what is new: if the second step fails the person can do too much for a moment and not nothing for ever.
        var added = await users.AddToRolesAsync(user, wanted.Except(held));
        return added.Succeeded ? await users.RemoveFromRolesAsync(user, held.Except(wanted)) : added;
    }

    /// <summary>Sets a password that the rules accept, ends what is open under the old one, and lifts a lock that wrong passwords brought about.</summary>
    public async Task<IdentityResult> SetPasswordAsync(StaffUser user, string password)
    {
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        if (!user.IsDisabled) (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
        // Saves all of it at once.
        return await users.UpdateSecurityStampAsync(user);
    }

    /// <summary>Whether mail can be sent to an address: one plain address, without a name beside it.</summary>
    public static bool IsAddress(string given) => System.Net.Mail.MailAddress.TryCreate(given, out var address) && address.Address == given && given.All(char.IsAscii);

    /// <summary>Sets the address that alerts go to; null removes it.</summary>
    public Task<IdentityResult> SetMailAsync(StaffUser user, string? mail) => users.SetEmailAsync(user, mail);

    /// <summary>Notes whether the person wants alerts by mail.</summary>
    /// <summary>Closes an account, at once also for who is signed in, or opens it again.</summary>
    public async Task<IdentityResult> DisableAsync(StaffUser user, bool disabled)
    {
        (user.LockoutEnabled, user.LockoutEnd, user.AccessFailedCount) = (true, disabled ? StaffUser.Disabled : null, 0);
        return await users.UpdateSecurityStampAsync(user);
    }

    private async Task<IdentityResult> MakeRolesAsync(IEnumerable<string> keys)
    {
        foreach (var key in keys)
            if (!await roles.RoleExistsAsync(key) && await roles.CreateAsync(new IdentityRole(key)) is { Succeeded: false } failed) return failed;
        return IdentityResult.Success;
    }
}
