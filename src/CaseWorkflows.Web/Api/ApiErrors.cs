using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Diagnostics;

namespace CaseWorkflows.Web.Api;

/// <summary>Turns what went wrong under <c>/api</c> into problem details; other addresses get the error page.</summary>
internal sealed class ApiErrors : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        // The request itself has been turned towards the error page by now.
        if (context.Features.Get<IExceptionHandlerPathFeature>()?.Path is not { } path || !new PathString(path).StartsWithSegments("/api")) return false;
        var problem = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => Problems.Details(400, "request.unreadable", Ui.T("request.unreadable-at", ("path", json.Path ?? "$")),
                [new FieldProblem((json.Path ?? "$").TrimStart('$').TrimStart('.'), Ui.Text("request.unreadable"))]),
            BadHttpRequestException bad when BoundParameter.Of(bad) is { } parameter => Problems.Details(bad.StatusCode, "request.unreadable", Ui.T("request.unreadable"), [parameter]),
            BadHttpRequestException bad => Problems.Plain(bad.StatusCode),
            _ => Problems.Plain(500),
        };
        context.Response.StatusCode = problem.Status!.Value;
        await context.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json", cancellationToken);
        return true;
    }

    /// <summary>Gives a body to statuses without one.</summary>
    public static Task FillAsync(StatusCodeContext context)
    {
        var response = context.HttpContext.Response;
        return response.WriteAsJsonAsync(Problems.Plain(response.StatusCode), options: null, "application/problem+json");
    }
}
