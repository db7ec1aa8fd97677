using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>
/// The changes of rules and calendars that are proposed for clocks, and what people decide on them. Proposals are found anew each time by
/// comparing what a clock stands on with what is in force: none can be forgotten or outlive its cause.
/// </summary>
public sealed class ClockProposals(WorkflowLibrary library, IStandingClocks clocks, ICalendarStore calendars, CaseCommands commands, TimeProvider time)
{
    /// <summary>How many are found at most; a list that is longer says so, and the rest comes when these are decided on.</summary>
    public const int MostFound = 20_000;

    private readonly ClockChanges changes = new(library.Clocks, library.Calendars);

    /// <summary>What is proposed for clocks of cases that the actor may see, the one due first before others.</summary>
    public async ValueTask<FoundProposals> FindAsync(Actor actor, ProposalFilter filter, CancellationToken cancellationToken)
    {
        await library.Calendars.RefreshAsync(calendars, cancellationToken);
        var now = time.GetUtcNow();
        List<ClockProposal> found = [];
        foreach (var terms in await clocks.TermsAsync(actor, cancellationToken))
        {
            if (filter.Key is { } key && key != terms.Key) continue;
            if (!changes.MayMove(terms.Region, terms.Key, terms.RuleVersion, terms.RuleDigest, terms.CalendarVersion, now)) continue;
            await foreach (var one in clocks.ClocksAsync(actor, terms, cancellationToken))
            {
                if (filter.CaseCode is { } code && code != one.CaseCode) continue;
                if (filter.Office is { } office && !office.Covers(new OfficePath(one.OfficePath))) continue;
                found.AddRange(changes.Of(one.Clock, one.Region, now).Where(x => filter.Kind is null || x.Kind == filter.Kind)
                    .Select(x => new ClockProposal(one.CaseId, one.CaseCode, one.OfficePath, one.Clock.Id.Value, one.Clock.Key, library.ClockName(one.Region, one.Clock.Key), x)));
                if (found.Count >= MostFound) return new(Sorted(found), true);
            }
        }
        return new(Sorted(found), false);
    }

    /// <summary>Applies or rejects proposals, each by a command of its own: one that is refused keeps no other.</summary>
    /// <param name="actor">Who decides.</param>
    /// <param name="decided">Which, by <see cref="ClockChange.Id"/>; null: all that the filter finds.</param>
    /// <param name="filter">Where to look for them.</param>
    /// <param name="applies">Whether they are applied; else they are rejected.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Stops between two.</param>
    public async ValueTask<DecidedProposals> DecideAsync(
        Actor actor, IReadOnlyCollection<string>? decided, ProposalFilter filter, bool applies, string reason, CancellationToken cancellationToken)
    {
        var found = (await FindAsync(actor, filter, cancellationToken)).Items;
        var wanted = decided?.ToHashSet(StringComparer.Ordinal);
        List<ClockProposal> done = [];
        List<(ClockProposal, Refusal)> refused = [];
        foreach (var proposal in found.Where(x => wanted is null || wanted.Remove(x.Change.Id)))
        {
            ICaseCommand command = applies ? new ApplyClockChange(proposal.ClockId, proposal.Change.Id, reason) : new RejectClockChange(proposal.ClockId, proposal.Change.Id, reason);
            var result = await commands.ExecuteAsync(new CommandEnvelope(CommandId.New(time.GetUtcNow()), actor, proposal.CaseId, command), cancellationToken);
            if (result is CommandResult.Refused { Refusal: var why }) refused.Add((proposal, why));
            else done.Add(proposal);
        }
        return new(done, refused, wanted is null ? [] : [.. wanted.Order(StringComparer.Ordinal)]);
    }

    private static IReadOnlyList<ClockProposal> Sorted(List<ClockProposal> found) =>
        [.. found.OrderBy(x => x.Change.OldDueAt < x.Change.NewDueAt ? x.Change.OldDueAt : x.Change.NewDueAt).ThenBy(x => x.CaseCode, StringComparer.Ordinal).ThenBy(x => x.Change.Id, StringComparer.Ordinal)];
}

/// <summary>Which proposals.</summary>
/// <param name="Kind">Of rules or of calendars; null: both.</param>
/// <param name="Key">Of clocks of this rule.</param>
/// <param name="Office">Of cases of this office and those below.</param>
/// <param name="CaseCode">Of this case.</param>
public sealed record ProposalFilter(ClockChangeKind? Kind = null, string? Key = null, OfficePath? Office = null, string? CaseCode = null);

/// <summary>A change that is proposed for a clock of a case.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="OfficePath">Its office.</param>
/// <param name="ClockId">The clock.</param>
/// <param name="Key">The key of its rule.</param>
/// <param name="Name">Its name.</param>
/// <param name="Change">What would change.</param>
public sealed record ClockProposal(CaseId CaseId, string CaseCode, string OfficePath, Guid ClockId, string Key, Engine.LocalizedText Name, ClockChange Change);

/// <summary>What was found.</summary>
/// <param name="Items">The proposals.</param>
/// <param name="HasMore">Whether there are more than are looked for at once.</param>
public sealed record FoundProposals(IReadOnlyList<ClockProposal> Items, bool HasMore);

/// <summary>What became of proposals.</summary>
/// <param name="Done">Applied, or rejected.</param>
/// <param name="Refused">Those that could not be, and why.</param>
/// <param name="Unknown">Ids that name no proposal (any more).</param>
public sealed record DecidedProposals(IReadOnlyList<ClockProposal> Done, IReadOnlyList<(ClockProposal Proposal, Refusal Why)> Refused, IReadOnlyList<string> Unknown);
