using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Web.Api;

namespace CaseWorkflows.Web.Designer;

/// <summary>Definitions for the designer to read.</summary>
internal static class DefinitionReads
{
    private const int MaxPageSize = 500;

    public static void Map(RouteGroupBuilder api)
    {
        var definitions = api.MapGroup("/workflow-definitions");
        definitions.MapGet("", ListAsync);
        definitions.MapGet("/by-definition-id/{definitionId}", (string definitionId, string? versionOptions, CallContext call, DraftDesk desk, ActivityCatalog catalog) =>
            OneAsync(call, desk, catalog, () => FindAsync(desk, definitionId, versionOptions ?? "Latest", call.Cancelled)));
        definitions.MapGet("/by-id/{id}", (string id, CallContext call, DraftDesk desk, ActivityCatalog catalog) => OneAsync(call, desk, catalog, () => OpenAsync(desk, id, call.Cancelled)));
        definitions.MapGet("/many-by-id", ManyAsync);
        definitions.MapGet("/{definitionId}/versions", VersionsAsync);
        definitions.MapGet("/validation/is-name-unique", IsNameUniqueAsync);
        definitions.MapGet("/query/count", (CallContext call, DraftDesk desk) => Studio.ForReadersAsync(call, async _ =>
            Studio.Answer(new JsonObject { ["count"] = (await desk.ListAsync(call.Cancelled)).Count(x => x.IsLatest) })));
        // A flow of a case is no step of another.
        definitions.MapGet("/{definitionId}/consumers", (string definitionId, CallContext call) => Studio.ForReadersAsync(call, _ =>
            Task.FromResult(Studio.Answer(new JsonObject { ["consumingWorkflowDefinitionIds"] = new JsonArray() }))));
        definitions.MapGet("/subgraph/{id}", (string id, string? parentNodeId, CallContext call, DraftDesk desk, ActivityCatalog catalog) => GraphAsync(call, desk, catalog, id, x => DefinitionGraph.Subgraph(x, parentNodeId)));
        definitions.MapGet("/subgraph/segments/{id}", (string id, string? childNodeId, CallContext call, DraftDesk desk, ActivityCatalog catalog) => GraphAsync(call, desk, catalog, id, x => DefinitionGraph.Segments(x, childNodeId)));
        definitions.MapGet("/{definitionId}/export", ExportAsync);
        api.MapPost("/bulk-actions/export/workflow-definitions", ExportManyAsync);
    }

    /// <summary>The newest version of a definition that an option means, with its document; null for none.</summary>
    public static async Task<OpenedVersion?> FindAsync(DraftDesk desk, string definitionId, string? option, CancellationToken cancelled) =>
        VersionOptions.Parse(option) is { } wanted && (await desk.ListAsync(cancelled)).FirstOrDefault(x => x.Id.DefinitionId == definitionId && wanted(x)) is { } version
            ? await desk.OpenAsync(version, cancelled) : null;

    /// <summary>The version with this name, with its document; null for none.</summary>
    public static async Task<OpenedVersion?> OpenAsync(DraftDesk desk, string id, CancellationToken cancelled) => VersionId.TryParse(id) is { } named ? await desk.OpenAsync(named, cancelled) : null;

    private static Task<IResult> ListAsync(HttpRequest request, CallContext call, DraftDesk desk) => Studio.ForReadersAsync(call, async actor =>
    {
        var query = request.Query;
        var option = query["versionOptions"].ToString();
        var wanted = VersionOptions.Parse(option);
        var ids = query["Ids"].Concat(query["Id"]).OfType<string>().Where(x => x.Length > 0).ToHashSet(StringComparer.Ordinal);
        var definitions = query["DefinitionIds"].Concat(query["DefinitionId"]).OfType<string>().Where(x => x.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (wanted is null) return Studio.Refuse(400, "request.unreadable", Texts.Ui.T("designer.version-option", ("option", option)), [("versionOptions", Texts.Ui.T("designer.version-option", ("option", option)))]);
        var search = query["SearchTerm"].ToString().Trim();
        var found = (await desk.ListAsync(call.Cancelled)).Where(wanted)
            .Where(x => ids.Count == 0 || ids.Contains(x.Id.ToString()))
            .Where(x => definitions.Count == 0 || definitions.Contains(x.Id.DefinitionId))
            .Where(x => !bool.TryParse(query["IsSystem"], out var isSystem) || x.Headline.IsSystem == isSystem)
            .Where(x => search.Length == 0 || x.Headline.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || x.Headline.Description.Contains(search, StringComparison.OrdinalIgnoreCase)
                || x.Id.DefinitionId.Contains(search, StringComparison.OrdinalIgnoreCase))
            .ToList();
        var page = Sorted(found, query["OrderBy"].ToString(), string.Equals(query["OrderDirection"], "Descending", StringComparison.OrdinalIgnoreCase))
            .Skip((int)Math.Min((long)Number(query["Page"], 0) * Size(query["PageSize"]), int.MaxValue)).Take(Size(query["PageSize"]));
        return Studio.Answer(new JsonObject
        {
            ["links"] = StudioDefinitions.ListLinks(Studio.MayDraw(actor)),
            ["items"] = new JsonArray([.. page.Select(x => (JsonNode)StudioDefinitions.Summary(x, Studio.MayDraw(actor)))]),
            ["totalCount"] = found.Count,
        });
    });

    private static IEnumerable<DesignedVersion> Sorted(IEnumerable<DesignedVersion> versions, string by, bool descending) => (by.ToUpperInvariant(), descending) switch
    {
        ("NAME", false) => versions.OrderBy(x => x.Headline.Name, StringComparer.CurrentCulture),
        ("NAME", true) => versions.OrderByDescending(x => x.Headline.Name, StringComparer.CurrentCulture),
        ("VERSION", false) => versions.OrderBy(x => x.Id.Version),
        ("VERSION", true) => versions.OrderByDescending(x => x.Id.Version),
        ("CREATED", false) => versions.OrderBy(x => x.SavedAt ?? x.CreatedAt),
        ("CREATED", true) => versions.OrderByDescending(x => x.SavedAt ?? x.CreatedAt),
        _ => versions,
    };

    private static Task<IResult> OneAsync(CallContext call, DraftDesk desk, ActivityCatalog catalog, Func<Task<OpenedVersion?>> find) => Studio.ForReadersAsync(call, async actor =>
        await find() is { } opened ? Studio.Answer(StudioDefinitions.Full(opened, catalog, Studio.MayDraw(actor))) : Studio.NotFound());

    private static Task<IResult> ManyAsync(HttpRequest request, CallContext call, DraftDesk desk, ActivityCatalog catalog) => Studio.ForReadersAsync(call, async actor =>
    {
        List<JsonNode> items = [];
        foreach (var id in request.Query["ids"].OfType<string>())
            if (await OpenAsync(desk, id, call.Cancelled) is { } opened) items.Add(StudioDefinitions.Full(opened, catalog, Studio.MayDraw(actor)));
        return Studio.List(items);
    });

    private static Task<IResult> VersionsAsync(string definitionId, CallContext call, DraftDesk desk) => Studio.ForReadersAsync(call, async actor =>
        Studio.List((await desk.ListAsync(call.Cancelled)).Where(x => x.Id.DefinitionId == definitionId).Select(x => StudioDefinitions.Summary(x, Studio.MayDraw(actor)))));

    private static Task<IResult> IsNameUniqueAsync(string? name, string? definitionId, CallContext call, DraftDesk desk) => Studio.ForReadersAsync(call, async _ => Studio.Answer(new JsonObject
    {
        ["isUnique"] = !(await desk.ListAsync(call.Cancelled)).Any(x => x.IsLatest && x.Id.DefinitionId != definitionId && string.Equals(x.Headline.Name.Trim(), name?.Trim(), StringComparison.OrdinalIgnoreCase)),
    }));

    private static Task<IResult> GraphAsync(CallContext call, DraftDesk desk, ActivityCatalog catalog, string id, Func<JsonObject, JsonNode?> part) => Studio.ForReadersAsync(call, async actor =>
        await OpenAsync(desk, id, call.Cancelled) is { } opened && part(StudioDefinitions.Full(opened, catalog, Studio.MayDraw(actor))) is { } found ? Studio.Answer(found) : Studio.NotFound());

    private static Task<IResult> ExportAsync(string definitionId, string? versionOptions, CallContext call, DraftDesk desk) => Studio.ForReadersAsync(call, async _ =>
        VersionOptions.Parse(string.IsNullOrEmpty(versionOptions) ? "Latest" : versionOptions) is { } wanted
            && (await desk.ListAsync(call.Cancelled)).FirstOrDefault(x => x.Id.DefinitionId == definitionId && wanted(x)) is { } version
            && await desk.TextAsync(version, call.Cancelled) is { } text
                // The bytes that are kept: what is read in again and written out again is the same.
                ? TypedResults.File(Encoding.UTF8.GetBytes(text), "application/json", FileName(version))
                : Studio.NotFound());

    private static Task<IResult> ExportManyAsync(JsonObject body, CallContext call, DraftDesk desk) => Studio.ForReadersAsync(call, body, Bodies.Ids, async _ =>
    {
        // The number of a save may be of one that is not the newest any more: the draft is meant.
        var ids = (body["ids"] as JsonArray ?? []).Select(x => VersionId.TryParse(x?.ToString() ?? "")).OfType<VersionId>().Select(x => (x.DefinitionId, x.Version)).ToHashSet();
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var version in (await desk.ListAsync(call.Cancelled)).Where(x => ids.Contains((x.Id.DefinitionId, x.Id.Version))))
                if (await desk.TextAsync(version, call.Cancelled) is { } text)
                {
                    await using var entry = await zip.CreateEntry(FileName(version)).OpenAsync(call.Cancelled);
                    await entry.WriteAsync(Encoding.UTF8.GetBytes(text), call.Cancelled);
                }
        return TypedResults.File(packed.ToArray(), "application/zip", "workflow-definitions.zip");
    });

    private static string FileName(DesignedVersion version) => string.Create(CultureInfo.InvariantCulture, $"{version.Id.DefinitionId}-v{version.Id.Version}.json");

    private static int Number(string? text, int otherwise) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static int Size(string? text) => Math.Clamp(Number(text, MaxPageSize), 1, MaxPageSize);
}
