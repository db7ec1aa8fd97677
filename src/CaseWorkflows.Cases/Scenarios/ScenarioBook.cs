using System.Text;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>The stories that lie in files: JSON, or tables that a spreadsheet writes.</summary>
public static class ScenarioBook
{
    /// <summary>The endings of files that hold stories.</summary>
    private static readonly string[] Endings = [".json", ".csv"];

    /// <summary>The files with stories in a folder, in the order of their names; folders below it are not looked into.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(x => Endings.Contains(Path.GetExtension(x), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];

    /// <summary>The stories of a folder in the order of their file names; folders below it are not read.</summary>
    /// <exception cref="LibraryFileException">A file is unreadable, or a row lacks what its deed needs.</exception>
    public static IReadOnlyList<Scenario> Load(string folder) => [.. Files(folder).Select(LoadFile)];

    /// <summary>One story.</summary>
    /// <exception cref="LibraryFileException">The file is unreadable, or a row lacks what its deed needs; every problem is named.</exception>
    public static Scenario LoadFile(string path)
    {
        var reading = ReadFile(path);
        if (reading.Scenario is { } scenario) return scenario;
        var problems = reading.Problems.Select(x => x.In(Path.GetFileName(path))).ToList();
        throw new LibraryFileException(new LocalizedText(string.Join('\n', problems.Select(x => x.Zh)), string.Join('\n', problems.Select(x => x.En))));
    }

    /// <summary>One story, or everything that is wrong with its file.</summary>
    /// <exception cref="LibraryFileException">The file can't be opened.</exception>
    public static ScenarioReading ReadFile(string path)
    {
        var id = Path.GetFileNameWithoutExtension(path);
        try
        {
            return Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase)
                ? ScenarioTable.Read(id, File.ReadAllText(path, Encoding.UTF8), Path.GetDirectoryName(Path.GetFullPath(path)))
                : ScenarioReader.Read(id, File.ReadAllText(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LibraryFileException(Refusal.Text("library.unreadable", ("file", Path.GetFileName(path)), ("problem", problem.Message)), problem);
        }
    }

    /// <summary>
    /// The folder beside a definition in which its stories lie: <c>scenarios/&lt;definition id&gt;</c>, else <c>scenarios/&lt;service type&gt;</c>;
    /// in it the folder named after the version, if there is one, so that the stories of an older version can stay beside it. Null if there is none.
    /// </summary>
    public static string? FolderOf(string workflows, string definitionId, string serviceType, int version) =>
        new[] { definitionId, serviceType }.Where(IsFolderName).Select(x => Path.Combine(workflows, "scenarios", x)).FirstOrDefault(Directory.Exists) is not { } folder ? null
        : Path.Combine(folder, version.ToString(System.Globalization.CultureInfo.InvariantCulture)) is var own && Directory.Exists(own) ? own
        : folder;

    // A definition names its own id: one with dots and slashes must not lead out of the folder.
    private static bool IsFolderName(string name) => name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && !name.Contains('\\', StringComparison.Ordinal);
}
