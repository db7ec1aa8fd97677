using CaseWorkflows.Cases;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Staff;

/// <summary>The people behind the accounts.</summary>
internal sealed class StaffDirectory(IDbContextFactory<StaffDbContext> contexts) : IStaffDirectory
{
    // Asked with many commands, so it is translated once.
    private readonly Func<StaffDbContext, string, IAsyncEnumerable<UserInRole>> _find = EF.CompileAsyncQuery((StaffDbContext db, string id) =>
        from user in db.Users.AsNoTracking().Where(x => x.Id == id)
        from held in db.UserRoles.Where(x => x.UserId == user.Id).DefaultIfEmpty()
        from role in db.Roles.Where(x => x.Id == held!.RoleId).DefaultIfEmpty()
        orderby role!.Name
        select new UserInRole(user, role!.Name));

    private sealed record UserInRole(StaffUser User, string? Role);

    public async ValueTask<StaffMember?> FindAsync(UserId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        StaffUser? user = null;
        List<string> roles = [];
        await foreach (var found in _find(db, id.Value).WithCancellation(cancellationToken))
        {
            user = found.User;
            if (found.Role is not null) roles.Add(found.Role);
        }
        return user is null ? null : Member(user, roles);
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
        return [.. found.Select(x => Member(x.User, x.Roles))];
    }

    private static StaffMember Member(StaffUser user, IReadOnlyList<string> roles) => new(new UserId(user.Id), user.DisplayName, user.IsDisabled ? [] : roles, new OfficePath(user.OfficePath))
    {
        Competence = user.Competence,
        IsDisabled = user.IsDisabled,
    };
}
