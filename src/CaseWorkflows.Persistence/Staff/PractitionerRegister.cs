using System.Data.Common;
using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Staff;

/// <summary>The register: the entry lies with the account, each change of it in a row of its own.</summary>
internal sealed class PractitionerRegister(CaseDatabase database, IDbContextFactory<StaffDbContext> contexts, IStaffDirectory staff) : IPractitionerRegister
{
    public async ValueTask<IReadOnlyList<RegisteredPractitioner>> ListAsync(OfficePath under, CancellationToken cancellationToken)
    {
        List<StaffMember> members = [.. await staff.WithRoleAsync(Role.Lawyer, under, cancellationToken), .. await staff.WithRoleAsync(Role.Mediator, under, cancellationToken)];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var revisions = await db.RegisterChanges.GroupBy(x => x.Person).Select(x => new { x.Key, Newest = x.Max(y => y.Revision) }).ToDictionaryAsync(x => x.Key, x => x.Newest, cancellationToken);
        var load = await LoadAsync(cancellationToken);
        return [.. members.DistinctBy(x => x.Id).OrderBy(x => x.Id.Value, StringComparer.Ordinal).Select(x => Entry(x, revisions.GetValueOrDefault(x.Id.Value), load))];
    }

    public async ValueTask<RegisteredPractitioner?> FindAsync(UserId id, CancellationToken cancellationToken)
    {
        if (await staff.FindAsync(id, cancellationToken) is not { } member || !IsPractitioner(member)) return null;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return Entry(member, await RevisionAsync(db, id, cancellationToken), await LoadAsync(cancellationToken));
    }

    public async ValueTask<IReadOnlyList<RegisterChange>> ChangesAsync(UserId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.RegisterChanges.AsNoTracking().Where(x => x.Person == id.Value).OrderByDescending(x => x.Revision).ToListAsync(cancellationToken);
        return [.. rows.Select(x => new RegisterChange(x.Revision, x.ChangedAt, x.ChangedBy, x.ChangedByName, x.Reason, x.OldJson, x.NewJson))];
    }

    public async ValueTask<(RegisterOutcome Outcome, UserId? Person)> SaveAsync(IReadOnlyList<RegisterEdit> edits, Actor by, string reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var written = false;
        foreach (var edit in edits)
        {
            if (await staff.FindAsync(edit.Person, cancellationToken) is not { } member || !IsPractitioner(member)) return (RegisterOutcome.Unknown, edit.Person);
            if (await db.Users.SingleOrDefaultAsync(x => x.Id == edit.Person.Value, cancellationToken) is not { } user) return (RegisterOutcome.Unknown, edit.Person);
            if (await RevisionAsync(db, edit.Person, cancellationToken) != edit.Revision) return (RegisterOutcome.ChangedMeanwhile, edit.Person);
            var old = user.CompetenceJson is null ? null : JsonSerializer.Serialize(user.Competence, CaseJson.Readable);
            var now = JsonSerializer.Serialize(edit.Entry, CaseJson.Readable);
            if (old == now) continue;
            user.Competence = edit.Entry;
            db.Add(new RegisterChangeRow { Person = edit.Person.Value, Revision = edit.Revision + 1, ChangedAt = at, ChangedBy = by.Id, ChangedByName = by.Name, Reason = reason, OldJson = old, NewJson = now });
            written = true;
        }
        if (!written) return (RegisterOutcome.Unchanged, null);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return (RegisterOutcome.Saved, null);
        }
        catch (DbUpdateConcurrencyException)
        {
            return (RegisterOutcome.ChangedMeanwhile, edits[0].Person);
        }
        catch (DbUpdateException problem) when (problem.InnerException is DbException taken && UniqueViolation.IsOn(taken, "pk_staff_register_changes", "staff_register_changes.person, staff_register_changes.revision"))
        {
            return (RegisterOutcome.ChangedMeanwhile, edits[0].Person);
        }
    }

    private static bool IsPractitioner(StaffMember member) => member.Roles.Contains(Role.Lawyer) || member.Roles.Contains(Role.Mediator);

    private static RegisteredPractitioner Entry(StaffMember member, long revision, Dictionary<string, int> load) =>
        new(member, member.Competence ?? new Competence(0, 0, false, []), revision, load.GetValueOrDefault(member.Id.Value));

    private static async Task<long> RevisionAsync(StaffDbContext db, UserId id, CancellationToken cancellationToken) =>
        await db.RegisterChanges.Where(x => x.Person == id.Value).MaxAsync(x => (long?)x.Revision, cancellationToken) ?? 0;

    private async Task<Dictionary<string, int>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.OpenAsync(cancellationToken);
        var counts = await db.Tasks.Where(x => x.Assignee != null && (x.State == TaskState.Open || x.State == TaskState.Claimed)).GroupBy(x => x.Assignee).Select(x => new { x.Key, Count = x.Count() }).ToListAsync(cancellationToken);
        return counts.ToDictionary(x => x.Key!.Value.Value, x => x.Count);
    }
}
