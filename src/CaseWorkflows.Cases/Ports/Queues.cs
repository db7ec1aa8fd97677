using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Clocks whose next step has come. A claim keeps other nodes away until the lease ends; it decides nothing.</summary>
public interface IClockQueue
{
    /// <summary>Claims up to <paramref name="limit"/> clocks that are due at <paramref name="now"/>, oldest first.</summary>
    ValueTask<IReadOnlyList<DueClock>> ClaimAsync(DateTimeOffset now, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>When the next clock becomes due after <paramref name="now"/>; null if none will.</summary>
    ValueTask<DateTimeOffset?> NextAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives a claim back after a firing failed: it is tried again after <paramref name="retryAt"/>, never before others.</summary>
    ValueTask PostponeAsync(DueClock clock, DateTimeOffset retryAt, string error, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> clocks that wait for one of these calendar years (<see cref="Deadlines.Clock.AwaitsCalendarYear"/>), for
    /// <see cref="Commands.RecountClock"/>, the one that may be due first before others. The fire instant is the provisional due instant.
    /// A recount takes a clock off this list, or puts it on for another year.
    /// </summary>
    ValueTask<IReadOnlyList<DueClock>> AwaitingCalendarAsync(IReadOnlyList<int> loadedYears, int limit, CancellationToken cancellationToken);

    /// <summary>How long the oldest due and unprocessed clock has been waiting; null if none is.</summary>
    ValueTask<TimeSpan?> OldestWaitAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A clock to fire.</summary>
public sealed record DueClock(CaseId CaseId, Guid ClockId, int Generation, DateTimeOffset FireAt);

/// <summary>The people who work in the centres.</summary>
public interface IStaffDirectory
{
    /// <summary>The person, or null.</summary>
    ValueTask<StaffMember?> FindAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>Everybody who holds a role in an office or below it; in all offices for null.</summary>
    ValueTask<IReadOnlyList<StaffMember>> WithRoleAsync(string role, OfficePath? under, CancellationToken cancellationToken);
}

/// <summary>The definitions that cases are pinned to. A version once kept never changes.</summary>
public interface IDefinitionStore
{
    /// <summary>The definition's version as JSON, or null.</summary>
    ValueTask<string?> FindAsync(string definitionId, int version, CancellationToken cancellationToken);

    /// <summary>The version new cases of a service type start on, or null.</summary>
    ValueTask<(string DefinitionId, int Version)?> InForceAsync(string serviceType, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a version and puts it in force for new cases. Repeating it with the same content does nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The version exists with other content: give the file a new version number.</exception>
    ValueTask PublishAsync(string serviceType, string definitionId, int version, string json, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>All versions that were published, by definition and version.</summary>
    ValueTask<IReadOnlyList<PublishedVersion>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The forms that were kept with a version; none if it was published before forms were kept.</summary>
    ValueTask<IReadOnlyList<PinnedForm>> FormsAsync(string definitionId, int version, CancellationToken cancellationToken);

    /// <summary>Keeps the forms of a published version, unless some are kept already: a form of a version never changes.</summary>
    ValueTask PinFormsAsync(string definitionId, int version, IReadOnlyList<PinnedForm> forms, CancellationToken cancellationToken);
}

/// <summary>A form as it was when a version was published.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Json">Its file.</param>
public sealed record PinnedForm(string Key, string Json);

/// <summary>A version that was published.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">The version.</param>
/// <param name="ServiceType">The service it is for.</param>
/// <param name="PublishedAt">When.</param>
/// <param name="IsInForce">Whether new cases of the service start on it.</param>
public sealed record PublishedVersion(string DefinitionId, int Version, string ServiceType, DateTimeOffset PublishedAt, bool IsInForce);
