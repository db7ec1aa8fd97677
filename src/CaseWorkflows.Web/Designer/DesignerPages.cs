using System.Globalization;
using System.Text.Encodings.Web;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>The pages around the designer's elements. Each shows one of them, because two can't live on one page, and each has an address that can be opened again.</summary>
internal static class DesignerPages
{
    public const string Root = "/designer";

    // The designer's own parts add scripts to the page and run WebAssembly; nothing comes from elsewhere.
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
        "connect-src 'self' HOST; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    private static readonly string[] Styles =
    [
        "_content/MudBlazor/MudBlazor.min.css", "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.css", "_content/Radzen.Blazor/css/material-base.css",
        "_content/Elsa.Studio.Shell/css/shell.css", "Elsa.Studio.Host.CustomElements.styles.css",
    ];

    private static readonly string[] Scripts =
    [
        "_content/BlazorMonaco/jsInterop.js", "_content/BlazorMonaco/lib/monaco-editor/min/vs/loader.js", "_content/BlazorMonaco/lib/monaco-editor/min/vs/editor/editor.main.js",
        "_content/MudBlazor/MudBlazor.min.js", "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.js", "_content/Radzen.Blazor/Radzen.Blazor.js", "_framework/blazor.webassembly.js",
    ];

    // Proxies and monitors ask for the head alone.
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods(Root + "/{**path}", Reading, SendAsync).RequireAuthorization().ExcludeFromDescription();
        // The designer asks for settings below its base. The product gives it none: the page itself says where the server is.
        app.MapMethods(Root + "/appsettings.json", Reading, (CallContext call) => Studio.ForReadersAsync(call, _ => Task.FromResult<IResult>(TypedResults.Text("{}", "application/json"))))
            .RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> SendAsync(string? path, HttpContext context, CallContext call, DesignerPackage package)
    {
        var name = path ?? "";
        // The base of all addresses in the page ends in a slash; without it the browser would look for them one level up.
        if (name.Length == 0 && context.Request.Path == Root) return TypedResults.Redirect(Root + "/");
        if (await call.Desk.ActorAsync(context.User, call.Cancelled) is not { } actor) return TypedResults.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(context.Request.Path)}");
        if (!Studio.MayLook(actor)) return name.Contains('.', StringComparison.Ordinal) ? TypedResults.Forbid() : TypedResults.Redirect("/denied");
        // Also for its files: a worker of the text editor goes by what its own script came with.
        context.Response.Headers.ContentSecurityPolicy = Policy(context.Request);
        if (package.Send(name, context) is { } file) return file;
        if (ElementOf(name) is not { } element) return TypedResults.NotFound();
        return package.IsThere ? TypedResults.Content(Page(element, Studio.MayDraw(actor)), "text/html; charset=utf-8")
            : TypedResults.Content(Without(), "text/html; charset=utf-8", null, StatusCodes.Status503ServiceUnavailable);
    }

    private static string Policy(HttpRequest request) =>
        // Older browsers don't count web sockets of the same host as 'self'.
        ContentPolicy.Replace("HOST", $"{(request.IsHttps ? "wss" : "ws")}://{request.Host}", StringComparison.Ordinal);

    /// <summary>What a page shows: the addresses are those that the designer itself goes to.</summary>
    private static Element? ElementOf(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [] or ["workflows", "definitions"] => new("elsa-workflow-definition-list", null, null, "designer.flows"),
            ["workflows", "definitions", var id, "edit"] => new("elsa-workflow-definition-editor", "definition-id", id, "designer.flow"),
            ["workflows", "instances"] => new("elsa-workflow-instance-list", null, null, "designer.instances"),
            ["workflows", "instances", var id, "view"] => new("elsa-workflow-instance-viewer", "instance-id", id, "designer.instance"),
            _ => null,
        };
    }

    private static string Page(Element element, bool mayDraw)
    {
        var attribute = element.Attribute is null ? "" : $" {element.Attribute}=\"{Html(element.Value!)}\"";
        return $"""
            <!DOCTYPE html>
            <html lang="{CultureInfo.CurrentUICulture.Name}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html(Ui.T(element.Title))} · {Html(Ui.T("product.name"))}</title>
            <base href="{Root}/">
            <link rel="icon" type="image/svg+xml" href="/favicon.svg">
            {string.Join('\n', Styles.Select(x => $"<link rel=\"stylesheet\" href=\"{x}\">"))}
            <link rel="stylesheet" href="/designer.css">
            </head>
            <body data-culture="{CultureInfo.CurrentUICulture.Name}" data-may-draw="{(mayDraw ? "true" : "false")}" data-stale="{Html(Ui.T("designer.stale-title"))}" data-reload="{Html(Ui.T("designer.reload"))}"
             data-refused="{Html(Ui.T("designer.refused-title"))}" data-failed="{Html(Ui.T("designer.failed"))}" data-close="{Html(Ui.T("page.dismiss"))}"
             data-handed-in="{Html(Ui.T("designer.handed-in-title"))}" data-open-approval="{Html(Ui.T("designer.open-approval"))}"
             data-inside="{Html(Ui.T("designer.inside-title"))}" data-inside-text="{Html(Ui.T("designer.inside"))}" data-inside-link="{Html(Ui.T("designer.inside-link"))}"
             data-open-save="{Html(Ui.T("designer.open-save"))}">
            <header class="host-bar">
            <nav aria-label="{Html(Ui.T("nav.label"))}">
            <a class="host-back" href="/">{Html(Ui.T("designer.back"))}</a>
            <a href="{Root}/workflows/definitions"{(element.Title is "designer.flows" or "designer.flow" ? " aria-current=\"page\"" : "")}>{Html(Ui.T("designer.flows"))}</a>
            <a href="{Root}/workflows/instances"{(element.Title is "designer.instances" or "designer.instance" ? " aria-current=\"page\"" : "")}>{Html(Ui.T("designer.instances"))}</a>
            </nav>
            {(IsChinese ? $"<button type=\"button\" class=\"host-words\" id=\"host-words\" aria-pressed=\"false\" hidden>{Html(Ui.T("designer.words"))}</button>" : "")}
            {(mayDraw ? "" : $"<span class=\"host-note\">{Html(Ui.T("designer.read-only"))}</span>")}
            </header>
            <div id="host-messages" role="alert"></div>
            <main id="studio"><p class="host-wait" id="host-wait">{Html(Ui.T("designer.loading"))}</p><template id="studio-element"><{element.Tag}{attribute}></{element.Tag}></template></main>
            <div id="blazor-error-ui" role="alert"><span>{Html(Ui.T("designer.crashed"))}</span> <a class="reload" href="">{Html(Ui.T("designer.reload"))}</a></div>
            <script src="/designer.js"></script>
            {(IsChinese ? "<script src=\"/designer-words.js\" data-words=\"/designer-words.zh-CN.json\"></script>" : "")}
            {string.Join('\n', Scripts.Select(x => $"<script src=\"{x}\"></script>"))}
            </body>
            </html>
            """;
    }

    private static string Without() => $"""
        <!DOCTYPE html>
        <html lang="{CultureInfo.CurrentUICulture.Name}">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Html(Ui.T("designer.without-title"))}</title><link rel="stylesheet" href="/designer.css"></head>
        <body><main class="host-without"><h1>{Html(Ui.T("designer.without-title"))}</h1><p>{Html(Ui.T("designer.without"))}</p><p><a href="/">{Html(Ui.T("designer.back"))}</a></p></main></body>
        </html>
        """;

    // The designer speaks English by itself; its words in Chinese are ours.
    private static bool IsChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);

    private sealed record Element(string Tag, string? Attribute, string? Value, string Title);
}
