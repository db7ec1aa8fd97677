using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>A story of <c>workflows/scenarios/legal-aid</c>: who does what, from the application on.</summary>
internal static class LegalAidStory
{
    private static readonly JsonObject Story = JsonNode.Parse(File.ReadAllText(Path.Combine(Workflows, "scenarios", "legal-aid", "01-grant-to-archive.json")))!.AsObject();

    /// <summary>Her application; <paramref name="name"/> and the phone keep cases of different tests from being duplicates of each other.</summary>
    public static JsonObject Application(string name)
    {
        var application = (JsonObject)Story["open"]!["application"]!.DeepClone();
        application["applicant"] = new JsonObject { ["name"] = name, ["phone"] = "13900000002" };
        return application;
    }

    /// <summary>What people do until the archive, with the days of the forms moved to <paramref name="today"/>.</summary>
    public static IEnumerable<(string Who, string Step, string Outcome, JsonObject Form)> Steps(DateOnly today)
    {
        foreach (var row in Story["rows"]!.AsArray().Select(x => x!.AsObject()).Where(x => x["refused"] is null))
            yield return ((string)row["who"]!, (string)row["step"]!, (string)row["outcome"]!, Moved(row["form"]!, today));
    }

    private static JsonObject Moved(JsonNode form, DateOnly today) =>
        JsonNode.Parse(System.Text.RegularExpressions.Regex.Replace(form.ToJsonString(), @"""2026-\d\d-\d\d", $"\"{today:yyyy-MM-dd}"))!.AsObject();

    /// <summary>The repository's folder of workflows.</summary>
    public static string Workflows => Folder();

    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "workflows", "definitions")))
                return Path.Combine(at.FullName, "workflows");
        throw new InvalidOperationException("No folder 'workflows' above the tests.");
    }
}
