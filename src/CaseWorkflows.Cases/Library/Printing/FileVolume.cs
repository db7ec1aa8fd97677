using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Library.Printing;

/// <summary>A paper in a volume.</summary>
/// <param name="Order">Its place in the catalogue, from 1.</param>
/// <param name="Title">Its title.</param>
/// <param name="Item">The paper; null if the catalogue asks for it and it is not there.</param>
public sealed record VolumePaper(int Order, LocalizedText Title, FileItem? Item);

/// <summary>One volume (卷) of a case's file in the order of its catalogue.</summary>
/// <param name="Key">approval, handling, …</param>
/// <param name="Title">The catalogue's title.</param>
/// <param name="Papers">The papers, several of one kind in the order of time; what the catalogue requires and lacks stands there empty.</param>
public sealed record FileVolume(string Key, LocalizedText Title, IReadOnlyList<VolumePaper> Papers)
{
    /// <summary>The volumes of a case; papers that no catalogue names stand at the end of the last.</summary>
    /// <param name="case">The case.</param>
    /// <param name="catalogue">The catalogue of its service.</param>
    public static IReadOnlyList<FileVolume> Of(LegalCase @case, FileCatalogue catalogue)
    {
        var missing = catalogue.Missing(@case).Select(x => x.Kind).ToHashSet();
        var named = catalogue.Items.SelectMany(x => x.Or.Prepend(x.Kind)).ToHashSet();
        var keys = catalogue.Items.Select(x => x.Volume).Distinct().ToList();
        List<FileVolume> volumes = [];
        foreach (var key in keys)
        {
            List<VolumePaper> papers = [];
            HashSet<Guid> taken = [];
            foreach (var item in catalogue.Items.Where(x => x.Volume == key))
            {
                foreach (var paper in @case.File.Where(x => x.Kind == item.Kind || item.Or.Contains(x.Kind)).OrderBy(x => x.At))
                    if (taken.Add(paper.Id)) papers.Add(new(papers.Count + 1, item.Title, paper));
                if (missing.Contains(item.Kind)) papers.Add(new(papers.Count + 1, item.Title, null));
            }
            if (key == keys[^1])
                foreach (var paper in @case.File.Where(x => !named.Contains(x.Kind)).OrderBy(x => x.At)) papers.Add(new(papers.Count + 1, new(paper.Title, paper.Title), paper));
            volumes.Add(new(key, catalogue.Title, papers));
        }
        return volumes;
    }
}
