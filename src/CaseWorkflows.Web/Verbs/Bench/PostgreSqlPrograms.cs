namespace CaseWorkflows.Web.Verbs.Bench;

/// <summary>Where PostgreSQL's programs lie.</summary>
internal static class PostgreSqlPrograms
{
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>A program of the newest version that has all of <paramref name="needed"/>: Debian's folders first, where the server is on no search path.</summary>
    /// <returns>The folder that holds them.</returns>
    /// <exception cref="VerbException">No folder has them all; says what to install.</exception>
    public static string FolderWith(Surroundings at, params string[] needed)
    {
        List<string> folders = [];
        if (Directory.Exists(DebianFolder))
            folders.AddRange(Directory.GetDirectories(DebianFolder).OrderByDescending(x => int.TryParse(Path.GetFileName(x), out var version) ? version : 0).Select(x => Path.Combine(x, "bin")));
        folders.AddRange((at.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        return folders.Find(folder => needed.All(x => File.Exists(Path.Combine(folder, x))))
            ?? throw VerbException.Unusable(BenchTexts.Get("programs-missing", ("programs", string.Join(", ", needed))));
    }
}
