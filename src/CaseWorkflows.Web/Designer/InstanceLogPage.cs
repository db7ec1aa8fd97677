using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>
/// The journal of one case by itself, filtered: where the designer's viewer leads with "open filtered logs". It goes to an address of a part that its package does not have.
/// </summary>
internal static class InstanceLogPage
{
    /// <summary>Where the designer looks for it.</summary>
    public const string Path = "/diagnostics/structured-logs";

    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
    private static readonly string[] Events = ["Started", "Completed", "Suspended", "Faulted", "Canceled"];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { Path, DesignerPages.Root + Path }) app.MapGet(path, SendAsync).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> SendAsync(HttpContext context, CallContext call, FlowReading flows, string? workflowInstanceId = null, string? step = null, string? @event = null)
    {
        if (await call.Desk.ActorAsync(context.User, call.Cancelled) is not { } actor) return TypedResults.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
        if (!Studio.MayLook(actor)) return TypedResults.Redirect("/denied");
        if (string.IsNullOrWhiteSpace(workflowInstanceId)) return TypedResults.Redirect($"{DesignerPages.Root}/workflows/instances");
        if (await flows.ReadAsync(workflowInstanceId, actor, call.Cancelled) is not { } flow) return TypedResults.NotFound();
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Content(Page(flow, step ?? "", Events.Contains(@event) ? @event! : ""), "text/html; charset=utf-8");
    }

    private static string Page(ReadFlow flow, string step, string @event)
    {
        var all = InstanceAnswers.Journal(flow);
        var shown = all.Where(x => (step.Length == 0 || Text(x, "activityId") == step) && (@event.Length == 0 || Text(x, "eventName") == @event)).ToList();
        var steps = all.Select(x => (Id: Text(x, "activityId"), Name: Text(x, "activityName"))).DistinctBy(x => x.Id).ToList();
        var rows = new StringBuilder();
        foreach (var line in shown)
            rows.Append(CultureInfo.InvariantCulture, $"""
                <tr><td>{Html(At(line))}</td><td><a href="{DesignerPages.Root}/workflows/definitions/{Uri.EscapeDataString(flow.Definition.DefinitionId)}/edit?step={Uri.EscapeDataString(Text(line, "activityId"))}">{Html(Text(line, "activityName"))}</a></td><td>{Html(EventName(Text(line, "eventName")))}</td><td>{Html(Text(line, "message"))}</td></tr>

                """);
        var title = $"{Ui.T("designer.case-journal")} {flow.Name}";
        return $"""
            <!DOCTYPE html>
            <html lang="{CultureInfo.CurrentUICulture.Name}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html(title)} · {Html(Ui.T("product.name"))}</title>
            <link rel="icon" type="image/svg+xml" href="/favicon.svg">
            <link rel="stylesheet" href="/designer.css">
            </head>
            <body class="host-log-page">
            <header class="host-bar">
            <nav aria-label="{Html(Ui.T("nav.label"))}">
            <a class="host-back" href="/">{Html(Ui.T("designer.back"))}</a>
            <a href="{DesignerPages.Root}/workflows/definitions">{Html(Ui.T("designer.flows"))}</a>
            <a href="{DesignerPages.Root}/workflows/instances" aria-current="true">{Html(Ui.T("designer.instances"))}</a>
            </nav>
            </header>
            <main class="host-log">
            <h1>{Html(title)}</h1>
            <p>{Html(Ui.T("designer.log.flow", ("definition", flow.Definition.Name), ("version", flow.Definition.Version)))} · <a href="{DesignerPages.Root}/workflows/instances/{Uri.EscapeDataString(flow.Id)}/view">{Html(Ui.T("designer.log.to-viewer"))}</a></p>
            <form method="get" action="{Path}">
            <input type="hidden" name="workflowInstanceId" value="{Html(flow.Id)}">
            <label>{Html(Ui.T("designer.log.step"))} <select name="step">{Choices(steps.Select(x => (x.Id, $"{x.Name} ({x.Id})")), step)}</select></label>
            <label>{Html(Ui.T("designer.log.event"))} <select name="event">{Choices(Events.Select(x => (x, EventName(x))), @event)}</select></label>
            <button type="submit">{Html(Ui.T("designer.log.filter"))}</button>
            </form>
            <div class="host-log-rows" tabindex="0" role="region" aria-label="{Html(title)}">
            <table>
            <caption>{Html(shown.Count > 0 ? Ui.T("designer.log.shown", ("count", shown.Count)) : Ui.T("designer.log.none"))}</caption>
            <thead><tr><th scope="col">{Html(Ui.T("designer.log.time"))}</th><th scope="col">{Html(Ui.T("designer.log.step"))}</th><th scope="col">{Html(Ui.T("designer.log.event"))}</th><th scope="col">{Html(Ui.T("designer.log.message"))}</th></tr></thead>
            <tbody>
            {rows}</tbody>
            </table>
            </div>
            </main>
            </body>
            </html>
            """;
    }

    private static string Choices(IEnumerable<(string Value, string Text)> options, string chosen) => string.Concat(
        options.Prepend(("", Ui.T("designer.log.all"))).Select(x => $"<option value=\"{Html(x.Item1)}\"{(x.Item1 == chosen ? " selected" : "")}>{Html(x.Item2)}</option>"));

    private static string EventName(string name) => Ui.T("designer.log." + name);

    private static string At(JsonObject line) => ChinaTime.ToChina(DateTimeOffset.Parse(Text(line, "timestamp"), CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Text(JsonObject line, string key) => line[key]?.ToString() ?? "";

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
