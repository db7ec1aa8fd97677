using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Staff;

/// <summary>The people behind the accounts.</summary>
internal sealed class StaffDirectory(IDbContextFactory<StaffDbContext> contexts) : IStaffDirectory
{
    public async ValueTask<StaffMember?> FindAsync(UserId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await MembersAsync(db, db.Users.Where(x => x.Id == id.Value), cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    public async ValueTask<IReadOnlyList<StaffMember>> WithRoleAsync(string role, OfficePath? under, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var disabled = StaffUser.Disabled;
        var users = db.Users.Where(x => (x.LockoutEnd == null || x.LockoutEnd < disabled) && db.UserRoles.Any(y => y.UserId == x.Id && db.Roles.Any(z => z.Id == y.RoleId && z.Name == role)));
        if (under is { } office) users = users.Where(x => x.OfficePath.StartsWith(office.Value));
        return await MembersAsync(db, users, cancellationToken);
    }

    /// <summary>The names of accounts, for lists; an account that is gone has none.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> NamesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return new Dictionary<string, string>();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.DisplayName, cancellationToken);
    }

    private static async Task<List<StaffMember>> MembersAsync(StaffDbContext db, IQueryable<StaffUser> users, CancellationToken cancellationToken)
    {
        var found = await users.AsNoTracking().OrderBy(x => x.Id)
            .Select(x => new
            {
                User = x,
                Roles = db.UserRoles.Where(y => y.UserId == x.Id).Join(db.Roles, y => y.RoleId, y => y.Id, (_, y) => y.Name!).OrderBy(y => y).ToList(),
            })
            .ToListAsync(cancellationToken);
        return [.. found.Select(x => new StaffMember(new UserId(x.User.Id), x.User.DisplayName, x.User.IsDisabled ? [] : x.Roles, new OfficePath(x.User.OfficePath))
        {
            Competence = x.User.Competence,
            IsDisabled = x.User.IsDisabled,
        })];
    }
}
