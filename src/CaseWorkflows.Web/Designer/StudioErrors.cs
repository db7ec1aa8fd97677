using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Diagnostics;

namespace CaseWorkflows.Web.Designer;

/// <summary>Turns what went wrong under <c>/elsa</c> into what the designer can show.</summary>
internal sealed class StudioErrors : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IExceptionHandlerPathFeature>()?.Path is not { } path || !new PathString(path).StartsWithSegments("/elsa")) return false;
        var status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
        await WriteAsync(context, status);
        return true;
    }

    /// <summary>Gives a body to statuses without one.</summary>
    public static Task FillAsync(StatusCodeContext context) => WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode);

    private static Task WriteAsync(HttpContext context, int status)
    {
        var problem = Api.Problems.Plain(status);
        return Studio.Refuse(status, problem.Type!, problem.Detail ?? Ui.T("request.server-error"), []).ExecuteAsync(context);
    }
}
