namespace CaseWorkflows.Web.Verbs;

/// <summary>Where the files of <c>workflows/</c> lie for verbs that start no server.</summary>
internal static class VerbFolders
{
    private const string Variable = "CASEWORKFLOWS__WORKFLOWSFOLDER";

    /// <summary>A folder below <c>workflows/</c>: of the one given, of the one set in the environment, of the nearest one upwards, of that beside the program.</summary>
    /// <exception cref="VerbException">There is none.</exception>
    public static string Of(Surroundings at, string? given, params string[] below)
    {
        if ((given ?? at.Variable(Variable)) is { Length: > 0 } set)
        {
            var folder = Path.Combine([at.PathOf(set), .. below]);
            return Directory.Exists(folder) ? folder : throw VerbException.Unusable("args.no-workflows", ("folder", folder));
        }
        return Upwards(at.Folder, below) ?? Upwards(AppContext.BaseDirectory, below)
            ?? throw VerbException.Unusable("args.no-workflows", ("folder", Path.Combine([at.Folder, "workflows", .. below])));
    }

    private static string? Upwards(string from, string[] below)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
            if (Path.Combine([folder.FullName, "workflows", .. below]) is var found && Directory.Exists(found))
                return found;
        return null;
    }
}
