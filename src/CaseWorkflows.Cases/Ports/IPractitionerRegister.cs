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

    /// <summary>Keeps an entry and notes the change, both or none.</summary>
    /// <param name="id">The person.</param>
    /// <param name="competence">The entry as it is to be.</param>
    /// <param name="revision">The revision that was looked at.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<RegisterOutcome> SaveAsync(UserId id, Competence competence, long revision, Actor by, string reason, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>How a change of the register ended.</summary>
public enum RegisterOutcome
{
    /// <summary>It is kept.</summary>
    Saved,

    /// <summary>It was so already; nothing was written.</summary>
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
