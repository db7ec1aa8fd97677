using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Commands.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Linking;

/// <summary>
/// Carries what a case has ordered of other cases to them, by commands like anybody's: opens a linked case, notes a link, tells how a case ended.
/// Every command has an id made of the link, so that doing it again, or twice at once, changes nothing.
/// </summary>
public sealed class CaseErrands(CaseCommands commands, ICaseStore store)
{
    // Somebody was faster.
    private const string Settled = "link.settled";

    // Nothing is wrong with the link: it may work in a moment.
    private static readonly HashSet<string> Passing = ["case.busy", "case.code-taken", "case.version-stale"];

    /// <summary>Does everything that the case has ordered and that is not done yet, and what comes of it.</summary>
    /// <param name="id">The case.</param>
    /// <param name="cancellationToken">Gives up; the job goes on with it.</param>
    /// <returns>The cases that changed.</returns>
    /// <exception cref="ErrandFailedException">Another case could not be reached; to be tried again.</exception>
    public async ValueTask<IReadOnlyList<CaseId>> RunAsync(CaseId id, CancellationToken cancellationToken = default)
    {
        HashSet<CaseId> changed = [];
        HashSet<CaseId> done = [];
        Queue<CaseId> open = new([id]);
        while (open.TryDequeue(out var next))
        {
            if (!done.Add(next) || await LookAsync(next, cancellationToken) is not { } @case) continue;
            foreach (var link in @case.Links.Where(x => x.State == LinkState.Ordered))
                if (await CarryOutAsync(@case, link, cancellationToken) is { } other) Touched(other, next);
            if (CaseTie.Of(@case) is { } tie && await CarryTieAsync(@case, tie, cancellationToken)) Touched(tie.Case);
            if (@case.Status is not (CaseStatus.Closed or CaseStatus.Withdrawn)) continue;
            if (@case.FollowedSince is not null)
                foreach (var follower in await TellEndAsync(@case, cancellationToken)) Touched(follower);
            if (LinkOrders.HasToTell(@case))
                foreach (var other in await TellTiedAsync(@case, cancellationToken)) Touched(other);
        }
        return [.. changed];

        void Touched(params ReadOnlySpan<CaseId> cases)
        {
            foreach (var one in cases)
            {
                changed.Add(one);
                open.Enqueue(one);
            }
        }
    }

    private async ValueTask<CaseId?> CarryOutAsync(LegalCase @case, CaseLink link, CancellationToken cancellationToken)
    {
        var origin = new CaseOrigin(@case.Id, @case.Code, link.Relation, @case.ServiceType, link.Id, link.OrderedBy, link.OrderedByName, (@case.LineageDepth ?? 0) + 1);
        ICaseCommand first = link.Intake() is { } intake ? new OpenCase(link.Service, link.Office, intake, link.OccurredAt) { Origin = origin } : new NoteLink(origin);
        if (await SendAsync(link.OtherCase, first, ["carry-link", link.Id, link.Tries], cancellationToken) is { } refusal)
        {
            if (Passing.Contains(refusal.Code)) throw new ErrandFailedException(refusal);
            var zh = refusal.Message.Zh + string.Concat(refusal.Fields.Select(x => $" [{x.Field}] {x.Message.Zh}"));
            var en = refusal.Message.En + string.Concat(refusal.Fields.Select(x => $" [{x.Field}] {x.Message.En}"));
            await MustAsync(@case.Id, new FailLink(link.Id, link.Tries, zh, en), ["fail-link", link.Id, link.Tries], cancellationToken);
            return @case.Id;
        }
        var other = await LookAsync(link.OtherCase, cancellationToken) ?? throw new InvalidOperationException($"Case {link.OtherCase} was accepted and is not in the store.");
        await MustAsync(@case.Id, new SettleLink(link.Id, other.Code), ["settle-link", link.Id, link.Tries], cancellationToken);
        return other.Id;
    }

    private async ValueTask<bool> CarryTieAsync(LegalCase @case, CaseTie tie, CancellationToken cancellationToken)
    {
        var command = tie.Command(@case.Id);
        if (await LookAsync(tie.Case, cancellationToken) is not { } other || other.Links.Any(x => x.OtherCase == @case.Id && x.Relation == tie.Relation)) return false;
        var refusal = await SendAsync(tie.Case, command, ["tie", command.Link], cancellationToken);
        if (refusal is not null && Passing.Contains(refusal.Code)) throw new ErrandFailedException(refusal);
        // Meanwhile another one came first, or there is nothing to be linked with any more: the case stays without.
        return refusal is null;
    }

    private async ValueTask<IReadOnlyList<CaseId>> TellEndAsync(LegalCase @case, CancellationToken cancellationToken)
    {
        List<CaseId> told = [];
        await using var reading = await store.BeginAsync(cancellationToken);
        foreach (var (follower, link) in await reading.FollowersAsync(@case.Id, cancellationToken))
        {
            if (await reading.LookAsync(follower, cancellationToken) is not { } other || other.Link(link) is not { } known || known.EndedCycle >= @case.Cycle) continue;
            var end = new TellLinkedEnd(link, @case.Code, @case.Cycle, @case.Result ?? "", @case.Status == CaseStatus.Withdrawn, @case.ClosedAt ?? @case.OpenedAt) { Told = @case.Dossier.Fact(CaseLink.Told) as JsonObject };
            await MustAsync(follower, end, ["tell-end", link, @case.Cycle], cancellationToken);
            told.Add(follower);
        }
        return told;
    }

    /// <summary>Also the cases that this one was tied to, or opened, hear what it tells of itself; each once in a cycle.</summary>
    private async ValueTask<IReadOnlyList<CaseId>> TellTiedAsync(LegalCase @case, CancellationToken cancellationToken)
    {
        List<CaseId> told = [];
        await using var reading = await store.BeginAsync(cancellationToken);
        foreach (var link in @case.Links.Where(x => x.OtherCode is not null).DistinctBy(x => x.OtherCase))
        {
            if (await reading.LookAsync(link.OtherCase, cancellationToken) is not { Dossier.ErasedAt: null }) continue;
            var end = new NoteTold(link.Id, link.Relation, @case.ServiceType, @case.Code, @case.Cycle, @case.Result ?? "", @case.ClosedAt ?? @case.OpenedAt, (JsonObject)@case.Dossier.Fact(CaseLink.Told)!);
            await MustAsync(link.OtherCase, end, ["note-told", link.Id, @case.Cycle], cancellationToken);
            told.Add(link.OtherCase);
        }
        return told;
    }

    private async ValueTask MustAsync(CaseId id, ICaseCommand command, object[] name, CancellationToken cancellationToken)
    {
        if (await SendAsync(id, command, name, cancellationToken) is { } refusal && refusal.Code != Settled) throw new ErrandFailedException(refusal);
    }

    private async ValueTask<Refusal?> SendAsync(CaseId id, ICaseCommand command, object[] name, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(new CommandEnvelope(CommandId.For(name), Actor.Linker, id, command), cancellationToken) is CommandResult.Refused refused ? refused.Refusal : null;

    private async ValueTask<LegalCase?> LookAsync(CaseId id, CancellationToken cancellationToken)
    {
        await using var reading = await store.BeginAsync(cancellationToken);
        return await reading.LookAsync(id, cancellationToken);
    }
}

/// <summary>What a case ordered of another could not be carried there now.</summary>
public sealed class ErrandFailedException(Refusal refusal) : Exception(refusal.Message.Here())
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
