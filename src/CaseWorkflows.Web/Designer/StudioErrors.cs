using System.Globalization;
using System.Text.Json;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Diagnostics;

namespace CaseWorkflows.Web.Designer;

/// <summary>Turns what went wrong under <c>/elsa</c> into what the designer can show.</summary>
internal sealed class StudioErrors : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IExceptionHandlerPathFeature>()?.Path is not { } path || !new PathString(path).StartsWithSegments("/elsa")) return false;
        if (exception is not BadHttpRequestException bad) await WriteAsync(context, StatusCodes.Status500InternalServerError, []);
        else await WriteAsync(context, bad.StatusCode, Place(bad));
        return true;
    }

    /// <summary>Gives a body to statuses without one.</summary>
    public static Task FillAsync(StatusCodeContext context) => WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode, []);

    // Where a body breaks off, or which parameter of the address can't be read.
    private static (string Field, string Message)[] Place(BadHttpRequestException bad) => bad.InnerException is JsonException json
        ? [("body", Ui.T("request.unreadable-at", ("path", string.Create(CultureInfo.InvariantCulture, $"{json.Path ?? "$"} ({(json.LineNumber ?? 0) + 1}:{(json.BytePositionInLine ?? 0) + 1})"))))]
        : Api.BoundParameter.Of(bad) is { } named ? [(named.Field, named.Message.Here())] : [];

    private static Task WriteAsync(HttpContext context, int status, (string, string)[] fields)
    {
        var problem = Api.Problems.Plain(status);
        return Studio.Refuse(status, problem.Type!, problem.Detail ?? Ui.T("request.server-error"), fields).ExecuteAsync(context);
    }
}
