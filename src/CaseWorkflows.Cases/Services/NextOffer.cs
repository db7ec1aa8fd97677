using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Offers the case to the first of those proposed who has not had it offered yet and can still take it: since the proposal somebody may have left, gone away,
/// taken other work or been sanctioned. A step that ends without acceptance says how with <c>Ended</c> and calls this again, so that it moves on to the
/// next; who declined or let the time pass is not proposed again in this case. The fact <c>lawyer</c> or <c>mediator</c> names whom it is offered to.
/// </summary>
internal sealed class NextOffer : ICaseService
{
    /// <summary>The fact that holds whose offers ended without acceptance, and how.</summary>
    public const string Ended = "endedOffers";

    public string Name => "offer-next";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var dossier = session.Case.Dossier;
        var isMediator = arguments["Kind"]?.ToString() == Role.Mediator;
        var kind = isMediator ? Role.Mediator : Role.Lawyer;
        var ended = dossier.Fact(Ended) as JsonArray ?? [];
        if (arguments["Ended"]?.ToString() is "declined" or "expired" && dossier.Fact(kind)?.ToString() is { Length: > 0 } before)
        {
            var how = arguments["Ended"]!.ToString();
            ended.Add((JsonNode)CaseSession.Facts(("person", before), ("how", how)));
            dossier.SetFact(Ended, ended);
            // A lawyer sees the cases whose tasks they have or had; an offer that was not taken gives nobody the file.
            foreach (var task in session.Case.Tasks.Where(x => !x.IsLive && x.Role == kind && x.Outcome == how && x.Assignee?.Value == before)) task.Disclaim();
            session.Record("OfferEnded", CaseSession.Facts((kind, before), ("how", how)));
        }
        var next = await FirstAbleAsync(dossier.Fact($"{kind}Proposals")?["proposals"] as JsonArray ?? [], kind, session, cancellationToken);
        dossier.SetFact(kind, next?[kind]);
        dossier.SetFact($"{kind}Name", next?["name"]);
        if (next is null) return new ServiceReply("NobodyLeft", null);
        session.Record("CaseOffered", CaseSession.Facts((kind, next[kind]), ("number", ended.Count + 1)));
        return new ServiceReply("Offered", next.DeepClone());
    }

    private static async ValueTask<JsonNode?> FirstAbleAsync(JsonArray proposals, string kind, CaseSession session, CancellationToken cancellationToken)
    {
        var required = LawyerRequirements.Of(session.Case, ChinaTime.DayOf(session.Now)) with { Role = kind };
        var load = await session.Transaction.CountOpenTasksByAssigneeAsync(cancellationToken);
        foreach (var proposal in proposals)
            if (proposal?[kind]?.ToString() is { Length: > 0 } id && await session.FindStaffAsync(new UserId(id), cancellationToken) is { IsDisabled: false } person
                && required.ObstacleOf(person) is null && required.HindranceOf(person, load) is null)
                return proposal;
        return null;
    }
}
