using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.Web.Api;

/// <summary>Failed steps: the list, and trying again, skipping, handing over.</summary>
internal static class IncidentEndpoints
{
    private const int MostDays = 3650;
    private static readonly string[] Scopes = ["mine", "all"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/incidents", ListAsync).WithTags("Incidents").AsQuery<PageAnswer<IncidentLineAnswer>>("ListIncidents",
            "Open incidents handed to the caller (mine), and those of the offices the caller leads or repairs flows for (all); the oldest first", 403);
        api.MapPost("/incidents/retry", RetryAllAsync).WithTags("Incidents").WithName("RetryIncidents")
            .WithSummary("Try a step again in all cases in which it failed, after its definition, file or service was repaired").Produces<RetriedAnswer>().WithProblems(400, 401);
        var incident = api.MapGroup("/cases/{case}/incidents/{key}").WithTags("Incidents");
        incident.MapPost("/retry", (string @case, string key, PlainRequest? body, CallContext call) => call.SendAsync(@case, body?.OccurredAt, new RetryIncident(key)))
            .AsCommand("RetryIncident", "Try a failed step again; what a person had answered to it is given again");
        incident.MapPost("/skip", (string @case, string key, SkipRequest body, CallContext call) =>
            CaseEndpoints.Required(("outcome", body.Outcome), ("reason", body.Reason)) ?? call.SendAsync(@case, body.OccurredAt, new SkipStep(key, body.Outcome!, body.Reason!)))
            .AsCommand("SkipStep", "Skip a failed step with a reason");
        incident.MapPost("/assign", (string @case, string key, AssignIncidentRequest body, CallContext call) =>
            CaseEndpoints.Required(("assignee", body.Assignee)) ?? call.SendAsync(@case, body.OccurredAt, new AssignIncident(key, new UserId(body.Assignee!), body.Note)))
            .AsCommand("AssignIncident", "Hand a failed step to somebody");
    }

    private static Task<IResult> ListAsync(
        CallContext call, Answering answering, WorkflowLibrary library, IDefinitionStore definitions, string scope = "all", string? office = null, string? definition = null, string? step = null, int? olderThanDays = null, int page = 0, int pageSize = 50) =>
        call.ForActorAsync(async actor =>
        {
            if (!Scopes.Contains(scope)) return Problems.Of(CaseEndpoints.NotAnOption("scope", scope, Scopes));
            if (CaseEndpoints.PageProblem(page, pageSize) is { } problem) return problem;
            var words = new QueryWords();
            DateTimeOffset? before = words.Within("olderThanDays", olderThanDays, 0, MostDays) is { } days ? call.Now.AddDays(-days) : null;
            definition = words.OneOf("definition", definition, string.IsNullOrWhiteSpace(definition) ? [] : (await definitions.ListAsync(call.Cancelled)).Select(x => x.DefinitionId).Distinct().ToList());
            var filter = new IncidentFilter(scope, words.Office("office", office, library)?.Path.Value, definition, step, before, page, pageSize);
            if (words.Problem is { } wrong) return wrong;
            var found = await call.Desk.AskAsync(x => x.IncidentsAsync(actor, filter, call.Cancelled));
            return TypedResults.Ok(new PageAnswer<IncidentLineAnswer>([.. found.Items.Select(x => answering.Of(x, actor))], found.Total, page, pageSize));
        });

    private static Task<IResult> RetryAllAsync(RetryAllRequest body, CallContext call, IncidentRetries retries) => call.ForActorAsync(async actor =>
    {
        if (CaseEndpoints.Required(("definition", body.Definition), ("step", body.Step)) is { } missing) return await missing;
        var done = await retries.RetryAsync(actor, new IncidentFilter(DefinitionId: body.Definition, StepId: body.Step), call.Cancelled);
        return TypedResults.Ok(new RetriedAnswer(done.Tried, done.StillOpen, [.. done.Refused.Select(x => new RefusedAnswer(x.CaseCode, x.Refusal.Code, x.Refusal.Message))]));
    });
}
