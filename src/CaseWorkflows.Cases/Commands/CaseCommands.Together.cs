using System.Text.Json;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands;

public sealed partial class CaseCommands
{
    /// <summary>
    /// Carries out commands on different cases that exist, loading and saving them together: many clocks that are due at once cost a fraction of
    /// what they cost one by one. Each command is decided as <see cref="ExecuteAsync"/> decides it, and each is kept or not by itself.
    /// </summary>
    /// <returns>
    /// The answer to each. Null: it was not carried out (somebody was at the case, a step of its flow failed, it issues a document, or the store can't do several together)
    /// and has to be sent by itself, where that is dealt with.
    /// </returns>
    /// <exception cref="ArgumentException">Two commands are about one case.</exception>
    public async ValueTask<IReadOnlyList<CommandResult?>> ExecuteTogetherAsync(IReadOnlyList<CommandEnvelope> envelopes, CancellationToken cancellationToken = default)
    {
        if (envelopes.Select(x => x.CaseId).Distinct().Count() != envelopes.Count) throw new ArgumentException("Two commands are about one case.", nameof(envelopes));
        var results = new CommandResult?[envelopes.Count];
        await using var batch = await store.BeginTogetherAsync([.. envelopes.Select(x => (x.Id, x.CaseId))], cancellationToken);
        if (batch is null) return results;

        var now = Precise(time.GetUtcNow());
        var changes = new CommitSet?[envelopes.Count];
        var versions = new long[envelopes.Count];
        for (var i = 0; i < envelopes.Count; i++)
        {
            try
            {
                (results[i], changes[i], versions[i]) = await DecideOneAsync(envelopes[i], batch.Transactions[i], now, cancellationToken);
            }
            // By itself it fails in the same way, or its step becomes an incident; here it would take the others with it.
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                results[i] = null;
            }
        }
        var outcomes = await batch.CommitAsync(changes, cancellationToken);
        for (var i = 0; i < envelopes.Count; i++)
            if (outcomes[i] == CommitOutcome.Committed)
                results[i] = new CommandResult.Accepted(envelopes[i].CaseId, versions[i], false);
        return results;
    }

    /// <summary>The answer, or what is to be kept before there is one.</summary>
    private async ValueTask<(CommandResult?, CommitSet?, long)> DecideOneAsync(CommandEnvelope envelope, ICaseTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Serialize(envelope.Command, envelope.Command.GetType(), CaseJson.Readable);
        if (CommandContent.WhyNotKept(content) is { } unkept) return (Refuse(unkept), null, 0);
        var digest = DigestOf(envelope, content);
        if (await transaction.FindReceiptAsync(envelope.Id, cancellationToken) is { } receipt)
            return (receipt.ContentDigest == digest ? new CommandResult.Accepted(receipt.CaseId, receipt.Version, true) : Refuse(Refusal.Of("command.id-reused")), null, 0);
        var occurred = Precise(envelope.OccurredAt ?? now);
        if (occurred > now) return (Refuse(Refusal.Of("command.in-the-future", ("at", occurred))), null, 0);
        var (session, refusal) = await LoadAsync(envelope, transaction, new StepFailures(), occurred, now, cancellationToken);
        refusal ??= await _dispatch.DecideAsync(envelope.Command, session!, cancellationToken);
        if (refusal is not null) return (Refuse(refusal), null, 0);
        // The numbers of several commands would be held until the last of them is decided.
        if (session!.Numbering.IsNeeded) return (null, null, 0);
        var changes = session.Finish(digest);
        return (null, changes, session.Case.Version);
    }
}
