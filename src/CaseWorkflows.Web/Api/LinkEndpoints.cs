using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Api;

/// <summary>Linked cases, and the services that can be opened.</summary>
internal static class LinkEndpoints
{
    public static void Map(RouteGroupBuilder cases)
    {
        cases.MapGet("/{case}/links", ListAsync).AsQuery<IReadOnlyList<LinkAnswer>>("ListLinks", "What came out of a case and what it came out of", 404);
        cases.MapPost("/{case}/links", LinkAsync).AsCommand("LinkCase", "Open a case out of this one, or tie one that is there", 201);
        cases.MapPost("/{case}/links/{link:guid}/retry", (string @case, Guid link, RetryLinkRequest body, CallContext call) => call.SendAsync(@case, body.OccurredAt, new RetryLink(link, body.Intake)))
            .AsCommand("RetryLink", "Try again to open a linked case");
        cases.MapPost("/{case}/links/{link:guid}/give-up", (string @case, Guid link, ReasonRequest body, CallContext call) =>
            CaseEndpoints.Required(("reason", body.Reason)) ?? call.SendAsync(@case, body.OccurredAt, new GiveUpLink(link, body.Reason!)))
            .AsCommand("GiveUpLink", "Give up a link whose case could not be opened");
    }

    public static void MapServices(RouteGroupBuilder api) =>
        api.MapGet("/services", ServicesAsync).WithTags("Cases").AsQuery<ServicesAnswer>("ListServices", "The services that have a published flow, and how cases may be linked");

    private static Task<IResult> ServicesAsync(CallContext call, WorkflowLibrary library, IDefinitionStore definitions) => call.ForActorAsync(async actor =>
    {
        List<ServiceAnswer> found = [];
        foreach (var x in library.Services.All)
            if (await definitions.InForceAsync(x.Key, call.Cancelled) is { } flow)
                found.Add(new ServiceAnswer(x.Key, x.Name, x.Summary, x.Form, x.Channels, [.. x.OpenedBy.Select(y => new Named(y, library.RoleName(y)))],
                    flow.DefinitionId, flow.Version, !CaseAccess.IsOutsider(actor) && x.MayBeOpenedBy(actor)));
        return TypedResults.Ok(new ServicesAnswer(found, [.. library.Relations.Select(x => new RelationAnswer(x.Key, x.Name, x.Inverse))]));
    });

    private static Task<IResult> ListAsync(string @case, CallContext call, Answering answering) => call.ForCaseAsync(@case, async (actor, id) =>
        await call.Desk.AskAsync(x => x.CaseAsync(actor, id, call.Now, call.Cancelled)) is null
            ? Problems.Of(Refusal.Of("case.unknown", ("case", @case)))
            : TypedResults.Ok<IReadOnlyList<LinkAnswer>>([.. (await call.Desk.AskAsync(x => x.LinksAsync(actor, id, call.Cancelled))).Select(answering.Of)]));

    private static Task<IResult> LinkAsync(string @case, LinkRequest body, CallContext call, Answering answering) =>
        CaseEndpoints.Required(("relation", body.Relation)) ?? call.ForCaseAsync(@case, async (actor, id) =>
        {
            CaseId? other = null;
            if (!string.IsNullOrWhiteSpace(body.Case))
            {
                other = Guid.TryParse(body.Case, out var guid) ? new CaseId(guid) : await call.Desk.AskAsync(x => x.FindByCodeAsync(body.Case.Trim().ToUpperInvariant(), call.Cancelled));
                if (other is null) return Problems.Of(Refusal.Of("case.unknown", ("case", body.Case)));
            }
            var before = (await call.Desk.AskAsync(x => x.LinksAsync(actor, id, call.Cancelled))).Select(x => x.Link.Id).ToHashSet();
            var command = new LinkCase(body.Relation!, body.Service, body.Intake, other, body.Office);
            return await call.SendAsync(actor, id, body.OccurredAt, command, async accepted =>
            {
                var links = await call.Desk.AskAsync(x => x.LinksAsync(actor, id, call.Cancelled));
                // A repetition answers with the newest such link, which the first sending made.
                var made = links.LastOrDefault(x => !before.Contains(x.Link.Id)) ?? links.LastOrDefault(x => x.IsOutward && x.Link.Relation == body.Relation);
                return made is null
                    ? TypedResults.Ok(new CommandAnswer(accepted.CaseId.Value, null, accepted.Version, accepted.Repeated))
                    : TypedResults.Created($"/api/cases/{(made.OtherCase ?? id).Value}", answering.Of(made));
            });
        });
}
