using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Persistence.Staff;
using Microsoft.AspNetCore.Identity;

namespace CaseWorkflows.Web.Desk;

/// <summary>Which mail people want. Each call has a scope of its own: a page lives for hours, and an account it kept would be an old one.</summary>
internal sealed class MailPreferences(IServiceScopeFactory scopes)
{
    /// <summary>What can be switched.</summary>
    public static IReadOnlyList<string> Switches { get; } = [ChannelNames.Mail, MailWishes.Digest, MailWishes.System];

    /// <summary>What a person wants; null if the account is gone.</summary>
    public async Task<MailPreference?> OfAsync(UserId id)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Users(scope).FindByIdAsync(id.Value) is { } user ? Of(user) : null;
    }

    /// <summary>Notes what a person wants and does not want; false if somebody else changed the account at the same moment, or it is gone.</summary>
    public async Task<bool> SetAsync(UserId id, params (string Switch, bool Wants)[] wishes)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = Users(scope);
        if (await users.FindByIdAsync(id.Value) is not { } user) return false;
        foreach (var (name, wants) in wishes) user.Want(name, wants);
        return (await users.UpdateAsync(user)).Succeeded;
    }

    private static UserManager<StaffUser> Users(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();

    private static MailPreference Of(StaffUser user) => new(user.Email, user.Wants(ChannelNames.Mail), user.Wants(MailWishes.Digest), user.Wants(MailWishes.System));
}

/// <summary>What a person wants by mail.</summary>
/// <param name="Address">Where it goes; null without an address.</param>
/// <param name="WantsMail">Anything at all.</param>
/// <param name="WantsDigest">Warnings together; only for those who supervise.</param>
/// <param name="WantsSystem">What concerns the whole system; only for administrators.</param>
internal sealed record MailPreference(string? Address, bool WantsMail, bool WantsDigest, bool WantsSystem);
