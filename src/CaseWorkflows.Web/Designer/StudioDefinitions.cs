using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Web.Designer;

/// <summary>Versions of definitions as the designer wants them.</summary>
internal static class StudioDefinitions
{
    public static JsonObject Full(OpenedVersion opened, ActivityCatalog catalog, bool mayDraw)
    {
        var (version, document) = opened;
        var root = document["root"]?.DeepClone();
        var shown = new JsonObject
        {
            ["links"] = Links(version, mayDraw),
            ["id"] = version.Id.ToString(),
            ["definitionId"] = version.Id.DefinitionId,
            ["name"] = version.Headline.Name,
            ["description"] = version.Headline.Description,
            ["createdAt"] = CreatedAt(opened),
            ["version"] = version.Id.Version,
            ["toolVersion"] = document["toolVersion"]?.DeepClone() ?? DraftDocument.ToolVersion,
        };
        foreach (var list in new[] { "variables", "inputs", "outputs", "outcomes" }) shown[list] = document[list]?.DeepClone() as JsonArray ?? [];
        shown["customProperties"] = document["customProperties"]?.DeepClone() as JsonObject ?? [];
        shown["isReadonly"] = version.Headline.IsReadonly || !mayDraw;
        shown["isSystem"] = version.Headline.IsSystem;
        shown["isLatest"] = version.IsLatest;
        shown["isPublished"] = version.IsInForce;
        shown["options"] = document["options"]?.DeepClone() as JsonObject ?? [];
        shown["root"] = root;
        Placeholders.NameNodes(shown);
        ObjectTexts.Show(shown, catalog);
        Placeholders.Put(shown, catalog);
        return shown;
    }

    public static JsonObject Summary(DesignedVersion version, bool mayDraw) => new()
    {
        ["links"] = Links(version, mayDraw),
        ["id"] = version.Id.ToString(),
        ["definitionId"] = version.Id.DefinitionId,
        ["name"] = version.Headline.Name,
        ["description"] = version.Headline.Description,
        ["version"] = version.Id.Version,
        ["toolVersion"] = version.Headline.ToolVersion,
        ["isLatest"] = version.IsLatest,
        ["isPublished"] = version.IsInForce,
        ["providerName"] = null,
        ["materializerName"] = "Json",
        ["createdAt"] = Instant(version.SavedAt ?? version.CreatedAt),
        ["isReadonly"] = version.Headline.IsReadonly || !mayDraw,
        ["isMaterializerAvailable"] = true,
    };

    /// <summary>What may be done with the list; without <c>bulk-publish</c> the designer shows it read-only.</summary>
    public static JsonArray ListLinks(bool mayDraw) => !mayDraw ? [] :
    [
        Link("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"),
        Link("/bulk-actions/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST"),
        Link("/bulk-actions/delete/workflow-definitions/by-definition-id", "bulk-delete-by-definition-id", "POST"),
        Link("/bulk-actions/delete/workflow-definitions/by-id", "bulk-delete-by-id", "POST"),
        Link("/workflow-definitions/import", "import", "POST"),
        Link("/workflow-definitions/import-files", "import-files", "POST"),
        Link("/workflow-definitions", "create", "POST"),
    ];

    public static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string CreatedAt(OpenedVersion opened) =>
        DateTimeOffset.TryParse(opened.Document["createdAt"]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Instant(at) : Instant(opened.Version.CreatedAt);

    private static JsonArray Links(DesignedVersion version, bool mayDraw)
    {
        var path = $"/workflow-definitions/{Uri.EscapeDataString(version.Id.DefinitionId)}";
        JsonArray links =
        [
            Link($"/workflow-definitions/by-id/{Uri.EscapeDataString(version.Id.ToString())}", "self", "GET"),
            Link($"/workflow-definitions/by-definition-id/{Uri.EscapeDataString(version.Id.DefinitionId)}", "self", "GET"),
            Link($"{path}/versions", "versions", "GET"),
            Link($"{path}/export", "export", "GET"),
        ];
        if (!mayDraw) return links;
        links.Add((JsonNode)Link($"{path}/execute", "execute", "POST"));
        if (version.Headline.IsReadonly) return links;
        foreach (var (what, method) in new[] { ("publish", "POST"), ("retract", "POST"), ("import", "POST") }) links.Add((JsonNode)Link($"{path}/{what}", what, method));
        links.Add((JsonNode)Link(path, "delete", "DELETE"));
        return links;
    }

    private static JsonObject Link(string href, string rel, string method) => new() { ["href"] = href, ["rel"] = rel, ["method"] = method };
}
