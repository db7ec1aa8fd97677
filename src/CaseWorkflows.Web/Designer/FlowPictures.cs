using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Cases.Scenarios.Drawing;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>Drawn flows for our pages, as pictures of their own: a style inside one must not reach the page around it.</summary>
internal static class FlowPictures
{
    // A picture that is opened alone may style itself and do nothing else.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/flow-pictures/{id}", SendAsync).RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/flow-pictures/{id}/versions/{version:int}", SendPlainAsync).RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/flow-pictures/{id}/saves/{revision:long}", SendSaveAsync).RequireAuthorization().ExcludeFromDescription();
    }

    /// <summary>Where a version is drawn as it is, for a page that shows a way on it.</summary>
    public static string PlainOf(VersionId id) =>
        FormattableString.Invariant($"/flow-pictures/{Uri.EscapeDataString(id.DefinitionId)}/versions/{id.Version}{(id.Revision is { } revision ? $"?save={revision}" : "")}");

    // The save stands in the address for the browser's sake alone: a draft is read as it is.
    private static async Task<IResult> SendPlainAsync(string id, int version, HttpContext context, CallContext call, FlowVersions versions, WorkflowLibrary library)
    {
        if (await call.Desk.ActorAsync(context.User, call.Cancelled) is not { } actor || !Studio.MayLook(actor)) return TypedResults.Forbid();
        var found = (await versions.OfAsync(id, call.Cancelled)).FirstOrDefault(x => x.Id.Version == version);
        if (found is null || await versions.ReadAsync(found, call.Cancelled) is not { } definition) return TypedResults.NotFound();
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Text(FlowPicture.Svg(definition, FlowPath.Empty, TryTexts.Get("picture.subtitle"), library), "image/svg+xml");
    }

    /// <summary>Where a save is drawn with what it changed. The newest save stands in the address for the browser's sake: what it is compared with changes with it.</summary>
    public static string Of(DraftSave save, SaveAgainst against, long newest) =>
        FormattableString.Invariant($"/flow-pictures/{Uri.EscapeDataString(save.DefinitionId)}/saves/{save.Revision}?against={against}&newest={newest}");

    private static async Task<IResult> SendSaveAsync(string id, long revision, HttpContext context, CallContext call, FlowSaves saves, WorkflowLibrary library, SaveAgainst against = SaveAgainst.Before)
    {
        if (await call.Desk.ActorAsync(context.User, call.Cancelled) is not { } actor || !Studio.MayLook(actor)) return TypedResults.Forbid();
        if (await saves.CompareAsync(id, revision, against, call.Cancelled) is not { Versions: { } compared } found) return TypedResults.NotFound();
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Text(DifferencePicture.Svg(compared.Before, compared.After, compared.Difference, library, caption: FlowSaves.Title(found)), "image/svg+xml");
    }

    /// <summary>Where the picture of a difference is.</summary>
    public static string Of(string definitionId, Guid? release = null, int? from = null, int? to = null, string? step = null)
    {
        var query = new List<string>();
        if (release is { } id) query.Add($"release={id}");
        if (from is { } old) query.Add(FormattableString.Invariant($"from={old}"));
        if (to is { } next) query.Add(FormattableString.Invariant($"to={next}"));
        if (step is { Length: > 0 }) query.Add($"step={Uri.EscapeDataString(step)}");
        return $"/flow-pictures/{Uri.EscapeDataString(definitionId)}{(query.Count > 0 ? "?" : "")}{string.Join('&', query)}";
    }

    private static async Task<IResult> SendAsync(string id, HttpContext context, CallContext call, FlowVersions versions, IReleaseStore releases, WorkflowLibrary library, Guid? release = null, int? from = null, int? to = null, string? step = null)
    {
        if (await call.Desk.ActorAsync(context.User, call.Cancelled) is not { } actor || !Studio.MayLook(actor)) return TypedResults.Forbid();
        var compared = release is not { } handedIn ? await versions.CompareAsync(id, from, to, call.Cancelled)
            : await releases.FindAsync(handedIn, call.Cancelled) is { } found && found.DefinitionId == id ? await versions.CompareAsync(found, call.Cancelled) : null;
        if (compared is null) return TypedResults.NotFound();
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Text(DifferencePicture.Svg(compared.Before, compared.After, compared.Difference, library, step), "image/svg+xml");
    }
}
