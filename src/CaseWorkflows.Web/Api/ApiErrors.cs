using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace CaseWorkflows.Web.Api;

/// <summary>Turns what went wrong under <c>/api</c> into problem details; other addresses get the error page.</summary>
internal sealed class ApiErrors(IOptions<JsonOptions> json) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        // The request itself has been turned towards the error page by now.
        if (context.Features.Get<IExceptionHandlerPathFeature>()?.Path is not { } path || !new PathString(path).StartsWithSegments("/api")) return false;
        var problem = exception switch
        {
            BadHttpRequestException { InnerException: JsonException unread } when Unknown(context, unread) is { } unknown => Problems.Details(400, "request.unknown-field",
                Ui.T("request.unknown-field", ("field", unknown.Path), ("known", string.Join(", ", unknown.Known))),
                [new FieldProblem(unknown.Path, Ui.Text("request.unknown-field", ("field", unknown.Path), ("known", string.Join(", ", unknown.Known))))]),
            BadHttpRequestException { InnerException: JsonException wrong } => Problems.Details(400, "request.unreadable", Ui.T("request.unreadable-at", ("path", wrong.Path ?? "$")),
                [new FieldProblem((wrong.Path ?? "$").TrimStart('$').TrimStart('.'), Ui.Text("request.unreadable"))]),
            BadHttpRequestException bad when BoundParameter.Of(bad) is { } parameter => Problems.Details(bad.StatusCode, "request.unreadable", Ui.T("request.unreadable"), [parameter]),
            BadHttpRequestException bad => Problems.Plain(bad.StatusCode),
            _ => Problems.Plain(500),
        };
        context.Response.StatusCode = problem.Status!.Value;
        await context.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json", cancellationToken);
        return true;
    }

    // What the address reads stands with it: the routing has let go of it by now.
    private UnknownField? Unknown(HttpContext context, JsonException unread) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } body ? UnknownField.At(body, unread.Path, json.Value.SerializerOptions) : null;

    /// <summary>Gives a body to statuses without one.</summary>
    public static Task FillAsync(StatusCodeContext context)
    {
        var response = context.HttpContext.Response;
        return response.WriteAsJsonAsync(Problems.Plain(response.StatusCode), options: null, "application/problem+json");
    }
}
