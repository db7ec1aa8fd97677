using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Looks for cases in which one of the people stands on the other side (利益冲突) and for an open case of the same applicant in the same matter (重复申请).
/// </summary>
internal sealed class ConflictCheck : ICaseService
{
    public string Name => "conflict-check";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var related = await session.Transaction.FindRelatedAsync(session.Case, cancellationToken);
        // A linked case has the same people by its nature: it is shown, and stands in nobody's way.
        var outcome = related.Any(x => x.Relation == "duplicate") ? "Duplicate" : related.Any(x => x.Relation == "conflict") ? "Conflict" : "Clear";
        var found = new JsonArray([.. related.Select(x => (JsonNode)CaseSession.Facts(("case", x.Code), ("relation", x.Relation), ("party", x.PartyName), ("lawyer", x.Lawyer?.Value)))]);
        session.Case.Dossier.SetFact("conflicts", found);
        session.Record("ConflictsChecked", CaseSession.Facts(("outcome", outcome), ("cases", related.Select(x => x.Code).ToList())));
        return new ServiceReply(outcome, new JsonObject { ["found"] = found.DeepClone() });
    }
}
