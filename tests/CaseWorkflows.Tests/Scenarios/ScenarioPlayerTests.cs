using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios;

public sealed class ScenarioPlayerTests
{
    private static readonly Scenario Grant = Shipped.Stories.First(x => x.Id.EndsWith("grant-to-archive", StringComparison.Ordinal));

    [Fact]
    public async Task A_wrong_expectation_is_reported_with_its_row_and_what_was_found()
    {
        var result = await PlayAsync(Grant with { Rows = [Grant.Rows[0] with { Expect = new() { Stage = "handling", Tasks = ["decision"] } }], Expect = null });
        Assert.Equal(2, result.Failures.Count);
        Assert.All(result.Failures, x => Assert.Equal(1, x.Row));
        Assert.Contains("“handling”", result.Failures[0].Text.En, StringComparison.Ordinal);
        Assert.Contains("“review”", result.Failures[0].Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_of_expectation_can_fail()
    {
        var clock = new ClockExpectation { Due = "2026-01-01", State = Cases.Deadlines.ClockState.Paused, Verdict = Cases.Deadlines.ClockVerdict.Missed, Generation = 9 };
        var result = await PlayAsync(Grant with
        {
            Rows = [Grant.Rows[0]],
            Expect = new()
            {
                Status = CaseStatus.Paused, Result = "x", Urgent = true, Cycle = 2,
                Assignees = new Dictionary<string, string> { ["review"] = "he.jing" },
                Offices = new Dictionary<string, string> { ["review"] = "/" },
                Clocks = new Dictionary<string, ClockExpectation> { ["legal-aid.review"] = clock, ["no.such"] = new() },
                Alerts = new Dictionary<string, IReadOnlyDictionary<string, int>> { ["legal-aid.review"] = new Dictionary<string, int> { ["warning"] = 5 } },
                Documents = ["no-such"], NoDocuments = ["receipt-voucher"],
                DocumentSays = new Dictionary<string, string> { ["receipt-voucher"] = "不会写的话" },
                Facts = new Dictionary<string, string> { ["eligibility.outcome"] = "x" },
            },
        });
        Assert.Equal(16, result.Failures.Count);
    }

    [Fact]
    public async Task A_command_that_is_refused_unexpectedly_or_not_refused_is_reported()
    {
        var refused = await PlayAsync(Grant with { Rows = [Grant.Rows[0] with { Form = [], Expect = null }], Expect = null });
        Assert.Contains("form.has-errors", Assert.Single(refused.Failures).Text.En, StringComparison.Ordinal);
        var notRefused = await PlayAsync(Grant with { Rows = [Grant.Rows[0] with { Refused = "task.other-role", Expect = null }], Expect = null });
        Assert.Contains("task.other-role", Assert.Single(notRefused.Failures).Text.En, StringComparison.Ordinal);
        var nobody = await PlayAsync(Grant with { Rows = [Grant.Rows[0] with { Who = "nobody", Expect = null }], Expect = null });
        Assert.Contains("nobody", Assert.Single(nobody.Failures).Text.En, StringComparison.Ordinal);
        var noTask = await PlayAsync(Grant with { Rows = [Grant.Rows[0] with { Step = "archive", Expect = null }], Expect = null });
        Assert.Contains("archive", Assert.Single(noTask.Failures).Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clocks_fire_at_their_own_instants_between_the_rows()
    {
        var story = Shipped.Stories.Single(x => x.Id.EndsWith("overdue-ladder", StringComparison.Ordinal));
        var result = await PlayAsync(story);
        var fired = result.Timeline.Where(x => x.Kind == TimelineKind.Clock && x.At < new DateTimeOffset(2026, 3, 15, 0, 0, 0, TimeSpan.Zero)).Select(x => x.At.ToOffset(TimeSpan.FromHours(8)).ToString("MM-dd HH:mm", null)).ToList();
        Assert.Equal(["03-06 09:00", "03-08 09:00", "03-08 09:00", "03-10 00:00", "03-10 00:00", "03-10 09:00"], fired);
        Assert.Equal(result.Timeline.Select(x => x.At).Order(), result.Timeline.Select(x => x.At));
    }

    [Theory]
    [InlineData("""{"title":{"zh":"题","en":"t"},"starts":"gestern","open":{"serviceType":"legal-aid","office":"1","who":"a","application":{}},"rows":[]}""", "starts")]
    [InlineData("""{"title":{"zh":"题","en":"t"},"starts":"2026-03-02","open":{"serviceType":"legal-aid","office":"1","who":"a","application":{}},"rows":[{"at":"+soon","do":"wait"}]}""", "rows[0].at")]
    [InlineData("""{"title":{"zh":"题","en":"t"},"starts":"2026-03-02","open":{"serviceType":"legal-aid","office":"1","who":"a","application":{}},"rows":[{"at":"2026-03-01","do":"wait"}]}""", "rows[0].at")]
    [InlineData("""{"title":{"zh":"题","en":"t"},"starts":"2026-03-02","open":{"serviceType":"legal-aid","office":"1","who":"a","application":{}},"rows":[{"do":"complete","who":"a","outcome":"b"}]}""", "rows[0].step")]
    [InlineData("""{"title":{"zh":"题","en":"t"},"starts":"2026-03-02","open":{"serviceType":"legal-aid","office":"1","who":"a","application":{}},"rows":[{"do":"withdraw","who":"a"}]}""", "rows[0].reason")]
    [InlineData("""{"title":{"zh":"题","en":"t"},"starts":"2026-03-02","open":{"serviceType":"legal-aid","office":"1","who":"a","application":{}},"rows":[{"do":"dance","who":"a"}]}""", "rows[0].do")]
    [InlineData("""{"title":{"zh":"题","en":"t"},"starts":"2026-03-02","open":{"serviceType":"legal-aid","office":"1","who":"a","application":{}},"rows":[],"expects":{}}""", "expects")]
    public void A_file_that_is_wrong_names_itself_and_the_field(string json, string field)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "story.json");
        File.WriteAllText(file, json);
        var refused = Assert.Throws<Cases.Library.LibraryFileException>(() => ScenarioBook.LoadFile(file));
        Assert.Contains("story.json", refused.Text.En, StringComparison.Ordinal);
        Assert.Contains(field, refused.Text.En, StringComparison.Ordinal);
        Assert.Contains(field, refused.Text.Zh, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, true);
    }

    private static async Task<ScenarioResult> PlayAsync(Scenario story) => await (await Desk.OpenAsync()).Player.PlayAsync(story);
}
