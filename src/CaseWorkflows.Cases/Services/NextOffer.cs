using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Offers the case to the first of those proposed who has not had it offered yet. A step that ends without acceptance names how with <c>Ended</c> (Declined or Expired)
/// and calls this again, so that it moves on to the next; who declined is not proposed again in this case.
/// Arguments: <c>Kind</c> (lawyer or mediator), <c>Ended</c>, <c>Reason</c>. The fact <c>lawyer</c> or <c>mediator</c> then names whom it is offered to.
/// </summary>
internal sealed class NextOffer : ICaseService
{
    /// <summary>The fact that holds whose offers ended without acceptance.</summary>
    public const string Ended = "endedOffers";

    public string Name => "offer-next";

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var dossier = session.Case.Dossier;
        var kind = arguments["Kind"]?.ToString() == "mediator" ? "mediator" : "lawyer";
        var ended = dossier.Fact(Ended) as JsonArray ?? [];
        if (arguments["Ended"]?.ToString() is { Length: > 0 } how && dossier.Fact(kind)?.ToString() is { Length: > 0 } before)
        {
            ended.Add((JsonNode)CaseSession.Facts(("person", before), ("how", how)));
            dossier.SetFact(Ended, ended);
            // The reason may name people: it lies where it can be erased.
            session.Record("OfferEnded", CaseSession.Facts((kind, before), ("how", how)), arguments["Reason"]?.ToString() is { Length: > 0 } reason ? CaseSession.Facts(("reason", reason)) : null);
        }
        var over = ended.Select(x => x?["person"]?.ToString()).ToHashSet();
        var next = (dossier.Fact($"{kind}Proposals")?["proposals"] as JsonArray ?? []).FirstOrDefault(x => !over.Contains(x?[kind]?.ToString()));
        dossier.SetFact(kind, next?[kind]);
        dossier.SetFact($"{kind}Name", next?["name"]);
        if (next is null) return ValueTask.FromResult(new ServiceReply("NobodyLeft", null));
        session.Record("CaseOffered", CaseSession.Facts((kind, next[kind]), ("number", ended.Count + 1)));
        return ValueTask.FromResult(new ServiceReply("Offered", next.DeepClone()));
    }
}
