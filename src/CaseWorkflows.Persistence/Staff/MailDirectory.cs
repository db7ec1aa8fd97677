using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Staff;

/// <summary>Addresses of accounts, and whether their owners want mail.</summary>
internal sealed class MailDirectory(CaseDatabase database, IDbContextFactory<StaffDbContext> contexts, IStaffDirectory staff) : IMailDirectory
{
    private const string RolePrefix = "role:";

    public async ValueTask<IReadOnlyList<MailRecipient>> RecipientsAsync(CaseId? caseId, string recipient, OfficePath? toldOffice, CancellationToken cancellationToken)
    {
        if (!recipient.StartsWith(RolePrefix, StringComparison.Ordinal))
            return await FindAsync(new UserId(recipient), cancellationToken) is { } one ? [one] : [];
        var role = recipient[RolePrefix.Length..];
        if (role == Role.Lawyer) return [];
        OfficePath? place = null;
        if (caseId is { } id)
        {
            await using var cases = await database.OpenAsync(cancellationToken);
            place = await cases.Cases.Where(x => x.Id == id).Select(x => (OfficePath?)x.Office).FirstOrDefaultAsync(cancellationToken);
            if (place is null) return [];
        }
        var holders = await staff.WithRoleAsync(role, null, cancellationToken);
        var there = toldOffice is { } told ? holders.Where(x => !x.IsDisabled && x.Office == told).ToList() : [];
        List<MailRecipient> found = [];
        foreach (var member in there.Count > 0 ? there : holders.Where(x => place is not { } office || x.Office.Covers(office)))
            if (await FindAsync(member.Id, cancellationToken) is { } one)
                found.Add(one);
        return found;
    }

    public async ValueTask<MailRecipient?> FindAsync(UserId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id.Value, cancellationToken);
        return user is { IsDisabled: false, Email: { Length: > 0 } address } && user.Wants(ChannelNames.Mail)
            ? new MailRecipient(id, user.DisplayName, address) { Office = new OfficePath(user.OfficePath), WantsDigest = user.Wants(MailWishes.Digest), WantsSystem = user.Wants(MailWishes.System) }
            : null;
    }
}
