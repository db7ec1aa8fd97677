using System.Text.Json.Nodes;

namespace CaseWorkflows.IntegrationTests.Verbs;

public sealed class DueVerbTests
{
    [Fact]
    public async Task It_prints_the_due_date_and_the_path()
    {
        var run = await VerbRun.Of("due", "--from", "2026-02-10", "--length", "7", "--unit", "calendar-days", "--lang", "en");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Due 2026-02-24 ", run.Out, StringComparison.Ordinal);
        Assert.Contains("2026-02-14", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_gives_day_instant_and_path()
    {
        var run = await VerbRun.Of("due", "--from", "2026-02-10", "--length", "7", "--unit", "calendar-days", "--json");
        var json = JsonNode.Parse(run.Out)!;
        Assert.Equal("2026-02-24", (string?)json["due"]);
        Assert.Equal("2026-02-25T00:00:00+08:00", (string?)json["dueAt"]);
        Assert.Equal(15, json["path"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("2026-03-02T23:30", "2026-03-03T02:30:00+08:00")]
    [InlineData("2026-03-02T23:30:00+08:00", "2026-03-03T02:30:00+08:00")]
    [InlineData("2026-03-02T15:30:00Z", "2026-03-03T02:30:00+08:00")]
    [InlineData("2026-03-02 23:30", "2026-03-03T02:30:00+08:00")]
    [InlineData("2026-03-02", "2026-03-02T03:00:00+08:00")]
    public async Task The_event_may_be_a_day_a_time_in_China_or_an_instant(string from, string dueAt)
    {
        var run = await VerbRun.Of("due", "--from", from, "--length", "3", "--unit", "hours", "--json");
        Assert.Equal(dueAt, (string?)JsonNode.Parse(run.Out)!["dueAt"]);
    }

    [Theory]
    [InlineData("calendar-days", "2026-03-03/2026-03-04", "2026-03-09")]
    [InlineData("hours", "2026-03-02/2026-03-02", "2026-03-03")]
    public async Task A_pause_of_whole_days_leaves_its_last_day_out_too(string unit, string pause, string due)
    {
        var run = await VerbRun.Of("due", "--from", "2026-03-02", "--length", "5", "--unit", unit, "--pause", pause, "--json");
        Assert.Equal(due, (string?)JsonNode.Parse(run.Out)!["due"]);
    }

    [Fact]
    public async Task Several_pauses_add_up()
    {
        var run = await VerbRun.Of("due", "--from", "2026-03-02T08:00", "--length", "2", "--unit", "hours", "--pause", "2026-03-02T08:30/2026-03-02T09:00", "--pause", "2026-03-02T10:00/2026-03-02T10:15", "--json");
        Assert.Equal("2026-03-02T10:45:00+08:00", (string?)JsonNode.Parse(run.Out)!["dueAt"]);
    }

    [Fact]
    public async Task A_pause_without_end_leaves_the_due_date_open()
    {
        var run = await VerbRun.Of("due", "--from", "2026-03-02", "--length", "5", "--unit", "working-days", "--pause", "2026-03-03/", "--json");
        var json = JsonNode.Parse(run.Out)!;
        Assert.Equal(0, run.ExitCode);
        Assert.Null(json["due"]);
        Assert.Equal("2026-03-03T00:00:00+08:00", (string?)json["pausedSince"]);
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task A_year_without_calendar_is_an_error_that_names_it(string language)
    {
        var run = await VerbRun.Of("due", "--from", "2031-02-10", "--length", "3", "--unit", "working-days", "--lang", language);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("2031", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from", "2026-02-30", "--length", "3", "--unit", "hours")]
    [InlineData("--from", "10.02.2026", "--length", "3", "--unit", "hours")]
    [InlineData("--from", "2026-02-10", "--length", "three", "--unit", "hours")]
    [InlineData("--from", "2026-02-10", "--length", "0", "--unit", "hours")]
    [InlineData("--from", "2026-02-10", "--length", "-3", "--unit", "hours")]
    [InlineData("--from", "2026-02-10", "--length", "99999999999", "--unit", "hours")]
    [InlineData("--from", "2026-02-10", "--length", "3", "--unit", "days")]
    [InlineData("--from", "2026-02-10", "--length", "3")]
    [InlineData("--length", "3", "--unit", "hours")]
    [InlineData("--from", "2026-02-10", "--length", "3", "--unit", "hours", "--pause", "2026-02-10")]
    [InlineData("--from", "2026-02-10", "--length", "3", "--unit", "hours", "--pause", "2026-02-12/2026-02-11T00:00")]
    [InlineData("--from", "0001-01-01", "--length", "3", "--unit", "hours")]
    [InlineData("--from", "9999-12-31", "--length", "3", "--unit", "hours")]
    public async Task What_can_not_be_counted_is_refused(params string[] args)
    {
        var run = await VerbRun.Of(["due", .. args]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.NotEqual("", run.Error);
    }
}
