using System.Text.RegularExpressions;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.IntegrationTests.Web;

/// <summary>What commands write into a history, people can read.</summary>
public sealed partial class WordsTests
{
    [Fact]
    public void Every_fact_of_a_history_has_a_sentence()
    {
        var sources = Path.Combine(Directory.GetParent(LegalAidStory.Workflows)!.FullName, "src", "CaseWorkflows.Cases", "Commands");
        var others = Path.Combine(Directory.GetParent(LegalAidStory.Workflows)!.FullName, "src", "CaseWorkflows.Cases", "Services");
        var kinds = new[] { sources, others }.SelectMany(x => Directory.GetFiles(x, "*.cs", SearchOption.AllDirectories))
            .SelectMany(x => Recorded().Matches(File.ReadAllText(x)).SelectMany(y => Kind().Matches(y.Value)).Select(y => y.Groups[1].Value)).Distinct().ToList();
        Assert.True(kinds.Count > 20);
        Assert.Equal([], kinds.Where(x => !Ui.Has("history." + x)));
    }

    // The first argument may be a choice between several kinds: everything up to its end is looked at.
    [GeneratedRegex(@"\.Record\((?:[^,()]|\n)+[,)]")]
    private static partial Regex Recorded();

    [GeneratedRegex(@"""([A-Z][A-Za-z]+)""")]
    private static partial Regex Kind();
}
