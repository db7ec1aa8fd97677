using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Proposes mediators (People's Mediation Law art. 19): without an interest in the dispute, by kind of dispute (<c>Area</c>; else what the request says), rota,
/// workload and distance. Parties may still choose others.
/// </summary>
internal sealed class MediatorProposal : ICaseService
{
    public string Name => "propose-mediator";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var on = ChinaTime.DayOf(session.Now);
        var application = session.Case.Dossier.Application();
        var area = arguments["Area"]?.ToString() is { Length: > 0 } given ? given : application["dispute"]?["kind"]?.ToString() ?? application["matter"]?["category"]?.ToString() ?? "";
        var required = LawyerRequirements.Of(session.Case, on) with { Role = Role.Mediator };
        var wanted = new Wanted(area, false, false, session.Case.Office, on);
        var load = await session.Transaction.CountOpenTasksByAssigneeAsync(cancellationToken);
        var mediators = await session.Rules.Staff.WithRoleAsync(Role.Mediator, LawyerProposal.CityOf(session.Case.Office), cancellationToken);

        var (proposals, passedOver) = Candidates.Sort(mediators, wanted, x => required.ObstacleOf(x) ?? required.HindranceOf(x, load), load, "mediator");
        var result = new JsonObject { ["proposals"] = new JsonArray([.. proposals]), ["passedOver"] = passedOver };
        session.Case.Dossier.SetFact("mediatorProposals", result);
        session.Record("MediatorsProposed", CaseSession.Facts(("first", proposals.Count == 0 ? null : result["proposals"]![0]!["mediator"]), ("count", proposals.Count), ("area", area)));
        // Where everybody able is away or has enough, who appoints may still name one of them with a reason.
        return new ServiceReply(mediators.Any(x => required.ObstacleOf(x) is null) ? "Proposed" : "NobodyFits", result.DeepClone());
    }
}
