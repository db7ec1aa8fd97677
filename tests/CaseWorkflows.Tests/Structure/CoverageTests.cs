namespace CaseWorkflows.Tests.Structure;

public sealed class CoverageTests
{
    private static readonly HashSet<string> Tests =
        [.. Repository.Files("tests", "*.cs").SelectMany(x => Coverage.TestsIn(Repository.Read(x)))];

    private static readonly Coverage.Row Good = new("C1", "000", "answered in six hours", "enforced", "`workflows/a.json`", "`ATests.It_holds`");

    [Fact]
    public void Every_rule_of_the_city_documents_has_a_row_that_is_true()
    {
        var rows = Coverage.Read(Repository.Read("workflows/COVERAGE.md"));
        Findings.AreNone(Coverage.Faults(rows, Exists, Tests));
    }

    [Fact]
    public void The_tests_that_are_looked_for_can_be_found()
    {
        Assert.True(Tests.Count > 500, $"{Tests.Count} tests");
        Assert.Contains("CoverageTests.The_tests_that_are_looked_for_can_be_found", Tests);
    }

    [Theory]
    [InlineData("state", "'done' is none of")]
    [InlineData("where", "there is no 'workflows/gone.json'")]
    [InlineData("nowhere", "doesn't say where it lives")]
    [InlineData("test", "there is no test 'ATests.It_is_gone'")]
    [InlineData("untested", "names no test")]
    [InlineData("reason", "out of scope without a reason")]
    public void A_row_that_is_not_true_is_seen(string fault, string said)
    {
        var row = fault switch
        {
            "state" => Good with { State = "done" },
            "where" => Good with { Where = "`workflows/gone.json`" },
            "nowhere" => Good with { Where = "somewhere" },
            "test" => Good with { Shown = "`ATests.It_is_gone`" },
            "untested" => Good with { Shown = "by eye" },
            _ => Good with { State = "out of scope", Where = "no" },
        };
        Assert.Contains(Found(row), x => x.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_that_is_true_passes() => Assert.DoesNotContain(Found(Good), x => x.StartsWith("C1:", StringComparison.Ordinal) || x.StartsWith("C1 ", StringComparison.Ordinal));

    [Fact]
    public void A_rule_without_a_row_or_with_two_is_seen()
    {
        var found = Coverage.Faults([Good, Good], _ => true, new HashSet<string> { "ATests.It_holds" }).ToList();
        Assert.Contains("C1 has 2 rows.", found);
        Assert.Contains("V11 has no row.", found);
    }

    private static List<string> Found(Coverage.Row row) =>
        [.. Coverage.Faults([row], x => x == "workflows/a.json", new HashSet<string> { "ATests.It_holds" })];

    private static bool Exists(string path) => File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path));
}
