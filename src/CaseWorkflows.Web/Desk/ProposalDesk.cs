using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Web.Desk;

/// <summary>Proposals for pages and the API; open pages hear of the cases that a decision changed.</summary>
internal sealed class ProposalDesk(ClockProposals proposals, PageNews news)
{
    public ValueTask<FoundProposals> FindAsync(Actor actor, ProposalFilter filter, CancellationToken cancellationToken) => proposals.FindAsync(actor, filter, cancellationToken);

    public async ValueTask<DecidedProposals> DecideAsync(Actor actor, IReadOnlyCollection<string>? ids, ProposalFilter filter, bool applies, string reason, CancellationToken cancellationToken)
    {
        var decided = await proposals.DecideAsync(actor, ids, filter, applies, reason, cancellationToken);
        foreach (var id in decided.Done.Select(x => x.CaseId).Distinct()) news.Changed(id);
        return decided;
    }
}
