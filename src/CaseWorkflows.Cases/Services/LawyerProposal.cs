using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Proposes whom to appoint: qualified (Legal Aid Law art. 26 and order 148 art. 26: at least three years of criminal defence for life and death
/// cases; familiar with minors), without a conflict of interest, then by field and present workload. Each proposal carries its reasons.
/// </summary>
internal sealed class LawyerProposal : ICaseService
{
    public string Name => "propose-lawyer";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var required = LawyerRequirements.Of(session.Case);
        var category = session.Case.Dossier.Application()["matter"]?["category"]?.ToString() ?? "";
        var load = await session.Transaction.CountOpenTasksByAssigneeAsync(cancellationToken);

        List<(StaffMember Lawyer, int Load, bool InField, JsonArray Reasons)> fitting = [];
        JsonArray passedOver = [];
        foreach (var lawyer in await session.Rules.Staff.WithRoleAsync(Role.Lawyer, CityOf(session.Case.Office), cancellationToken))
        {
            var competence = lawyer.Competence ?? new Competence(0, 0, false, []);
            var obstacle = required.ObstacleOf(lawyer);
            if (obstacle is not null)
            {
                passedOver.Add(CaseSession.Facts(("lawyer", lawyer.Id.Value), ("name", lawyer.Name), ("reasons", new JsonArray(ToJson(obstacle)))));
                continue;
            }
            var tasks = load.GetValueOrDefault(lawyer.Id.Value);
            var inField = competence.Fields.Contains(category);
            var reasons = new JsonArray(ToJson(Refusal.Text("lawyer.workload", ("tasks", tasks))), ToJson(Refusal.Text("lawyer.years", ("years", competence.YearsOfPractice))));
            if (inField) reasons.Add(ToJson(Refusal.Text("lawyer.in-field")));
            if (required.ForMinor && competence.KnowsMinors) reasons.Add(ToJson(Refusal.Text("lawyer.knows-minors")));
            fitting.Add((lawyer, tasks, inField, reasons));
        }

        var proposals = fitting.OrderByDescending(x => x.InField).ThenBy(x => x.Load).ThenByDescending(x => x.Lawyer.Competence?.YearsOfPractice ?? 0).ThenBy(x => x.Lawyer.Id.Value, StringComparer.Ordinal)
            .Select(x => (JsonNode)CaseSession.Facts(("lawyer", x.Lawyer.Id.Value), ("name", x.Lawyer.Name), ("reasons", x.Reasons)));
        var result = new JsonObject { ["proposals"] = new JsonArray([.. proposals]), ["passedOver"] = passedOver };
        session.Case.Dossier.SetFact("lawyerProposals", result);
        session.Record("LawyersProposed", CaseSession.Facts(("first", fitting.Count == 0 ? null : result["proposals"]![0]!["lawyer"]), ("count", fitting.Count)));
        return new ServiceReply(fitting.Count > 0 ? "Proposed" : "NobodyFits", result.DeepClone());
    }

    // Lawyers are shared within a city; those of other cities come by cooperation between centres, not by a proposal.
    internal static OfficePath CityOf(OfficePath office)
    {
        while (office.Parent != OfficePath.Root) office = office.Parent;
        return office;
    }

    private static JsonObject ToJson(Engine.LocalizedText text) => new() { ["zh"] = text.Zh, ["en"] = text.En };
}
