using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios;

public sealed class SampleStoryTests
{
    private static readonly DateTimeOffset Now = ChinaTime.At(new(2026, 11, 22), new(9, 30));

    public static TheoryData<string> Samples => new(InFile().Select(x => $"{x.Of}/{x.Story}"));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_shipped_sample_ends_within_the_day_before_the_start_and_then_waits_for_it(string story)
    {
        var sample = InFile().Single(x => $"{x.Of}/{x.Story}" == story);
        var lately = sample.Lately(ScenarioBook.LoadFile(sample.FileIn(Shipped.Folder)), Now);
        Assert.Equal(ScenarioDeed.Wait, lately.Rows[^1].Do);
        Assert.Equal("2026-11-22T09:30:00", lately.Rows[^1].At);
        Assert.InRange(string.CompareOrdinal(lately.Rows[^2].At, "2026-11-21T09:30:00"), 1, int.MaxValue);
        Assert.InRange(string.CompareOrdinal(lately.Rows[^2].At, "2026-11-22T09:30:00"), int.MinValue, 0);
        Assert.All(lately.Rows, x => Assert.Null(x.Refused));
    }

    [Fact]
    public void Hours_stay_days_of_the_story_move_and_other_days_stay()
    {
        var story = Shipped.Stories.Single(x => x.Id == "15-notified-defence-of-minor");
        var lately = new SampleStory(story.Id) { Rows = 4 }.Lately(story, Now);
        Assert.Equal("2026-11-17T09:00:00", lately.Starts);
        Assert.Equal(["2026-11-17T10:00:00", "2026-11-18T10:00:00", "2026-11-19T10:00:00", "2026-11-21T15:00:00", "2026-11-22T09:30:00"], lately.Rows.Select(x => x.At));
        Assert.Equal("2026-11-21T14:00", (string?)lately.Rows[3].Form!["metOn"]);
        Assert.Equal("2026-11-17", (string?)lately.Open.Application["matter"]!["notification"]!["noticeDate"]);
        Assert.Equal("2010-06-01", (string?)lately.Open.Application["applicant"]!["birthDate"]);
        Assert.Equal("2026-03-02", (string?)story.Open.Application["matter"]!["notification"]!["noticeDate"]);
    }

    [Fact]
    public void Texts_take_the_place_of_others_in_application_and_forms()
    {
        var story = Shipped.Stories.Single(x => x.Id == "02-refusal");
        var lately = new SampleStory(story.Id) { Texts = new Dictionary<string, string> { ["孙建国"] = "许建华" } }.Lately(story, Now);
        Assert.Equal("许建华", (string?)lately.Open.Application["applicant"]!["name"]);
        Assert.Equal("许建华", (string?)lately.Rows.Single(x => x.Step == "serve-refusal").Form!["recipientName"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(7)]
    public void A_row_that_the_story_has_not_is_named(int rows)
    {
        var story = Shipped.Stories.Single(x => x.Id == "02-refusal");
        var wrong = Assert.Throws<LibraryFileException>(() => new SampleStory(story.Id) { Rows = rows }.Lately(story, Now));
        Assert.Contains("02-refusal", wrong.Text.Zh, StringComparison.Ordinal);
        Assert.Contains($" {rows};", wrong.Text.En, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SampleStory> InFile() => SampleStory.Load(Path.Combine(Shipped.Folder, "samples-demo.json"));
}
