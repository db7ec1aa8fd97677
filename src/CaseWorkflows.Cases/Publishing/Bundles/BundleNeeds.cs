using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Publishing.Bundles;

/// <summary>What of the folder of workflows a definition names: forms, documents, catalogues, services, limits.</summary>
/// <param name="Files">Files by their paths below the folder.</param>
/// <param name="Clocks">Keys of limits.</param>
internal sealed record BundleNeeds(IReadOnlySet<string> Files, IReadOnlySet<string> Clocks)
{
    /// <summary>The file in which a bundle carries the rules of the limits that its definitions name.</summary>
    public const string ClocksPath = "policies/clocks.json";

    private static readonly JsonSerializerOptions Laid = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a definition names in its steps, with the service it is for, and the services it opens cases of.</summary>
    public static BundleNeeds Of(WorkflowDefinition definition, ActivityCatalog catalog, WorkflowLibrary library)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        var clocks = new SortedSet<string>(StringComparer.Ordinal);
        Service(ServiceTypes.Of(definition));
        foreach (var activity in definition.Activities)
            foreach (var input in catalog.Find(activity.Type, activity.Version)?.Inputs ?? [])
                // What a script chooses can't be told here; the gate of the other server and its stories find what is missing there.
                if (input.Picker is { } picker && activity.Input(input.Name) is { IsConstant: true } written && written.Text is { Length: > 0 } key)
                    switch (picker)
                    {
                        case "forms":
                            Form(key);
                            break;
                        case "documents":
                            if (library.TemplateKeys.Contains(key)) files.Add($"documents/{key}.json");
                            break;
                        case "catalogues":
                            if (library.CatalogueKeys.Contains(key)) files.Add($"documents/catalogues/{key}.json");
                            break;
                        case "services":
                            Service(key);
                            break;
                        case "clocks":
                            clocks.Add(key);
                            break;
                    }
        return new BundleNeeds(files, clocks);

        void Service(string key)
        {
            if (library.Services.Find(key) is not { } service) return;
            if (File.Exists(Path.Combine(library.Folder, "services", $"{key}.json"))) files.Add($"services/{key}.json");
            Form(service.Form);
        }

        void Form(string key)
        {
            if (library.Forms.Find(key) is not null) files.Add($"forms/{key}.json");
        }
    }

    /// <summary>What a file below the folder of workflows says here; null if there is none. A form is the one in use, which may have been edited since it came with the folder.</summary>
    public static string? TextOf(WorkflowLibrary library, string path)
    {
        if (path.StartsWith("forms/", StringComparison.Ordinal) && library.Forms.FileOf(Path.GetFileNameWithoutExtension(path)) is { } form) return form;
        var file = Path.Combine(library.Folder, path);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    /// <summary>The rules of limits in all regions, as they lie in the files of the policies: a list of <c>{ region, key, rule }</c> in a fixed order.</summary>
    public static string Rules(WorkflowLibrary library, IReadOnlyCollection<string> keys)
    {
        List<(string Region, string Key, string Text, JsonObject Rule)> found = [];
        foreach (var region in library.Clocks.Regions.All)
        {
            var folder = Path.Combine(library.Folder, "policies", region.Code);
            foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "clocks*.json").Order(StringComparer.Ordinal).ToArray() : [])
                foreach (var rule in (JsonNode.Parse(File.ReadAllText(file), documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })?["rules"] as JsonArray ?? []).OfType<JsonObject>())
                    if (rule["key"]?.ToString() is { } key && keys.Contains(key)) found.Add((region.Code, key, rule.ToJsonString(CaseJson.Readable), rule));
        }
        return new JsonArray([.. found.OrderBy(x => x.Region, StringComparer.Ordinal).ThenBy(x => x.Key, StringComparer.Ordinal).ThenBy(x => x.Text, StringComparer.Ordinal)
            .Select(x => (JsonNode)new JsonObject { ["region"] = x.Region, ["key"] = x.Key, ["rule"] = x.Rule.DeepClone() })]).ToJsonString(Laid) + "\n";
    }
}
