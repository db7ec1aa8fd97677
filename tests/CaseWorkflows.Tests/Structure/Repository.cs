namespace CaseWorkflows.Tests.Structure;

/// <summary>The source tree that is being tested.</summary>
internal static class Repository
{
    private static readonly string[] Made = ["bin", "obj", "artifacts", "data", "node_modules", "TestResults", ".git"];

    public static string Root { get; } = Find();

    /// <summary>Files below a folder that people wrote, as paths from the root with '/'.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start)
            ? Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
                .Select(x => Path.GetRelativePath(Root, x).Replace('\\', '/'))
                .Where(x => !x.Split('/').Any(Made.Contains))
                .Order(StringComparer.Ordinal)
            : [];
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CaseWorkflows.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not lie in the source tree.");
    }
}
