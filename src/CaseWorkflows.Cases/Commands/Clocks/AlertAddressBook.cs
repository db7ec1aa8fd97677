using System.Collections.Concurrent;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands.Clocks;

/// <summary>Whom an alert goes to.</summary>
/// <param name="Role">The role in which they are told.</param>
/// <param name="User">The person; null: all who hold the role in the office.</param>
/// <param name="Office">The office; null where nobody was looked for.</param>
/// <param name="Name">Who that is at the moment, for people; null if nobody is.</param>
internal sealed record AlertAddress(string Role, UserId? User, OfficePath? Office, string? Name);

/// <summary>
/// Finds whom a step of a ladder goes to at the moment it fires: whoever has the task then; for a task that nobody has, the owner of its queue
/// (<c>queueOwners</c> in <c>workflows/offices.json</c>), else the supervisor of its office; where an office has no supervisor or head, that
/// of the nearest office above. Whom the case keeps out (回避, see <see cref="ExcludedPeople"/>), such as a supervisor who is complained about, is passed over,
/// and the alert then goes to one other person by name.
/// </summary>
internal sealed class AlertAddressBook(IStaffDirectory staff, WorkflowLibrary library)
{
    // Clocks fire in thousands; who supervises an office changes a few times a year, and a new supervisor is told of the next step.
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<StaffMember> People)> _roles = [];

    /// <summary>Whom the step goes to.</summary>
    /// <param name="to">Whom the rule names.</param>
    /// <param name="task">The live task that the clock limits; null if there is none.</param>
    /// <param name="case">The case.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<AlertAddress> FindAsync(AlertRecipient to, CaseTask? task, LegalCase @case, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var office = task?.Office ?? @case.Office;
        return to switch
        {
            AlertRecipient.Assignee when task is not null => await AssigneeAsync(task, now, cancellationToken) ?? await OwnerAsync(task, now, cancellationToken) ?? await LeadingAsync(office, Role.Supervisor, Role.Head, @case, now, cancellationToken),
            AlertRecipient.Head => await LeadingAsync(office, Role.Head, Role.Supervisor, @case, now, cancellationToken),
            _ => await LeadingAsync(office, Role.Supervisor, Role.Head, @case, now, cancellationToken),
        };
    }

    private async ValueTask<AlertAddress?> AssigneeAsync(CaseTask task, DateTimeOffset now, CancellationToken cancellationToken) =>
        task.Assignee is { } assignee && await WorkingAsync(assignee, task.Role, now, cancellationToken) is { } person ? new(task.Role, assignee, task.Office, person.Name) : null;

    private async ValueTask<AlertAddress?> OwnerAsync(CaseTask task, DateTimeOffset now, CancellationToken cancellationToken) =>
        library.QueueOwner(task.Office, task.Role) is { } owner && await WorkingAsync(owner, task.Role, now, cancellationToken) is { } person && !ExcludedPeople.Contains(task, owner, person.Office) ? new(task.Role, owner, task.Office, person.Name) : null;

    // Whoever has left can't be warned: what is theirs goes on to the owner of the queue.
    private async ValueTask<StaffMember?> WorkingAsync(UserId id, string role, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await WithRoleAsync(role, now, cancellationToken)).FirstOrDefault(x => x.Id == id) ?? (await staff.FindAsync(id, cancellationToken) is { IsDisabled: false } person ? person : null);

    private async ValueTask<AlertAddress> LeadingAsync(OfficePath office, string role, string other, LegalCase @case, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var passedOver = false;
        foreach (var wanted in new[] { role, other })
        {
            var people = await WithRoleAsync(wanted, now, cancellationToken);
            for (var at = office; at != OfficePath.Root; at = at.Parent)
            {
                var there = people.Where(x => x.Office == at).OrderBy(x => x.Id.Value, StringComparer.Ordinal).ToList();
                var free = there.Where(x => !@case.Tasks.Any(y => ExcludedPeople.Contains(y, x.Id, x.Office))).ToList();
                passedOver |= free.Count < there.Count;
                if (free.Count == 0) continue;
                // A role is told as a whole, also those below whom it was passed up from; a name reaches one person alone.
                return passedOver ? new(wanted, free[0].Id, at, free[0].Name) : new(wanted, null, at, Joining.Names(free.Select(x => x.Name)).Zh);
            }
        }
        return new(role, null, office, null);
    }

    private async ValueTask<IReadOnlyList<StaffMember>> WithRoleAsync(string role, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_roles.TryGetValue(role, out var known) && now >= known.At && now - known.At < KeptFor) return known.People;
        IReadOnlyList<StaffMember> people = [.. (await staff.WithRoleAsync(role, null, cancellationToken)).Where(x => !x.IsDisabled)];
        _roles[role] = (now, people);
        return people;
    }
}
