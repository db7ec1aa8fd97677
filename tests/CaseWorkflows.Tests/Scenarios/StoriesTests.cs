using CaseWorkflows.Cases.History;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios;

public sealed class StoriesTests
{
    public static TheoryData<string> Names => [.. Shipped.Stories.Select(x => x.Id)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_story_holds(string name)
    {
        var desk = await Desk.OpenAsync();
        var result = await desk.Player.PlayAsync(Shipped.Stories.Single(x => x.Id == name));
        Assert.True(result.Holds, string.Join('\n', result.Failures.Select(x => $"row {x.Row}: {x.Text.En}")));

        var @case = desk.Store.Case(result.CaseId!.Value);
        Assert.Null(HistoryCheck.FirstBad(desk.Store.History(@case.Id), desk.Store.Payloads(@case.Id), @case.Dossier.DigestKey, @case.HistorySeq, @case.HistoryHash));
        foreach (var document in @case.File.Where(x => x.Origin == "issued"))
        {
            Assert.False(string.IsNullOrWhiteSpace(document.Text), document.Kind);
            Assert.DoesNotContain("{{", document.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("№", document.Number + document.Text, StringComparison.Ordinal);
        }
        // The only case of its office in this store: each row of numbers is 1, 2, 3, … in the order of issue.
        foreach (var row in @case.File.Where(x => x.Origin == "issued").GroupBy(x => (x.At.ToOffset(TimeSpan.FromHours(8)).Year, Shipped.Library.Template(x.Kind)!.Word)))
            Assert.Equal(Enumerable.Range(1, row.Count()), row.Select(x => int.Parse(System.Text.RegularExpressions.Regex.Match(x.Number!, @"(\d+)号$").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void There_are_stories_enough_and_each_ends_with_an_expectation()
    {
        Assert.True(Shipped.Stories.Count >= 14);
        Assert.All(Shipped.Stories, x => Assert.NotNull(x.Expect));
    }

    [Fact]
    public async Task Engine_state_of_a_case_holds_no_personal_data()
    {
        foreach (var story in Shipped.Stories)
        {
            var desk = await Desk.OpenAsync();
            var result = await desk.Player.PlayAsync(story);
            var applicant = story.Open.Application["applicant"]!["name"]!.ToString();
            Assert.DoesNotContain(applicant, desk.Store.Case(result.CaseId!.Value).FlowState!, StringComparison.Ordinal);
        }
    }
}
