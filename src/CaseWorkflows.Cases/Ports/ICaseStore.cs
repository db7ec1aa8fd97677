using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Ports;

/// <summary>Where cases are kept. One command is one transaction.</summary>
public interface ICaseStore
{
    /// <summary>Begins the work of one command.</summary>
    ValueTask<ICaseTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins the work of several commands, each on another case that exists: everything is read together and kept together. Null if the store has
    /// no faster way than one after the other.
    /// </summary>
    ValueTask<ICaseBatch?> BeginTogetherAsync(IReadOnlyList<(CommandId Command, CaseId Case)> work, CancellationToken cancellationToken) => ValueTask.FromResult<ICaseBatch?>(null);
}

/// <summary>The work of several commands on different cases. Disposing it without a commit leaves nothing behind.</summary>
public interface ICaseBatch : IAsyncDisposable
{
    /// <summary>The work of each command, in the order in which they were named. They are not committed one by one.</summary>
    IReadOnlyList<ICaseTransaction> Transactions { get; }

    /// <summary>
    /// Writes the changes in one transaction. Each case is on a condition of its own, that it still has the version it was loaded with: one that has
    /// another is left as it is, and the others are kept all the same.
    /// </summary>
    /// <param name="changes">What is to be kept; for a null nothing is.</param>
    /// <param name="cancellationToken">Gives it up as a whole.</param>
    /// <returns>How each ended; null where there was nothing to keep, or where a command changes more than its one case and has to be sent by itself.</returns>
    ValueTask<IReadOnlyList<CommitOutcome?>> CommitAsync(IReadOnlyList<CommitSet?> changes, CancellationToken cancellationToken);
}

/// <summary>The work of one command. Disposing it without a commit leaves nothing behind.</summary>
public interface ICaseTransaction : IAsyncDisposable
{
    /// <summary>Names the case that will be loaded next, so that a store may fetch it together with the receipt; it changes nothing else.</summary>
    void Expect(CaseId id)
    {
    }

    /// <summary>What an earlier sending of the same command came to, or null.</summary>
    ValueTask<CommandReceipt?> FindReceiptAsync(CommandId command, CancellationToken cancellationToken);

    /// <summary>The whole case with its tasks, clocks, incidents, file, alerts and dossier, or null.</summary>
    ValueTask<LegalCase?> LoadAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>Adds a new case.</summary>
    void Add(LegalCase @case);

    /// <summary>
    /// Other cases in which one of the people stands on the other side, or the same applicant has the same matter. The people of linked cases count
    /// as people of this one, each on the side where they stand there unless they stand on a side here; the linked cases themselves are <c>linked</c>.
    /// </summary>
    ValueTask<IReadOnlyList<RelatedCase>> FindRelatedAsync(LegalCase @case, CancellationToken cancellationToken);

    /// <summary>Another case, only to look at; a commit does not concern it. Null if there is none.</summary>
    ValueTask<LegalCase?> LookAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>The case with this code; null if there is none.</summary>
    ValueTask<CaseId?> FindByCodeAsync(string code, CancellationToken cancellationToken);

    /// <summary>The cases that have a link to this one, with the link.</summary>
    ValueTask<IReadOnlyList<(CaseId Case, Guid Link)>> FollowersAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>How many live tasks each person with the role has, for proposing whom to appoint.</summary>
    ValueTask<IReadOnlyDictionary<string, int>> CountOpenTasksByAssigneeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes the next running numbers of series of documents (发文字号). They are the command's own until it ends: others who want numbers of the same series wait.
    /// A commit keeps them; without one they are given to the next, so that a series has no gap and no number twice. At most once for each command.
    /// </summary>
    /// <param name="wanted">How many of each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first number of each; those after it follow.</returns>
    ValueTask<IReadOnlyDictionary<DocumentSeries, int>> TakeNumbersAsync(IReadOnlyDictionary<DocumentSeries, int> wanted, CancellationToken cancellationToken);

    /// <summary>
    /// Writes everything in one transaction: the case if it still has the version it was loaded with, new history rows, outbox messages and the receipt.
    /// </summary>
    ValueTask<CommitOutcome> CommitAsync(CommitSet changes, CancellationToken cancellationToken);
}

/// <summary>What a command adds beside the case itself.</summary>
public sealed record CommitSet(
    IReadOnlyList<HistoryRow> History,
    IReadOnlyList<HistoryPayload> Payloads,
    IReadOnlyList<OutboxMessage> Outbox,
    CommandReceipt Receipt);

/// <summary>How a commit ended.</summary>
public enum CommitOutcome
{
    /// <summary>All of it is kept.</summary>
    Committed,

    /// <summary>Somebody else changed the case in between. Nothing was written.</summary>
    VersionIsStale,

    /// <summary>The same command was committed in between. Nothing was written; its receipt can be read.</summary>
    AlreadyCommitted,

    /// <summary>The new case's code is taken. Nothing was written.</summary>
    CodeIsTaken,

    /// <summary>Somebody else got the numbers of the documents in between, in a store where nobody waits for them. Nothing was written.</summary>
    NumbersAreTaken,
}

/// <summary>That a command was carried out, and what it answered; a repetition gets the same answer.</summary>
/// <param name="Command">The command's id.</param>
/// <param name="CaseId">The case.</param>
/// <param name="Version">The version the case had after it.</param>
/// <param name="ContentDigest">A digest of the command, so that an id used twice for different commands is noticed.</param>
/// <param name="RecordedAt">When.</param>
public sealed record CommandReceipt(CommandId Command, CaseId CaseId, long Version, string ContentDigest, DateTimeOffset RecordedAt);

/// <summary>A case that has a person in common with another.</summary>
/// <param name="CaseId">The other case.</param>
/// <param name="Code">Its code.</param>
/// <param name="Relation"><c>conflict</c>: somebody stands on the other side; <c>duplicate</c>: same applicant, same matter, still open; <c>linked</c>: it is linked with this one.</param>
/// <param name="PartyName">The person.</param>
/// <param name="Lawyer">Who handles or handled it, if appointed.</param>
public sealed record RelatedCase(CaseId CaseId, string Code, string Relation, string PartyName, UserId? Lawyer);
