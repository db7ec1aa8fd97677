using Microsoft.AspNetCore.Mvc;

namespace CaseWorkflows.Web.Api;

/// <summary>What every command and every query of the API has in common, said once: it feeds the OpenAPI document.</summary>
internal static class Describing
{
    /// <summary>Marks a command, which takes <c>Idempotency-Key</c> and <c>If-Match</c>.</summary>
    public sealed record CommandMark;

    public static RouteHandlerBuilder AsCommand(this RouteHandlerBuilder route, string name, string summary, int status = 200) =>
        route.WithName(name).WithSummary(summary).WithMetadata(new CommandMark())
            .Produces<CommandAnswer>(status)
            .WithProblems(400, 401, 403, 404, 409, 422);

    public static RouteHandlerBuilder AsQuery<T>(this RouteHandlerBuilder route, string name, string summary, params int[] problems) =>
        route.WithName(name).WithSummary(summary).Produces<T>().WithProblems([400, 401, .. problems]);

    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<ProblemDetails>(status, "application/problem+json");
        return route;
    }
}
