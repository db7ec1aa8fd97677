namespace CaseWorkflows.Web.Verbs;

/// <summary>Files that arguments name.</summary>
internal static class VerbFiles
{
    /// <summary>The text of a file, or of standard input for <c>-</c>.</summary>
    /// <exception cref="VerbException">There is no such file, or it can't be read.</exception>
    public static async Task<string> ReadAsync(Surroundings at, string given, CancellationToken cancellationToken)
    {
        if (given == "-") return await at.In.ReadToEndAsync(cancellationToken);
        try
        {
            return await File.ReadAllTextAsync(at.PathOf(given), cancellationToken);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw VerbException.Unusable("args.no-file", ("file", given));
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException)
        {
            throw VerbException.Unusable("args.unreadable-file", ("file", given), ("problem", problem.Message));
        }
    }

    /// <summary>The JSON files that an argument names: the file itself, or all below the folder, with the names by which they are shown.</summary>
    /// <exception cref="VerbException">There is no such file or folder, or it holds no JSON file.</exception>
    public static IReadOnlyList<(string Path, string Shown)> JsonFiles(Surroundings at, string given) => Below(at, given, "*.json");

    /// <summary>The files that an argument names: the file itself, or all of these kinds below the folder, with the names by which they are shown.</summary>
    /// <exception cref="VerbException">There is no such file or folder, or it holds none.</exception>
    public static IReadOnlyList<(string Path, string Shown)> Below(Surroundings at, string given, params string[] patterns)
    {
        var path = at.PathOf(given);
        if (File.Exists(path)) return [(path, given)];
        if (!Directory.Exists(path)) throw VerbException.Unusable("args.no-file", ("file", given));
        var files = patterns.SelectMany(x => Directory.EnumerateFiles(path, x, SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(x => (x, Path.Combine(given, Path.GetRelativePath(path, x)))).ToList();
        return files.Count > 0 ? files : throw VerbException.Unusable("args.no-json-below", ("folder", given));
    }
}
