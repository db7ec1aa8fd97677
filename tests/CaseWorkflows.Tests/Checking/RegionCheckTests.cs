using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Checking;

public sealed class RegionCheckTests : IDisposable
{
    private const string Region = "ezhou";
    private const string Field = "indicators[0].formula.";

    private static readonly DateOnly Today = new(2026, 3, 2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows-check-");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public void The_shipped_indicators_use_known_words_alone()
    {
        foreach (var region in Shipped.Library.Clocks.Regions.All) Assert.Empty(Unknown(Shipped.Library, region.Code));
    }

    [Theory]
    [InlineData("""{"measure":"count","services":["legal-aidd"]}""", "services", "legal-aidd", "legal-aid")]
    [InlineData("""{"measure":"count","services":["legal-aid"],"where":[{"status":["closed"]},{"result":["handledd"]}]}""", "where[1].result", "handledd", "handled")]
    [InlineData("""{"measure":"count","services":["legal-aid"],"where":[{"stage":["xx"]}]}""", "where[0].stage", "xx", "archive")]
    [InlineData("""{"measure":"count","services":["consultation"],"where":[{"channel":["webb"]}]}""", "where[0].channel", "webb", "web")]
    [InlineData("""{"measure":"count","services":["legal-aid"],"where":[{"clock":"nope","verdict":["met"]}]}""", "where[0].clock", "nope", "legal-aid.review")]
    [InlineData("""{"measure":"count","services":["legal-aid"],"where":[{"clock":"consultation.reply","verdict":["met"]}]}""", "where[0].clock", "consultation.reply", "legal-aid.review")]
    [InlineData("""{"measure":"share","of":"clocks","services":["legal-aid"],"names":["legal-aid.revue"],"hit":[{"own":["met"]}]}""", "names", "legal-aid.revue", "legal-aid.review")]
    [InlineData("""{"measure":"share","services":["legal-aid"],"hit":[{"any":[{"role":["lawyer"]},{"not":{"role":["layer"]}}]}]}""", "hit[0].any[1].not.role", "layer", "lawyer")]
    [InlineData("""{"measure":"count","services":["mediation"],"where":[{"linked":["confirm"]}]}""", "where[0].linked", "confirm", "objection")]
    public void A_word_that_nothing_bears_is_an_error_that_names_file_indicator_field_and_what_is_known(string formula, string field, string word, string known)
    {
        foreach (var from in Directory.EnumerateFiles(Shipped.Folder, "*", SearchOption.AllDirectories).Where(x => !x.Contains("scenarios", StringComparison.Ordinal)))
        {
            var to = Path.Combine(_folder.FullName, Path.GetRelativePath(Shipped.Folder, from));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }
        var path = Directory.EnumerateFiles(Path.Combine(_folder.FullName, "policies", Region), "indicators*.json").Order(StringComparer.Ordinal).First();
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        var indicator = json["indicators"]![0]!.AsObject();
        indicator.Remove("reported");
        indicator["formula"] = JsonNode.Parse(formula);
        File.WriteAllText(path, json.ToJsonString());

        var problem = Assert.Single(Unknown(WorkflowLibrary.Load(_folder.FullName), Region));

        Assert.Equal((Severity.Error, $"{Region}/{Path.GetFileName(path)}", Field + field), (problem.Severity, problem.File, problem.Field));
        Assert.Contains(indicator["key"]!.ToString(), problem.Message.En, StringComparison.Ordinal);
        Assert.Contains(word, problem.Message.En, StringComparison.Ordinal);
        Assert.Contains(known, problem.Remedy.En, StringComparison.Ordinal);
    }

    private static List<FileProblem> Unknown(WorkflowLibrary library, string region) =>
        [.. RegionCheck.Of(library, region, [.. Shipped.Definitions.Select(x => x.Definition)], Today).Problems.Where(x => x.Code == "region.indicator-word")];
}
