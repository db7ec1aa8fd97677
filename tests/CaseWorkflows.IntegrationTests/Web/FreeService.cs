namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>The shipped files and some services more, of which no law demands any step: every shipped service has some.</summary>
internal static class FreeService
{
    public const string Key = "asking";

    private const int Others = 60;
    private static int _given;

    /// <summary>A service for one flow alone: a second flow would take it over from the first.</summary>
    public static string Next() => $"{Key}-{Interlocked.Increment(ref _given) % Others}";

    public static string CopyTo(DirectoryInfo parent)
    {
        var folder = parent.CreateSubdirectory("workflows").FullName;
        foreach (var file in Directory.GetFiles(LegalAidStory.Workflows, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(LegalAidStory.Workflows, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        foreach (var key in Enumerable.Range(0, Others).Select(x => $"{Key}-{x}").Append(Key)) WriteClocks(folder, key);
        return folder;
    }

    private static void WriteClocks(string folder, string key) =>
        File.WriteAllText(Path.Combine(folder, "policies", "default", $"clocks-{key}.json"), $$"""
            {
              "serviceType": "{{key}}",
              "rules": [
                {
                  "key": "{{key}}.limit", "name": { "zh": "试用时限", "en": "Limit" }, "startsOn": { "zh": "收到", "en": "receipt" }, "length": 3, "unit": "calendar-days",
                  "force": "soft", "certainty": "configuration", "basis": { "citation": { "zh": "内部规定", "en": "house rule" }, "source": "test" },
                  "ladder": [ { "at": "due", "level": "breach", "to": "supervisor" } ], "effectiveFrom": "2022-01-01", "note": { "zh": "测试", "en": "test" }
                }
              ]
            }
            """);
}
