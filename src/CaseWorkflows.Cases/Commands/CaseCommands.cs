using System.Security.Cryptography;
using System.Text.Json;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Commands;

/// <summary>
/// Carries out commands: load, decide, save, in one transaction. Whoever sends a command (a page, the API, a job) sends it here.
/// </summary>
public sealed partial class CaseCommands(ICaseStore store, CaseRules rules, TimeProvider time)
{
    // Senders that expect no version (clocks, events) must not lose against a busy clerk, and must not fight for ever either.
    private const int MaxTries = 8;

    private readonly CommandDispatch _dispatch = new(rules);

    /// <summary>Carries out one command, or says why not. The answer comes after the commit, so what is answered is kept.</summary>
    public async ValueTask<CommandResult> ExecuteAsync(CommandEnvelope envelope, CancellationToken cancellationToken = default)
    {
        var content = JsonSerializer.Serialize(envelope.Command, envelope.Command.GetType(), CaseJson.Readable);
        if (CommandContent.WhyNotKept(content) is { } unkept) return Refuse(unkept);
        var digest = DigestOf(envelope, content);
        StepFailures failures = new();
        DateTimeOffset? decidedAt = null;
        for (var attempt = 1; ; )
        {
            await using var transaction = await store.BeginAsync(cancellationToken);
            if (envelope.Command is not OpenCase) transaction.Expect(envelope.CaseId);
            if (await transaction.FindReceiptAsync(envelope.Id, cancellationToken) is { } receipt)
                return receipt.ContentDigest == digest
                    ? new CommandResult.Accepted(receipt.CaseId, receipt.Version, true)
                    : Refuse(Refusal.Of("command.id-reused"));

            var now = decidedAt ??= Precise(time.GetUtcNow());
            var occurred = Precise(envelope.OccurredAt ?? now);
            if (occurred > now) return Refuse(Refusal.Of("command.in-the-future", ("at", occurred)));

            var (session, refusal) = await LoadAsync(envelope, transaction, failures, occurred, now, cancellationToken);
            try
            {
                refusal ??= await _dispatch.DecideAsync(envelope.Command, session!, cancellationToken);
            }
            catch (StepFailedException failed)
            {
                // What the person did must not be lost for what the system can't do: decided anew, and there the step becomes an incident.
                failures.Add(failed);
                continue;
            }
            if (refusal is not null) return Refuse(refusal);

            await ExcludedPeople.RefreshAsync(session!, cancellationToken);
            await NobodyLeft.TellAsync(session!, cancellationToken);
            await session!.Numbering.GiveAsync(session.Case, rules.Library, transaction, cancellationToken);
            var changes = session.Finish(digest);
            switch (await transaction.CommitAsync(changes, cancellationToken))
            {
                case CommitOutcome.Committed:
                    return new CommandResult.Accepted(session.Case.Id, session.Case.Version, false) { HasErrands = changes.Outbox.Any(x => x.Channel == ChannelNames.Case) };
                case CommitOutcome.VersionIsStale when envelope.ExpectedVersion is not null:
                    return Refuse(Refusal.Of("case.version-stale"));
                case var lost when attempt == MaxTries:
                    return Refuse(Refusal.Of(lost == CommitOutcome.CodeIsTaken ? "case.code-taken" : "case.busy"));
            }
            attempt++;
            decidedAt = null;
            failures.Clear();
        }
    }

    private async ValueTask<(CaseSession?, Refusal?)> LoadAsync(CommandEnvelope envelope, ICaseTransaction transaction, StepFailures failures, DateTimeOffset occurred, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (envelope.Command is OpenCase)
            return (new CaseSession(envelope, transaction, rules, failures, occurred, now), null);
        if (await transaction.LoadAsync(envelope.CaseId, cancellationToken) is not { } @case)
            return (null, Refusal.Of("case.unknown", ("case", envelope.CaseId)));
        // First of all: what else is said about a case is for those who may see it.
        if (!(envelope.Command is IIncidentCommand ? CaseAccess.MayMend(envelope.Actor, @case) : CaseAccess.MayTouch(envelope.Actor, @case))) return (null, Refusal.Of("case.of-another-office", ("code", @case.Code)));
        if (envelope.ExpectedVersion is { } expected && expected != @case.Version)
            return (null, Refusal.Of("case.version-stale"));
        if (occurred < @case.ReceivedAt)
            return (null, Refusal.Of("command.before-the-case", ("at", occurred), ("received", @case.ReceivedAt)));
        await rules.Forms.OfAsync(@case.DefinitionId, @case.DefinitionVersion, cancellationToken);
        return (new CaseSession(envelope, transaction, rules, failures, occurred, now) { Case = @case }, null);
    }

    private static CommandResult.Refused Refuse(Refusal refusal) => new(refusal);

    // The columns keep microseconds: an instant with more digits would come back different and break the chain's bytes.
    private static DateTimeOffset Precise(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % 10), TimeSpan.Zero);

    private static string DigestOf(CommandEnvelope envelope, string content)
    {
        var occurred = envelope.OccurredAt is { } at ? CaseSession.Instant(at) : "";
        var text = $"{envelope.Command.GetType().Name}\n{envelope.CaseId}\n{envelope.Actor.Id}\n{occurred}\n{content}";
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
