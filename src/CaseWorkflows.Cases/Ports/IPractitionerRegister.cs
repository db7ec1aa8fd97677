using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Where the register of lawyers and mediators is kept, with the history of its changes.</summary>
public interface IPractitionerRegister
{
    /// <summary>Everybody who holds one of the roles in the office or below it, by id.</summary>
    ValueTask<IReadOnlyList<RegisteredPractitioner>> ListAsync(OfficePath under, CancellationToken cancellationToken);

    /// <summary>The person, or null if there is no such lawyer or mediator.</summary>
    ValueTask<RegisteredPractitioner?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>What was changed, the newest first.</summary>
    ValueTask<IReadOnlyList<RegisterChange>> ChangesAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Keeps entries and notes the changes, all of them or none.</summary>
    /// <param name="edits">The entries as they are to be, each of another person.</param>
    /// <param name="by">Who changes them.</param>
    /// <param name="reason">Why.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it ended, and whose entry stood in the way; null if none did.</returns>
    ValueTask<(RegisterOutcome Outcome, UserId? Person)> SaveAsync(IReadOnlyList<RegisterEdit> edits, Actor by, string reason, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>How a change of the register ended.</summary>
public enum RegisterOutcome
{
    /// <summary>It is kept.</summary>
    Saved,

    /// <summary>All of it was so already; nothing was written.</summary>
    Unchanged,

    /// <summary>Somebody else changed the entry in between. Nothing was written.</summary>
    ChangedMeanwhile,

    /// <summary>There is no such lawyer or mediator.</summary>
    Unknown,
}

/// <summary>A lawyer or mediator with the entry.</summary>
/// <param name="Person">The person.</param>
/// <param name="Entry">The entry; an empty one if nothing was ever registered.</param>
/// <param name="Revision">How often it was changed.</param>
/// <param name="OpenTasks">Live tasks the person has.</param>
public sealed record RegisteredPractitioner(StaffMember Person, Competence Entry, long Revision, int OpenTasks);

/// <summary>A change of an entry.</summary>
/// <param name="Revision">1, 2, 3, … for each person.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="ByName">Their name then.</param>
/// <param name="Reason">Why.</param>
/// <param name="OldJson">The entry before, as JSON; null for the first.</param>
/// <param name="NewJson">The entry after.</param>
public sealed record RegisterChange(long Revision, DateTimeOffset At, UserId By, string ByName, string Reason, string? OldJson, string NewJson);

/// <summary>An entry as it is to be.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Revision">The revision that was looked at.</param>
public sealed record RegisterEdit(UserId Person, Competence Entry, long Revision);
