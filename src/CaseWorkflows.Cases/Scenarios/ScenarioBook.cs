using CaseWorkflows.Cases.Library;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>Reads stories from files and says what is wrong with one before it is played.</summary>
public static class ScenarioBook
{
    /// <summary>The stories of a folder in the order of their file names; folders below it are not read.</summary>
    /// <exception cref="LibraryFileException">A file is unreadable, or a row lacks what its deed needs.</exception>
    public static IReadOnlyList<Scenario> Load(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(LoadFile)];

    /// <summary>One story.</summary>
    /// <exception cref="LibraryFileException">The file is unreadable, or a row lacks what its deed needs.</exception>
    public static Scenario LoadFile(string path)
    {
        var scenario = KeyedFile.ReadOne<Scenario>(path) with { Id = Path.GetFileNameWithoutExtension(path) };
        var file = Path.GetFileName(path);
        if (StoryTime.Instant(scenario.Starts) is not { } at) throw Wrong(file, "starts", scenario.Starts);
        if (scenario.Open.ReceivedAt is { } received && StoryTime.Instant(received) is null) throw Wrong(file, "open.receivedAt", received);
        for (var i = 0; i < scenario.Rows.Count; i++)
        {
            var row = scenario.Rows[i];
            var place = $"rows[{i}]";
            if (StoryTime.After(at, row.At) is not { } next) throw Wrong(file, $"{place}.at", row.At!);
            if (next < at) throw new LibraryFileException(ScenarioTexts.Get("file.backwards", ("file", file), ("field", $"{place}.at"), ("value", row.At)));
            at = next;
            if (row.Occurred is { } occurred && StoryTime.Instant(occurred) is null) throw Wrong(file, $"{place}.occurred", occurred);
            foreach (var field in Missing(row))
                throw new LibraryFileException(ScenarioTexts.Get("file.missing", ("file", file), ("field", $"{place}.{field}"), ("deed", row.Do)));
        }
        return scenario;
    }

    private static IEnumerable<string> Missing(ScenarioRow row)
    {
        if (row.Do != ScenarioDeed.Wait && row.Who is null) yield return "who";
        if (row.Do is ScenarioDeed.Complete or ScenarioDeed.Claim or ScenarioDeed.Release or ScenarioDeed.Assign or ScenarioDeed.SendBack && row.Step is null) yield return "step";
        if (row.Do is ScenarioDeed.Complete or ScenarioDeed.Close && row.Outcome is null) yield return "outcome";
        if (row.Do == ScenarioDeed.Assign && row.To is null) yield return "to";
        if (row.Do is ScenarioDeed.Event or ScenarioDeed.AddPaper or ScenarioDeed.Acknowledge && row.Name is null) yield return "name";
        if (row.Do is ScenarioDeed.SendBack or ScenarioDeed.Pause or ScenarioDeed.Withdraw or ScenarioDeed.Close or ScenarioDeed.Reopen && row.Reason is null) yield return "reason";
    }

    private static LibraryFileException Wrong(string file, string field, string value) =>
        new(ScenarioTexts.Get("file.time", ("file", file), ("field", field), ("value", value)));
}
