using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>
/// Remembers the case that the last command worked on, as it is after it: whoever completes a task has its page open and knows its id. Reading
/// it anew would be measured with the command. For one caller.
/// </summary>
internal sealed class SeenCases(ICaseStore store) : ICaseStore
{
    /// <summary>The case of the last command; null before the first.</summary>
    public LegalCase? Last { get; private set; }

    public async ValueTask<ICaseTransaction> BeginAsync(CancellationToken cancellationToken) => new Seen(this, await store.BeginAsync(cancellationToken));

    private sealed class Seen(SeenCases seen, ICaseTransaction transaction) : ICaseTransaction
    {
        public void Expect(CaseId id) => transaction.Expect(id);

        public ValueTask<CommandReceipt?> FindReceiptAsync(CommandId command, CancellationToken cancellationToken) => transaction.FindReceiptAsync(command, cancellationToken);

        public async ValueTask<LegalCase?> LoadAsync(CaseId id, CancellationToken cancellationToken) => seen.Last = await transaction.LoadAsync(id, cancellationToken);

        public void Add(LegalCase @case) => transaction.Add(seen.Last = @case);

        public ValueTask<IReadOnlyList<RelatedCase>> FindRelatedAsync(LegalCase @case, CancellationToken cancellationToken) => transaction.FindRelatedAsync(@case, cancellationToken);

        public ValueTask<LegalCase?> LookAsync(CaseId id, CancellationToken cancellationToken) => transaction.LookAsync(id, cancellationToken);

        public ValueTask<CaseId?> FindByCodeAsync(string code, CancellationToken cancellationToken) => transaction.FindByCodeAsync(code, cancellationToken);

        public ValueTask<IReadOnlyList<(CaseId Case, Guid Link)>> FollowersAsync(CaseId id, CancellationToken cancellationToken) => transaction.FollowersAsync(id, cancellationToken);

        public ValueTask<IReadOnlyDictionary<string, int>> CountOpenTasksByAssigneeAsync(CancellationToken cancellationToken) => transaction.CountOpenTasksByAssigneeAsync(cancellationToken);

        public ValueTask<IReadOnlyDictionary<DocumentSeries, int>> TakeNumbersAsync(IReadOnlyDictionary<DocumentSeries, int> wanted, CancellationToken cancellationToken) => transaction.TakeNumbersAsync(wanted, cancellationToken);

        public ValueTask<CommitOutcome> CommitAsync(CommitSet changes, CancellationToken cancellationToken) => transaction.CommitAsync(changes, cancellationToken);

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }
}
