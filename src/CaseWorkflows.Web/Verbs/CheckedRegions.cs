using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The regions that <c>check</c> looks at: those whose folders it was given, or all beside a folder of definitions.</summary>
internal sealed class CheckedRegions
{
    private const string Policies = "policies";

    // What the library reads at the start, so that a file of them that is wrong has been named already. Stories and definitions are not among them.
    private static readonly string[] OfTheLibrary = ["calendars", "documents", "forms", Policies, "services"];

    private readonly WorkflowLibrary _library;

    private CheckedRegions(WorkflowLibrary library, IReadOnlyList<RegionCheck> all, bool areAskedFor) => (_library, All, AreAskedFor) = (library, all, areAskedFor);

    /// <summary>The regions.</summary>
    public IReadOnlyList<RegionCheck> All { get; }

    /// <summary>Whether their folders were given; else only what is wrong with them is of interest.</summary>
    public bool AreAskedFor { get; }

    /// <summary>The <c>workflows</c> folder that a file or folder belongs to, or null: a region is checked with what lies beside it, wherever the caller stands.</summary>
    public static string? FolderOf(string target)
    {
        for (var at = new DirectoryInfo(target); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, Policies)) && File.Exists(Path.Combine(at.FullName, "roles.json"))) return at.FullName;
        return null;
    }

    /// <summary>Looks at the regions that the target names.</summary>
    /// <param name="library">The library.</param>
    /// <param name="target">The full path of what was given.</param>
    /// <param name="flows">The definitions of the library's folder.</param>
    /// <param name="today">The legal day.</param>
    public static CheckedRegions Of(WorkflowLibrary library, string target, IReadOnlyCollection<WorkflowDefinition> flows, DateOnly today)
    {
        var policies = Path.Combine(library.Folder, Policies);
        string[] inside = Below(target, policies) is { Length: > 0 } below && below != "." ? [below.Split('/')[0]] : [];
        var codes = inside.Length > 0 ? inside.Where(library.Clocks.Regions.Contains) : library.Clocks.Regions.All.Select(x => x.Code);
        return new(library, [.. codes.Select(x => RegionCheck.Of(library, x, flows, today))], inside.Length > 0 || Below(policies, target) is not null);
    }

    /// <summary>Whether the library has read the file.</summary>
    public bool HasRead(string path) =>
        Below(path, _library.Folder) is { } below && (below.Split('/') is [var folder, _, ..] ? OfTheLibrary.Contains(folder) : below.EndsWith(".json", StringComparison.Ordinal));

    /// <summary>Their problems by file, as those of definitions are shown; the errors alone where something else was asked for.</summary>
    public IEnumerable<IGrouping<string, Problem>> Problems() =>
        All.SelectMany(x => x.Problems).Where(x => AreAskedFor || x.Severity == Severity.Error).GroupBy(x => x.File == "offices.json" ? x.File : $"{Policies}/{x.File}", x => new Problem(x.Severity, x.Code, x.Field.Length > 0 ? x.Field : null, x.Message, x.Remedy));

    /// <summary>One line for each region.</summary>
    public IEnumerable<string> Lines() => All.Select(x => VerbTexts.Here("check.region",
        ("code", x.Region.Code), ("name", x.Region.Name.Here()), ("parent", x.Region.Parent ?? VerbTexts.Here("check.nothing-above")), ("files", x.Files.Count), ("limits", x.OwnLimits), ("offices", x.Offices),
        ("indicators", x.Indicators), ("errors", Count(x, Severity.Error)), ("warnings", Count(x, Severity.Warning))));

    private static int Count(RegionCheck region, Severity severity) => region.Problems.Count(x => x.Severity == severity);

    /// <summary>Where the one lies below the other, or null.</summary>
    private static string? Below(string path, string folder) =>
        Path.GetRelativePath(folder, path).Replace('\\', '/') is var relative && relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative) ? relative : null;
}
