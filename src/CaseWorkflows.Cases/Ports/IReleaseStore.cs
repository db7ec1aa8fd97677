namespace CaseWorkflows.Cases.Ports;

/// <summary>What was handed in for publication. A definition has at most one release under way beside returns, which are done at once; those that ended stay for ever.</summary>
public interface IReleaseStore
{
    /// <summary>Keeps a release that was handed in; a return, whose content was approved before, as approved. One of the same definition that is still under way is replaced by it, but not by a return.</summary>
    /// <returns>Whether it was kept; false if somebody else handed one in at the same moment.</returns>
    ValueTask<bool> AddAsync(NewRelease release, CancellationToken cancellationToken);

    /// <summary>A release, or null.</summary>
    ValueTask<Release?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The document of a release with the stories that came with it, or null.</summary>
    ValueTask<ReleaseContent?> ContentAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The newest releases of a definition, or of all for null; the newest first.</summary>
    ValueTask<IReadOnlyList<Release>> ListAsync(string? definitionId, int most, CancellationToken cancellationToken);

    /// <summary>Releases that were approved and whose time has come, the oldest first.</summary>
    ValueTask<IReadOnlyList<Release>> DueAsync(DateTimeOffset now, int most, CancellationToken cancellationToken);

    /// <summary>Changes a release if it still is in the state named.</summary>
    /// <returns>Whether it was; false if somebody else changed it.</returns>
    ValueTask<bool> ChangeAsync(Guid id, ReleaseState expected, ReleaseChange change, CancellationToken cancellationToken);

    /// <summary>Publishes an approved release: the version is kept with its forms, is in force, and its draft has ended; all of it, or nothing.</summary>
    ValueTask<ReleaseOutcome> PublishAsync(Guid id, ReleasedVersion version, CancellationToken cancellationToken);
}

/// <summary>What came of publishing a release.</summary>
public enum ReleaseOutcome
{
    /// <summary>It is published.</summary>
    Published,

    /// <summary>It no longer waits for its day: somebody published it or took it back.</summary>
    NotApproved,

    /// <summary>The version was given to another content in the meantime.</summary>
    VersionTaken,

    /// <summary>New cases of the service no longer start on the version that it was compared with.</summary>
    BaseMoved,
}

/// <summary>What a release is published as.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Version">Its version.</param>
/// <param name="ServiceType">The service whose new cases start on it.</param>
/// <param name="Json">The document.</param>
/// <param name="Base">What new cases of the service must still start on; null for nothing.</param>
/// <param name="Forms">The forms that its cases are filled in with.</param>
/// <param name="At">When.</param>
public sealed record ReleasedVersion(string DefinitionId, int Version, string ServiceType, string Json, VersionInForce? Base, IReadOnlyList<PinnedForm> Forms, DateTimeOffset At)
{
    /// <summary>The last row in the history of the draft that it comes from, and the save that the draft must still be at to end; null if it comes from none.</summary>
    public (NewSave Row, long Revision)? Draft { get; init; }
}

/// <summary>What new cases of a service start on.</summary>
public sealed record VersionInForce(string DefinitionId, int Version);

/// <summary>
/// Where a release stands. It begins Proposed, a return begins Approved; Approved waits for its day; Published, Rejected, Withdrawn, Replaced and Failed are ends. A version that
/// was drawn and never handed in has no release.
/// </summary>
public enum ReleaseState
{
    /// <summary>Handed in; a second administrator has to look at it.</summary>
    Proposed,

    /// <summary>Approved; it comes into force on its day.</summary>
    Approved,

    /// <summary>It is published.</summary>
    Published,

    /// <summary>The second administrator said no.</summary>
    Rejected,

    /// <summary>It was taken back.</summary>
    Withdrawn,

    /// <summary>Another one of the same definition was handed in.</summary>
    Replaced,

    /// <summary>When its time had come it no longer passed the gate, or its stories no longer held.</summary>
    Failed,
}

/// <summary>What a release comes from.</summary>
public enum ReleaseKind
{
    /// <summary>A draft of the designer.</summary>
    Draft,

    /// <summary>A document that was handed in as it is: by a program, or out of a bundle.</summary>
    Submission,

    /// <summary>An earlier version that comes back as a new one.</summary>
    Return,
}

/// <summary>A release to be kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Kind">What it comes from.</param>
/// <param name="Version">The version it is to be.</param>
/// <param name="Revision">The save of the draft; null if it is none.</param>
/// <param name="Authors">The accounts of everybody who made it; none of them may approve it.</param>
/// <param name="By">Who handed it in.</param>
/// <param name="ByName">That person's name.</param>
/// <param name="At">When.</param>
/// <param name="EffectiveFrom">When it is to come into force; null: as soon as it is approved.</param>
/// <param name="Note">What it is for.</param>
/// <param name="Content">What is to be published.</param>
public sealed record NewRelease(
    Guid Id, string DefinitionId, ReleaseKind Kind, int Version, long? Revision, IReadOnlyList<string> Authors, string By, string ByName, DateTimeOffset At, DateTimeOffset? EffectiveFrom, string Note,
    ReleaseContent Content)
{
    /// <summary>What new cases of its service started on when it was handed in; null for nothing.</summary>
    public VersionInForce? Base { get; init; }
}

/// <summary>What is to be published.</summary>
/// <param name="Json">The document.</param>
/// <param name="Stories">Stories that came with it, as a JSON list; null for none.</param>
public sealed record ReleaseContent(string Json, string? Stories);

/// <summary>A release without its document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Kind">What it comes from.</param>
/// <param name="Version">The version it is to be, or was published as.</param>
/// <param name="Revision">The save of the draft; null if it is none.</param>
/// <param name="Digest">SHA-256 of the document, hexadecimal: what was approved is what is published.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Authors">The accounts of everybody who made it.</param>
/// <param name="ProposedBy">Who handed it in.</param>
/// <param name="ProposedByName">That person's name.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="EffectiveFrom">When it comes into force; null: as soon as it is approved.</param>
/// <param name="Note">What it is for.</param>
public sealed record Release(
    Guid Id, string DefinitionId, ReleaseKind Kind, int Version, long? Revision, string Digest, ReleaseState State, IReadOnlyList<string> Authors, string ProposedBy, string ProposedByName,
    DateTimeOffset ProposedAt, DateTimeOffset? EffectiveFrom, string Note)
{
    /// <summary>Who approved or rejected it or took it back; null before.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>That person's name.</summary>
    public string? DecidedByName { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What they said of it, or why it failed; null for nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was published; null if it was not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>What new cases of its service started on when it was handed in: what it was compared with. Null for nothing.</summary>
    public VersionInForce? Base { get; init; }

    /// <summary>The definition from which it takes the service over; null if the service is its own or nobody's.</summary>
    public string? TakesOver => Base is { } held && held.DefinitionId != DefinitionId ? held.DefinitionId : null;

    /// <summary>Whether somebody or some day is still waited for.</summary>
    public bool IsUnderWay => State is ReleaseState.Proposed or ReleaseState.Approved;
}

/// <summary>What changes in a release; null leaves it as it is.</summary>
/// <param name="State">Where it stands then.</param>
public sealed record ReleaseChange(ReleaseState State)
{
    /// <summary>Who decided.</summary>
    public string? By { get; init; }

    /// <summary>That person's name.</summary>
    public string? ByName { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When it was published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The version it was published as.</summary>
    public int? Version { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
