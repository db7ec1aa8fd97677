using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Proposes whom to appoint: qualified (Legal Aid Law art. 26 and order 148 art. 26: at least three years of criminal defence for life and death
/// cases; familiar with minors), without a conflict of interest, then by field, rota, present workload and distance. Each proposal carries its reasons.
/// </summary>
internal sealed class LawyerProposal : ICaseService
{
    public string Name => "propose-lawyer";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var on = ChinaTime.DayOf(session.Now);
        var required = LawyerRequirements.Of(session.Case, on);
        var wanted = new Wanted(
            session.Case.Dossier.Application()["matter"]?["category"]?.ToString() ?? "",
            (bool?)session.Case.Dossier.Fact("eligibility")?["lawyer"]?["accessibleCommunication"] ?? false, required.ForMinor, session.Case.Office, on);
        var load = await session.Transaction.CountOpenTasksByAssigneeAsync(cancellationToken);
        var lawyers = await session.Rules.Staff.WithRoleAsync(Role.Lawyer, CityOf(session.Case.Office), cancellationToken);

        var (proposals, passedOver) = Candidates.Sort(lawyers, wanted, x => required.ObstacleOf(x) ?? required.HindranceOf(x, load), load, "lawyer");
        var result = new JsonObject { ["proposals"] = new JsonArray([.. proposals]), ["passedOver"] = passedOver };
        session.Case.Dossier.SetFact("lawyerProposals", result);
        session.Record("LawyersProposed", CaseSession.Facts(("first", proposals.Count == 0 ? null : result["proposals"]![0]!["lawyer"]), ("count", proposals.Count)));
        // Where everybody able is away or has enough, who appoints may still name one of them with a reason.
        return new ServiceReply(lawyers.Any(x => required.ObstacleOf(x) is null) ? "Proposed" : "NobodyFits", result.DeepClone());
    }

    // Lawyers are shared within a city; those of other cities come by cooperation between centres, not by a proposal.
    internal static OfficePath CityOf(OfficePath office)
    {
        while (office.Parent != OfficePath.Root) office = office.Parent;
        return office;
    }
}
